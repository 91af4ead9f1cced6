//! What lessons measure over many streams: plain Rust, seeded, tested against an independent computation.

mod recall;

pub use recall::{ASKED, Curve, LISTS, Task};
