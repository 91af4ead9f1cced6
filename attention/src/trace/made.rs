//! How a recorded matrix was made: every entry is factor · Σ ± products, kept as operands and computed on request.
//!
//! A rule records operands and the pattern by which entries use them, as in Einstein's notation. The read `r = S k` is
//! one [`Sum`] over l of `S[row, l] · k[l]`; the write `S + β v kᵀ` is the old entry and one product. Holding operands
//! costs no multiplication, and one pattern serves all entries.

use std::sync::Arc;

use super::Name;
use super::entry::{Entry, Number, Term};
use crate::math::Mat;

/// How every entry of a matrix was computed. No sum at all means that the matrix was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    factor: Vec<Operand>,
    sums: Vec<Sum>,
}

/// Products that an entry adds up, or subtracts.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    minus: bool,
    over: Over,
    of: Vec<Operand>,
}

/// How many products there are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Over {
    /// One.
    Once,
    /// One for each l below a number.
    Each(usize),
    /// One for each l below the row of the entry.
    BelowRow,
    /// One for each l up to the row of the entry.
    UpToRow,
}

/// The index at which an entry uses an operand, along one axis of the operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// Always the first: there is no such axis.
    First,
    /// The row of the entry.
    Row,
    /// The column of the entry.
    Col,
    /// l, which the sum runs over.
    Inner,
}

/// A matrix that gives one number to every product.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    name: Name,
    value: Arc<Mat>,
    at: [Index; 2],
    /// The row and column of `value` from which the indices count.
    from: [usize; 2],
    /// The first row and column of `value` in the named matrix; nothing where it is not a part of it.
    place: Option<[isize; 2]>,
}

impl Made {
    /// A given matrix: nothing was computed.
    pub fn given() -> Self {
        Self::default()
    }

    /// The sum of all `sums`.
    pub fn of<const N: usize>(sums: [Sum; N]) -> Self {
        Self { factor: Vec::new(), sums: sums.into() }
    }

    /// The same, with one more sum.
    pub fn and(mut self, sum: Sum) -> Self {
        self.sums.push(sum);
        self
    }

    /// The same, times more factors.
    pub fn times(mut self, factors: impl IntoIterator<Item = Operand>) -> Self {
        self.factor.extend(factors);
        self
    }

    /// The sum of entry (row, col), whose value is `value`; nothing where the matrix was given.
    pub fn entry(&self, row: usize, col: usize, value: f64) -> Option<Entry> {
        if self.sums.is_empty() {
            return None;
        }
        let numbers = |of: &[Operand], l: usize| of.iter().map(|of| of.number([row, col, l])).collect();
        let factor: Option<Vec<Number>> = numbers(&self.factor, 0);
        let mut terms = Vec::new();
        for Sum { minus, over, of } in &self.sums {
            let count = match over {
                Over::Once => 1,
                Over::Each(count) => *count,
                Over::BelowRow => row,
                Over::UpToRow => row + 1,
            };
            for l in 0..count {
                terms.push(Term { minus: *minus, numbers: numbers(of, l)? });
            }
        }
        Some(Entry { factor: factor?, done: terms.len(), terms, value })
    }
}

impl Sum {
    /// One product of these.
    pub fn once(of: impl Into<Vec<Operand>>) -> Self {
        Self { minus: false, over: Over::Once, of: of.into() }
    }

    /// A product of these for each l below `count`.
    pub fn each(count: usize, of: impl Into<Vec<Operand>>) -> Self {
        Self { over: Over::Each(count), ..Self::once(of) }
    }

    /// A product of these for each l below the row of the entry.
    pub fn below_row(of: impl Into<Vec<Operand>>) -> Self {
        Self { over: Over::BelowRow, ..Self::once(of) }
    }

    /// A product of these for each l up to the row of the entry.
    pub fn up_to_row(of: impl Into<Vec<Operand>>) -> Self {
        Self { over: Over::UpToRow, ..Self::once(of) }
    }

    /// The same, subtracted.
    pub fn minus(self) -> Self {
        self.minus_if(true)
    }

    /// The same, subtracted where `minus`.
    pub fn minus_if(self, minus: bool) -> Self {
        Self { minus, ..self }
    }
}

impl Operand {
    /// A matrix and the indices at which entries use it. It is the whole of the named matrix.
    pub fn new(name: impl Into<Name>, value: Arc<Mat>, at: [Index; 2]) -> Self {
        Self { name: name.into(), value, at, from: [0, 0], place: Some([0, 0]) }
    }

    /// A number that is the same for all entries.
    pub fn number_of(name: impl Into<Name>, value: f64) -> Self {
        let value = Arc::new(Mat::from_element(1, 1, value));
        Self::new(name, value, [Index::First; 2]).unplaced()
    }

    /// The same, its indices counted from another row and column.
    pub fn from(self, from: [usize; 2]) -> Self {
        Self { from, ..self }
    }

    /// The same, where its value is the part of the named matrix that begins at this row and column.
    pub fn placed(self, row: isize, col: isize) -> Self {
        Self { place: Some([row, col]), ..self }
    }

    /// The same, where its value is not a part of the named matrix.
    pub fn unplaced(self) -> Self {
        Self { place: None, ..self }
    }

    /// The number that an entry uses; nothing outside the matrix.
    fn number(&self, [row, col, l]: [usize; 3]) -> Option<Number> {
        let index = |axis: usize| {
            self.from[axis]
                + match self.at[axis] {
                    Index::First => 0,
                    Index::Row => row,
                    Index::Col => col,
                    Index::Inner => l,
                }
        };
        let at = [index(0), index(1)];
        let value = *self.value.get((at[0], at[1]))?;
        let stands = |axis: usize| at[axis].checked_add_signed(self.place?[axis]);
        let Name { symbol, glyph } = self.name;
        Some(Number { symbol, glyph, value, at: stands(0).zip(stands(1)) })
    }
}
