//! Reads npy, NumPy's format of one array: a magic word, a header, the numbers in either byte order, rows or columns first.

use std::ops::Range;
use std::sync::Arc;

use super::npy_header::header;
use crate::io::array::{Array, shared};
use crate::io::dtype::Dtype;
use crate::io::fault::{Limit, Part};
use crate::io::limits::{at_most, checked};
use crate::io::npy_codes::{CODES, MAGIC};
use crate::io::why::{Why, excerpt, short};

/// The longest header, in bytes, as NumPy has it.
const MOST_HEADER: u64 = 10_000;

/// The bytes of an npy file.
pub enum Source<'a> {
    /// A part of a buffer that the array may go on to read.
    Shared(&'a Arc<[u8]>, Range<usize>),
    /// Bytes that go away; the array takes a copy of its numbers.
    Passing(&'a [u8]),
}

/// The array of an npy file.
///
/// # Errors
/// Where the header is not what it should be, the numbers are of a type that is not read, or not as many as it says.
pub fn array(name: &str, source: Source<'_>) -> Result<Array, Why> {
    let file = match &source {
        Source::Shared(buffer, range) => &buffer[range.clone()],
        Source::Passing(bytes) => bytes,
    };
    let text = header_range(name, file)?;
    let start = text.end;
    let header = header(name, &file[text.clone()], text.start)?;
    let (dtype, turned) = dtype(name, header.descr)?;
    let numbers = &file[start..];
    let shape = checked(name, &header.shape, dtype, numbers.len() as u64)?;

    // One axis is the same in both orders, and so is one byte.
    let columns = header.fortran && shape.len() > 1;
    let turned = turned && dtype.size() > 1;
    let (buffer, start) = match source {
        Source::Shared(buffer, range) if !columns && !turned => (buffer.clone(), range.start + start),
        _ => (shared(numbers.len(), |rows| arrange(numbers, rows, &shape, dtype, columns, turned)), 0),
    };
    Ok(Array::over(name.to_owned(), shape, dtype, buffer, start))
}

/// Where the header stands. Its length has two bytes in version 1, four in versions 2 and 3.
fn header_range(name: &str, file: &[u8]) -> Result<Range<usize>, Why> {
    let start = match file.get(MAGIC.len()..) {
        Some([1, 0, ..]) => 10,
        Some([2 | 3, 0, ..]) => 12,
        _ => {
            let (at, found) = (MAGIC.len() as u64, excerpt(file.get(MAGIC.len()..).unwrap_or_default()));
            return Err(Why::Broken { part: Part::NpyHeader, name: short(name), at, found });
        }
    };
    let cut = |expected| Why::FileLength { name: short(name), expected, found: file.len() as u64 };
    let length = file.get(8..start).ok_or_else(|| cut(start as u64))?;
    let length = length.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
    at_most(Limit::Header, length, MOST_HEADER)?;
    let end = start as u64 + length;
    match usize::try_from(end) {
        Ok(at) if at <= file.len() => Ok(start..at),
        _ => Err(cut(end)),
    }
}

/// The type, and whether the numbers have their most significant byte first.
fn dtype(name: &str, descr: &[u8]) -> Result<(Dtype, bool), Why> {
    let (big, code) = match descr {
        [b'>', code @ ..] => (true, code),
        [b'<' | b'=' | b'|', code @ ..] => (false, code),
        code => (false, code),
    };
    if code.starts_with(b"O") {
        return Err(Why::Pickle { name: short(name) });
    }
    let known = CODES.into_iter().find(|(known, _)| known.as_bytes() == code);
    let (_, dtype) = known.ok_or_else(|| Why::Dtype { name: short(name), found: excerpt(descr) })?;
    Ok((dtype, big))
}

/// Writes numbers row-major and little-endian: from columns where `columns`, each turned round where `turned`.
fn arrange(from: &[u8], rows: &mut [u8], shape: &[usize], dtype: Dtype, columns: bool, turned: bool) {
    let size = dtype.size();
    // How far apart in `from` two neighbours along each axis are.
    let mut steps = vec![size; shape.len()];
    for i in 1..shape.len() {
        let (last, here) = if columns { (i - 1, i) } else { (shape.len() - i, shape.len() - i - 1) };
        steps[here] = steps[last] * shape[last];
    }
    let mut index = vec![0; shape.len()];
    let mut at = 0;
    for place in rows.chunks_exact_mut(size) {
        place.copy_from_slice(&from[at..at + size]);
        if turned {
            place.reverse();
        }
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += steps[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= steps[axis] * shape[axis];
            index[axis] = 0;
        }
    }
}
