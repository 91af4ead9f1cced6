use std::sync::Arc;

use nalgebra::{Dim, Dyn, Matrix, RawStorage};

use super::Symbol;
use crate::math::{Mat, Real};

/// The parts of one token's step, in the order in which a rule takes them. A rule has those that its formula has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// S̃ = γ S: the old state fades.
    Decay,
    /// r = S k: what the state already returns for this key.
    Read,
    /// e = v − r: how far that is from the value.
    Error,
    /// S ← S − β r kᵀ: what was there is taken out.
    Erase,
    /// S ← S + β v kᵀ: the new value is put in.
    Write,
    /// o = S (scale · q): the query reads the state.
    Output,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 6] = [Self::Decay, Self::Read, Self::Error, Self::Erase, Self::Write, Self::Output];

    /// The name used in the query string and in the texts.
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

    /// Whether this part changes the state.
    pub const fn changes_state(self) -> bool {
        matches!(self, Self::Decay | Self::Erase | Self::Write)
    }
}

/// How far one step of a product goes.
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
    /// A part of a token's step is done; `symbol` now has `value` (a vector is a matrix of one column).
    Part {
        /// The token, from 0.
        token: usize,
        /// Which part.
        part: Part,
        /// The quantity that it made or changed.
        symbol: Symbol,
        /// Its value afterwards.
        value: Arc<Mat>,
    },
    /// Memory for a matrix of zeros was taken.
    Allocate {
        /// The matrix.
        symbol: Symbol,
        /// Its rows.
        rows: usize,
        /// Its columns.
        cols: usize,
    },
    /// `symbol[row, col]` grew by one product, the `inner`-th term of its sum.
    MultiplyAdd {
        /// The matrix.
        symbol: Symbol,
        /// The row of the entry.
        row: u32,
        /// The column of the entry.
        col: u32,
        /// Which term of the entry's sum.
        inner: u32,
        /// The entry afterwards.
        after: f64,
    },
    /// A product, or a whole matrix, is complete.
    End(Grain),
}

impl Event {
    pub(crate) fn multiply_add(symbol: Symbol, [row, col, inner]: [usize; 3], after: f64) -> Self {
        Self::MultiplyAdd { symbol, row: row as u32, col: col as u32, inner: inner as u32, after }
    }
}

/// An observer of a run.
///
/// An event is made only if the probe wants it, and no probe can change what is computed: a probed run equals an
/// unprobed run bit for bit.
pub trait Probe {
    /// Takes note of one event.
    fn record(&mut self, event: impl FnOnce() -> Event);

    /// Takes note that `part` of `token`'s step left `symbol` at `value`.
    fn part<R: Real, C: Dim, S: RawStorage<R, Dyn, C>>(
        &mut self,
        token: usize,
        part: Part,
        symbol: Symbol,
        value: &Matrix<R, Dyn, C, S>,
    ) {
        self.record(|| {
            let widened = value.iter().map(|x| x.to_f64());
            let value = Arc::new(Mat::from_iterator(value.nrows(), value.ncols(), widened));
            Event::Part { token, part, symbol, value }
        });
    }
}

/// Watches nothing and costs nothing.
impl Probe for () {
    #[inline(always)]
    fn record(&mut self, _: impl FnOnce() -> Event) {}
}
