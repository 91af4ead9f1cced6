//! Vectors and numbers of one step that know their letters.

use std::ops::{Deref, Mul};
use std::sync::Arc;

use nalgebra::{Dim, Matrix, RawStorage};

use super::{Info, Inputs, Tensor};
use crate::math::{Mat, Real, Vector};
use crate::trace::{Index, Name, Operand, Symbol};

/// A vector of one step.
pub struct Letter<R: Real> {
    value: Vector<R>,
    of: Of,
}

/// How a vector is told.
#[derive(Clone, Copy)]
enum Of {
    /// This row of some inputs, multiplied channel by channel; queries by the scale, too.
    Inputs(&'static [Tensor], usize),
    /// Itself, this row of the matrix of all tokens, if there is one.
    Row(Name, Option<usize>),
    /// Itself, a column that the step made.
    Column(Name),
}

/// A number of one step.
#[derive(Clone, Copy)]
pub struct Scalar<R: Real> {
    value: R,
    name: Name,
    /// Its row in the column of all tokens, if there is one.
    row: Option<usize>,
}

/// A vector, or a number times a vector.
#[derive(Clone, Copy)]
pub struct Scaled<'a, R: Real> {
    by: Option<Scalar<R>>,
    letter: &'a Letter<R>,
}

/// How a state fades: by one number, or by one for each of its columns.
pub enum Fade<'a, R: Real> {
    /// S ← γ S.
    Whole(Scalar<R>),
    /// S ← S diag(γ).
    Columns(&'a Letter<R>),
}

impl<R: Real> Letter<R> {
    /// A vector that a step made.
    pub(in crate::rules) fn column(name: impl Into<Name>, value: Vector<R>) -> Self {
        Self { value, of: Of::Column(name.into()) }
    }

    /// A vector with a name of its own, one number for each channel; `row` is its row among those of all tokens.
    pub(in crate::rules) fn row(name: impl Into<Name>, row: Option<usize>, value: Vector<R>) -> Self {
        Self { value, of: Of::Row(name.into(), row) }
    }

    /// The vector alone.
    pub(in crate::rules) fn into_value(self) -> Vector<R> {
        self.value
    }
}

impl<R: Real> Deref for Letter<R> {
    type Target = Vector<R>;

    fn deref(&self) -> &Vector<R> {
        &self.value
    }
}

impl<R: Real> Scalar<R> {
    /// A number; `row` is its row among those of all tokens.
    pub(in crate::rules) fn new(name: impl Into<Name>, row: Option<usize>, value: R) -> Self {
        Self { value, name: name.into(), row }
    }

    /// The number alone.
    pub(in crate::rules) fn value(self) -> R {
        self.value
    }

    /// It, in a sum.
    pub(in crate::rules) fn operand(self) -> Operand {
        let operand = Operand::number_of(self.name, self.value.to_f64());
        match self.row {
            Some(row) => operand.placed(row as isize, 0),
            None => operand,
        }
    }
}

impl<'a, R: Real> Mul<&'a Letter<R>> for Scalar<R> {
    type Output = Scaled<'a, R>;

    fn mul(self, letter: &'a Letter<R>) -> Scaled<'a, R> {
        Scaled { by: Some(self), letter }
    }
}

impl<'a, R: Real> From<&'a Letter<R>> for Scaled<'a, R> {
    fn from(letter: &'a Letter<R>) -> Self {
        Self { by: None, letter }
    }
}

impl<R: Real> Scaled<'_, R> {
    /// The product.
    pub(in crate::rules) fn value(&self) -> Vector<R> {
        match self.by {
            Some(by) => &self.letter.value * by.value,
            None => self.letter.value.clone(),
        }
    }
}

impl<R: Real> From<Scalar<R>> for Fade<'_, R> {
    fn from(gamma: Scalar<R>) -> Self {
        Self::Whole(gamma)
    }
}

impl<'a, R: Real> From<&'a Letter<R>> for Fade<'a, R> {
    fn from(gamma: &'a Letter<R>) -> Self {
        Self::Columns(gamma)
    }
}

/// Where the numbers of a step come from: turns letters into operands, when a probe asks.
#[derive(Clone, Copy)]
pub struct Source<'a, R: Real> {
    pub(super) rule: &'a Info,
    pub(super) x: &'a Inputs<R>,
}

impl<R: Real> Source<'_, R> {
    /// The scale as a factor; nothing where it is 1.
    pub(in crate::rules) fn usual_scale(&self) -> Option<Operand> {
        let scale = self.x.scale.to_f64();
        (scale != 1.0).then(|| Operand::number_of("scale", scale))
    }

    /// The scale that is in a query, as a factor; nothing where it is 1 or the vector is no query.
    pub(in crate::rules) fn scale(&self, letter: &Letter<R>) -> Option<Operand> {
        match letter.of {
            Of::Inputs(tensors, _) if tensors.contains(&Tensor::Q) => self.usual_scale(),
            _ => None,
        }
    }

    /// A vector's operands; entries take its channels by `index`. The scale of a query is left out: see [`Source::scale`].
    pub(in crate::rules) fn of(&self, letter: &Letter<R>, index: Index) -> Vec<Operand> {
        let across = |name: Name, row: Option<usize>, value: Vector<R>| {
            let operand = Operand::new(name, widened(&value.transpose()), [Index::First, index]);
            match row {
                Some(row) => operand.placed(row as isize, 0),
                None => operand.unplaced(),
            }
        };
        match letter.of {
            Of::Inputs(tensors, row) => tensors
                .iter()
                .map(|tensor| across(self.rule.letter(*tensor), Some(row), self.x.row(*tensor, row)))
                .collect(),
            Of::Row(name, row) => vec![across(name, row, letter.value.clone())],
            Of::Column(name) => vec![Operand::new(name, widened(&letter.value), [index, Index::First])],
        }
    }

    /// The same of a number times a vector.
    pub(in crate::rules) fn scaled(&self, scaled: &Scaled<'_, R>, index: Index) -> Vec<Operand> {
        scaled.by.map(Scalar::operand).into_iter().chain(self.of(scaled.letter, index)).collect()
    }
}

impl Info {
    /// The letter under which the formulas of this rule know a tensor.
    pub fn letter(&self, tensor: Tensor) -> Name {
        let own = self.letters.iter().find(|(of, _)| *of == tensor).map(|(_, glyph)| *glyph);
        match tensor.symbol() {
            Some(symbol) => Name::written(symbol, own.unwrap_or(symbol.glyph())),
            None => own.unwrap_or(tensor.glyph()).into(),
        }
    }
}

impl Tensor {
    /// The symbol of its numbers, if we have one.
    pub const fn symbol(self) -> Option<Symbol> {
        match self {
            Self::Q => Some(Symbol::Q),
            Self::K => Some(Symbol::K),
            Self::V => Some(Symbol::V),
            Self::Beta => Some(Symbol::Beta),
            _ => None,
        }
    }

    /// Its letter, where a rule gives it no other.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Q => "q",
            Self::K => "k",
            Self::V => "v",
            Self::Beta => "β",
            Self::G | Self::Gk | Self::Gv => "g",
            Self::P => "p",
            Self::W | Self::Write | Self::NormWeight => "w",
            Self::A => "a",
            Self::B | Self::Erase | Self::NormBias => "b",
            Self::U => "u",
            Self::LevelScales | Self::Lamb => "λ",
            Self::Eta => "η",
            Self::LogMu => "ln μ",
            Self::Delta => "δ",
            Self::Tau => "τ",
        }
    }
}

/// The same matrix in double precision.
pub(in crate::rules) fn widened<R: Real, D: Dim, C: Dim, S: RawStorage<R, D, C>>(
    value: &Matrix<R, D, C, S>,
) -> Arc<Mat> {
    Arc::new(Mat::from_iterator(value.nrows(), value.ncols(), value.iter().map(|x| x.to_f64())))
}

impl<R: Real> Inputs<R> {
    /// Row `row` of these inputs as one vector, multiplied channel by channel; queries by the scale, too.
    pub(super) fn letter(&self, tensors: &'static [Tensor], row: usize) -> Letter<R> {
        let one = |tensor| if tensor == Tensor::Q { self.query(row) } else { self.row(tensor, row) };
        let all = tensors.iter().map(|tensor| one(*tensor));
        let value = all.reduce(|a, b| a.component_mul(&b)).unwrap_or_else(|| Vector::zeros(0));
        Letter { value, of: Of::Inputs(tensors, row) }
    }
}
