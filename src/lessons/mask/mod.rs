//! What forbids the move: a causal mask and softmax between the two products, and what repairs it.

mod exports;
mod guide;
mod scenario;
mod steps;
mod view;

pub use guide::GUIDE;
pub use scenario::{Scenario, Way};
pub use steps::Attempt;
pub use view::{view, way_name};
