//! One stream, several rules in lock-step: what each of them keeps in S.

mod change;
mod guide;
mod memory;
mod menu;
mod recall;
mod scenario;
mod steps;
mod track;
mod view;

pub use guide::GUIDE;
pub use recall::{RECALLED, Recall};
pub use scenario::Scenario;
pub use steps::Lockstep;
pub use track::{Moment, Track};
pub use view::view;
