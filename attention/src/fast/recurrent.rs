//! Causal linear attention and the delta rules, token by token, in one fused pass over the state per token.
//!
//! All four rules are S_t = γ_t S_{t-1} + u_t k_tᵀ, o_t = S_t (scale · q_t); linear attention writes u_t = v_t, a delta
//! rule u_t = β_t (v_t − γ_t S_{t-1} k_t); γ_t = 1 in the rules without a gate. Katharopoulos et al., "Transformers are
//! RNNs" (2020), equations 18 to 20 with φ(x) = x and without normaliser; Dao and Gu, "Transformers are SSMs" (2024),
//! equation 16 with a scalar A_t; Schlag et al., "Linear Transformers Are Secretly Fast Weight Programmers" (2021),
//! equation 24; Yang et al., "Gated Delta Networks" (2024), equation 10; `fused_recurrent_*` in
//! flash-linear-attention.
//!
//! While S_t is written, row by row of Sᵀ, it is also read for o_t and, in a delta rule, for what the next key will
//! recall, S_t k_{t+1}: one pass over S where the formulas, taken one by one, need three.
//!
//! The gate is not multiplied into S at each token. S = c Ŝ, and only the number c decays; when it leaves
//! [2⁻²⁰, 2²⁰] it is multiplied into Ŝ and starts again at 1. That is exact up to rounding for every γ, 0 included.

use super::exp::exp;
use super::simd::F32x4;
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Value channels that one pass handles: four vectors of four.
///
/// A row of S belongs to one value channel and no row sees another, so groups of channels are independent. With four
/// vectors, eight sums and the operands just fit into sixteen registers; with two, the additions wait for each other.
const LANES: usize = 16;
/// Elements of Ŝ, over 16, whose groups take turns at each token: 16 KiB. While the sums of one group are being turned
/// into what it writes next, the pass of another is under way.
const NEAR: usize = 256;
/// Range of c within which Ŝ is left alone.
const RANGE: std::ops::RangeInclusive<f32> = 1.0 / 1_048_576.0..=1_048_576.0;

/// Linear attention.
pub const LINEAR: Kernel = Kernel {
    info: Info {
        id: "linear_attn.causal.recurrent",
        kernel: "linear_attn/causal",
        algorithm: Algorithm::Recurrent,
        series: 4,
        swept: true,
        flops: |Shape { n, d }| 4.0 * n as f64 * (d as f64).powi(2),
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |Shape { d, .. }| (d as u64 + 1) * (d as u64).next_multiple_of(LANES as u64),
    },
    run: recurrent::<false, false>,
    definition: definition::linear_attn_causal,
};

/// Linear attention with a scalar gate.
pub const SIMPLE_GLA: Kernel = Kernel {
    info: Info {
        id: "simple_gla.causal.recurrent",
        kernel: "simple_gla/causal",
        series: 8,
        swept: false,
        ..LINEAR.info
    },
    run: recurrent::<false, true>,
    definition: definition::simple_gla_causal,
};

/// DeltaNet.
pub const DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.causal.recurrent",
        kernel: "delta_rule/causal",
        series: 5,
        flops: |Shape { n, d }| 6.0 * n as f64 * (d as f64).powi(2),
        ..LINEAR.info
    },
    run: recurrent::<true, false>,
    definition: definition::delta_rule_causal,
};

/// Gated DeltaNet.
pub const GATED_DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.causal.recurrent",
        kernel: "gated_delta_rule/causal",
        series: 6,
        ..DELTA_RULE.info
    },
    run: recurrent::<true, true>,
    definition: definition::gated_delta_rule_causal,
};

/// One number for each value channel of a group.
type Group = [F32x4; LANES / 4];

fn recurrent<const DELTA: bool, const GATED: bool>(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let scale = inputs.shape.scale();
    // For each group of value channels: Ŝ by key channel, then Ŝ k for the key of the next token.
    let state = scratch.as_chunks_mut::<LANES>().0;
    state.fill([0.0; LANES]);
    let groups = (NEAR / d).max(1);
    for (near, j0) in state.chunks_mut(groups * (d + 1)).zip((0..d).step_by(groups * LANES)) {
        let mut c = 1.0;
        for t in 0..n {
            let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| &x[t * d..][..d]);
            let next = &inputs.k[(t + 1).min(n - 1) * d..][..d];
            let mut forget = 1.0;
            if GATED {
                c *= exp(inputs.g[t]);
                if !RANGE.contains(&c) {
                    forget = std::mem::replace(&mut c, 1.0);
                }
            }
            let output = &mut output[t * d..][..d];
            for (state, j) in near.chunks_exact_mut(d + 1).zip((j0..d).step_by(LANES)) {
                let ([recalled], state) = state.split_at_mut(1) else { continue };
                if GATED && forget != 1.0 {
                    state.iter_mut().for_each(|s| *s = array(times(forget, group(s))));
                }
                let v = load(&v[j..]);
                let u = if DELTA { error(v, c * forget, group(recalled), inputs.beta[t]) } else { v };
                let u = if GATED { times(1.0 / c, u) } else { u };
                let (o, r) = pass::<DELTA>(state, u, k, q, next);
                if DELTA {
                    *recalled = array(r);
                }
                store(times(scale * c, o), &mut output[j..]);
            }
        }
    }
}

/// Ŝ ← Ŝ + u kᵀ for one group of value channels, [d, 16] by key channel; Ŝ q; and Ŝ k′ (delta rules only) for the key
/// after this one.
#[inline(always)]
fn pass<const DELTA: bool>(
    state: &mut [[f32; LANES]],
    u: Group,
    k: &[f32],
    q: &[f32],
    next: &[f32],
) -> (Group, Group) {
    let [mut o, mut r] = [[F32x4::zero(); LANES / 4]; 2];
    for (((s, k), q), next) in state.iter_mut().zip(k).zip(q).zip(next) {
        let [k, q, next] = [k, q, next].map(|x| F32x4::splat(*x));
        for (i, s) in s.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let now = F32x4::load(s).add_product(u[i], k);
            now.store(s);
            o[i] = o[i].add_product(now, q);
            if DELTA {
                r[i] = r[i].add_product(now, next);
            }
        }
    }
    (o, r)
}

/// β (v − γ · recalled).
#[inline(always)]
fn error(v: Group, gamma: f32, recalled: Group, beta: f32) -> Group {
    let [gamma, beta] = [gamma, beta].map(F32x4::splat);
    std::array::from_fn(|i| beta * (v[i] - gamma * recalled[i]))
}

/// factor · x.
#[inline(always)]
fn times(factor: f32, x: Group) -> Group {
    let factor = F32x4::splat(factor);
    x.map(|x| factor * x)
}

#[inline(always)]
fn group(x: &[f32; LANES]) -> Group {
    let (fours, _) = x.as_chunks::<4>();
    std::array::from_fn(|i| F32x4::load(&fours[i]))
}

#[inline(always)]
fn array(x: Group) -> [f32; LANES] {
    let mut to = [0.0; LANES];
    for (to, x) in to.as_chunks_mut::<4>().0.iter_mut().zip(x) {
        x.store(to);
    }
    to
}

/// The first 16 of these values; where there are fewer, zeros follow.
#[inline(always)]
fn load(v: &[f32]) -> Group {
    match v.first_chunk() {
        Some(v) => group(v),
        None => group(&std::array::from_fn(|i| v.get(i).copied().unwrap_or(0.0))),
    }
}

/// As many of the 16 outputs as there is room for.
#[inline(always)]
fn store(o: Group, output: &mut [f32]) {
    match output.first_chunk_mut() {
        Some(output) => *output = array(o),
        None => output.iter_mut().zip(array(o)).for_each(|(to, x)| *to = x),
    }
}
