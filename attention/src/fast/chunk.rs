//! Causal linear attention and the delta rules, C tokens at a time, as products of matrices.
//!
//! With D_ij = γ_{j+1} … γ_i for i ≥ j, a_i = γ_1 … γ_i from the start of the chunk, and S the state before it, the rules
//! of [`recurrent`](super::recurrent) are
//!
//! ```text
//! U = V                                                         linear attention, with or without gate
//! (I + tril(β_i D_ij k_i·k_j, −1)) U = β (V − a K Sᵀ)           delta rules
//! O = scale · (a Q Sᵀ + tril(D ⊙ Q Kᵀ) U)
//! S ← a_C S + Σ_j D_Cj u_j k_jᵀ
//! ```
//!
//! The second line is the WY form of a product of Householder-like factors; its unit lower triangular system is solved
//! by forward substitution on U itself, so that neither the inverse T nor W = T β K is formed. Yang et al.,
//! "Parallelizing Linear Transformers with the Delta Rule over Sequence Length" (2024), equations 8 to 11; Yang et al.,
//! "Gated Delta Networks" (2024), section 3.3; Dao and Gu, "Transformers are SSMs" (2024), section 6.
//!
//! Each row of D is made from the one above it by one multiplication, never from a difference of logarithms, so γ = 0 is
//! no special case.
//!
//! Per token a delta rule costs 6d² + 7Cd operations here, linear attention 4d² + 4Cd; [`Info::flops`] counts 6d² and
//! 4d², as for the other forms.

use super::exp::exp;
use super::product::{Into, View, multiply, packing};
use super::simd::F32x4;
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Tokens in a chunk, in the entries of the kernel list.
pub const CHUNK: usize = 16;

/// Linear attention.
pub const LINEAR: Kernel = Kernel {
    info: Info {
        id: "linear_attn.causal.chunk",
        kernel: "linear_attn/causal",
        algorithm: Algorithm::Chunk,
        series: 15,
        swept: false,
        flops: |Shape { n, d }| 4.0 * n as f64 * (d as f64).powi(2),
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |shape| scratch(shape, CHUNK),
    },
    run: |inputs, scratch, output| chunk::<false, false>(inputs, CHUNK, scratch, output),
    definition: definition::linear_attn_causal,
};

/// Linear attention with a scalar gate.
pub const SIMPLE_GLA: Kernel = Kernel {
    info: Info { id: "simple_gla.causal.chunk", kernel: "simple_gla/causal", series: 9, ..LINEAR.info },
    run: |inputs, scratch, output| chunk::<false, true>(inputs, CHUNK, scratch, output),
    definition: definition::simple_gla_causal,
};

/// DeltaNet.
pub const DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.causal.chunk",
        kernel: "delta_rule/causal",
        series: 10,
        flops: |Shape { n, d }| 6.0 * n as f64 * (d as f64).powi(2),
        ..LINEAR.info
    },
    run: |inputs, scratch, output| chunk::<true, false>(inputs, CHUNK, scratch, output),
    definition: definition::delta_rule_causal,
};

/// Gated DeltaNet.
pub const GATED_DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.causal.chunk",
        kernel: "gated_delta_rule/causal",
        series: 11,
        ..DELTA_RULE.info
    },
    run: |inputs, scratch, output| chunk::<true, true>(inputs, CHUNK, scratch, output),
    definition: definition::gated_delta_rule_causal,
};

/// The chunk sizes of [`SIZED`]: powers of two.
pub const SIZES: [usize; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/// A kernel in chunks of each of [`SIZES`]: `chunk(1)` to `chunk(1024)`.
macro_rules! sized {
    ($base:ident, $name:literal, $delta:literal, $gated:literal) => {
        sized!($base, $name, $delta, $gated; 1 2 4 8 16 32 64 128 256 512 1024)
    };
    ($base:ident, $name:literal, $delta:literal, $gated:literal; $($size:literal)*) => {
        [$(Kernel {
            info: Info {
                id: concat!($name, ".chunk(", $size, ")"),
                algorithm: Algorithm::ChunkOf($size),
                scratch: |shape| scratch(shape, $size),
                ..$base.info
            },
            run: |inputs, scratch, output| chunk::<$delta, $gated>(inputs, $size, scratch, output),
            ..$base
        }),*]
    };
}

/// The kernels of this file in every size, to be timed against each other; no menu offers them.
pub const SIZED: &[[Kernel; SIZES.len()]] = &[
    sized!(LINEAR, "linear_attn.causal", false, false),
    sized!(SIMPLE_GLA, "simple_gla.causal", false, true),
    sized!(DELTA_RULE, "delta_rule.causal", true, false),
    sized!(GATED_DELTA_RULE, "gated_delta_rule.causal", true, true),
];

/// Elements of scratch memory that [`chunk`] needs for chunks of `size` tokens.
pub fn scratch(shape: Shape, size: usize) -> u64 {
    let [c, d] = [size.clamp(1, shape.n) as u64, shape.d as u64];
    let panels = packing(d, d).max(packing(d, c)).max(packing(c, d));
    d * d + c * (c + d + 2) + panels
}

/// All o_t, `[n, d]`, in chunks of `size` tokens (1 to n; 0 counts as 1). `DELTA` and `GATED` choose the rule. Allocates
/// nothing; `scratch_memory` is at least [`scratch`]`(inputs.shape, size)` long, its contents on entry do not matter.
///
/// Never inlined: one copy serves all sizes, whose time lies in the products it calls.
#[inline(never)]
pub fn chunk<const DELTA: bool, const GATED: bool>(
    inputs: &Inputs,
    size: usize,
    scratch_memory: &mut [f32],
    output: &mut [f32],
) {
    let Shape { n, d } = inputs.shape;
    let scale = inputs.shape.scale();
    let size = size.clamp(1, n);
    let (state, rest) = scratch_memory.split_at_mut(d * d);
    let (scores, rest) = rest.split_at_mut(size * size);
    let (u, rest) = rest.split_at_mut(size * d);
    let (decay, rest) = rest.split_at_mut(size);
    let (since_start, panels) = rest.split_at_mut(size);
    state.fill(0.0);
    for (t, output) in (0..n).step_by(size).zip(output.chunks_mut(size * d)) {
        let length = output.len() / d;
        let tokens = t..t + length;
        let [q, k] = [&inputs.q, &inputs.k].map(|x| View::new(&x[t * d..][..length * d], length, d));
        let (scores, u) = (&mut scores[..length * length], &mut u[..length * d]);
        let gates = if GATED { &inputs.g[tokens.clone()] } else { &[] };
        let mut total = 1.0;
        for (i, a) in since_start[..length].iter_mut().enumerate() {
            total *= gates.get(i).map_or(1.0, |g| exp(*g));
            *a = total;
        }
        // The state lies by key channel, Sᵀ [d, d], as the tokens do.
        let s = View::new(state, d, d);
        if DELTA {
            multiply(Into::Fresh, 1.0, k, s, u, panels);
            multiply(Into::Fresh, 1.0, k, k.t(), scores, panels);
            let beta = &inputs.beta[tokens];
            let lines = u.chunks_exact_mut(d).zip(inputs.v[t * d..].chunks_exact(d));
            for (i, (u, v)) in lines.enumerate() {
                u.iter_mut().zip(v).for_each(|(u, v)| *u = beta[i] * (v - since_start[i] * *u));
            }
            each_row(gates, decay, scores, |i, weights, _| {
                weights.iter_mut().for_each(|x| *x *= beta[i]);
                let (solved, unsolved) = u.split_at_mut(i * d);
                substitute(&weights[..i], solved, &mut unsolved[..d]);
            });
        } else {
            u.copy_from_slice(&inputs.v[t * d..][..length * d]);
        }
        multiply(Into::Fresh, scale, q, s, output, panels);
        if GATED {
            for (output, a) in output.chunks_exact_mut(d).zip(&*since_start) {
                output.iter_mut().for_each(|o| *o *= a);
            }
        }
        multiply(Into::Fresh, scale, q, k.t(), scores, panels);
        each_row(gates, decay, scores, |_, _, later| later.fill(0.0));
        multiply(Into::Sum, 1.0, View::new(scores, length, length), View::new(u, length, d), output, panels);
        if GATED {
            state.iter_mut().for_each(|s| *s *= total);
            for (u, decay) in u.chunks_exact_mut(d).zip(&*decay) {
                u.iter_mut().for_each(|u| *u *= decay);
            }
        }
        multiply(Into::Sum, 1.0, k.t(), View::new(u, length, d), state, panels);
    }
}

/// Multiplies D into the scores [C, C], row by row, and hands over each row's index, its part up to the diagonal and the
/// part after it. `decay` ends as the last row of D. Without gates, D is 1.
fn each_row(
    gates: &[f32],
    decay: &mut [f32],
    scores: &mut [f32],
    mut f: impl FnMut(usize, &mut [f32], &mut [f32]),
) {
    let length = scores.len().isqrt();
    for (i, row) in scores.chunks_exact_mut(length).enumerate() {
        let (row, later) = row.split_at_mut(i + 1);
        if let Some(g) = gates.get(i) {
            let gamma = exp(*g);
            decay[..i].iter_mut().for_each(|d| *d *= gamma);
            decay[i] = 1.0;
            row.iter_mut().zip(&*decay).for_each(|(x, d)| *x *= d);
        }
        f(i, row, later);
    }
}

/// u ← u − Σ_j w_j u_j, the u_j being the rows [j, d] of `solved`.
fn substitute(weights: &[f32], solved: &[f32], u: &mut [f32]) {
    let d = u.len();
    let (blocks, rest) = u.as_chunks_mut::<16>();
    for (block, j0) in blocks.iter_mut().zip((0..).step_by(16)) {
        let (fours, _) = block.as_chunks_mut::<4>();
        let mut sums: [F32x4; 4] = std::array::from_fn(|i| F32x4::load(&fours[i]));
        for (w, row) in weights.iter().zip(solved.chunks_exact(d)) {
            let w = F32x4::splat(-*w);
            for (sum, x) in sums.iter_mut().zip(row[j0..].as_chunks::<4>().0) {
                *sum = sum.add_product(w, F32x4::load(x));
            }
        }
        fours.iter_mut().zip(sums).for_each(|(to, sum)| sum.store(to));
    }
    let done = d - rest.len();
    for (w, row) in weights.iter().zip(solved.chunks_exact(d)) {
        rest.iter_mut().zip(&row[done..]).for_each(|(u, x)| *u -= w * x);
    }
}
