//! Parts of a step, the events that a run hands over, and the probes that take note of them.

use std::sync::Arc;

use super::{Index, Made, Name, Symbol};
use crate::math::Mat;

/// The parts of one token's step. A rule takes the parts that its formula has, in its own order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// S̃ = γ S: the old state fades.
    Decay,
    /// r = S k: what the state already returns for this key.
    Read,
    /// e = v − r: how far the returned value is from the true one.
    Error,
    /// S ← S − β r kᵀ: the old value of this key is taken out.
    Erase,
    /// S ← S + β v kᵀ: the new value is put in.
    Write,
    /// o = S (scale · q): the query reads the state.
    Output,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 6] = [Self::Decay, Self::Read, Self::Error, Self::Erase, Self::Write, Self::Output];

    /// The id, as the locales use it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decay => "decay",
            Self::Read => "read",
            Self::Error => "error",
            Self::Erase => "erase",
            Self::Write => "write",
            Self::Output => "output",
        }
    }
}

/// The length of one step through a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    /// One multiplication and one addition.
    MultiplyAdd,
    /// One inner product, or one outer product.
    #[default]
    Product,
    /// One whole matrix.
    Matrix,
}

/// Something that a run did.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The run starts with this value, or goes on with it: nothing is computed.
    Given {
        /// The quantity.
        name: Name,
        /// Its value from now on.
        value: Arc<Mat>,
    },
    /// A part of a token's step is done; `symbol` now has `value` (a vector is a matrix of one column).
    Part {
        /// The token, from 0.
        token: usize,
        /// The part of the step.
        part: Part,
        /// The quantity that it made or changed.
        symbol: Symbol,
        /// Its value afterwards.
        value: Arc<Mat>,
        /// How it came about.
        made: Box<Made>,
    },
    /// A step made or changed a quantity beside its part: a second state, weights, a normaliser.
    Aside(Box<Aside>),
    /// Memory for a matrix of zeros was taken; each of its entries will be a sum of products of two factors.
    Allocate {
        /// The matrix.
        symbol: Symbol,
        /// Its rows.
        rows: usize,
        /// Its columns.
        cols: usize,
        /// The factors of each product.
        factors: [Factor; 2],
    },
    /// `symbol[row, col]` grew by one product, the `inner`-th term of its sum.
    MultiplyAdd {
        /// The matrix.
        symbol: Symbol,
        /// The row of the entry.
        row: u32,
        /// The column of the entry.
        col: u32,
        /// The number of the term in the entry's sum.
        inner: u32,
        /// The two numbers that are multiplied.
        factors: [f64; 2],
        /// The entry afterwards.
        after: f64,
    },
    /// A product, or a whole matrix, is complete.
    End(Grain),
}

/// See [`Event::Aside`].
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// The token, from 0.
    pub token: usize,
    /// The part of the step to which this belongs.
    pub part: Part,
    /// The quantity.
    pub name: Name,
    /// Its value afterwards.
    pub value: Arc<Mat>,
    /// How it came about.
    pub made: Made,
}

/// One factor of every product in the entries of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The matrix that holds the factor.
    pub symbol: Symbol,
    /// The row and column at which a product finds it.
    pub at: [Index; 2],
}

/// An observer of a run.
///
/// An event is made only if the probe wants it, and no probe can change the computation: a probed run equals an
/// unprobed run bit for bit.
pub trait Probe {
    /// Takes note of one event.
    fn record(&mut self, event: impl FnOnce() -> Event);

    /// The value that this quantity had when it was last recorded; nothing from a probe that keeps none.
    fn latest(&self, name: Name) -> Option<Arc<Mat>>;
}

/// Watches nothing and costs nothing.
impl Probe for () {
    #[inline(always)]
    fn record(&mut self, _: impl FnOnce() -> Event) {}

    #[inline(always)]
    fn latest(&self, _: Name) -> Option<Arc<Mat>> {
        None
    }
}
