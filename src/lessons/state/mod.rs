//! One stream, several rules in lock-step: what each of them keeps in S.

mod memory;
mod scenario;
mod steps;
mod track;
mod view;

pub use scenario::Scenario;
pub use steps::Lockstep;
pub use track::{Moment, Recall, Track};
pub use view::view;
