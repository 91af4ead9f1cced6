//! The definition of each kernel in f64, by the rules.
//!
//! The numbers are the kernel's own f32 inputs, widened, so that a difference is the kernel's rounding and nothing else.

use super::{Inputs, Shape};
use crate::math::Mat;
use crate::rules::reorder::{self, Order};
use crate::rules::{
    self, DeltaRule, GatedDeltaRule, LinearAttn, Mask, Rule, SimpleGla, SoftmaxAttn, State, Tensor,
};

/// A tensor [n, d] in f64.
fn widened(x: &[f32], Shape { n, d }: Shape) -> Mat {
    Mat::from_row_iterator(n, d, x.iter().map(|&x| f64::from(x)))
}

/// The kernel's inputs as a rule reads them.
fn for_rule(inputs: &Inputs, mask: Mask) -> rules::Inputs {
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| widened(x, inputs.shape));
    let gates = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>();
    let x = rules::Inputs::new(q, k, v).with_each(Tensor::Beta, &gates(&inputs.beta));
    rules::Inputs { mask, ..x.with_each(Tensor::G, &gates(&inputs.g)) }
}

/// The outputs [n, d] of a rule in its recurrent form. That is called here by itself, and not by way of a `RuleEntry`, so
/// that a worker carries no other form; kernel inputs have all tensors in one shape.
fn outputs<A: Rule>(inputs: &Inputs, mask: Mask) -> Mat {
    A::recurrent(&for_rule(inputs, mask), &mut ()).o
}

/// Q Kᵀ, [n, n].
pub fn qkt(inputs: &Inputs) -> Mat {
    widened(&inputs.q, inputs.shape) * widened(&inputs.k, inputs.shape).transpose()
}

/// Kᵀ V, [d, d].
pub fn ktv(inputs: &Inputs) -> Mat {
    widened(&inputs.k, inputs.shape).transpose() * widened(&inputs.v, inputs.shape)
}

/// Q times the numbers of V read as a row-major matrix [d, n]; [n, n].
pub fn gemm(inputs: &Inputs) -> Mat {
    let Shape { n, d } = inputs.shape;
    widened(&inputs.q, inputs.shape) * widened(&inputs.v, Shape { n: d, d: n })
}

/// softmax(scale · Q Kᵀ) V, [n, d].
pub fn softmax_attn_full(inputs: &Inputs) -> Mat {
    outputs::<SoftmaxAttn>(inputs, Mask::Full)
}

/// (scale · Q Kᵀ) V, [n, d], as the page on reordering steps through it.
pub fn linear_attn_full(inputs: &Inputs) -> Mat {
    let x = for_rule(inputs, Mask::Full);
    reorder::full(&(x.q * x.scale), &x.k, &x.v, Order::Left, &mut ())
}

/// S_t = S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t); all o_t, [n, d].
pub fn linear_attn_causal(inputs: &Inputs) -> Mat {
    outputs::<LinearAttn>(inputs, Mask::Causal)
}

/// Linear attention with a scalar gate: S_t = exp(g_t) S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t); all o_t, [n, d].
pub fn simple_gla_causal(inputs: &Inputs) -> Mat {
    outputs::<SimpleGla>(inputs, Mask::Causal)
}

/// DeltaNet: S_t = S_{t-1} + β_t (v_t − S_{t-1} k_t) k_tᵀ; all o_t, [n, d].
pub fn delta_rule_causal(inputs: &Inputs) -> Mat {
    outputs::<DeltaRule>(inputs, Mask::Causal)
}

/// Gated DeltaNet: S̃ = exp(g_t) S_{t-1}, S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ; all o_t, [n, d].
pub fn gated_delta_rule_causal(inputs: &Inputs) -> Mat {
    outputs::<GatedDeltaRule>(inputs, Mask::Causal)
}

/// [`softmax_attn_full`] with each token looking back only; [n, d].
pub fn softmax_attn_causal(inputs: &Inputs) -> Mat {
    outputs::<SoftmaxAttn>(inputs, Mask::Causal)
}

/// The last output of [`softmax_attn_causal`], [1, d].
pub fn softmax_attn_decode(inputs: &Inputs) -> Mat {
    let Shape { n, d } = inputs.shape;
    let [k, v] = [&inputs.k, &inputs.v].map(|x| widened(x, inputs.shape));
    let q = widened(&inputs.q, inputs.shape).row(n - 1).transpose();
    let mut weights = k * q * (d as f64).sqrt().recip();
    let largest = weights.max();
    weights.apply(|x| *x = (*x - largest).exp());
    let sum = weights.sum();
    Mat::from_row_slice(1, d, (v.transpose() * weights / sum).as_slice())
}

/// One step of [`linear_attn_causal`] from the state that [`decode`](super::decode) finds in K, [1, d].
pub fn linear_attn_decode(inputs: &Inputs) -> Mat {
    step::<LinearAttn>(inputs)
}

/// One step of [`delta_rule_causal`] from that state, [1, d].
pub fn delta_rule_decode(inputs: &Inputs) -> Mat {
    step::<DeltaRule>(inputs)
}

/// One step of [`gated_delta_rule_causal`] from that state, [1, d].
pub fn gated_delta_rule_decode(inputs: &Inputs) -> Mat {
    step::<GatedDeltaRule>(inputs)
}

/// The output of the last token alone, the state before it being the first d rows of K as Sᵀ.
fn step<A: Rule>(inputs: &Inputs) -> Mat {
    let Shape { n, d } = inputs.shape;
    let mut state = Mat::zeros(d, d);
    let keys = widened(&inputs.k, inputs.shape);
    let given = (n - 1).min(d);
    state.columns_mut(0, given).copy_from(&keys.rows(0, given).transpose());
    let x = for_rule(inputs, Mask::Causal).tokens(n - 1..n, Some(State::new([state])));
    A::recurrent(&x, &mut ()).o
}
