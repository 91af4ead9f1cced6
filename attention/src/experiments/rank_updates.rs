//! Several pairs to a token, in three ways: all added, all corrected at once, and corrected one after the other.
//!
//! ```text
//! added        S + Σ v_i k_iᵀ                           linear attention with r pairs to a token
//! at once      S + β (V − S K) Kᵀ,  K = [k_1 … k_r]     S ← S (I − β K Kᵀ): two unit keys at cosine c give 1 − β (1 ± c)
//! in turn      S ← S + β (v_i − S k_i) k_iᵀ, i = 1 … r  DeltaProduct
//! ```
//!
//! The last two are the same where the keys are at right angles. Of two keys they differ by β² (k_1·k_2) k_1 k_2ᵀ.

use super::spectrum::Spectrum;
use super::transitions::{DELTA_PRODUCT, product_of};
use crate::inputs::random;
use crate::math::{Mat, max_abs_diff};
use crate::rules::{Cost, Form, Inputs, LinearAttn, RuleEntry, RuleError, Size, State, Tensor};

/// S + β (V − S K) Kᵀ, all keys at once: `state` is `[V, K]`, `keys` are `[r, K]`, `values` are `[r, V]`. Nothing where the shapes do not fit.
pub fn block_step(state: &Mat, keys: &Mat, values: &Mat, beta: f64) -> Option<Mat> {
    let fits = keys.ncols() == state.ncols() && values.shape() == (keys.nrows(), state.nrows());
    fits.then(|| state + (values.transpose() - state * keys.transpose()) * keys * beta)
}

/// I − β K Kᵀ, `[K, K]`, what a step with all keys `[r, K]` at once does to the state.
pub fn block_transition(keys: &Mat, beta: f64) -> Mat {
    Mat::identity(keys.ncols(), keys.ncols()) - keys.transpose() * keys * beta
}

/// A token with two unit keys of the plane, and one β for both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoKeys {
    /// c, the cosine of the two keys, in [−1, 1].
    pub cosine: f64,
    /// β.
    pub beta: f64,
}

impl TwoKeys {
    /// The keys, `[2, 2]`: (1, 0) and (c, √(1 − c²)).
    pub fn keys(&self) -> Mat {
        let cosine = self.cosine.clamp(-1.0, 1.0);
        Mat::from_row_slice(2, 2, &[1.0, 0.0, cosine, (1.0 - cosine * cosine).sqrt()])
    }

    /// I − β K Kᵀ.
    pub fn block(&self) -> Mat {
        block_transition(&self.keys(), self.beta)
    }

    /// (I − β k₁ k₁ᵀ)(I − β k₂ k₂ᵀ).
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn product(&self) -> Result<Mat, RuleError> {
        product_of(&self.keys(), &[self.beta; 2])
    }

    /// The eigenvalues of I − β K Kᵀ: 1 − β (1 + c) and 1 − β (1 − c).
    pub fn block_eigenvalues(&self) -> [f64; 2] {
        let cosine = self.cosine.clamp(-1.0, 1.0);
        [1.0 - self.beta * (1.0 + cosine), 1.0 - self.beta * (1.0 - cosine)]
    }

    /// From which β on a step at once makes the state longer along a direction: 2/(1 + |c|). In turn it is 2, whatever c is.
    pub fn block_limit(&self) -> f64 {
        2.0 / (1.0 + self.cosine.clamp(-1.0, 1.0).abs())
    }

    /// ‖S K − V‖ at first and after each of `times` tokens that tell both pairs again, from S = 0: by steps at once, and in turn. The values are
    /// (1, 0) and (0, 1).
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn told_again(&self, times: usize) -> Result<Vec<[f64; 2]>, RuleError> {
        let (keys, values) = (self.keys(), Mat::identity(2, 2));
        let x = Inputs::new(Mat::zeros(1, 2), keys.clone(), values.clone());
        let x = x.with_each(Tensor::Beta, &[self.beta; 2]);
        let mut states = [Mat::zeros(2, 2), Mat::zeros(2, 2)];
        let off = |states: &[Mat; 2]| states.each_ref().map(|s| (s * keys.transpose() - &values).norm());
        let mut all = vec![off(&states)];
        for _ in 0..times {
            let [block, product] = &states;
            let block = block_step(block, &keys, &values, self.beta).unwrap_or_else(|| block.clone());
            let from = Inputs { initial: Some(State::new([product.clone()])), ..x.clone() };
            let end = DELTA_PRODUCT.run(&from, Form::Recurrent)?.state;
            let missing = RuleError::StateKind { rule: DELTA_PRODUCT.info.id };
            states = [block, end.parts.into_iter().next().ok_or(missing)?];
            all.push(off(&states));
        }
        Ok(all)
    }
}

/// The largest |entry| by which a step at once and factors in turn differ, with unit or other keys `[r, K]` and one β.
///
/// # Errors
/// Where there is no key.
pub fn block_and_product_apart(keys: &Mat, beta: f64) -> Result<f64, RuleError> {
    Ok(max_abs_diff(&block_transition(keys, beta), &product_of(keys, &vec![beta; keys.nrows()])?))
}

/// The rank of the state of linear attention after 1, 2, … `tokens` tokens of `r` random pairs in `d` channels: min(r t, d).
///
/// # Errors
/// Where there are no pairs, or no channels.
pub fn ranks_of_added(seed: u64, d: usize, r: usize, tokens: usize) -> Result<Vec<usize>, RuleError> {
    let x = random(seed, tokens.saturating_mul(r), d);
    let x = Inputs::new(x.q, x.k, x.v);
    let rule = RuleEntry::of::<LinearAttn>();
    let (mut from, mut ranks) = (None, Vec::with_capacity(tokens));
    for token in 0..tokens {
        let end = rule.run(&x.tokens(token * r..(token + 1) * r, from), Form::Recurrent)?.state;
        ranks.push(end.matrix().and_then(Spectrum::of).map_or(0, |spectrum| spectrum.rank()));
        from = Some(end);
    }
    Ok(ranks)
}

/// What a token of a rule costs by recurrence, with keys of `k` channels, values of `v` and n keys to a token. Nothing for an empty axis.
pub fn cost_of_token(rule: &RuleEntry, k: usize, v: usize, n: usize) -> Option<Cost> {
    rule.cost(Form::Recurrent, &Size { n, ..Size::new(1, k, v) })
}

/// The multiplications of a token of linear attention that adds `r` pairs and is read once: v k more for each pair after the first.
pub fn cost_of_added(k: usize, v: usize, r: usize) -> Option<u64> {
    let one = cost_of_token(&RuleEntry::of::<LinearAttn>(), k, v, 1)?.multiply_adds;
    Some(one + (r as u64).checked_sub(1)? * (k * v) as u64)
}

/// A stream that counts tokens by IPLR: a = (1, 0) and b = (0, 1) make I + a bᵀ, both of whose eigenvalues are 1. From S_0 = (1, 0) the output
/// for q = b is 1, 2, 3, …: eigenvalues in [−1, 1] bound a state only where the factors are symmetric.
pub fn counting(tokens: usize) -> Inputs {
    let rows = |row: [f64; 2]| Mat::from_fn(tokens, 2, |_, i| row[i]);
    let (a, b) = (rows([1.0, 0.0]), rows([0.0, 1.0]));
    let x =
        Inputs::new(b.clone(), rows([0.0; 2]), Mat::zeros(tokens, 1)).with(Tensor::A, a).with(Tensor::B, b);
    Inputs { scale: 1.0, initial: Some(State::new([Mat::identity(1, 2)])), ..x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::DeltaRule;

    #[test]
    fn one_key_at_once_is_the_delta_rule() {
        let x = random(3, 1, 4).with_unit_keys();
        let from = Mat::from_fn(4, 4, |i, j| (i + 2 * j) as f64);
        let told = Inputs { initial: Some(State::new([from.clone()])), ..x.inputs(&[0.7], &[1.0]) };
        let delta = RuleEntry::of::<DeltaRule>().run(&told, Form::Recurrent).unwrap().state;
        let block = block_step(&from, &x.k, &x.v, 0.7).unwrap();
        assert!(max_abs_diff(&block, &delta.parts[0]) < 1e-14);
    }

    #[test]
    fn two_keys_differ_by_beta_squared_times_their_cosine() {
        for (cosine, beta) in [(0.9, 1.0), (-0.4, 2.0), (0.0, 1.3), (1.0, 0.5)] {
            let two = TwoKeys { cosine, beta };
            let keys = two.keys();
            let expected = keys.row(0).transpose() * keys.row(1) * (beta * beta * cosine);
            assert!(max_abs_diff(&(two.product().unwrap() - two.block()), &expected) < 1e-14);
        }
    }

    #[test]
    fn any_numbers_have_an_answer() {
        for x in [f64::NAN, f64::INFINITY, -7.0, 1e300] {
            let two = TwoKeys { cosine: x, beta: x };
            let _ = (two.product().unwrap(), two.block_eigenvalues(), two.told_again(5).unwrap());
        }
        let state = Mat::zeros(2, 3);
        assert_eq!(block_step(&state, &Mat::zeros(1, 2), &Mat::zeros(1, 2), 1.0), None);
        assert!(
            block_and_product_apart(&Mat::zeros(0, 2), 1.0).is_err() && ranks_of_added(1, 0, 1, 2).is_err()
        );
        assert!(ranks_of_added(1, 4, 0, 2).is_err() && ranks_of_added(1, 4, 2, 0).unwrap().is_empty());
        assert_eq!((cost_of_added(8, 8, 0), cost_of_added(0, 8, 1)), (None, None));
        assert!(RuleEntry::of::<DeltaRule>().run(&counting(0), Form::Recurrent).is_err());
    }
}
