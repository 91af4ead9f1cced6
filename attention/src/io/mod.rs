//! Reads files of tensors, and writes them. Nothing here computes.
//!
//! [`read()`] takes any file that a reader of the page may have, and gives [`Array`]s; [`mod@write`] makes such files. [`Tensors`] are
//! files of this repository, which are not hostile.

pub mod link;
pub mod write;

mod array;
mod crc32;
mod dtype;
mod fault;
mod limits;
mod npy_codes;
mod read;
mod tensors;
mod why;

pub use array::Array;
pub use dtype::Dtype;
pub use fault::{Fault, Limit, Part};
pub use limits::{MOST_ARRAYS, MOST_AXES, MOST_NAME, MOST_UNPACKED};
pub use read::read;
pub use tensors::{Tensor, Tensors, TensorsError};
pub use why::{FileError, Why};
