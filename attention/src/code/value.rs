//! The values that a program computes with.

use super::shape::{Dim, Shape};
use crate::math::{Mat, Vector};

/// A value. Rows are columns here: only their products tell them apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A whole number.
    Count(usize),
    /// A number.
    Number(f64),
    /// A column.
    Vector(Vector),
    /// A matrix.
    Matrix(Mat),
    /// Matrices of one shape.
    Stack(Vec<Mat>),
}

impl Value {
    /// Zeros, as many as `length` says of each letter.
    pub(super) fn zeros(shape: &Shape, length: &dyn Fn(&Dim) -> usize) -> Self {
        match shape {
            Shape::Count => Self::Count(0),
            Shape::Number => Self::Number(0.0),
            Shape::Vector(n) | Shape::Row(n) => Self::Vector(Vector::zeros(length(n))),
            Shape::Matrix(rows, columns) => Self::Matrix(Mat::zeros(length(rows), length(columns))),
            Shape::Stack(many, rows, columns) => {
                Self::Stack(vec![Mat::zeros(length(rows), length(columns)); length(many)])
            }
        }
    }

    /// The value of this shape whose entries a matrix has: a vector in one row or column, matrices one below the other, each of as
    /// many rows as `length` says.
    pub(super) fn of(m: &Mat, shape: &Shape, length: &dyn Fn(&Dim) -> usize) -> Self {
        match shape {
            Shape::Count => Self::Count(m.iter().next().map_or(0, |x| *x as usize)),
            Shape::Number => Self::Number(m.iter().next().copied().unwrap_or(0.0)),
            Shape::Vector(_) | Shape::Row(_) => {
                Self::Vector(Vector::from_iterator(m.len(), m.iter().copied()))
            }
            Shape::Matrix(..) => Self::Matrix(m.clone()),
            Shape::Stack(_, rows, _) => {
                let rows = length(rows).max(1);
                Self::Stack((0..m.nrows() / rows).map(|i| m.rows(i * rows, rows).into_owned()).collect())
            }
        }
    }

    /// Row t of a tensor, where a token has the rows `t · n` to `t · n + n − 1`.
    pub(super) fn of_token(m: &Mat, shape: &Shape, t: usize, n: usize) -> Self {
        let rows = match shape {
            Shape::Vector(Dim::Keys) | Shape::Matrix(Dim::Keys, _) => m.rows(t * n, n),
            _ => m.rows(t, 1),
        };
        Self::of(&rows.into_owned(), shape, &|_| 1)
    }

    /// All rows of a tensor, as matrices where a token has several.
    pub(super) fn of_tokens(m: &Mat, shape: &Shape, n: usize) -> Self {
        match shape {
            // A number for each of its keys.
            Shape::Matrix(Dim::Tokens, Dim::Keys) => {
                Self::Matrix(Mat::from_fn(m.nrows() / n.max(1), n, |t, j| m[(t * n + j, 0)]))
            }
            _ => Self::of(m, shape, &|_| n),
        }
    }

    /// Its entries as a matrix, a vector as a row or as a column.
    pub(super) fn matrix(&self, as_row: bool) -> Mat {
        match self {
            Self::Count(n) => Mat::from_element(1, 1, *n as f64),
            Self::Number(x) => Mat::from_element(1, 1, *x),
            Self::Vector(x) if as_row => Mat::from_row_slice(1, x.len(), x.as_slice()),
            Self::Vector(x) => Mat::from_column_slice(x.len(), 1, x.as_slice()),
            Self::Matrix(m) => m.clone(),
            Self::Stack(all) => {
                let [rows, columns] = all.first().map_or([0, 0], |m| [m.nrows(), m.ncols()]);
                let entry = |i: usize, j| all[i / rows.max(1)][(i % rows.max(1), j)];
                Mat::from_fn(rows * all.len(), columns, entry)
            }
        }
    }

    /// How many numbers it holds.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Count(_) | Self::Number(_) => 1,
            Self::Vector(x) => x.len(),
            Self::Matrix(m) => m.len(),
            Self::Stack(all) => all.iter().map(Mat::len).sum(),
        }
    }

    /// Whether nothing in it differs from 0, to the sign.
    pub(super) fn is_zero(&self) -> bool {
        let zero = |x: &f64| x.to_bits() == 0;
        match self {
            Self::Count(n) => *n == 0,
            Self::Number(x) => zero(x),
            Self::Vector(x) => x.iter().all(zero),
            Self::Matrix(m) => m.iter().all(zero),
            Self::Stack(all) => all.iter().flatten().all(zero),
        }
    }

    /// The lengths of its axes.
    pub(super) fn lengths(&self) -> Vec<usize> {
        match self {
            Self::Count(_) | Self::Number(_) => Vec::new(),
            Self::Vector(x) => vec![x.len()],
            Self::Matrix(m) => vec![m.nrows(), m.ncols()],
            Self::Stack(all) => {
                let [rows, columns] = all.first().map_or([0, 0], |m| [m.nrows(), m.ncols()]);
                vec![all.len(), rows, columns]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_the_same_there_and_back() {
        let m = Mat::from_fn(6, 2, |i, j| (i * 2 + j) as f64);
        let stack = Shape::Stack(Dim::Levels, Dim::v(), Dim::k());
        let value = Value::of(&m, &stack, &|_| 3);
        assert_eq!((value.lengths(), value.matrix(false)), (vec![2, 3, 2], m));
        let row = Mat::from_row_slice(1, 3, &[1.0, 2.0, 3.0]);
        let value = Value::of(&row, &Shape::Vector(Dim::k()), &|_| 0);
        assert_eq!((value.matrix(true), value.len()), (row, 3));
    }
}
