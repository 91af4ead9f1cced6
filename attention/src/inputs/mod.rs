//! Where queries, keys and values come from: facts, real attention heads, seeded random numbers, a reader's own facts; and the factory that makes
//! any rule's inputs from them.

mod cards;
mod carried;
mod directions;
mod effective;
mod factory;
mod facts;
mod gate;
mod kind;
mod layer;
mod own;
mod pairs;
mod random;
mod scale;
mod scenes;
mod sentences;
mod thousandths;
mod three;
mod waves;

pub use cards::{Deal, NoDeal, deal};
pub use effective::{effective, with_values};
pub use facts::facts;
pub use gate::{By, Gate, Gates};
pub use kind::Kind;
pub use layer::{Layer, Reads, Weight};
pub use own::{LARGEST, MOST_CHANNELS, MOST_FACTS, OwnFacts, OwnFactsError};
pub use pairs::pairs;
pub use random::{normals, random};
pub use scale::Scale;
pub use scenes::scenes;
pub use sentences::{Head, HeadError, SENTENCES, Sentence, SentenceError};
pub use three::three;
pub use waves::{wave, waves};

use crate::math::{Mat, normalise_rows};
use crate::rules::{Info, Inputs, State, StatePart, Tensor};

/// A stream of tokens with their labels: the input that all rules of a page run on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The label of each token.
    pub labels: Vec<String>,
    /// Queries, `[T, K]`.
    pub q: Mat,
    /// Keys, `[T·n, K]`: n of them for each token, one below the other. Every stream of this module has n = 1.
    pub k: Mat,
    /// Values, `[T·n, V]`.
    pub v: Mat,
    /// The factor of every query when it reads the state. It is 1, except for the sentences: their model was trained with 1/√K.
    pub scale: f64,
    /// The gates that come with it: those of a reader's own file. Streams of ours have none, and the page sets them.
    pub gates: Gates,
    /// S before the first token, `[V, K]`: that of a reader's own file. Streams of ours start from nothing.
    pub initial: Option<Mat>,
}

impl Stream {
    /// Tokens with a scale of 1, and no gates of their own.
    pub fn new(labels: Vec<String>, q: Mat, k: Mat, v: Mat) -> Self {
        Self { labels, q, k, v, scale: 1.0, gates: Gates::new(), initial: None }
    }

    /// Tokens each of which tells a fact: every query is the key of its token.
    pub fn of_facts(labels: Vec<String>, k: Mat, v: Mat) -> Self {
        Self::new(labels, k.clone(), k, v)
    }

    /// The stream with every key divided by its norm.
    pub fn with_unit_keys(mut self) -> Self {
        self.k = normalise_rows(&self.k);
        self
    }

    /// The stream with another scale.
    pub fn with_scale(mut self, scale: Scale) -> Self {
        self.scale = scale.of(self.k.ncols());
        self
    }

    /// The stream with other labels, one for each of its own: in the language of the reader.
    pub fn with_labels(mut self, label: impl Fn(&str) -> String) -> Self {
        self.labels.iter_mut().for_each(|own| *own = label(own));
        self
    }

    /// The stream without gates of its own: the page sets them.
    pub fn without_gates(self) -> Self {
        Self { gates: Gates::new(), ..self }
    }

    /// The stream without a state of its own before the first token.
    pub fn from_nothing(self) -> Self {
        Self { initial: None, ..self }
    }

    /// The state before the first token for a rule whose state is one matrix S; nothing for another, and where the stream has none.
    pub fn start_of(&self, rule: &Info) -> Option<State> {
        let initial = self.initial.as_ref().filter(|_| rule.state == [StatePart::S])?;
        Some(State::new([initial.clone()]))
    }

    /// The number of tokens, T.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether it has no tokens.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Inputs for any rule, with write strengths β and decays γ (not their logarithms), one for each token. They start from no state.
    ///
    /// # Panics
    /// Where there are fewer gates than tokens.
    pub fn inputs(&self, beta: &[f64], gamma: &[f64]) -> Inputs {
        let t = self.len();
        let g: Vec<f64> = gamma[..t].iter().map(|gamma| gamma.ln()).collect();
        self.plain_inputs().with_each(Tensor::Beta, &beta[..t]).with_each(Tensor::G, &g)
    }

    /// Queries, keys, values and the scale alone, from no state.
    pub fn plain_inputs(&self) -> Inputs {
        Inputs { scale: self.scale, ..Inputs::new(self.q.clone(), self.k.clone(), self.v.clone()) }
    }
}
