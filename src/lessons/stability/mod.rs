//! When a state blows up, and what rounding does to it: long keys, number formats, products of reflections and of gates, inverses of
//! triangles, and the edges at which real kernels have failed.

mod drifting;
mod edges;
mod experiments;
mod guide;
mod initial;
mod inverses;
mod lengths;
mod measured;
mod menu;
mod precision;
mod products;
mod reflections;
mod reports;
mod scenario;
mod view;

pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use view::view;
