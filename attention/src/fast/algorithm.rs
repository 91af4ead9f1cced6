//! The algorithm of a kernel: the order in which it computes, or the other implementation that computes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// In which order a kernel computes, or by which other means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Algorithm {
    /// Three passes with the n×n scores in memory.
    Naive,
    /// Blocks of scores with an online softmax.
    Streaming,
    /// (QKᵀ)V.
    Left,
    /// Q(KᵀV).
    Right,
    /// Token by token.
    Recurrent,
    /// In chunks of [`CHUNK`](super::chunk::CHUNK) tokens.
    Chunk,
    /// In chunks of so many tokens, at least one: `chunk(64)`.
    ChunkOf(usize),
    /// A product of matrices in register tiles.
    Tiled,
    /// The next token, over a KV cache.
    Cache,
    /// The next token, from a state.
    State,
    /// Multiplications and additions that stay in registers.
    Registers,
    /// By other means, where these compute the kernel in one order only: `plain`.
    By(Means),
    /// (QKᵀ)V by other means, where these compute Q(KᵀV) too: `plain(left)`.
    LeftBy(Means),
}

/// Another implementation of a kernel, to compare the vector code with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Means {
    /// Plain loops in Rust.
    Plain,
    /// The library nalgebra.
    Nalgebra,
    /// Plain loops in JavaScript.
    JavaScript,
}

/// A text that names no form.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no kernel has a form called {0:?}")]
pub struct UnknownForm(pub String);

impl Means {
    /// All, in the order in which the lab offers them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Nalgebra, Self::JavaScript];

    /// Its word in forms and in links.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Nalgebra => "nalgebra",
            Self::JavaScript => "javascript",
        }
    }

    /// The means with this word.
    fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.id() == id)
    }
}

impl Algorithm {
    /// Those that are one word, and that word.
    const WORDS: [(Self, &'static str); 10] = [
        (Self::Naive, "naive"),
        (Self::Streaming, "streaming"),
        (Self::Left, "left"),
        (Self::Right, "right"),
        (Self::Recurrent, "recurrent"),
        (Self::Chunk, "chunk"),
        (Self::Tiled, "tiled"),
        (Self::Cache, "cache"),
        (Self::State, "state"),
        (Self::Registers, "registers"),
    ];

    /// Its word, by which the locales name it: of `chunk(64)` and `plain(left)` the part before the bracket.
    pub fn word(self) -> &'static str {
        let own = match self {
            Self::ChunkOf(_) => Self::Chunk,
            Self::By(means) | Self::LeftBy(means) => return means.id(),
            own => own,
        };
        Self::WORDS.iter().find(|(algorithm, _)| *algorithm == own).map_or("", |(_, word)| word)
    }

    /// The chunk size that it names; nothing for [`Algorithm::Chunk`], which has the size of the kernel list.
    pub const fn chunk_size(self) -> Option<usize> {
        match self {
            Self::ChunkOf(size) => Some(size),
            _ => None,
        }
    }

    /// The other means that compute it, if any do.
    pub const fn means(self) -> Option<Means> {
        match self {
            Self::By(means) | Self::LeftBy(means) => Some(means),
            _ => None,
        }
    }

    /// The algorithm that a text names in full.
    pub(super) fn find(text: &str) -> Option<Self> {
        if let Some((word, inner)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            return match (word, inner) {
                ("chunk", size) => Some(Self::ChunkOf(positive(size)?)),
                (means, "left") => Some(Self::LeftBy(Means::find(means)?)),
                _ => None,
            };
        }
        let own = Self::WORDS.iter().find(|(_, word)| *word == text).map(|(algorithm, _)| *algorithm);
        own.or_else(|| Some(Self::By(Means::find(text)?)))
    }
}

/// A number from 1 on, written as numbers are: without sign and without leading zeros.
pub(super) fn positive(text: &str) -> Option<usize> {
    text.parse().ok().filter(|&number: &usize| number > 0 && number.to_string() == text)
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::ChunkOf(size) => write!(f, "{}({size})", self.word()),
            Self::LeftBy(_) => write!(f, "{}(left)", self.word()),
            _ => f.write_str(self.word()),
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        Self::find(text).ok_or_else(|| UnknownForm(text.to_owned()))
    }
}

impl From<Algorithm> for String {
    fn from(algorithm: Algorithm) -> Self {
        algorithm.to_string()
    }
}

impl TryFrom<String> for Algorithm {
    type Error = UnknownForm;

    fn try_from(text: String) -> Result<Self, UnknownForm> {
        text.parse()
    }
}
