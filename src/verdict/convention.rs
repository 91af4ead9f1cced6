//! How the numbers of a file are meant: what libraries do differently, and a file does not say.

use crate::math::Mat;
use crate::rules::{Info, Mask, Tensor};

/// How the numbers of a file are meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convention {
    /// The factor of every query.
    pub scale: ScaleIs,
    /// What decays are.
    pub gate: GateIs,
    /// Whether queries and keys are divided by their lengths before the rule reads them.
    pub unit: Unit,
    /// Which keys a query may see: only softmax attention asks.
    pub mask: Mask,
    /// Tokens to a step of gradient descent: only test-time training asks.
    pub mini_batch: usize,
    /// Whether outputs are divided by the sum of their weights: only Based asks.
    pub normalise: bool,
}

/// The factor of every query.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ScaleIs {
    /// K^−½.
    #[default]
    InverseSqrt,
    /// 1.
    One,
    /// This number.
    Given(f64),
}

/// What the numbers of a decay are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GateIs {
    /// g = ln γ, as the rules read it.
    #[default]
    Log,
    /// γ itself.
    Plain,
    /// log₂ γ.
    Log2,
}

/// How a vector is divided by its length.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Unit {
    /// Not at all.
    #[default]
    AsGiven,
    /// x / √(Σx² + ε), as kernels do.
    InRoot(f64),
    /// x / max(‖x‖, ε), as `normalize` does.
    AtLeast(f64),
}

impl ScaleIs {
    /// The number for keys of `k` channels.
    pub fn of(self, k: usize) -> f64 {
        match self {
            Self::InverseSqrt => 1.0 / (k.max(1) as f64).sqrt(),
            Self::One => 1.0,
            Self::Given(scale) => scale,
        }
    }
}

impl GateIs {
    /// What numbers of a decay probably are: logarithms where one of them is negative, or all are 0.
    pub fn guess(numbers: impl Iterator<Item = f64>) -> Self {
        let mut positive = false;
        for x in numbers {
            if x < 0.0 {
                return Self::Log;
            }
            positive |= x > 0.0;
        }
        if positive { Self::Plain } else { Self::Log }
    }

    /// γ of a number.
    pub fn decay(self, x: f64) -> f64 {
        match self {
            Self::Log => x.exp(),
            Self::Plain => x,
            Self::Log2 => x.exp2(),
        }
    }
}

impl Unit {
    /// Every row divided by its length.
    pub fn of(self, m: &Mat) -> Mat {
        let mut out = m.clone();
        for mut row in out.row_iter_mut() {
            let squares = row.norm_squared();
            let length = match self {
                Self::AsGiven => return m.clone(),
                Self::InRoot(epsilon) => (squares + epsilon).sqrt(),
                Self::AtLeast(epsilon) => squares.sqrt().max(epsilon),
            };
            row /= length;
        }
        out
    }
}

impl Convention {
    /// What is usual for a rule: where flash-linear-attention has no scale, it is 1.
    pub fn usual(rule: &Info) -> Self {
        let without = ["log_linear_attn", "rwkv7", "mesa_net", "hgrn"].contains(&rule.id);
        Self {
            scale: if without { ScaleIs::One } else { ScaleIs::InverseSqrt },
            gate: GateIs::Log,
            unit: Unit::AsGiven,
            mask: Mask::Causal,
            mini_batch: 16,
            normalise: false,
        }
    }
}

/// Whether a tensor holds decays, which files have in several ways.
pub fn is_decay(tensor: Tensor) -> bool {
    tensor.gate().is_some_and(|gate| gate.log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decays_are_logarithms_where_one_is_negative() {
        let guess = |of: &[f64]| GateIs::guess(of.iter().copied());
        assert_eq!(guess(&[0.0, -0.1]), GateIs::Log);
        assert_eq!(guess(&[0.9, 1.0]), GateIs::Plain);
        assert_eq!(guess(&[0.0, 0.0]), GateIs::Log, "no decay at all");
        assert_eq!(GateIs::Log2.decay(-1.0), 0.5);
    }

    #[test]
    fn an_epsilon_stands_in_the_root_or_below_the_length() {
        let m = Mat::from_row_slice(2, 2, &[3.0, 4.0, 0.0, 0.0]);
        assert_eq!(Unit::AsGiven.of(&m), m);
        assert_eq!(Unit::AtLeast(1e-12).of(&m), Mat::from_row_slice(2, 2, &[0.6, 0.8, 0.0, 0.0]));
        assert!((Unit::InRoot(11.0).of(&m)[(0, 0)] - 0.5).abs() < 1e-15);
    }
}
