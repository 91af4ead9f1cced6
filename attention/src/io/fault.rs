//! The words of a refusal: which place of a file is broken, what there is too much of, what is wrong with an entry of an npz file.

/// The places of a file that say what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The header of a safetensors file, which is JSON.
    SafetensorsHeader,
    /// The header of an npy file, which is a Python dictionary.
    NpyHeader,
    /// The record at the end of an npz file, which says where its directory is. It is missing where the file is cut off.
    ZipEnd,
    /// The directory of an npz file.
    ZipDirectory,
    /// JSON.
    Json,
}

/// What is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Arrays in a file.
    Arrays,
    /// Bytes of the header of a safetensors or npy file.
    Header,
    /// Bytes of the name of an array; in JSON the names of the objects around it are a part of it.
    Name,
    /// Lists and objects of JSON inside each other.
    Nesting,
    /// Bytes of all arrays of an npz file, unpacked, or of the file itself.
    Unpacked,
}

/// What is wrong with an entry of an npz file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is encrypted.
    #[error("encrypted")]
    Encrypted,
    /// It is packed by something other than deflate.
    #[error("packed by method {0}")]
    Method(u16),
    /// A size is said to stand in a 64-bit field, which is missing or says otherwise than the directory.
    #[error("its 64-bit sizes are missing or differ")]
    Zip64,
    /// What stands before its bytes is not what the directory says.
    #[error("its own header differs from the directory")]
    Differs,
    /// Its bytes belong to another entry, too, or run past the last one.
    #[error("its bytes overlap others")]
    Overlap,
    /// Its packed bytes are cut off, or they are not deflate.
    #[error("cannot be unpacked")]
    Deflate,
    /// It unpacks to fewer or more bytes than the directory says; more are not counted.
    #[error("unpacks to another size than {expected}")]
    Size {
        /// What the directory says.
        expected: u64,
        /// How many bytes came; none where more did than expected.
        found: Option<u64>,
    },
    /// Its bytes have another checksum than the directory says.
    #[error("damaged: its checksum differs")]
    Checksum,
    /// It is no npy file.
    #[error("not an npy array: it begins with `{0}`")]
    NotAnArray(String),
}
