//! The axes of arrays: which is which, and where in a file the number of a head and a token stands.

use crate::rules::{Axis, Info, Size, Tensor};

/// Which axis comes first in arrays with one for tokens and one for heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// `[B, T, H, …]`.
    #[default]
    TokensFirst,
    /// `[B, H, T, …]`.
    HeadsFirst,
}

/// How a state lies in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateOrder {
    /// `[K, V]`, as flash-linear-attention has it.
    #[default]
    KeysFirst,
    /// `[V, K]`, as the papers write it.
    ValuesFirst,
}

/// The sizes that the arrays of one call share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Sequences, B.
    pub batch: usize,
    /// Tokens, T.
    pub tokens: usize,
    /// Heads, H.
    pub heads: usize,
    /// Key channels, K; 0 for a rule without keys.
    pub k: usize,
    /// Value channels, V.
    pub v: usize,
    /// Keys to a token, n.
    pub n: usize,
    /// Levels, L.
    pub levels: usize,
}

impl Order {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::TokensFirst => Self::HeadsFirst,
            Self::HeadsFirst => Self::TokensFirst,
        }
    }

    /// The row of a token, out of so many, in a head of a sequence.
    pub(super) fn row(self, [sequence, head]: [usize; 2], heads: usize, t: usize, tokens: usize) -> usize {
        match self {
            Self::TokensFirst => (sequence * tokens + t) * heads + head,
            Self::HeadsFirst => (sequence * heads + head) * tokens + t,
        }
    }

    /// B, T and H of an array with an axis of channels: `[T, D]`, `[T, H, D]` or `[B, T, H, D]`, or heads first. Nothing for others.
    pub fn leading(self, shape: &[usize]) -> Option<[usize; 3]> {
        let (batch, [first, second]) = match *shape {
            [t, _] => return Some([1, t, 1]),
            [a, b, _] => (1, [a, b]),
            [batch, a, b, _] => (batch, [a, b]),
            _ => return None,
        };
        Some(match self {
            Self::TokensFirst => [batch, first, second],
            Self::HeadsFirst => [batch, second, first],
        })
    }

    /// The order in which queries of this shape lie: the heads are as many as a state has, where there is one; else there are more tokens
    /// than heads, and where there are as many tokens come first, as in the libraries.
    pub fn guess(queries: &[usize], state: Option<&[usize]>) -> Self {
        let Some([_, first, second]) = Self::TokensFirst.leading(queries) else { return Self::default() };
        if let Some(&[.., heads, _, _]) = state
            && (first == heads) != (second == heads)
        {
            return if first == heads { Self::HeadsFirst } else { Self::TokensFirst };
        }
        if first < second { Self::HeadsFirst } else { Self::TokensFirst }
    }
}

impl Sizes {
    /// The sizes as a rule takes them.
    pub fn of_a_head(&self) -> Size {
        Size { n: self.n, levels: self.levels, ..Size::new(self.tokens, self.k, self.v) }
    }

    /// The axes that an array of this tensor has, each with its letter: those of length 1 may be left out.
    pub fn axes(&self, tensor: Tensor, rule: &Info, order: Order) -> Vec<(&'static str, usize)> {
        let [rows, cols] = tensor.axes();
        let rows = if rows == Axis::Rows && !rule.many_keys { Axis::Tokens } else { rows };
        let rows = match rows {
            Axis::One => None,
            Axis::Rows if self.n > 1 => Some(("T·n", self.tokens * self.n)),
            _ => Some(("T", self.tokens)),
        };
        let cols = match cols {
            Axis::One => None,
            Axis::K => Some(("K", self.k)),
            Axis::V => Some(("V", self.v)),
            _ => Some(("L", self.levels)),
        };
        self.led_by(rows, cols, order)
    }

    /// The axes of outputs.
    pub fn axes_of_outputs(&self, order: Order) -> Vec<(&'static str, usize)> {
        self.led_by(Some(("T", self.tokens)), Some(("V", self.v)), order)
    }

    fn led_by(
        &self,
        rows: Option<(&'static str, usize)>,
        cols: Option<(&'static str, usize)>,
        order: Order,
    ) -> Vec<(&'static str, usize)> {
        let heads = Some(("H", self.heads));
        let (batch, middle) = match (rows, order) {
            // What all tokens share is learnt, and the same for every sequence.
            (None, _) => (None, [heads, None]),
            (_, Order::TokensFirst) => (Some(("B", self.batch)), [rows, heads]),
            (_, Order::HeadsFirst) => (Some(("B", self.batch)), [heads, rows]),
        };
        batch.into_iter().chain(middle.into_iter().flatten()).chain(cols).collect()
    }

    /// The axes of a part of the state, `[V, K]` in the rules: libraries have it the other way round.
    pub fn axes_of_state(&self, [rows, cols]: [Axis; 2], order: StateOrder) -> Vec<(&'static str, usize)> {
        let size = self.of_a_head();
        let letter = |axis: Axis| match axis {
            Axis::K => "K",
            Axis::V => "V",
            _ => "D",
        };
        let [rows, cols] = [rows, cols].map(|axis| (letter(axis), axis.len(&size)));
        let inner = match order {
            StateOrder::KeysFirst => [cols, rows],
            StateOrder::ValuesFirst => [rows, cols],
        };
        [("B", self.batch), ("H", self.heads)].into_iter().chain(inner).collect()
    }
}

/// Whether an array of this shape can have these axes: axes of length 1 may be missing, or be there in addition. The numbers lie in the
/// same order either way.
pub fn fits(shape: &[usize], axes: &[(&str, usize)]) -> bool {
    let long = |length: &usize| *length != 1;
    shape.iter().copied().filter(long).eq(axes.iter().map(|(_, length)| *length).filter(long))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_of_length_one_may_be_missing_or_be_there() {
        let axes = [("B", 1), ("T", 5), ("H", 1), ("K", 3)];
        assert!(fits(&[5, 3], &axes) && fits(&[1, 5, 1, 3], &axes) && fits(&[5, 1, 3], &axes));
        assert!(!fits(&[3, 5], &axes) && !fits(&[5, 2, 3], &axes) && !fits(&[5], &axes));
        assert!(fits(&[5, 1], &[("B", 1), ("T", 5), ("H", 1)]), "one number for each token, in a column");
    }

    #[test]
    fn there_are_more_tokens_than_heads_unless_the_state_says_how_many_heads_there_are() {
        assert_eq!(Order::guess(&[1, 128, 4, 64], None), Order::TokensFirst);
        assert_eq!(Order::guess(&[1, 4, 128, 64], None), Order::HeadsFirst);
        assert_eq!(Order::guess(&[4, 128, 64], None), Order::HeadsFirst);
        assert_eq!(Order::guess(&[8, 8, 64], None), Order::TokensFirst);
        assert_eq!(
            Order::guess(&[3, 8, 64], Some(&[8, 64, 64])),
            Order::TokensFirst,
            "three tokens, eight heads"
        );
        assert_eq!(Order::guess(&[8, 3, 64], Some(&[1, 8, 64, 64])), Order::HeadsFirst);
    }
}
