//! What forbids the move: a causal mask and softmax between the two products, and what repairs it.

mod scenario;
mod steps;
mod view;

pub use scenario::{Scenario, Way};
pub use steps::Attempt;
pub use view::{view, way_name};
