//! The formats in which arrays can be written, each with its name and its file.

use super::{Packing, json, long, npz, safetensors};
use crate::io::array::Array;
use crate::io::why::Why;

/// A format of files of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// safetensors.
    Safetensors,
    /// NumPy's npz, compressed.
    Npz,
    /// A table, for spreadsheets and `pandas`.
    Csv,
    /// Lists of lists.
    Json,
}

impl Format {
    /// Every format, in the order of menus.
    pub const ALL: &'static [Self] = &[Self::Safetensors, Self::Npz, Self::Csv, Self::Json];

    /// How names of its files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Safetensors => "safetensors",
            Self::Npz => "npz",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The media type of its files.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Safetensors => "application/octet-stream",
            Self::Npz => "application/zip",
            Self::Csv => "text/csv",
            Self::Json => "application/json",
        }
    }

    /// The file of some arrays.
    ///
    /// # Errors
    /// Where there are no arrays or too many, a name is too long or taken, or the file would be too large.
    pub fn file(self, arrays: &[Array]) -> Result<Vec<u8>, Why> {
        match self {
            Self::Safetensors => safetensors(arrays),
            Self::Npz => npz(arrays, Packing::Deflated),
            Self::Csv => long(arrays).map(String::into_bytes),
            Self::Json => json(arrays).map(String::into_bytes),
        }
    }
}
