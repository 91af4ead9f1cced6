//! One stream, several rules in lock-step: what each of them keeps in S.

mod change;
mod geometry;
mod guide;
mod memory;
mod menu;
mod planes;
mod recall;
mod scenario;
mod steps;
mod track;
mod view;

pub use geometry::{KeyPlane, Point, ValuePlane, Word};
pub use guide::GUIDE;
pub use recall::{RECALLED, Recall};
pub use scenario::Scenario;
pub use steps::Lockstep;
pub use track::{Moment, Track};
pub use view::view;
