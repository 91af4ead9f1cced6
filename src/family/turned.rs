//! How far a knob is turned, and the tensors that are on their way.

use crate::math::Mat;
use crate::rules::{Inputs, Tensor};

/// How far a knob is turned: 0 leaves every tensor as the stream in hand has it, 1 is the condition under which A is B.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Turned(f64);

impl Turned {
    /// Not at all.
    pub const NOT: Self = Self(0.0);
    /// All the way.
    pub const DONE: Self = Self(1.0);

    /// The nearest number in [0, 1]; not at all for a NaN.
    pub const fn new(x: f64) -> Self {
        Self(if x.is_nan() { 0.0 } else { x.clamp(0.0, 1.0) })
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether it is turned all the way.
    pub const fn is_done(self) -> bool {
        self.0 == 1.0
    }

    /// own + turned (to − own), and each end exactly. From −∞, the logarithm of a gate that is shut, there is no line: it stays shut until
    /// the end.
    pub(super) fn between(self, own: f64, to: f64) -> f64 {
        match self.0 {
            1.0 => to,
            turned if turned > 0.0 && own.is_finite() => own + turned * (to - own),
            _ => own,
        }
    }

    /// The matrix of these numbers, from one of the same shape.
    pub(super) fn line(self, own: &Mat, to: &Mat) -> Mat {
        own.zip_map(to, |own, to| self.between(own, to))
    }
}

/// The inputs of a rule, some of their tensors on the way from what the stream has to a condition.
pub(super) struct Turning {
    pub(super) x: Inputs,
    pub(super) turned: Turned,
}

impl Turning {
    /// A tensor on a straight line to these values. Gates of which logarithms are stored move on the logarithm.
    pub(super) fn to(mut self, tensor: Tensor, values: Mat) -> Self {
        if let Some(own) = self.x.get(tensor) {
            let moved = self.turned.line(own, &values);
            self.x = self.x.with(tensor, moved);
        }
        self
    }

    /// A tensor on a straight line to a number.
    pub(super) fn all(self, tensor: Tensor, number: f64) -> Self {
        let shape = self.x.get(tensor).map_or((0, 0), Mat::shape);
        self.to(tensor, Mat::from_element(shape.0, shape.1, number))
    }

    /// A tensor to 0: of a log decay, no decay.
    pub(super) fn zero(self, tensor: Tensor) -> Self {
        self.all(tensor, 0.0)
    }

    /// A tensor to 1.
    pub(super) fn one(self, tensor: Tensor) -> Self {
        self.all(tensor, 1.0)
    }

    /// A log decay to −∞ by a straight line on γ itself: γ (1 − turned).
    pub(super) fn forgetting(self, tensor: Tensor) -> Self {
        let left = (1.0 - self.turned.get()).ln();
        self.at_once(tensor, |own| own + left)
    }

    /// A tensor whose inverse moves to 0 on a straight line: x / (1 − turned).
    pub(super) fn growing(self, tensor: Tensor) -> Self {
        let left = 1.0 - self.turned.get();
        self.at_once(tensor, |own| own / left)
    }

    /// A tensor with another number in each entry.
    pub(super) fn at_once(mut self, tensor: Tensor, of: impl Fn(f64) -> f64) -> Self {
        if let Some(own) = self.x.get(tensor) {
            let values = own.map(of);
            self.x = self.x.with(tensor, values);
        }
        self
    }

    /// Another scale, at once.
    pub(super) fn scale(mut self, scale: f64) -> Self {
        self.x.scale = scale;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_a_turn_and_each_end_is_exact() {
        let ends = [-1.0, f64::NAN, 0.25, 7.0, f64::INFINITY].map(|x| Turned::new(x).get());
        assert_eq!(ends, [0.0, 0.0, 0.25, 1.0, 1.0]);
        for to in [0.3, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!([0.1, to], [Turned::NOT, Turned::DONE].map(|turned| turned.between(0.1, to)));
        }
        assert_eq!(Turned::new(0.5).between(1.0, 2.0), 1.5);
        assert_eq!(Turned::new(0.5).between(f64::NEG_INFINITY, 0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn a_gate_that_forgets_ends_at_minus_infinity_and_a_bound_at_infinity() {
        let x = Inputs::new(Mat::zeros(1, 1), Mat::zeros(1, 1), Mat::zeros(1, 1))
            .with_each(Tensor::G, &[-0.5])
            .with_each(Tensor::Delta, &[0.25]);
        let at = |turned: f64| {
            let moved = Turning { x: x.clone(), turned: Turned::new(turned) };
            let moved = moved.forgetting(Tensor::G).growing(Tensor::Delta).x;
            [Tensor::G, Tensor::Delta].map(|tensor| moved.get(tensor).unwrap()[(0, 0)])
        };
        assert_eq!(at(0.0), [-0.5, 0.25]);
        assert_eq!(at(0.5), [-0.5 + 0.5f64.ln(), 0.5]);
        assert_eq!(at(1.0), [f64::NEG_INFINITY, f64::INFINITY]);
    }
}
