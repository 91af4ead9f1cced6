//! Where a memory knows from how long ago a token was: biases of positions, PaTH, and a DeltaNet over positions that was to replace them.

mod certificates;
mod distances;
mod experiments;
mod guide;
mod longer;
mod matrices;
mod measured;
mod menu;
mod reset;
mod same;
mod scenario;
mod sentence;
mod turned;
mod view;

pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use view::view;
