//! Writes npz, NumPy's format of several arrays: a zip file whose entries are npy files.

use miniz_oxide::deflate::compress_to_vec;

use super::{npy, readable};
use crate::io::array::Array;
use crate::io::crc32::crc32;
use crate::io::fault::Limit;
use crate::io::limits::{MOST_UNPACKED, at_most};
use crate::io::why::Why;

/// How entries are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As they are, like `numpy.savez`.
    Stored,
    /// By deflate, like `numpy.savez_compressed`.
    Deflated,
}

/// How hard deflate tries, of ten; what zlib does, too, where nobody says.
const LEVEL: u8 = 6;

/// The first day of 1980 as zip writes it. A file is the same whenever it is written.
const DAY: u16 = 0x21;

/// The bit that says that a name is UTF-8.
const UTF8: u16 = 0x800;

/// The file of some arrays.
///
/// # Errors
/// Where there are no arrays or too many, a name is too long or taken, or the file would be larger than 1 GiB.
pub fn npz(arrays: &[Array], packing: Packing) -> Result<Vec<u8>, Why> {
    readable(arrays)?;
    let (mut file, mut directory, mut unpacked) = (Vec::new(), Vec::new(), 0);
    for array in arrays {
        // Below the limit every size and place fits in 32 bits.
        let start = file.len() as u32;
        let (name, bytes) = (format!("{}.npy", array.name()), npy(array));
        let (method, packed): (u16, _) = match packing {
            Packing::Stored => (0, None),
            Packing::Deflated => (8, Some(compress_to_vec(&bytes, LEVEL))),
        };
        let stored = packed.as_ref().unwrap_or(&bytes);
        // What stands both before the bytes and in the directory.
        let mut both = Vec::new();
        let flags = if name.is_ascii() { 0 } else { UTF8 };
        [20, flags, method, 0, DAY].iter().for_each(|number: &u16| both.extend(number.to_le_bytes()));
        let sizes = [crc32(&bytes), stored.len() as u32, bytes.len() as u32];
        sizes.iter().for_each(|number| both.extend(number.to_le_bytes()));
        [name.len() as u16, 0].iter().for_each(|number: &u16| both.extend(number.to_le_bytes()));

        file.extend(b"PK\x03\x04");
        file.extend(&both);
        file.extend(name.as_bytes());
        file.extend(stored);
        unpacked += bytes.len();
        at_most(Limit::Unpacked, file.len().max(unpacked) as u64, MOST_UNPACKED)?;

        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&both);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) = (file.len() as u32, directory.len() as u32);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    [arrays.len() as u16; 2].iter().for_each(|count| file.extend(count.to_le_bytes()));
    [length, start].iter().for_each(|number| file.extend(number.to_le_bytes()));
    file.extend([0, 0]);
    at_most(Limit::Unpacked, file.len() as u64, MOST_UNPACKED)?;
    Ok(file)
}
