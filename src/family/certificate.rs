//! What an edge says on given inputs: how far A is from B, in outputs and in states.

use crate::math::{Mat, max_abs, max_abs_diff, nan_max, rms_ratio};
use crate::rules::{RuleEntry, RuleError};

use super::side::{Given, Side, Sides};

/// How far A is from B.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// What was read of A.
    pub a: Mat,
    /// What was read of B, in the same shape.
    pub b: Mat,
    /// The largest difference of both; NaN where an entry is.
    pub apart: f64,
    /// rms(a − b) / rms(b).
    pub ratio: f64,
    /// The largest |entry| of both: a difference is large or small beside it.
    pub size: f64,
    /// The largest difference of their states over all tokens, where both have the same.
    pub states: Option<f64>,
    /// How many tokens were told, the first of the stream, where their keys were put at right angles by a QR of them.
    pub orthonormal: Option<usize>,
}

/// Why there is no certificate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// A rule cannot run on these inputs.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The condition is a switch, and it is not turned all the way.
    #[error("the condition is met or it is not, and it is not yet")]
    NotYet,
    /// Everything that was read is 0: that 0 = 0 says nothing of two rules.
    #[error("both sides are 0 everywhere, which says nothing")]
    Silent,
}

impl Certificate {
    pub(super) fn of(sides: &Sides, a: &RuleEntry, b: Option<&RuleEntry>) -> Result<Self, Refused> {
        let give = |side: &Side, rule: Option<&RuleEntry>| -> Result<Given, Refused> {
            match (side, rule) {
                (Side::Run(told), Some(rule)) => Ok(told.give(rule)?),
                (Side::Given(read), _) => Ok(Given { read: read.clone(), states: None }),
                (Side::Run(_), None) => Err(Refused::Silent),
            }
        };
        let (a, b) = (give(&sides.a, Some(a))?, give(&sides.b, b)?);
        if a.read.shape() != b.read.shape() {
            let shape = |m: &Mat| vec![m.nrows(), m.ncols()];
            let (expected, found) = (shape(&b.read), shape(&a.read));
            return Err(RuleError::Shape { tensor: "o", expected, found }.into());
        }
        let size = nan_max(max_abs(&a.read), max_abs(&b.read));
        if size == 0.0 {
            return Err(Refused::Silent);
        }
        Ok(Self {
            apart: max_abs_diff(&a.read, &b.read),
            ratio: rms_ratio(&a.read, &b.read),
            size,
            states: a.states.zip(b.states).and_then(|(a, b)| of_states(&a, &b)),
            orthonormal: sides.orthonormal,
            a: a.read,
            b: b.read,
        })
    }

    /// The larger of the two differences, of outputs and of states.
    pub fn worst(&self) -> f64 {
        nan_max(self.apart, self.states.unwrap_or(0.0))
    }
}

/// The largest difference of states of one shape.
fn of_states(a: &[Mat], b: &[Mat]) -> Option<f64> {
    let alike = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.shape() == b.shape());
    let apart = || a.iter().zip(b).map(|(a, b)| max_abs_diff(a, b)).fold(0.0, nan_max);
    (alike && !a.is_empty()).then(apart)
}
