//! Reads files of arrays: which format a file has shows in its first bytes, whatever it is called.
//!
//! A file is input that nobody has checked. Whatever it claims is held against the bytes that are there before anything is made of
//! it, and room is taken only for what has arrived: three times the length of the file (or what an npz file unpacks to) is the most,
//! beside six MiB for the names and shapes of ten thousand arrays. JSON may take four times its length: a digit and a comma can
//! become a number of eight bytes.

mod json;
mod lists;
mod members;
mod npy;
mod npy_header;
mod safetensors;
mod zip;
mod zip_directory;
mod zip_record;

pub(super) use safetensors::with_strings;

use std::sync::Arc;

use super::array::Array;
use super::limits::all_differ;
use super::npy_codes::MAGIC;
use super::why::{FileError, Why, excerpt, short};

/// Reads the arrays of a file, in the order in which the file lists them: safetensors, npy, npz or JSON.
///
/// Where they can, the arrays share the bytes of the file. NaN, infinities and denormal numbers are numbers like others. An array
/// of an npy file, and a list that is a whole JSON file, has the name of the file without what follows the last dot.
///
/// # Errors
/// Where the file is none of those, contradicts itself, or holds something else than numbers.
pub fn read(name: &str, bytes: Arc<[u8]>) -> Result<Vec<Array>, FileError> {
    arrays(name, &bytes).map_err(|why| FileError { file: name.to_owned(), why })
}

fn arrays(file: &str, bytes: &Arc<[u8]>) -> Result<Vec<Array>, Why> {
    let stem = stem(file);
    let arrays = if bytes.starts_with(MAGIC) {
        vec![npy::array(stem, npy::Source::Shared(bytes, 0..bytes.len()))?]
    } else if zip::begins(bytes) {
        zip::arrays(bytes)?
    } else if json::begins(bytes) {
        json::arrays(stem, bytes)?
    } else if safetensors::begins(bytes) {
        safetensors::arrays(bytes)?
    } else if is_pickle(bytes) {
        // After safetensors, because a header of 640 bytes begins like a pickle.
        return Err(Why::Pickle { name: short(stem) });
    } else {
        return Err(Why::UnknownFormat { begins: excerpt(bytes) });
    };
    all_differ(&arrays)?;
    Ok(arrays)
}

/// The name of a file without its folder and without what follows the last dot.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Whether some bytes are a pickle: since protocol 2 the first two say so, before that it begins with what it makes first.
fn is_pickle(bytes: &[u8]) -> bool {
    const OLD: [&[u8]; 6] = [b"(dp", b"(lp", b"(ip", b"cnumpy", b"ccopy_reg", b"c__"];
    matches!(bytes, [0x80, 2..=5, ..]) || OLD.iter().any(|begin| bytes.starts_with(begin))
}
