//! What comes in from files and goes out to them. Nothing here computes.

mod tensors;

pub use tensors::{Tensor, Tensors, TensorsError};
