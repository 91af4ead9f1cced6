//! From a loss to a rule: which losses have a floor, what wrong values do to them, where a class ends, and what an optimiser adds.

mod builder;
mod classes;
mod experiments;
mod floor;
mod guide;
mod measured;
mod menu;
mod momentum;
mod outliers;
mod scenario;
mod slice;
mod view;

pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use view::view;
