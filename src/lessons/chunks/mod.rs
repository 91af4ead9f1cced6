//! Chunks: the sequence in pieces, products inside a piece, one state between pieces.

mod costs;
mod exports;
mod guide;
mod measure;
mod scenario;
mod schedule;
mod steps;
mod timeline;
mod view;

pub use costs::{Row, chunk_sizes, rows, sweep};
pub use guide::GUIDE;
pub use scenario::{MOST_CHUNK, Scenario, TIMED_D, TIMED_N};
pub use steps::{Step, Walk};
pub use view::view;
