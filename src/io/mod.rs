//! Reads files of tensors. Nothing here computes.

mod tensors;

pub use tensors::{Tensor, Tensors, TensorsError};
