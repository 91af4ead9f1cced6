//! Rules that come round again with one token told over and over, without several factors to a token: by momentum, and by DPLR.
//!
//! ```text
//! momentum, μ = γ = η = 1, v = 0, d = 1:  M ← M + S, S ← S − β M        eigenvalues e^{±iθ}, 2 cos θ = 2 − β: β = 1 has period 6, β = 3 has 3
//! DPLR:  diag(1, 0) + (1, 1)(−3, 1)ᵀ = [[−2, 1], [−3, 1]], whose third power is I
//! ```

use super::transitions::transition;
use crate::math::Mat;
use crate::rules::{Dplr, Form, Inputs, MomentumDeltaRule, RuleEntry, RuleError, State, Tensor};

/// S after each of `tokens` tokens of the momentum rule in one channel that writes the value 0 to the key 1: μ = γ = η = 1, S_0 = 1 and
/// M_0 = 0.
///
/// # Errors
/// Where there is no token.
pub fn momentum_states(beta: f64, tokens: usize) -> Result<Vec<f64>, RuleError> {
    let all = |x| Mat::from_element(tokens, 1, x);
    let x = Inputs::new(all(1.0), all(1.0), all(0.0))
        .with(Tensor::P, all(1.0))
        .with(Tensor::Beta, all(beta))
        .with(Tensor::Eta, all(1.0))
        .with(Tensor::LogMu, all(0.0))
        .with(Tensor::G, all(0.0));
    let from = State::new([Mat::identity(1, 1), Mat::zeros(1, 1)]);
    let x = Inputs { scale: 1.0, initial: Some(from), ..x };
    let o = RuleEntry::of::<MomentumDeltaRule>().run(&x, Form::Recurrent)?.o;
    Ok(o.iter().copied().collect())
}

/// θ, in radians, by which one token turns state and momentum: cos θ = 1 − β/2. Nothing outside of β in [0, 4], where they grow.
pub fn momentum_angle(beta: f64) -> Option<f64> {
    (0.0..=4.0).contains(&beta).then(|| (1.0 - beta / 2.0).acos())
}

/// The least number of tokens after which numbers repeat, up to rounding, all along and twice at least.
pub fn period(numbers: &[f64]) -> Option<usize> {
    const SAME: f64 = 1e-9;
    let repeats =
        |period: &usize| numbers.iter().zip(numbers.iter().skip(*period)).all(|(a, b)| (a - b).abs() < SAME);
    (1..=numbers.len() / 2).find(repeats)
}

/// `tokens` tokens of DPLR with γ = (1, 0), a = (1, 1) and b = (−3, 1), that write nothing.
pub fn dplr_of_period_three(tokens: usize) -> Inputs {
    let rows = |row: [f64; 2]| Mat::from_fn(tokens, 2, |_, i| row[i]);
    let x = Inputs::new(rows([0.0; 2]), rows([0.0; 2]), rows([0.0; 2]));
    // ln 0: the second channel forgets all.
    x.with(Tensor::Gk, rows([0.0, f64::NEG_INFINITY]))
        .with(Tensor::A, rows([1.0, 1.0]))
        .with(Tensor::B, rows([-3.0, 1.0]))
}

/// What so many of these tokens do to the state, `[2, 2]`.
///
/// # Errors
/// Where there is no token.
pub fn dplr_power(tokens: usize) -> Result<Mat, RuleError> {
    transition(&RuleEntry::of::<Dplr>(), &dplr_of_period_three(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_the_least_one_that_is_seen_twice() {
        assert_eq!(period(&[1.0, 2.0, 1.0, 2.0, 1.0]), Some(2));
        assert_eq!((period(&[1.0, 2.0, 1.0]), period(&[3.0, 3.0]), period(&[])), (None, Some(1), None));
        assert_eq!(period(&[f64::NAN; 4]), None);
    }

    #[test]
    fn no_tokens_are_refused_and_any_beta_has_an_answer() {
        assert!(momentum_states(1.0, 0).is_err() && dplr_power(0).is_err());
        for beta in [f64::NAN, f64::INFINITY, -1.0, 5.0] {
            assert!(momentum_states(beta, 9).unwrap().len() == 9 && momentum_angle(beta).is_none());
        }
        assert_eq!(momentum_angle(0.0), Some(0.0));
    }
}
