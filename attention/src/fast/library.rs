//! The products by a library: nalgebra, called as a Rust program would call it.
//!
//! nalgebra keeps a matrix column by column, so a tensor [n, d] that lies row by row is a matrix [d, n] to it, and every
//! formula stands here transposed: Oᵀ = Vᵀ Pᵀ, with P the softmax of the scores. Products of matrices go to the crate
//! matrixmultiply, which is vectorised and tiled, and which allocates its panels in each call.

use std::f32;

use nalgebra::{DMatrixView, DMatrixViewMut, DVectorViewMut};

use super::{
    Algorithm, Info, Inputs, Kernel, Means, Shape, decode, linear_attn, products, recurrent, softmax_attn,
    softmax_streaming,
};

/// The algorithm of all kernels here but those with `left` in their name.
pub const ALGORITHM: Algorithm = Algorithm::By(Means::Nalgebra);

/// A copy of a tensor, for the product with its transpose.
const COPY: fn(Shape) -> u64 = Shape::tokens_by_channels;
/// Scores and a copy of the keys.
const SCORES: fn(Shape) -> u64 = |shape| shape.tokens_squared().saturating_add(COPY(shape));
/// The state after the last token, and a copy of the keys.
const SUM: fn(Shape) -> u64 = |shape| shape.channels_squared().saturating_add(COPY(shape));
/// A state and the vector that is written into it.
const STATE: fn(Shape) -> u64 = |shape| shape.channels_squared() + shape.d as u64;

/// Q Kᵀ.
pub const QKT: Kernel = Kernel {
    info: Info { id: "qkt.nalgebra", algorithm: ALGORITHM, scratch: COPY, ..products::QKT.info },
    run: |inputs, copy, output| scores(inputs, 1.0, copy, output),
    ..products::QKT
};

/// Kᵀ V.
pub const KTV: Kernel = Kernel {
    info: Info { id: "ktv.nalgebra", algorithm: ALGORITHM, scratch: COPY, ..products::KTV.info },
    run: |inputs, copy, output| sum(inputs, 1.0, copy, output),
    ..products::KTV
};

/// The square product.
pub const GEMM: Kernel = Kernel {
    info: Info { id: "gemm.nalgebra", algorithm: ALGORITHM, scratch: |_| 0, ..products::GEMM.info },
    run: |Inputs { shape: Shape { n, d }, q, v, .. }, _, output| {
        let (qt, bt) = (DMatrixView::from_slice(q, *d, *n), DMatrixView::from_slice(v, *n, *d));
        DMatrixViewMut::from_slice(output, *n, *n).gemm(1.0, &bt, &qt, 0.0);
    },
    ..products::GEMM
};

/// Softmax attention with all scores in memory.
pub const SOFTMAX_ATTN: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.full.nalgebra",
        algorithm: ALGORITHM,
        scratch: SCORES,
        ..softmax_attn::NAIVE.info
    },
    run: softmax::<false>,
    ..softmax_attn::NAIVE
};

/// The same under a causal mask: all scores are computed, and those of later tokens then set to zero.
pub const SOFTMAX_ATTN_CAUSAL: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.causal.nalgebra",
        algorithm: ALGORITHM,
        scratch: SCORES,
        ..softmax_streaming::CAUSAL.info
    },
    run: softmax::<true>,
    ..softmax_streaming::CAUSAL
};

/// Q(KᵀV).
pub const LINEAR_ATTN: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.nalgebra",
        algorithm: ALGORITHM,
        scratch: SUM,
        ..linear_attn::RIGHT.info
    },
    run: |inputs, scratch, output| {
        let Shape { n, d } = inputs.shape;
        let (state, copy) = scratch.split_at_mut(d * d);
        sum(inputs, inputs.shape.scale(), copy, state);
        let (st, qt) = (DMatrixView::from_slice(state, d, d), DMatrixView::from_slice(&inputs.q, d, n));
        DMatrixViewMut::from_slice(output, d, n).gemm(1.0, &st, &qt, 0.0);
    },
    ..linear_attn::RIGHT
};

/// (QKᵀ)V.
pub const LINEAR_ATTN_LEFT: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.nalgebra(left)",
        algorithm: Algorithm::LeftBy(Means::Nalgebra),
        scratch: SCORES,
        ..linear_attn::LEFT.info
    },
    run: |inputs, scratch, output| {
        let Shape { n, d } = inputs.shape;
        let (weights, copy) = scratch.split_at_mut(n * n);
        scores(inputs, inputs.shape.scale(), copy, weights);
        let (vt, weights) =
            (DMatrixView::from_slice(&inputs.v, d, n), DMatrixView::from_slice(weights, n, n));
        DMatrixViewMut::from_slice(output, d, n).gemm(1.0, &vt, &weights, 0.0);
    },
    ..linear_attn::LEFT
};

/// Causal linear attention, token by token.
pub const LINEAR_ATTN_CAUSAL: Kernel = Kernel {
    info: Info {
        id: "linear_attn.causal.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..recurrent::LINEAR.info
    },
    run: token_by_token::<false, false>,
    ..recurrent::LINEAR
};

/// Linear attention with a scalar gate, token by token.
pub const SIMPLE_GLA: Kernel = Kernel {
    info: Info {
        id: "simple_gla.causal.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..recurrent::SIMPLE_GLA.info
    },
    run: token_by_token::<false, true>,
    ..recurrent::SIMPLE_GLA
};

/// DeltaNet, token by token.
pub const DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.causal.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..recurrent::DELTA_RULE.info
    },
    run: token_by_token::<true, false>,
    ..recurrent::DELTA_RULE
};

/// Gated DeltaNet, token by token.
pub const GATED_DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.causal.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..recurrent::GATED_DELTA_RULE.info
    },
    run: token_by_token::<true, true>,
    ..recurrent::GATED_DELTA_RULE
};

/// Softmax attention of the last token, over a KV cache.
pub const SOFTMAX_ATTN_DECODE: Kernel = Kernel {
    info: Info { id: "softmax_attn.decode.nalgebra", algorithm: ALGORITHM, ..decode::CACHE.info },
    run: |inputs, scores, output| {
        let Shape { n, d } = inputs.shape;
        let [q, kt, vt] = [&inputs.q, &inputs.k, &inputs.v].map(|x| DMatrixView::from_slice(x, d, n));
        let mut weights = DVectorViewMut::from_slice(scores, n);
        weights.gemv_tr(inputs.shape.scale(), &kt, &q.column(n - 1), 0.0);
        normalise(weights.as_mut_slice());
        DVectorViewMut::from_slice(output, d).gemv(1.0, &vt, &weights, 0.0);
    },
    ..decode::CACHE
};

/// Linear attention's step.
pub const LINEAR_ATTN_DECODE: Kernel = Kernel {
    info: Info {
        id: "linear_attn.decode.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..decode::LINEAR.info
    },
    run: last_token::<false, false>,
    ..decode::LINEAR
};

/// DeltaNet's step.
pub const DELTA_RULE_DECODE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.decode.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..decode::DELTA_RULE.info
    },
    run: last_token::<true, false>,
    ..decode::DELTA_RULE
};

/// Gated DeltaNet's step.
pub const GATED_DELTA_RULE_DECODE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.decode.nalgebra",
        algorithm: ALGORITHM,
        scratch: STATE,
        ..decode::GATED_DELTA_RULE.info
    },
    run: last_token::<true, true>,
    ..decode::GATED_DELTA_RULE
};

/// factor · Q Kᵀ, row by row, `[n, n]`: to nalgebra K Qᵀ. Its product with a transpose (`gemm_tr`) is not the fast one, so
/// the keys are copied into the order in which they are needed.
fn scores(inputs: &Inputs, factor: f32, copy: &mut [f32], to: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let [qt, kt] = [&inputs.q, &inputs.k].map(|x| DMatrixView::from_slice(x, d, n));
    let mut k = DMatrixViewMut::from_slice(copy, n, d);
    kt.transpose_to(&mut k);
    DMatrixViewMut::from_slice(to, n, n).gemm(factor, &k, &qt, 0.0);
}

/// factor · Kᵀ V, row by row, `[d, d]`: to nalgebra Vᵀ K, with the keys copied as in [`scores`].
fn sum(inputs: &Inputs, factor: f32, copy: &mut [f32], to: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let [vt, kt] = [&inputs.v, &inputs.k].map(|x| DMatrixView::from_slice(x, d, n));
    let mut k = DMatrixViewMut::from_slice(copy, n, d);
    kt.transpose_to(&mut k);
    DMatrixViewMut::from_slice(to, d, d).gemm(factor, &vt, &k, 0.0);
}

fn softmax<const CAUSAL: bool>(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (weights, copy) = scratch.split_at_mut(n * n);
    scores(inputs, inputs.shape.scale(), copy, weights);
    for (i, row) in weights.chunks_exact_mut(n).enumerate() {
        let (seen, unseen) = row.split_at_mut(if CAUSAL { i + 1 } else { n });
        normalise(seen);
        unseen.fill(0.0);
    }
    let (vt, weights) = (DMatrixView::from_slice(&inputs.v, d, n), DMatrixView::from_slice(weights, n, n));
    DMatrixViewMut::from_slice(output, d, n).gemm(1.0, &vt, &weights, 0.0);
}

/// Scores become their softmax.
fn normalise(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - largest).exp());
    let total: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|weight| *weight /= total);
}

/// S `[d, d]` one token after the other.
fn token_by_token<const DELTA: bool, const GATED: bool>(
    inputs: &Inputs,
    scratch: &mut [f32],
    output: &mut [f32],
) {
    let Shape { n, d } = inputs.shape;
    scratch[..d * d].fill(0.0);
    for (t, output) in output[..n * d].chunks_exact_mut(d).enumerate() {
        step::<DELTA, GATED>(inputs, t, scratch, output);
    }
}

/// The last token's step from the state that K holds: its first rows are the columns of S.
fn last_token<const DELTA: bool, const GATED: bool>(
    inputs: &Inputs,
    scratch: &mut [f32],
    output: &mut [f32],
) {
    let Shape { n, d } = inputs.shape;
    let given = (n - 1).min(d) * d;
    scratch[..given].copy_from_slice(&inputs.k[..given]);
    scratch[given..d * d].fill(0.0);
    step::<DELTA, GATED>(inputs, n - 1, scratch, &mut output[..d]);
}

/// Token t: decay, read, write, read.
fn step<const DELTA: bool, const GATED: bool>(
    inputs: &Inputs,
    t: usize,
    scratch: &mut [f32],
    output: &mut [f32],
) {
    let Shape { n, d } = inputs.shape;
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| DMatrixView::from_slice(x, d, n));
    let (state, u) = scratch.split_at_mut(d * d);
    let (mut s, mut u) = (DMatrixViewMut::from_slice(state, d, d), DVectorViewMut::from_slice(u, d));
    if GATED {
        s *= inputs.g[t].exp();
    }
    u.copy_from(&v.column(t));
    if DELTA {
        u.gemv(-inputs.beta[t], &s, &k.column(t), inputs.beta[t]);
    }
    s.ger(1.0, &u, &k.column(t), 1.0);
    DVectorViewMut::from_slice(output, d).gemv(inputs.shape.scale(), &s, &q.column(t), 0.0);
}
