//! Reads JSON: an object of arrays by name, each a list of lists of numbers, or one such list.
//!
//! `serde_json` checks that the whole is JSON and takes objects apart; `lists` reads the numbers. Nothing is kept of the text but
//! the numbers themselves, as singles where those hold all numbers of an array exactly.

use serde_json::value::RawValue;

use super::lists::{Outline, numbers, outline};
use super::members::{broken, members};
use crate::io::array::Array;
use crate::io::dtype::Dtype;
use crate::io::fault::{Limit, Part};
use crate::io::limits::{MOST_NAME, at_most, checked, one_more};
use crate::io::why::{Why, excerpt, short};

/// The most lists and objects inside each other, which is how deep this reader calls itself.
const MOST_NESTED: u64 = 16;

/// The longest text of a `shape`, in bytes.
const MOST_SHAPE: usize = 4096;

/// What some programs write before any text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether a file may be one: text that begins with an object or a list. (A safetensors file has zeros there.)
pub fn begins(file: &[u8]) -> bool {
    let text = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file).trim_ascii_start();
    matches!(text.first(), Some(b'{' | b'[')) && !file.iter().take(8).any(|byte| *byte == 0)
}

/// The arrays of a file, in the order in which they stand there; one that has no name gets `stem`.
///
/// # Errors
/// Where it is not JSON, or holds something else than numbers in lists of equal lengths.
pub fn arrays(stem: &str, file: &[u8]) -> Result<Vec<Array>, Why> {
    let text = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    nesting(text)?;
    let whole: &RawValue =
        serde_json::from_slice(text).map_err(|error| broken(Part::Json, &error, file, text))?;
    let mut reader = Reader { file, arrays: Vec::new() };
    if whole.get().starts_with('{') && reader.flat(whole.get())?.is_none() {
        reader.object(None, whole.get())?;
    } else {
        reader.value(stem, whole.get())?;
    }
    Ok(reader.arrays)
}

/// Refuses text whose brackets are too deep, before anything that would have to remember them reads it.
fn nesting(text: &[u8]) -> Result<(), Why> {
    let (mut depth, mut quoted, mut escaped) = (0_u64, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        at_most(Limit::Nesting, depth, MOST_NESTED)?;
    }
    Ok(())
}

/// A file while it is read. All texts are parts of it, and known to be JSON.
struct Reader<'a> {
    file: &'a [u8],
    arrays: Vec<Array>,
}

impl<'a> Reader<'a> {
    /// The arrays of an object, whose names begin with that of the object, if it has one.
    fn object(&mut self, outer: Option<&str>, text: &'a str) -> Result<(), Why> {
        members(Part::Json, self.file, text.as_bytes(), &mut |name, text| {
            let length = outer.map_or(0, |outer| outer.len() + 1) + name.len();
            at_most(Limit::Name, length as u64, MOST_NAME)?;
            match outer {
                Some(outer) => self.value(&format!("{outer}.{name}"), text),
                None => self.value(name, text),
            }
        })
    }

    /// The arrays of whatever stands behind a name.
    fn value(&mut self, name: &str, text: &'a str) -> Result<(), Why> {
        if text.starts_with('{') {
            return match self.flat(text)? {
                Some([shape, data]) => self.flat_array(name, shape, data),
                None => self.object(Some(name), text),
            };
        }
        let Outline { lengths, count, dtype } = outline(name, text)?;
        self.push(name, &lengths, count, dtype, text)
    }

    /// Shape and data of an object that has these two and nothing else.
    fn flat(&self, text: &'a str) -> Result<Option<[&'a str; 2]>, Why> {
        let (mut shape, mut data, mut count) = (None, None, 0);
        members(Part::Json, self.file, text.as_bytes(), &mut |name, text| {
            count += 1;
            match name {
                "shape" => shape = Some(text),
                "data" => data = Some(text),
                _ => {}
            }
            Ok(())
        })?;
        Ok(shape.zip(data).filter(|_| count == 2).map(|(shape, data)| [shape, data]))
    }

    /// An array as a shape and all its numbers in one list.
    fn flat_array(&mut self, name: &str, shape: &str, data: &'a str) -> Result<(), Why> {
        let lengths: Option<Vec<u64>> = Some(shape)
            .filter(|shape| shape.len() <= MOST_SHAPE)
            .and_then(|shape| serde_json::from_str(shape).ok());
        let Some(lengths) = lengths else {
            let at = format!("{}.shape", short(name));
            return Err(Why::NotANumber { at, found: excerpt(shape.as_bytes()) });
        };
        let at = format!("{name}.data");
        let Outline { lengths: list, count, dtype } = outline(&at, data)?;
        if list.len() != 1 {
            return Err(Why::NotANumber { at: short(&at), found: excerpt(data.as_bytes()) });
        }
        self.push(name, &lengths, count, dtype, data)
    }

    fn push(&mut self, name: &str, lengths: &[u64], count: u64, dtype: Dtype, text: &str) -> Result<(), Why> {
        one_more(name, self.arrays.len())?;
        let shape = checked(name, lengths, dtype, count * dtype.size() as u64)?;
        self.arrays.push(Array::filled(name.to_owned(), shape, dtype, numbers(text)));
        Ok(())
    }
}
