//! Records runs: probes, events, traces, frames and the player that walks through them. Nothing here computes attention.
//!
//! A rule hands every step to a [`Probe`]. The probe `()` does nothing and costs nothing, so the code that is timed and tested
//! is also the code that is animated.

mod entry;
mod event;
mod growth;
mod listing;
mod lockstep;
mod made;
mod name;
mod player;
mod reading;
mod recorded;
mod symbol;

pub use entry::{Entry, Number, Term, sign};
pub use event::{Aside, Event, Factor, Grain, Part, Probe};
pub use listing::Line;
pub use lockstep::{SharedStop, Stop, align, align_runs};
pub use made::{Index, Made, Operand, Sum};
pub use name::Name;
pub use player::{Player, Timeline};
pub use reading::Reading;
pub use recorded::{Frame, Trace};
pub use symbol::Symbol;
