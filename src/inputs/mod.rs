//! Where queries, keys and values come from: facts, real attention heads, seeded random numbers.

#![deny(missing_docs)]

mod facts;
mod random;
mod sentences;

pub use facts::facts;
pub use random::random;
pub use sentences::{Head, SENTENCES, SentenceBank, SentenceError};

use crate::math::{Mat, normalise_rows};
use crate::rules::{Inputs, Tensor};

/// A stream of tokens with their labels: what every rule on a page is run on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// What each token is called.
    pub labels: Vec<String>,
    /// Queries, `[T, K]`.
    pub q: Mat,
    /// Keys, `[T, K]`.
    pub k: Mat,
    /// Values, `[T, V]`.
    pub v: Mat,
    /// What multiplies every query when the state is read.
    pub scale: f64,
}

impl Stream {
    /// The stream with every key divided by its norm.
    pub fn with_unit_keys(mut self) -> Self {
        self.k = normalise_rows(&self.k);
        self
    }

    /// The number of tokens, T.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether it has no tokens.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Inputs for any rule, with write strengths β and decays γ (not their logarithms), one for each token.
    ///
    /// # Panics
    /// Where there are fewer gates than tokens.
    pub fn inputs(&self, beta: &[f64], gamma: &[f64]) -> Inputs {
        let t = self.len();
        let g: Vec<f64> = gamma[..t].iter().map(|gamma| gamma.ln()).collect();
        let x = Inputs::new(self.q.clone(), self.k.clone(), self.v.clone());
        Inputs { scale: self.scale, ..x.with_each(Tensor::Beta, &beta[..t]).with_each(Tensor::G, &g) }
    }
}
