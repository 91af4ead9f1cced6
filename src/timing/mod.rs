//! Measuring time honestly: clock, sampling, statistics, suites, and the conversation between page and worker.
//!
//! Nothing here knows a browser. A [`Session`] is the worker's part, one short step after another, against any [`Clock`].
//! A [`Run`] is the page's part: a state machine that takes in [`News`] and says what comes [`Next`]. Both are tested
//! natively, with a clock that the test turns.
//!
//! The timing model: a sample is the time of a batch of calls divided by their number, the batch long enough to span
//! [`rounds::Settings::grains`] grains of the clock; nothing is subtracted from it.

pub mod against;
pub mod bench;
pub mod bootstrap;
pub mod choice;
pub mod clock;
pub mod crossover;
pub mod fastest;
pub mod finding;
pub mod guard;
pub mod machine;
pub mod peers;
pub mod protocol;
pub mod question;
pub mod reason;
pub mod record;
pub mod report;
pub mod rounds;
pub mod run;
pub mod sampler;
pub mod session;
pub mod shelf;
pub mod silence;
pub mod slope;
pub mod suite;
pub mod summary;
pub mod team;
pub mod transition;

pub use against::Against;
pub use choice::{Beside, Choice};
pub use clock::Clock;
pub use fastest::{Fastest, fastest};
pub use finding::{Finding, finding};
pub use guard::Refusal;
pub use machine::Speed;
pub use protocol::{Activity, Answer, Earlier, Job, Message, Progress, Request};
pub use question::Question;
pub use record::{Case, Record, Refused};
pub use report::{Environment, Report};
pub use run::{Failure, Pause, Phase, Run};
pub use sampler::Sampler;
pub use session::Session;
pub use shelf::Shelf;
pub use silence::Silence;
pub use suite::{SUITES, Suite};
pub use transition::{News, Next, Plan};

/// Seed of inputs, order and bootstrap wherever the page times something: the same for everyone.
pub const SEED: u64 = 1;
