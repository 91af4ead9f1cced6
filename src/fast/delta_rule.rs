//! DeltaNet and Gated DeltaNet, token by token.
//!
//! S̃ = γ_t S_{t-1}, S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ, o_t = S_t (scale · q_t); DeltaNet has γ_t = 1. Schlag et al.,
//! "Linear Transformers Are Secretly Fast Weight Programmers" (2021), equation 24; Yang et al., "Gated Delta
//! Networks" (2024), equation 10; `fused_recurrent_delta_rule` and `fused_recurrent_gated_delta_rule` in
//! flash-linear-attention.

use super::linear_attn_causal::{LANES, load, store};
use super::{Inputs, Kernel, Shape, definition};

/// DeltaNet, one pass over the block of S per token.
pub const RECURRENT: Kernel = Kernel {
    id: "delta_rule.causal.recurrent",
    kernel: "delta_rule/causal",
    form: "recurrent",
    flops: |Shape { n, d }| 6.0 * n as f64 * (d as f64).powi(2),
    output: Shape::tokens_by_channels,
    scratch: |Shape { n, d }| (d as u64 * LANES as u64) + n as u64,
    run: recurrent::<false>,
    definition: definition::delta_rule_causal,
};

/// Gated DeltaNet, one pass over the block of S per token.
pub const GATED_RECURRENT: Kernel = Kernel {
    id: "gated_delta_rule.causal.recurrent",
    kernel: "gated_delta_rule/causal",
    run: recurrent::<true>,
    definition: definition::gated_delta_rule_causal,
    ..RECURRENT
};

/// While S_t is written, row by row of Sᵀ, it is also read for o_t and for what the next key will recall, S_t k_{t+1}:
/// one pass over S where the formulas, taken one by one, need three.
fn recurrent<const GATED: bool>(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let scale = inputs.shape.scale();
    let (gammas, state) = scratch.split_at_mut(n);
    if GATED {
        gammas.iter_mut().zip(&*inputs.g).for_each(|(gamma, g)| *gamma = g.exp());
    }
    let state = &mut state.as_chunks_mut::<LANES>().0[..d];
    for j in (0..d).step_by(LANES) {
        let channels = j..d.min(j + LANES);
        state.fill([0.0; LANES]);
        let mut recalled = [0.0; LANES];
        for (t, output) in output.chunks_exact_mut(d).enumerate() {
            let [q, k] = [&inputs.q, &inputs.k].map(|x| &x[t * d..][..d]);
            let next = &inputs.k[(t + 1).min(n - 1) * d..][..d];
            let gamma = if GATED { gammas[t] } else { 1.0 };
            let v = load(&inputs.v[t * d..][channels.clone()]);
            let error: [f32; LANES] = std::array::from_fn(|i| inputs.beta[t] * (v[i] - gamma * recalled[i]));
            let mut o = [0.0; LANES];
            recalled = [0.0; LANES];
            for (((s, k), q), next) in state.iter_mut().zip(k).zip(q).zip(next) {
                for i in 0..LANES {
                    s[i] = if GATED { gamma * s[i] } else { s[i] } + error[i] * k;
                    o[i] += s[i] * q;
                    recalled[i] += s[i] * next;
                }
            }
            store(scale, o, &mut output[channels.clone()]);
        }
    }
}
