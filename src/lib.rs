pub mod fast;
pub mod math;
