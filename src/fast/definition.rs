//! What each kernel shall compute, in f64, by the rules.
//!
//! The numbers are the kernel's own f32 inputs, widened, so that a difference is the kernel's rounding and nothing else.

use super::{Inputs, Shape};
use crate::math::Mat;
use crate::rules::reorder::{self, Order};
use crate::rules::{self, Form, Mask};

/// A tensor [n, d] in f64.
fn widened(x: &[f32], Shape { n, d }: Shape) -> Mat {
    Mat::from_row_iterator(n, d, x.iter().map(|&x| f64::from(x)))
}

/// The kernel's inputs as a rule reads them.
fn for_rule(inputs: &Inputs, mask: Mask) -> rules::Inputs {
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| widened(x, inputs.shape));
    let gates = |x: &[f32]| Some(x.iter().map(|&x| f64::from(x)).collect());
    rules::Inputs { beta: gates(&inputs.beta), g: gates(&inputs.g), mask, ..rules::Inputs::new(q, k, v) }
}

/// The outputs [n, d] of the rule with this id in its recurrent form.
///
/// # Panics
/// Where no rule has this id: ids are written in this module only.
fn outputs(rule: &str, inputs: &Inputs, mask: Mask) -> Mat {
    let rule = rules::rule(rule).expect("definitions name rules of the list");
    rule.run(&for_rule(inputs, mask), Form::Recurrent).expect("kernel inputs have all tensors in one shape").o
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
    outputs("softmax_attn", inputs, Mask::Full)
}

/// (scale · Q Kᵀ) V, [n, d], as the page on reordering steps through it.
pub fn linear_attn_full(inputs: &Inputs) -> Mat {
    let x = for_rule(inputs, Mask::Full);
    reorder::full(&(x.q * x.scale), &x.k, &x.v, Order::Left, &mut ())
}

/// S_t = S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t); all o_t, [n, d].
pub fn linear_attn_causal(inputs: &Inputs) -> Mat {
    outputs("linear_attn", inputs, Mask::Causal)
}

/// Linear attention with a scalar gate: S_t = exp(g_t) S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t); all o_t, [n, d].
pub fn simple_gla_causal(inputs: &Inputs) -> Mat {
    let x = for_rule(inputs, Mask::Causal);
    let Shape { n, d } = inputs.shape;
    let mut s = Mat::zeros(d, d);
    let mut o = Mat::zeros(n, d);
    for (t, &g) in inputs.g.iter().enumerate() {
        s = s * f64::from(g).exp() + x.v.row(t).transpose() * x.k.row(t);
        o.set_row(t, &(&s * x.q.row(t).transpose() * x.scale).transpose());
    }
    o
}

/// DeltaNet: S_t = S_{t-1} + β_t (v_t − S_{t-1} k_t) k_tᵀ; all o_t, [n, d].
pub fn delta_rule_causal(inputs: &Inputs) -> Mat {
    outputs("delta_rule", inputs, Mask::Causal)
}

/// Gated DeltaNet: S̃ = exp(g_t) S_{t-1}, S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ; all o_t, [n, d].
pub fn gated_delta_rule_causal(inputs: &Inputs) -> Mat {
    outputs("gated_delta_rule", inputs, Mask::Causal)
}
