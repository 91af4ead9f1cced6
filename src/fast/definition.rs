//! Each kernel's result in f64, by the plainest loops that the formula allows.
//!
//! Inputs are the kernel's own f32 numbers, widened, so that a difference is the kernel's rounding and nothing else.

use super::{Inputs, Shape};

/// One token's row of a tensor [n, d], in f64.
fn row(x: &[f32], t: usize, d: usize) -> Vec<f64> {
    x[t * d..][..d].iter().map(|&x| f64::from(x)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// O = W V where row t of W is `weights` of token t's scores, scale · q_t · k_i for all i.
fn full(inputs: &Inputs, weights: impl Fn(Vec<f64>) -> Vec<f64>) -> Vec<f64> {
    let Shape { n, d } = inputs.shape;
    let scale = (d as f64).sqrt().recip();
    let mut output = vec![0.0; n * d];
    for (t, o) in output.chunks_exact_mut(d).enumerate() {
        let q = row(&inputs.q, t, d);
        let scores = (0..n).map(|i| scale * dot(&q, &row(&inputs.k, i, d))).collect();
        for (i, weight) in weights(scores).into_iter().enumerate() {
            o.iter_mut().zip(row(&inputs.v, i, d)).for_each(|(o, v)| *o += weight * v);
        }
    }
    output
}

/// S_t = γ_t S_{t-1} + β_t (v_t − [recall] γ_t S_{t-1} k_t) k_tᵀ with γ_t and β_t given per token; without recall the
/// old value is not taken off: linear attention.
fn causal(
    inputs: &Inputs,
    gamma: impl Fn(usize) -> f64,
    beta: impl Fn(usize) -> f64,
    recall: bool,
) -> Vec<f64> {
    let Shape { n, d } = inputs.shape;
    let scale = (d as f64).sqrt().recip();
    let mut state = vec![vec![0.0; d]; d];
    let mut output = Vec::with_capacity(n * d);
    for t in 0..n {
        let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| row(x, t, d));
        for (s, v) in state.iter_mut().zip(v) {
            s.iter_mut().for_each(|s| *s *= gamma(t));
            let old = if recall { dot(s, &k) } else { 0.0 };
            s.iter_mut().zip(&k).for_each(|(s, k)| *s += beta(t) * (v - old) * k);
        }
        output.extend(state.iter().map(|s| scale * dot(s, &q)));
    }
    output
}

/// softmax(scale · Q Kᵀ) V, [n, d].
pub fn softmax_attn_full(inputs: &Inputs) -> Vec<f64> {
    full(inputs, |scores| {
        let maximum = scores.iter().fold(f64::NEG_INFINITY, |m, &x| if x > m { x } else { m });
        let weights: Vec<f64> = scores.iter().map(|x| (x - maximum).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|w| w / sum).collect()
    })
}

/// scale · Q Kᵀ V, [n, d].
pub fn linear_attn_full(inputs: &Inputs) -> Vec<f64> {
    full(inputs, |scores| scores)
}

/// S_t = S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t); all o_t, [n, d].
pub fn linear_attn_causal(inputs: &Inputs) -> Vec<f64> {
    causal(inputs, |_| 1.0, |_| 1.0, false)
}

/// DeltaNet: S_t = S_{t-1} + β_t (v_t − S_{t-1} k_t) k_tᵀ; all o_t, [n, d].
pub fn delta_rule_causal(inputs: &Inputs) -> Vec<f64> {
    causal(inputs, |_| 1.0, |t| f64::from(inputs.beta[t]), true)
}

/// Gated DeltaNet: S̃ = exp(g_t) S_{t-1}, S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ; all o_t, [n, d].
pub fn gated_delta_rule_causal(inputs: &Inputs) -> Vec<f64> {
    causal(inputs, |t| f64::from(inputs.g[t]).exp(), |t| f64::from(inputs.beta[t]), true)
}
