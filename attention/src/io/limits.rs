//! How much of anything a file may have, and the one place where a shape is held against the bytes that are there. What is written
//! keeps to the same limits, so that it can be read again.

use super::array::Array;
use super::dtype::Dtype;
use super::fault::Limit;
use super::why::{Why, short};

/// The most arrays that a file may hold.
pub const MOST_ARRAYS: u64 = 10_000;

/// The longest name of an array, in bytes. In JSON the names of all objects around it are a part of it.
pub const MOST_NAME: u64 = 256;

/// The most axes that an array may have.
pub const MOST_AXES: usize = 8;

/// The most bytes that an npz file may have, packed or unpacked.
pub const MOST_UNPACKED: u64 = 1 << 30;

/// There is not more of something than may be.
pub(super) fn at_most(limit: Limit, found: u64, most: u64) -> Result<(), Why> {
    if found > most { Err(Why::TooLarge { limit, found, most }) } else { Ok(()) }
}

/// There is room for an array of this name beside so many others.
pub(super) fn one_more(name: &str, others: usize) -> Result<(), Why> {
    at_most(Limit::Name, name.len() as u64, MOST_NAME)?;
    at_most(Limit::Arrays, others as u64 + 1, MOST_ARRAYS)
}

/// There are arrays, and no two have the same name.
pub(super) fn all_differ(arrays: &[Array]) -> Result<(), Why> {
    if arrays.is_empty() {
        return Err(Why::Nothing);
    }
    let mut names: Vec<&str> = arrays.iter().map(Array::name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Why::Duplicate { name: short(pair[0]) }),
        None => Ok(()),
    }
}

/// The shape of the array `name`, where it is one that is read and `found` bytes are what it needs.
///
/// # Errors
/// Where there are too many axes, an empty one, or more or fewer bytes.
pub(super) fn checked(name: &str, lengths: &[u64], dtype: Dtype, found: u64) -> Result<Vec<usize>, Why> {
    if lengths.len() > MOST_AXES {
        return Err(Why::Axes { name: short(name), found: lengths.len() as u64, most: MOST_AXES as u64 });
    }
    if lengths.contains(&0) {
        return Err(Why::EmptyAxis { name: short(name), shape: lengths.to_vec() });
    }
    let expected = lengths.iter().fold(dtype.size() as u64, |all, length| all.saturating_mul(*length));
    let shape: Result<Vec<usize>, _> = lengths.iter().map(|length| usize::try_from(*length)).collect();
    match shape {
        Ok(shape) if expected == found && expected < u64::MAX => Ok(shape),
        _ => Err(Why::Length { name: short(name), shape: lengths.to_vec(), dtype, expected, found }),
    }
}
