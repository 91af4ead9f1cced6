//! The functions of the language: their names, what they take and what they give.

use super::error::Fault;
use super::shape::{Dim, Shape};

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// eˣ, of each entry.
    Exp,
    /// The natural logarithm, of each entry.
    Ln,
    /// σ(x) = 1 / (1 + e⁻ˣ), of each entry.
    Sigmoid,
    /// ln(1 + eˣ), of each entry.
    Softplus,
    /// tanh, of each entry.
    Tanh,
    /// √x, of each entry.
    Root,
    /// |x|, of each entry.
    Abs,
    /// The smaller of each entry and a number.
    Min,
    /// The larger of each entry and a number.
    Max,
    /// clamp(x, a, b): each entry, held between two numbers.
    Clamp,
    /// ‖x‖, the Euclidean length.
    Norm,
    /// x / max(‖x‖, 1e-12).
    Normalise,
    /// The mean of the entries.
    Mean,
    /// The mean of the squares of (x − mean).
    Var,
    /// exp(x_j) / Σ_l exp(x_l), shifted by the largest; nothing where there is no x.
    Softmax,
    /// The matrix that has x on its diagonal.
    Diag,
    /// All entries of a matrix, row by row.
    Entries,
    /// last(n, M): the last n rows, or all where there are fewer.
    Last,
    /// solve(A, b): the x for which A x = b.
    Solve,
}

use Function::*;

/// Every function with its name and how many values it takes.
const TABLE: [(Function, &str, usize); 19] = [
    (Exp, "exp", 1),
    (Ln, "ln", 1),
    (Sigmoid, "σ", 1),
    (Softplus, "softplus", 1),
    (Tanh, "tanh", 1),
    (Root, "√", 1),
    (Abs, "abs", 1),
    (Min, "min", 2),
    (Max, "max", 2),
    (Clamp, "clamp", 3),
    (Norm, "norm", 1),
    (Normalise, "normalise", 1),
    (Mean, "mean", 1),
    (Var, "var", 1),
    (Softmax, "softmax", 1),
    (Diag, "diag", 1),
    (Entries, "vec", 1),
    (Last, "last", 2),
    (Solve, "solve", 2),
];

impl Function {
    /// The function with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, of, _)| *of == name).map(|(function, _, _)| *function)
    }

    /// Its name in programs.
    pub(super) fn name(self) -> &'static str {
        TABLE.iter().find(|(function, _, _)| *function == self).map_or("", |(_, name, _)| name)
    }

    /// How many values it takes.
    pub(super) fn takes(self) -> usize {
        TABLE.iter().find(|(function, _, _)| *function == self).map_or(1, |(_, _, takes)| *takes)
    }

    /// Whether what it takes at this place, counted from 0, counts rows.
    pub(super) const fn counts(self, place: usize) -> bool {
        matches!(self, Last) && place == 0
    }

    /// The shape of what it makes of values of these shapes.
    ///
    /// # Errors
    /// Names the first shape that it does not take.
    pub(super) fn shape(self, of: &[Shape]) -> Result<Shape, Fault> {
        let [first, others @ ..] = of else {
            return Err(Fault::Count { function: self.name(), wanted: self.takes(), found: 0 });
        };
        let refused = |found: &Shape| Err(Fault::Operand { operation: self.name(), found: found.clone() });
        let pair = |right: &Shape| {
            Err(Fault::Pair {
                operation: self.name(),
                left: Box::new(first.clone()),
                right: Box::new(right.clone()),
            })
        };
        match (self, first) {
            (Exp | Ln | Sigmoid | Softplus | Tanh | Root | Abs, _) => Ok(first.clone()),
            (Min | Max | Clamp, _) => match others.iter().find(|bound| **bound != Shape::Number) {
                Some(bound) => pair(bound),
                None => Ok(first.clone()),
            },
            (Norm | Mean | Var, Shape::Vector(_)) => Ok(Shape::Number),
            (Normalise | Softmax, Shape::Vector(_)) => Ok(first.clone()),
            (Diag, Shape::Vector(n)) => Ok(Shape::Matrix(n.clone(), n.clone())),
            (Entries, Shape::Matrix(rows, columns)) => {
                rows.times(columns).map_or_else(|| refused(first), |all| Ok(Shape::Vector(all)))
            }
            (Last, Shape::Count) => match others {
                [Shape::Vector(_)] => Ok(Shape::Vector(Dim::Cached)),
                [Shape::Matrix(_, columns)] => Ok(Shape::Matrix(Dim::Cached, columns.clone())),
                _ => refused(others.last().unwrap_or(first)),
            },
            (Solve, Shape::Matrix(rows, columns)) => match others {
                [Shape::Vector(n)] if n == rows && rows == columns => Ok(Shape::Vector(n.clone())),
                _ => pair(others.last().unwrap_or(first)),
            },
            _ => refused(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_by_its_name() {
        for (function, name, takes) in TABLE {
            assert_eq!(Function::named(name), Some(function));
            assert_eq!((function.name(), function.takes()), (name, takes));
        }
    }

    #[test]
    fn an_equation_has_as_many_unknowns_as_lines() {
        let of = |rows, columns, n| Solve.shape(&[Shape::Matrix(rows, columns), Shape::Vector(n)]);
        assert_eq!(of(Dim::k(), Dim::k(), Dim::k()), Ok(Shape::Vector(Dim::k())));
        assert!(of(Dim::v(), Dim::k(), Dim::k()).is_err());
    }
}
