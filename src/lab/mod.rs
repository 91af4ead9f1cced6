//! The timing lab: choose kernels and sizes, time them in a worker, see how they scale.
//!
//! [`Bench`] holds the run and its worker and outlives the page; `scenario` says what can be set, `results` turns
//! records into series and rows and knows no pixels, the rest shows them.

mod bench;
mod chart;
mod controls;
mod names;
mod progress;
pub mod results;
mod samples;
mod scenario;
mod tables;
mod view;

pub use bench::Bench;
pub use chart::ScalingChart;
pub use controls::SEED;
pub use scenario::Scenario;
pub use view::view;
