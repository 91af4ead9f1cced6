//! What to forget and what to write: gates as constants, as a small layer of the token, one for the whole state or one for each channel, and
//! a gate that reads the state.

mod article;
mod experiments;
mod guide;
mod measured;
mod menu;
mod scenario;
mod sheets;
mod state_gate;
mod view;
mod ways;

pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use view::view;
