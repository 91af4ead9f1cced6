//! Whether an implementation computes a rule, and if not, which mistake it makes.
//!
//! Files give arrays ([`crate::io::Array`]). [`Assignment`] says which of them is which [`Letter`] of a rule, [`Given`] cuts them into
//! heads, and [`Convention`] says how they are meant; a [`Window`] of them is a stream for other pages. [`Verdict`] compares what the files say came out with what the rule gives on the
//! same numbers; [`Search`] looks for a mistake, or two, with which the rule gives what the files say.
//!
//! A mistake is a rewriting of what a rule is told, or of what it says, wherever that is possible: so the code that runs is that of the
//! rules themselves. `tests/mistakes/` holds outputs of implementations that make each mistake in earnest, computed independently.

mod assignment;
mod candidates;
mod compared;
mod computed;
mod convention;
mod given;
mod letter;
mod limit;
mod mistake;
mod prepared;
mod run;
mod search;
mod sizes;
mod unfit;
mod window;

pub use assignment::Assignment;
pub use compared::{Compared, Difference, Verdict};
pub use computed::Computed;
pub use convention::{Convention, GateIs, ScaleIs, Unit};
pub use given::{Given, Head};
pub use letter::Letter;
pub use limit::Limit;
pub use mistake::{Mistake, Variant};
pub use prepared::Entries;
pub use run::{Outcome, Problem};
pub use search::{Found, Search};
pub use sizes::{Order, Sizes, StateOrder};
pub use unfit::GivenError;
pub use window::{NoStream, Window};
