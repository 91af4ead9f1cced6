//! Shapes by the letters of the house: that S is `[V, K]` is known before any number is.

use std::fmt;

/// The length of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dim {
    /// A sum of products of K and V: how often each of them is a factor of each term. K is `[(1, 0)]`, 1 + K² is `[(0, 0), (2, 0)]`.
    Sum(Vec<(u8, u8)>),
    /// T, all tokens.
    Tokens,
    /// n, the keys of a token.
    Keys,
    /// L, the levels of log-linear attention.
    Levels,
    /// As many as were added so far.
    Cached,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole number, which counts or is the place of something.
    Count,
    /// A number.
    Number,
    /// A column.
    Vector(Dim),
    /// A row: a column, transposed.
    Row(Dim),
    /// A matrix, rows by columns.
    Matrix(Dim, Dim),
    /// So many matrices.
    Stack(Dim, Dim, Dim),
}

impl Dim {
    /// K.
    pub fn k() -> Self {
        Self::Sum(vec![(1, 0)])
    }

    /// V.
    pub fn v() -> Self {
        Self::Sum(vec![(0, 1)])
    }

    /// 1.
    pub fn one() -> Self {
        Self::Sum(vec![(0, 0)])
    }

    /// The length of one below the other, where it can be told: whatever is added to what grows, grows.
    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Cached, _) | (_, Self::Cached) => Some(Self::Cached),
            (Self::Sum(a), Self::Sum(b)) => Self::sum([a.as_slice(), b].concat()),
            _ => None,
        }
    }

    /// The length of all pairs, where it can be told.
    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        let (Self::Sum(a), Self::Sum(b)) = (self, other) else { return None };
        let pairs =
            a.iter().flat_map(|a| b.iter().map(|b| Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?))));
        Self::sum(pairs.collect::<Option<_>>()?)
    }

    /// A sum of so many terms, where it is one that somebody could mean.
    fn sum(mut terms: Vec<(u8, u8)>) -> Option<Self> {
        const MOST: usize = 32;
        terms.sort_unstable();
        (terms.len() <= MOST).then_some(Self::Sum(terms))
    }
}

impl Shape {
    /// What one of its entries, rows or matrices is, where it has some.
    pub(super) fn item(&self) -> Option<Self> {
        match self {
            Self::Vector(_) => Some(Self::Number),
            Self::Matrix(_, columns) => Some(Self::Vector(columns.clone())),
            Self::Stack(_, rows, columns) => Some(Self::Matrix(rows.clone(), columns.clone())),
            Self::Count | Self::Number | Self::Row(_) => None,
        }
    }

    /// Whether it is one number.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Count)
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Sum(terms) = self else {
            return f.write_str(match self {
                Self::Tokens => "T",
                Self::Keys => "n",
                Self::Levels => "L",
                _ => "rows",
            });
        };
        for (i, &(k, v)) in terms.iter().enumerate() {
            let factors = [vec!["K"; k.into()], vec!["V"; v.into()]].concat();
            let between = if i > 0 { " + " } else { "" };
            let term = if factors.is_empty() { "1".to_owned() } else { factors.join("·") };
            write!(f, "{between}{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("a whole number"),
            Self::Number => f.write_str("a number"),
            Self::Vector(n) => write!(f, "[{n}]"),
            Self::Row(n) => write!(f, "[{n}]ᵀ"),
            Self::Matrix(rows, columns) => write!(f, "[{rows}, {columns}]"),
            Self::Stack(many, rows, columns) => write!(f, "[{many}, {rows}, {columns}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_added_and_multiplied_by_their_letters() {
        let k = Dim::k();
        let pairs = k.times(&k).unwrap();
        assert_eq!(Dim::one().plus(&k).unwrap().plus(&pairs).unwrap().to_string(), "1 + K + K·K");
        assert_eq!(k.plus(&Dim::v()), Dim::v().plus(&k));
        assert_eq!(Dim::Cached.plus(&Dim::one()), Some(Dim::Cached));
        assert_eq!(Dim::Levels.plus(&Dim::one()), None);
    }
}
