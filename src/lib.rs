#[cfg(feature = "web")]
pub mod formulas;
pub mod math;
