//! One more token: what it costs to generate a token when t tokens went before, the last of the n = t given.
//!
//! Softmax attention reads the keys and values of all t tokens, the KV cache, which grows with each:
//!
//! ```text
//! o = Vᵀ softmax(scale · K q)                                          4td operations, 2td numbers kept
//! ```
//!
//! A recurrence reads and writes its state, whatever t is: the formulas of [`recurrent`](super::recurrent), once,
//! 4d² operations or, for the delta rules, 6d², and d² numbers kept. The state is given in K, whose first d rows are read
//! as Sᵀ (rows that are not there are zero): any state costs the same, and so a context of a million tokens
//! needs d + 1 tokens of memory.

use std::f32::consts::LOG2_E;

use super::exp::exp;
use super::simd::F32x4;
use super::softmax_attn::{exponentiate, maximum};
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Softmax attention of the last token, over a KV cache.
pub const CACHE: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.decode.cache",
        kernel: "softmax_attn/decode",
        algorithm: Algorithm::Cache,
        series: 16,
        swept: false,
        flops: |Shape { n, d }| 4.0 * n as f64 * d as f64,
        reads: |shape| shape,
        output: |Shape { d, .. }| d as u64,
        scratch: |Shape { n, .. }| n as u64,
    },
    run: cache,
    definition: definition::softmax_attn_decode,
};

/// Linear attention's step.
pub const LINEAR: Kernel = Kernel {
    info: Info {
        id: "linear_attn.decode.state",
        kernel: "linear_attn/decode",
        algorithm: Algorithm::State,
        series: 17,
        swept: false,
        flops: |Shape { d, .. }| 4.0 * (d as f64).powi(2),
        reads: |Shape { n, d }| Shape { n: n.min(d + 1), d },
        output: |Shape { d, .. }| d as u64,
        scratch: |Shape { d, .. }| (d * (d + 2)) as u64,
    },
    run: state::<false, false>,
    definition: definition::linear_attn_decode,
};

/// DeltaNet's step.
pub const DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.decode.state",
        kernel: "delta_rule/decode",
        series: 18,
        flops: |Shape { d, .. }| 6.0 * (d as f64).powi(2),
        ..LINEAR.info
    },
    run: state::<true, false>,
    definition: definition::delta_rule_decode,
};

/// Gated DeltaNet's step.
pub const GATED_DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.decode.state",
        kernel: "gated_delta_rule/decode",
        series: 19,
        ..DELTA_RULE.info
    },
    run: state::<true, true>,
    definition: definition::gated_delta_rule_decode,
};

fn cache(inputs: &Inputs, scores: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (scores, output) = (&mut scores[..n], &mut output[..d]);
    let q = &inputs.q[(n - 1) * d..];
    let scale = LOG2_E * inputs.shape.scale();
    for (score, k) in scores.iter_mut().zip(inputs.k.chunks_exact(d)) {
        *score = scale * dot(q, k);
    }
    let share = exponentiate(scores, maximum(scores)).recip();
    output.fill(0.0);
    for (score, v) in scores.iter().zip(inputs.v.chunks_exact(d)) {
        add_scaled(output, score * share, v);
    }
}

fn state<const DELTA: bool, const GATED: bool>(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let last = n - 1;
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| &x[last * d..]);
    let given = inputs.k[..last.min(d) * d].chunks_exact(d);
    let gamma = if GATED { exp(inputs.g[last]) } else { 1.0 };
    let (u, rest) = scratch.split_at_mut(d);
    let (zeros, state) = rest.split_at_mut(d);
    zeros.fill(0.0);
    if DELTA {
        u.fill(0.0);
        for (k, s) in k.iter().zip(given.clone()) {
            add_scaled(u, *k, s);
        }
        u.iter_mut().zip(v).for_each(|(u, v)| *u = inputs.beta[last] * (v - gamma * *u));
    } else {
        u.copy_from_slice(v);
    }
    let output = &mut output[..d];
    output.fill(0.0);
    let given = given.chain(std::iter::repeat(&*zeros));
    for ((to, s), (k, q)) in state.chunks_exact_mut(d).zip(given).zip(k.iter().zip(q)) {
        for ((to, s), u) in to.iter_mut().zip(s).zip(&*u) {
            *to = gamma * s + k * u;
        }
        add_scaled(output, inputs.shape.scale() * q, to);
    }
}

/// a · b, in sixteen sums side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [F32x4::zero(); 4];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    for (a, b) in a.iter().zip(b) {
        let fours = a.as_chunks::<4>().0.iter().zip(b.as_chunks::<4>().0);
        for (sum, (a, b)) in sums.iter_mut().zip(fours) {
            *sum = sum.add_product(F32x4::load(a), F32x4::load(b));
        }
    }
    let [w, x, y, z] = sums;
    a_rest.iter().zip(b_rest).fold(((w + x) + (y + z)).sum(), |sum, (a, b)| sum + a * b)
}

/// x ← x + factor · y.
fn add_scaled(x: &mut [f32], factor: f32, y: &[f32]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += factor * y);
}
