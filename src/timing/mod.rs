//! Measuring time honestly: clock, sampling, statistics, suites, and the conversation between page and worker.
//!
//! Nothing here knows a browser. A [`Session`] is what the worker does, one short step after another, against any
//! [`Clock`]; a [`Run`] is what the page knows of it. Both are tested natively with a clock that the test turns.
//!
//! The timing model: a sample is the time of a batch of calls divided by their number, the batch long enough to span
//! [`rounds::Settings::grains`] grains of the clock; nothing is subtracted from it.

#![deny(missing_docs)]

pub mod bench;
pub mod bootstrap;
pub mod clock;
pub mod crossover;
pub mod guard;
pub mod machine;
pub mod protocol;
pub mod reason;
pub mod record;
pub mod report;
pub mod rounds;
pub mod run;
pub mod sampler;
pub mod session;
pub mod shelf;
pub mod slope;
pub mod suite;
pub mod summary;
pub mod team;

pub use clock::Clock;
pub use guard::Refusal;
pub use machine::Speed;
pub use protocol::{Answer, Earlier, Message, Order, Progress, Request, Stage};
pub use record::{Case, Record, Refused};
pub use report::{Environment, Report};
pub use run::{Failure, Pause, Phase, Run};
pub use sampler::Sampler;
pub use session::Session;
pub use shelf::Shelf;
pub use suite::{Choice, SUITES, Suite};
