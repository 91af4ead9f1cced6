//! Reads npz, NumPy's format of several arrays: a zip file whose entries are npy files, stored or packed by deflate.

use std::sync::Arc;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::is_pickle;
use super::npy::{self, Source};
use super::zip_directory::entries;
use super::zip_record::Entry;
use crate::io::array::Array;
use crate::io::crc32::crc32;
use crate::io::fault::{Fault, Limit};
use crate::io::limits::{MOST_UNPACKED, at_most};
use crate::io::npy_codes::MAGIC;
use crate::io::why::{Why, excerpt, short};

/// Whether a file is zip: an entry comes first, or it has none.
pub fn begins(file: &[u8]) -> bool {
    file.starts_with(b"PK\x03\x04") || file.starts_with(b"PK\x05\x06")
}

/// The arrays of a file, in the order of its directory. An array has the name of its entry without `.npy`.
///
/// # Errors
/// Where the file is not whole, an entry is damaged or no npy file, or there is more of it than is read.
pub fn arrays(file: &Arc<[u8]>) -> Result<Vec<Array>, Why> {
    at_most(Limit::Unpacked, file.len() as u64, MOST_UNPACKED)?;
    let entries = entries(file)?;
    // No entry may unpack to more than it says, so this holds for what really comes, too.
    let all = entries.iter().fold(0, |all: u64, entry| all.saturating_add(entry.size));
    at_most(Limit::Unpacked, all, MOST_UNPACKED)?;
    // Who packs a folder gets an entry for the folder.
    let files = entries.iter().filter(|entry| !(entry.name.ends_with('/') && entry.size == 0));
    files.map(|entry| array(file, entry)).collect()
}

fn array(file: &Arc<[u8]>, entry: &Entry<'_>) -> Result<Array, Why> {
    let name = entry.name;
    let fault = |fault| Why::Entry { name: short(name), fault };
    let there = &file[entry.bytes.clone()];
    let unpacked;
    let (bytes, source) = if entry.packed {
        unpacked = unpack(there, entry.size).map_err(fault)?;
        (&unpacked[..], Source::Passing(&unpacked))
    } else {
        (there, Source::Shared(file, entry.bytes.clone()))
    };
    if crc32(bytes) != entry.crc {
        return Err(fault(Fault::Checksum));
    }
    if is_pickle(bytes) {
        return Err(Why::Pickle { name: short(name) });
    }
    if !bytes.starts_with(MAGIC) {
        return Err(fault(Fault::NotAnArray(excerpt(bytes))));
    }
    npy::array(name, source)
}

/// What some bytes unpack to. Room is taken as it comes, twice as much each time, and never more than `size`.
fn unpack(packed: &[u8], size: u64) -> Result<Vec<u8>, Fault> {
    let most = usize::try_from(size).map_err(|_| Fault::Deflate)?;
    match decompress_to_vec_with_limit(packed, most) {
        Ok(bytes) if bytes.len() == most => Ok(bytes),
        Ok(bytes) => Err(Fault::Size { expected: size, found: Some(bytes.len() as u64) }),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => {
            Err(Fault::Size { expected: size, found: None })
        }
        Err(_) => Err(Fault::Deflate),
    }
}
