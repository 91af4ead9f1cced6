pub mod fast;
pub mod math;
pub mod timing;
