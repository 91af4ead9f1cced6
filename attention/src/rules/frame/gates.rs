//! Where log decays come from: the functions by which layers turn a projection of the token into g ≤ 0.
//!
//! All take and give single numbers; a head is as many calls as it has. Reference functions: flash-linear-attention
//! 0.6.0, `naive_gdn_gate`, `naive_kda_gate`, `naive_kda_lowerbound_gate`, and the layers of GLA and RWKV-7.

use crate::math::Real;

/// Gated DeltaNet and KDA: g = −exp(`a_log`) softplus(`x` + `dt_bias`).
///
/// Both parameters belong to the head in Gated DeltaNet; in KDA the bias has one for each channel. Mamba-2's Δ A is the
/// same. Gu and Dao 2023, *Mamba*.
pub fn mamba<R: Real>(x: R, a_log: R, dt_bias: R) -> R {
    let x = x + dt_bias;
    // Far below 0, ln(1 + eˣ) is eˣ to the last bit, and its logarithm is known without it.
    if x < R::from_f64(-40.0) { -(a_log + x).exp() } else { -times_exp(softplus(x), a_log) }
}

/// KDA's bounded gate: g = `bound` σ(exp(`a_log`) (`x` + `dt_bias`)), −5 the usual bound; it never forgets at once.
pub fn bounded<R: Real>(x: R, a_log: R, dt_bias: R, bound: R) -> R {
    bound * sigmoid(times_exp(x + dt_bias, a_log))
}

/// GLA and simple GLA: g = ln σ(`x`) / 16, so that γ is near 1 from the start. Yang et al. 2024 (GLA).
pub fn gla<R: Real>(x: R) -> R {
    -softplus(-x) / R::from_f64(16.0)
}

/// RWKV-7: w = −exp(−½) σ(`x`), so that γ > 0.545. Peng et al. 2025.
pub fn rwkv7<R: Real>(x: R) -> R {
    -R::from_f64(-0.5).exp() * sigmoid(x)
}

/// HGRN and forgetting attention: g = ln σ(`x`).
pub fn log_sigmoid<R: Real>(x: R) -> R {
    -softplus(-x)
}

/// x exp(`log`), where one of the factors may be too large or too small for a number and the product is not; 0 where x is 0.
fn times_exp<R: Real>(x: R, log: R) -> R {
    let far = R::from_f64(80.0);
    if x == R::zero() {
        x
    } else if log > far || log < -far {
        let root = (log / R::from_f64(2.0)).exp();
        x * root * root
    } else {
        x * log.exp()
    }
}

/// ln(1 + eˣ), without overflow.
pub fn softplus<R: Real>(x: R) -> R {
    let positive = if x > R::zero() { x } else { R::zero() };
    let minus_size = if x > R::zero() { -x } else { x };
    positive + minus_size.exp().ln_1p()
}

/// 1 / (1 + e⁻ˣ), the write strength's and many a gate's squashing function.
pub fn sigmoid<R: Real>(x: R) -> R {
    R::one() / (R::one() + (-x).exp())
}
