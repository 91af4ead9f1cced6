//! What the vertical axis of a chart over sizes holds.

use super::axis::{Axis, round, round_duration};

/// What a vertical axis holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vertical {
    /// Milliseconds, which are written with the unit that suits them, on a logarithmic axis.
    Times,
    /// Positive numbers, on a logarithmic axis.
    Factors,
    /// Numbers from 0 on, on an axis that begins there.
    FromZero,
}

impl Vertical {
    /// Whether it has a place for this number.
    pub(super) fn holds(self, y: f64) -> bool {
        y.is_finite() && (y > 0.0 || (self == Self::FromZero && y == 0.0))
    }

    /// The axis that shows all numbers between two.
    pub(super) fn axis(self, low: f64, high: f64) -> Axis {
        match self {
            Self::Times => Axis::log(low / 1.5, high * 1.5, 10.0, round_duration),
            Self::Factors => Axis::log(low / 1.5, high * 1.5, 10.0, round),
            Self::FromZero => Axis::linear(0.0, high * 1.05, round),
        }
    }
}
