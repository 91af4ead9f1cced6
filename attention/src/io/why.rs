//! Why a file cannot be read or written: every refusal with its names and numbers, so that a page can say it in any language.

use super::dtype::Dtype;
use super::fault::{Fault, Limit, Part};

/// How many bytes an error shows of what stands somewhere.
const EXCERPT: usize = 24;

/// A file that is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct FileError {
    /// The file, as its reader was told its name.
    pub file: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a file. Names in it are cut where they are very long.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The file begins like none of the formats that are read.
    #[error("neither safetensors, npy, npz nor JSON: it begins with `{begins}`")]
    UnknownFormat {
        /// Its first bytes, with escapes for what is not text; empty for an empty file.
        begins: String,
    },
    /// A pickle, or an array of Python objects, which is stored as one: whoever reads a pickle runs what it says.
    #[error("{name} is a pickle of Python objects")]
    Pickle {
        /// The array, or the file.
        name: String,
    },
    /// The numbers of an array have a type that is not read.
    #[error("{name} holds {found}, which is not a type of numbers that is read")]
    Dtype {
        /// The array.
        name: String,
        /// The type as the file writes it: `F8_E4M3`, `<c8`, `[('a', '<f4')`.
        found: String,
    },
    /// A place that says what the file holds cannot be understood.
    #[error("{part:?}{}: not understood at byte {at}: `{found}`", of(name))]
    Broken {
        /// Which kind of place.
        part: Part,
        /// The array that it is about; empty where it is about the whole file.
        name: String,
        /// The byte up to which it was read, counted from the beginning of the file or of the entry of an npz file.
        at: u64,
        /// What stands there; empty at the end.
        found: String,
    },
    /// The file, or an entry of an npz file, is shorter or longer than it says itself.
    #[error("{found} bytes where {expected} should be{}", of(name))]
    FileLength {
        /// The array at which it was seen; empty where it is the header of the file.
        name: String,
        /// How many bytes there should be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The bytes of an array are not as many as its shape and its type say.
    #[error("{name}: {found} bytes for the shape {shape:?} in {}, which needs {expected}", dtype.name())]
    Length {
        /// The array.
        name: String,
        /// Its shape.
        shape: Vec<u64>,
        /// The type of its numbers.
        dtype: Dtype,
        /// How many bytes it needs; 2⁶⁴ − 1 stands for more than that, too.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// In a safetensors file an array begins before the one in front of it ends, or leaves a gap behind it.
    #[error("{name} begins at byte {found} of the data and not at {expected}")]
    Place {
        /// The array.
        name: String,
        /// Where the array in front of it ends.
        expected: u64,
        /// Where it begins: before that the two overlap, after it there is a gap.
        found: u64,
    },
    /// An axis has no entries, so the array has no numbers.
    #[error("{name} has the shape {shape:?}, without a number in it")]
    EmptyAxis {
        /// The array.
        name: String,
        /// Its shape.
        shape: Vec<u64>,
    },
    /// An array has more axes than are read.
    #[error("{name} has {found} axes; at most {most} are read")]
    Axes {
        /// The array.
        name: String,
        /// How many axes it has.
        found: u64,
        /// How many are read.
        most: u64,
    },
    /// Two arrays have the same name. (In safetensors `__metadata__` is taken from the beginning.)
    #[error("two arrays are called {name}")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// The lists in a list of JSON differ in length, or a number stands among them.
    #[error("{at}: {} where a list of length {expected} should be", list(*found))]
    Ragged {
        /// The place: `k[3]`.
        at: String,
        /// The length of the first list of its kind.
        expected: u64,
        /// The length of the list that stands there; none where it is no list.
        found: Option<u64>,
    },
    /// In JSON something else stands where a number should be. Numbers that a double cannot hold are of that kind, too.
    #[error("{at}: `{found}` where a number should be")]
    NotANumber {
        /// The place: `k[3][0]`.
        at: String,
        /// What stands there.
        found: String,
    },
    /// An entry of an npz file cannot be had.
    #[error("entry {name}: {fault}")]
    Entry {
        /// The entry, without `.npy`.
        name: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// More of something than is read.
    #[error("{limit:?}: {found}; at most {most}")]
    TooLarge {
        /// Of what.
        limit: Limit,
        /// How much there is; at least so much, where counting stopped.
        found: u64,
        /// How much is read.
        most: u64,
    },
    /// The file holds no array.
    #[error("there is no array in it")]
    Nothing,
}

impl Why {
    /// The same about this array, where a place is broken of which it was not known whom it is about.
    pub(super) fn about(self, array: &str) -> Self {
        match self {
            Self::Broken { part, at, found, .. } => Self::Broken { part, name: short(array), at, found },
            why => why,
        }
    }
}

/// The beginning of some bytes for an error: text as it is, and escapes for what is none.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    // Not in the middle of a letter: its further bytes begin with the bits 10.
    let whole = |end: &usize| bytes.get(*end).is_none_or(|byte| byte & 0xC0 != 0x80);
    let end = (EXCERPT - 3..=EXCERPT).rev().find(whole).unwrap_or(EXCERPT).min(bytes.len());
    let mut text = String::new();
    for chunk in bytes[..end].utf8_chunks() {
        for letter in chunk.valid().chars() {
            if letter.is_control() { text.extend(letter.escape_default()) } else { text.push(letter) }
        }
        text.extend(chunk.invalid().iter().flat_map(|byte| byte.escape_ascii()).map(char::from));
    }
    text
}

/// What stands in the place of a list.
fn list(length: Option<u64>) -> String {
    length.map_or_else(|| "a number".to_owned(), |length| format!("a list of length {length}"))
}

/// Whom an error is about, where it is about one.
fn of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" of {name}") }
}

/// A name for an error, cut where it is very long.
pub(super) fn short(name: &str) -> String {
    match name.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
