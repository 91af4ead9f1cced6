//! v(kᵀq) = (vkᵀ)q: in two dimensions with letters and numbers, then summed over the tokens into S_t.

mod example;
mod exports;
mod guide;
mod scenario;
mod steps;
mod view;
mod worked;

pub use example::Worked;
pub use guide::GUIDE;
pub use scenario::{Letters, Scenario};
pub use steps::Growth;
pub use view::view;
