//! The state that a rule carries from token to token.

use crate::math::{Mat, Real};

/// The state that a rule carries from token to token: the parts that [`Info::state`](super::Info::state) names, in that order.
///
/// A part is as large after a million tokens as after one, or grows by a row with each of them.
#[derive(Clone, Debug, PartialEq)]
pub struct State<R: Real = f64> {
    /// The parts.
    pub parts: Vec<Mat<R>>,
}

impl<R: Real> State<R> {
    /// A state of these parts.
    pub fn new<const N: usize>(parts: [Mat<R>; N]) -> Self {
        Self { parts: parts.into() }
    }

    /// The bytes that it takes to keep.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.len() * size_of::<R>()).sum()
    }

    /// S, where it is one matrix.
    pub fn matrix(&self) -> Option<&Mat<R>> {
        match &self.parts[..] {
            [s] => Some(s),
            _ => None,
        }
    }
}
