//! Reads safetensors: eight bytes with the length of a header, the header, and the bytes of all arrays end to end.
//!
//! The header is read here and not by the crate `safetensors`, because the crate keeps the last of two arrays of one name without a
//! word, does not say which array has a wrong length or an unknown type, and takes many times the room of a header that is made for
//! that. The tests hold what is read here against the crate.

use std::borrow::Cow;
use std::sync::Arc;

use super::members::{broken, members};
use crate::io::array::Array;
use crate::io::dtype::Dtype;
use crate::io::fault::{Limit, Part};
use crate::io::limits::{at_most, checked, one_more};
use crate::io::why::{Why, excerpt, short};

/// The longest header, in bytes, as the crate has it.
const MOST_HEADER: u64 = 100_000_000;

/// The longest text about one array, in bytes; it names eight axes and two places at most.
const MOST_ABOUT_ONE: usize = 4096;

/// The bytes of the length.
const LENGTH: usize = 8;

/// What the header says about an array.
#[derive(serde::Deserialize)]
struct Info<'a> {
    #[serde(borrow)]
    dtype: Cow<'a, str>,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

/// Whether a file may be one: its header is an object, which has names or nothing in it.
pub fn begins(file: &[u8]) -> bool {
    let Some([b'{', inside @ ..]) = file.get(LENGTH..) else { return false };
    inside.first().is_none_or(|first| matches!(first, b'"' | b'}') || first.is_ascii_whitespace())
}

/// The arrays of a file, in the order of its header.
///
/// # Errors
/// Where the header is not what it should be, or the arrays do not fill the rest of the file.
pub fn arrays(file: &Arc<[u8]>) -> Result<Vec<Array>, Why> {
    // The strings are for whoever knows what they mean.
    with_strings(file, &mut |_| Ok(()))
}

/// The same; the strings that the file has beside the arrays are handed over as the object of JSON that they are.
///
/// # Errors
/// The same, and those of `strings`.
pub fn with_strings(
    file: &Arc<[u8]>,
    strings: &mut dyn FnMut(&str) -> Result<(), Why>,
) -> Result<Vec<Array>, Why> {
    let length = file.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    at_most(Limit::Header, length, MOST_HEADER)?;
    let start = LENGTH + length as usize;
    let Some(header) = file.get(LENGTH..start) else {
        let name = String::new();
        return Err(Why::FileLength { name, expected: start as u64, found: file.len() as u64 });
    };
    let mut arrays = Vec::new();
    members(Part::SafetensorsHeader, file, header, &mut |name, text| {
        if name == "__metadata__" {
            return strings(text);
        }
        one_more(name, arrays.len())?;
        arrays.push(array(name, text, file, start)?);
        Ok(())
    })?;
    fill(file, start, &arrays)?;
    Ok(arrays)
}

/// The array about which the header says `text`, in a file whose data begin at `start`.
fn array(name: &str, text: &str, file: &Arc<[u8]>, start: usize) -> Result<Array, Why> {
    let text = &text.as_bytes()[..text.len().min(MOST_ABOUT_ONE)];
    let info: Info<'_> = serde_json::from_slice(text)
        .map_err(|error| broken(Part::SafetensorsHeader, &error, file, text).about(name))?;
    let dtype = Dtype::ALL.into_iter().find(|dtype| dtype.name().to_uppercase() == info.dtype);
    let Some(dtype) = dtype else {
        return Err(Why::Dtype { name: short(name), found: excerpt(info.dtype.as_bytes()) });
    };
    let [from, to] = info.data_offsets;
    let shape = checked(name, &info.shape, dtype, to.saturating_sub(from))?;
    let (end, found) = ((start as u64).saturating_add(to), file.len() as u64);
    if end > found {
        return Err(Why::FileLength { name: short(name), expected: end, found });
    }
    // An array has at least one byte, so `from` is before `to`, and that is in the file.
    Ok(Array::over(name.to_owned(), shape, dtype, file.clone(), start + from as usize))
}

/// Each array begins where another ends, and the last one ends with the file.
fn fill(file: &[u8], start: usize, arrays: &[Array]) -> Result<(), Why> {
    let mut sorted: Vec<&Array> = arrays.iter().collect();
    sorted.sort_by_key(|array| array.start());
    let mut end = start;
    for array in sorted {
        if array.start() != end {
            let [expected, found] = [end, array.start()].map(|at| (at - start) as u64);
            return Err(Why::Place { name: short(array.name()), expected, found });
        }
        end += array.bytes().len();
    }
    if end == file.len() || arrays.is_empty() {
        return Ok(());
    }
    Err(Why::FileLength { name: String::new(), expected: end as u64, found: file.len() as u64 })
}
