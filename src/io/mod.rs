//! What comes in from files and goes out to them. Nothing here computes.

#![deny(missing_docs)]

mod tensors;

pub use tensors::{Tensor, Tensors, TensorsError};
