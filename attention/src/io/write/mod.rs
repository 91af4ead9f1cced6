//! Writes files of arrays, which NumPy, the crate `safetensors` and [`read()`](super::read()) read, and tables for people.
//!
//! An array is written in the type that it has: [`Array::to_f32`](super::Array::to_f32) halves one made by
//! [`Array::of`](super::Array::of).

mod csv;
mod format;
mod json;
mod long;
mod npy;
mod npz;
mod safetensors;
mod table;

pub use csv::{csv, field};
pub use format::Format;
pub use json::json;
pub use long::long;
pub use npy::npy;
pub use npz::{Packing, npz};
pub use safetensors::safetensors;
pub use table::Table;

use super::array::Array;
use super::limits::{all_differ, one_more};
use super::why::Why;

/// The arrays can be read again from one file.
fn readable(arrays: &[Array]) -> Result<(), Why> {
    arrays.iter().enumerate().try_for_each(|(i, array)| one_more(array.name(), i))?;
    all_differ(arrays)
}
