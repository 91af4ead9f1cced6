//! (QKᵀ)V = Q(KᵀV): both orders side by side, one multiply-add at a time.

mod calculator;
mod costs;
mod exports;
mod guide;
mod race;
mod scenario;
mod steps;
mod view;

pub use guide::GUIDE;
pub use scenario::Scenario;
pub use steps::{Moment, Race};
pub use view::{grain_name, loops_name, view};
