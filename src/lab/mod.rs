//! The timing lab: ask a ready-made question, or choose kernels and sizes; time them in a worker, see how they scale.
//!
//! [`Bench`] holds the run and its worker and outlives the page; `scenario` says what can be set, [`results`] turns
//! records into series and rows and knows no pixels, `palette` gives kernels their colours and signs, `names` gives them
//! words; the rest shows them. Imports go that way: views know names, names know results, results know the palette.

mod answers;
mod bench;
mod chart;
mod controls;
mod crossovers;
mod lines;
pub mod names;
mod outcome;
mod palette;
mod progress;
mod questions;
mod replies;
pub mod results;
mod samples;
mod scenario;
mod shelves;
mod speedups;
mod starter;
mod tables;
mod view;

pub use bench::Bench;
pub use chart::ScalingChart;
pub use scenario::Scenario;
pub use starter::Starter;
pub use view::view;

pub use crate::timing::SEED;
