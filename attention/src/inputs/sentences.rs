//! The sentences: queries, keys and values of real attention heads, read from a file for each.

use super::{Scale, Stream};
use crate::io::{Tensors, TensorsError};
use crate::math::Mat;

/// The six sentences, `s1` first.
pub const SENTENCES: [&str; 6] = [
    "The cat sat on the mat because it was tired.",
    "Paris is the capital of France, and Rome is the capital of Italy.",
    "Alice has a red car; Bob has a blue car; Alice sold the red car.",
    "Linear attention keeps a fixed-size state instead of a growing cache.",
    "The key opens the door, the door opens the room, the room holds the key.",
    "To be, or not to be, that is the question.",
];

/// One of the four attention heads in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// Layer 0, head 2: reads the token before.
    L0H2,
    /// Layer 0, head 3: reads everything a little.
    L0H3,
    /// Layer 2, head 9: reads the same word elsewhere.
    L2H9,
    /// Layer 3, head 1: from a function word to a noun.
    #[default]
    L3H1,
}

impl Head {
    /// All four.
    pub const ALL: [Self; 4] = [Self::L0H2, Self::L0H3, Self::L2H9, Self::L3H1];

    /// Its name in the files and in the query string.
    pub const fn id(self) -> &'static str {
        match self {
            Self::L0H2 => "l0.h2",
            Self::L0H3 => "l0.h3",
            Self::L2H9 => "l2.h9",
            Self::L3H1 => "l3.h1",
        }
    }
}

/// Queries, keys and values of four heads of a real sentence encoder on one sentence (`data/README.md`).
#[derive(Clone, Debug)]
pub struct Sentence {
    tensors: Tensors,
    tokens: Vec<String>,
}

/// Why the file of a sentence cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SentenceError {
    /// It is no file of tensors.
    #[error(transparent)]
    Tensors(#[from] TensorsError),
    /// The file's list of tokens is missing or damaged.
    #[error("the list of tokens cannot be read: {0}")]
    Tokens(String),
}

/// Why a sentence has no stream in a head. (Apart from [`SentenceError`], whose words only the code that reads files needs.)
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The file lacks a tensor.
    #[error("there is no tensor {0}")]
    Missing(String),
    /// A tensor does not have one row for each token.
    #[error("{name} is {shape:?}, for {tokens} tokens")]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The tokens of its sentence.
        tokens: usize,
    },
}

impl Sentence {
    /// Reads the file of one sentence, `s1.safetensors` to `s6.safetensors`.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, SentenceError> {
        let tensors = Tensors::read(bytes)?;
        let tokens = tensors.metadata.get("tokens").map_or("", String::as_str);
        let tokens =
            serde_json::from_str(tokens).map_err(|error| SentenceError::Tokens(error.to_string()))?;
        Ok(Self { tensors, tokens })
    }

    /// The stream of the sentence in this head, with the head's own scale, 1/√32.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn stream(&self, head: Head) -> Result<Stream, HeadError> {
        let labels = self.tokens.clone();
        let matrix = |letter: &str| {
            let end = format!(".{}.{letter}", head.id());
            let found = self.tensors.tensors.iter().find(|(name, _)| name.ends_with(&end));
            let (name, tensor) = found.ok_or_else(|| HeadError::Missing(end.clone()))?;
            match tensor.shape[..] {
                [t, d] if t == labels.len() => Ok(Mat::from_row_slice(t, d, &tensor.data)),
                _ => Err(HeadError::Shape {
                    name: name.clone(),
                    shape: tensor.shape.clone(),
                    tokens: labels.len(),
                }),
            }
        };
        let (q, k, v) = (matrix("q")?, matrix("k")?, matrix("v")?);
        let scale = Scale::InverseSqrt.of(k.ncols());
        Ok(Stream { scale, ..Stream::new(labels, q, k, v) })
    }
}
