//! What lessons measure over many streams: plain Rust, seeded, tested against an independent computation.

mod asked;
mod factors;
mod memory;
mod recall;
mod spectrum;

pub use asked::{Asked, Mean, Recalled, Told, answers};
pub use factors::{between, factors};
pub use memory::{
    CONFUSED, at_angle, expected_of_delta, expected_of_linear, long_noise, one_too_many, overwritten, parity,
    star, told_again, told_alike, told_once, told_twice,
};
pub use recall::{ASKED, Curve, LISTS, Task};
pub use spectrum::Spectrum;
