//! (QKᵀ)V = Q(KᵀV): both orders side by side, one multiply-add at a time.

mod calculator;
mod costs;
mod race;
mod scenario;
mod steps;
mod view;

pub use scenario::Scenario;
pub use steps::{Moment, Race};
pub use view::{grain_name, loops_name, view};
