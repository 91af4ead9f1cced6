//! The first minute: what attention costs, what a state is and what it loses; a recall task in miniature, and the way to every page.

mod exports;
mod guide;
mod overview;
mod scenario;
mod steps;
mod task;
mod time;
mod track;
mod view;

pub use guide::GUIDE;
pub use scenario::Scenario;
pub use steps::Beside;
pub use view::view;
