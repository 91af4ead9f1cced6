//! The whole family of rules at one glance: which rule becomes which, by what knob, and how near to each other that brings them.

mod around;
mod claims;
mod edges;
mod graph;
mod guide;
mod improvements;
mod limits;
mod not_edges;
mod scenario;
mod steps;
mod view;
mod way;

pub use claims::{Claim, Direction, Verdict};
pub use guide::GUIDE;
pub use scenario::Scenario;
pub use steps::{Finds, Found, STEPS, Turnable, Turning};
pub use view::view;
