//! Gates of exactly 1 and exactly 0, keys of length 0, and types with few digits: one exhibit each.

use half::{bf16, f16};

use crate::inputs::random;
use crate::math::{Mat, Real, Vector, add_outer, normalise_rows};

/// σ(x) = 1/(1 + e^{−x}) in `f32`.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// −ln(1 + e^{−x}) in `f32`: ln σ(x), without σ.
pub fn minus_softplus(x: f32) -> f32 {
    -(-x).exp().ln_1p()
}

/// Where a gate σ(x) in `f32` forgets no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SigmoidEnd {
    /// The first of the numbers 10, 10.01, 10.02, … 30 with σ(x) = 1.
    pub from: f64,
    /// ln σ(x) there: 0.
    pub log_of_sigmoid: f32,
    /// −softplus(−x) there, which is still a gate.
    pub minus_softplus: f32,
}

/// Where a gate σ(x) in `f32` forgets no more.
pub fn sigmoid_end() -> Option<SigmoidEnd> {
    let from = (0..=2000).map(|i| 10.0 + 0.01 * f64::from(i)).find(|x| sigmoid(*x as f32) == 1.0)?;
    let x = from as f32;
    Some(SigmoidEnd { from, log_of_sigmoid: sigmoid(x).ln(), minus_softplus: minus_softplus(x) })
}

/// The bf16 number nearest to x.
fn rounded(x: f64) -> f64 {
    bf16::from_f64(x).to_f64()
}

/// A gate that is stored in bf16, and what is left after some tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoredGate {
    /// γ rounded to bf16.
    pub gamma: f64,
    /// exp of ln γ rounded to bf16.
    pub by_log: f64,
    /// ∏γ of the gate itself.
    pub left: f64,
    /// ∏γ of γ stored in bf16.
    pub left_of_gamma: f64,
    /// ∏γ of ln γ stored in bf16.
    pub left_by_log: f64,
}

/// A gate γ in [0, 1], stored in bf16 as itself and as its logarithm; all else is exact.
pub fn stored_gate(gamma: f64, tokens: u32) -> StoredGate {
    let (stored, log) = (rounded(gamma), rounded(gamma.ln()));
    let power = |gamma: f64| gamma.powf(f64::from(tokens));
    StoredGate {
        gamma: stored,
        by_log: log.exp(),
        left: power(gamma),
        left_of_gamma: power(stored),
        left_by_log: power(log.exp()),
    }
}

/// The gate of bf16 that forgets least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlowestGate {
    /// The largest bf16 number below 1: 1 − 2⁻⁸.
    pub gamma: f64,
    /// After how many tokens half is left.
    pub half_life: f64,
}

/// The gate of bf16 that forgets least.
pub fn slowest_gate() -> SlowestGate {
    let gamma = f64::from(f32::from_bits(1_f32.to_bits() - (1 << 16)));
    SlowestGate { gamma, half_life: 0.5_f64.ln() / gamma.ln() }
}

/// What is left between two tokens, computed in two ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// exp(c_j − c_i), with the cumulative sums c of ln γ: −∞ − (−∞) = NaN once a gate up to i was 0.
    pub by_logs: f64,
    /// The product of the gates between them.
    pub by_products: f64,
}

/// What is left at the last of some gates of what was there after the first `after` of them, with `after` not more than all.
pub fn kept(gates: &[f64], after: usize) -> Kept {
    let after = after.min(gates.len());
    let sum = |gates: &[f64]| gates.iter().map(|gamma| gamma.ln()).sum::<f64>();
    Kept { by_logs: (sum(gates) - sum(&gates[..after])).exp(), by_products: gates[after..].iter().product() }
}

/// S_00 after `n` tokens with k = v = e_0 and a gate γ, without correction: S ← γ S + v kᵀ.
pub fn sum_of_ones(gamma: f64, n: usize) -> f64 {
    (0..n).fold(0.0, |sum, _| gamma * sum + 1.0)
}

/// The same with γ = 1 in bf16: the sum of `n` ones.
pub fn sum_of_ones_in_bf16(n: usize) -> f64 {
    // Once it sticks it stays.
    let n = n.min(1 << 10);
    (0..n).fold(bf16::ZERO, |sum, _| sum + bf16::ONE).to_f64()
}

/// The length of a key once it is divided by its norm, in three ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DividedKey {
    /// Of k/‖k‖: NaN for a key of zeros.
    pub plain: f64,
    /// Of k/max(‖k‖, 10⁻¹²).
    pub floored: f64,
    /// Of k/√(‖k‖² + 10⁻⁶).
    pub rooted: f64,
}

/// The length of a key of this length once it is divided by its norm.
pub fn divided_key(length: f64) -> DividedKey {
    let by = |divisor: f64| length / divisor;
    DividedKey {
        plain: by(length),
        floored: by(length.max(1e-12)),
        rooted: by((length * length + 1e-6).sqrt()),
    }
}

/// The tokens whose keys are added up, and their channels: too few to fill the space.
const KEYS: usize = 16;
const CHANNELS: usize = 32;
/// What is added to the diagonal.
const RIDGE: f64 = 1e-4;

/// H = Σ k kᵀ of 16 unit keys of 32 channels, added up in f16 and in f32, every operation rounded; then xᵀ(H + λI)x with λ = 10⁻⁴ for one
/// of the x by which (H + λI) is reduced to a diagonal, step by step: the first for which it is below 0, else the one for which it is
/// least. In exact numbers none is below λ; below 0 the matrix is no sum of squares any more, and conjugate gradients fail on it.
pub fn least_of_sums() -> [f64; 2] {
    let keys = normalise_rows(&random(1, KEYS, CHANNELS).q);
    [least_pivot(added_up::<f16>(&keys)), least_pivot(added_up::<f32>(&keys))]
}

/// Σ k kᵀ in a format.
fn added_up<R: Real>(keys: &Mat) -> Mat {
    let mut sum = Mat::<R>::zeros(keys.ncols(), keys.ncols());
    for key in keys.row_iter() {
        let key = Vector::from_iterator(key.len(), key.iter().map(|x| R::from_f64(*x)));
        add_outer(&mut sum, &key, &key);
    }
    sum.map(R::to_f64)
}

/// The first pivot of H + λI below 0, or else the least, by elimination without exchanges.
fn least_pivot(mut a: Mat) -> f64 {
    let n = a.nrows();
    (0..n).for_each(|i| a[(i, i)] += RIDGE);
    let mut least = f64::INFINITY;
    for p in 0..n {
        least = least.min(a[(p, p)]);
        if least < 0.0 {
            break;
        }
        for i in p + 1..n {
            let factor = a[(i, p)] / a[(p, p)];
            for j in p + 1..n {
                a[(i, j)] -= factor * a[(p, j)];
            }
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_squares_in_f16_is_none_any_more() {
        let [half, single] = least_of_sums();
        // Computed with NumPy by the definition. In f32 it is above λ, as in exact numbers.
        assert!((half + 0.004_049_43).abs() < 1e-8, "{half}");
        assert!((single - 1.374_581e-4).abs() < 1e-8 && single > RIDGE, "{single}");
    }

    #[test]
    fn any_number_has_an_answer() {
        for x in [0.0, 1.0, f64::NAN, f64::INFINITY, -1.0, 1e-320] {
            let _ = (stored_gate(x, 1000), kept(&[x], 5), kept(&[], 1), divided_key(x), sum_of_ones(x, 9));
            let _ = (sigmoid(x as f32), minus_softplus(x as f32));
        }
        assert_eq!((sigmoid(-1000.0), minus_softplus(-1000.0)), (0.0, f32::NEG_INFINITY));
        assert_eq!(sum_of_ones_in_bf16(100), 100.0);
    }
}
