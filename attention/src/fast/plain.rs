//! The plain loops: each kernel as the formula is read, one number at a time, as a measure for the others.

use super::{
    Algorithm, Info, Inputs, Kernel, Means, Shape, decode, linear_attn, products, recurrent, softmax_attn,
    softmax_streaming,
};

/// The algorithm of all kernels here but those with `left` in their name.
pub const ALGORITHM: Algorithm = Algorithm::By(Means::Plain);

/// Q Kᵀ by three loops.
pub const QKT: Kernel = Kernel {
    info: Info { id: "qkt.plain", algorithm: ALGORITHM, scratch: |_| 0, ..products::QKT.info },
    run: |Inputs { shape: Shape { n, d }, q, k, .. }, _, output| {
        product(output, [*n, *n], *d, |i, j, p| q[i * d + p] * k[j * d + p]);
    },
    ..products::QKT
};

/// Kᵀ V by three loops.
pub const KTV: Kernel = Kernel {
    info: Info { id: "ktv.plain", algorithm: ALGORITHM, scratch: |_| 0, ..products::KTV.info },
    run: |Inputs { shape: Shape { n, d }, k, v, .. }, _, output| {
        product(output, [*d, *d], *n, |i, j, p| k[p * d + i] * v[p * d + j]);
    },
    ..products::KTV
};

/// The square product by three loops.
pub const GEMM: Kernel = Kernel {
    info: Info { id: "gemm.plain", algorithm: ALGORITHM, scratch: |_| 0, ..products::GEMM.info },
    run: |Inputs { shape: Shape { n, d }, q, v, .. }, _, output| {
        product(output, [*n, *n], *d, |i, j, p| q[i * d + p] * v[p * n + j]);
    },
    ..products::GEMM
};

/// Softmax attention, row by row.
pub const SOFTMAX_ATTN: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.full.plain",
        algorithm: ALGORITHM,
        scratch: |Shape { n, .. }| n as u64,
        ..softmax_attn::NAIVE.info
    },
    run: row_by_row::<false>,
    ..softmax_attn::NAIVE
};

/// The same under a causal mask.
pub const SOFTMAX_ATTN_CAUSAL: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.causal.plain",
        algorithm: ALGORITHM,
        scratch: |Shape { n, .. }| n as u64,
        ..softmax_streaming::CAUSAL.info
    },
    run: row_by_row::<true>,
    ..softmax_streaming::CAUSAL
};

/// Q(KᵀV) by twice three loops.
pub const LINEAR_ATTN: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.plain",
        algorithm: ALGORITHM,
        scratch: Shape::channels_squared,
        ..linear_attn::RIGHT.info
    },
    run: |Inputs { shape, q, k, v, .. }, state, output| {
        let Shape { n, d } = *shape;
        let state = &mut state[..d * d];
        product(state, [d, d], n, |i, j, p| shape.scale() * k[p * d + i] * v[p * d + j]);
        product(output, [n, d], d, |i, j, p| q[i * d + p] * state[p * d + j]);
    },
    ..linear_attn::RIGHT
};

/// (QKᵀ)V by twice three loops.
pub const LINEAR_ATTN_LEFT: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.plain(left)",
        algorithm: Algorithm::LeftBy(Means::Plain),
        scratch: Shape::tokens_squared,
        ..linear_attn::LEFT.info
    },
    run: |Inputs { shape, q, k, v, .. }, scores, output| {
        let Shape { n, d } = *shape;
        let scores = &mut scores[..n * n];
        product(scores, [n, n], d, |i, j, p| shape.scale() * q[i * d + p] * k[j * d + p]);
        product(output, [n, d], n, |i, j, p| scores[i * n + p] * v[p * d + j]);
    },
    ..linear_attn::LEFT
};

/// Causal linear attention, token by token.
pub const LINEAR_ATTN_CAUSAL: Kernel = Kernel {
    info: Info {
        id: "linear_attn.causal.plain",
        algorithm: ALGORITHM,
        scratch: Shape::channels_squared,
        ..recurrent::LINEAR.info
    },
    run: token_by_token::<false, false>,
    ..recurrent::LINEAR
};

/// Linear attention with a scalar gate, token by token.
pub const SIMPLE_GLA: Kernel = Kernel {
    info: Info {
        id: "simple_gla.causal.plain",
        algorithm: ALGORITHM,
        scratch: Shape::channels_squared,
        ..recurrent::SIMPLE_GLA.info
    },
    run: token_by_token::<false, true>,
    ..recurrent::SIMPLE_GLA
};

/// DeltaNet, token by token.
pub const DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "delta_rule.causal.plain",
        algorithm: ALGORITHM,
        scratch: Shape::channels_squared,
        ..recurrent::DELTA_RULE.info
    },
    run: token_by_token::<true, false>,
    ..recurrent::DELTA_RULE
};

/// Gated DeltaNet, token by token.
pub const GATED_DELTA_RULE: Kernel = Kernel {
    info: Info {
        id: "gated_delta_rule.causal.plain",
        algorithm: ALGORITHM,
        scratch: Shape::channels_squared,
        ..recurrent::GATED_DELTA_RULE.info
    },
    run: token_by_token::<true, true>,
    ..recurrent::GATED_DELTA_RULE
};

/// Softmax attention of the last token, over a KV cache.
pub const SOFTMAX_ATTN_DECODE: Kernel = Kernel {
    info: Info { id: "softmax_attn.decode.plain", algorithm: ALGORITHM, ..decode::CACHE.info },
    run: |inputs, scores, output| {
        let Shape { n, d } = inputs.shape;
        attend(inputs, &inputs.q[(n - 1) * d..], &mut scores[..n], &mut output[..d]);
    },
    ..decode::CACHE
};

/// Linear attention's step.
pub const LINEAR_ATTN_DECODE: Kernel = Kernel {
    info: Info { id: "linear_attn.decode.plain", algorithm: ALGORITHM, ..decode::LINEAR.info },
    run: step::<false, false>,
    ..decode::LINEAR
};

/// DeltaNet's step.
pub const DELTA_RULE_DECODE: Kernel = Kernel {
    info: Info { id: "delta_rule.decode.plain", algorithm: ALGORITHM, ..decode::DELTA_RULE.info },
    run: step::<true, false>,
    ..decode::DELTA_RULE
};

/// Gated DeltaNet's step.
pub const GATED_DELTA_RULE_DECODE: Kernel = Kernel {
    info: Info { id: "gated_delta_rule.decode.plain", algorithm: ALGORITHM, ..decode::GATED_DELTA_RULE.info },
    run: step::<true, true>,
    ..decode::GATED_DELTA_RULE
};

/// `c`, \[rows, columns\] = Σ_p of the given products.
fn product(
    c: &mut [f32],
    [rows, columns]: [usize; 2],
    depth: usize,
    at: impl Fn(usize, usize, usize) -> f32,
) {
    for i in 0..rows {
        for j in 0..columns {
            let mut sum = 0.0;
            for p in 0..depth {
                sum += at(i, j, p);
            }
            c[i * columns + j] = sum;
        }
    }
}

/// One query after the other: its scores, their softmax, the mean of the values.
fn row_by_row<const CAUSAL: bool>(inputs: &Inputs, scores: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let rows = inputs.q.chunks_exact(d).zip(output.chunks_exact_mut(d));
    for (i, (q, output)) in rows.enumerate() {
        attend(inputs, q, &mut scores[..if CAUSAL { i + 1 } else { n }], output);
    }
}

/// softmax(scale · K q)ᵀ V over as many tokens as there is room for scores.
fn attend(inputs: &Inputs, q: &[f32], scores: &mut [f32], output: &mut [f32]) {
    let d = inputs.shape.d;
    for (score, k) in scores.iter_mut().zip(inputs.k.chunks_exact(d)) {
        *score = inputs.shape.scale() * q.iter().zip(k).map(|(q, k)| q * k).sum::<f32>();
    }
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - largest).exp());
    let sum: f32 = scores.iter().sum();
    product(output, [1, d], scores.len(), |_, j, p| scores[p] / sum * inputs.v[p * d + j]);
}

/// The last token's step from the state that K holds, one row of S after the other.
fn step<const DELTA: bool, const GATED: bool>(inputs: &Inputs, state: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let last = n - 1;
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| &x[last * d..][..d]);
    let gamma = if GATED { inputs.g[last].exp() } else { 1.0 };
    for (i, s) in state[..d * d].chunks_exact_mut(d).enumerate() {
        for (j, s) in s.iter_mut().enumerate() {
            *s = if j < last { gamma * inputs.k[j * d + i] } else { 0.0 };
        }
        let recalled: f32 = s.iter().zip(k).map(|(s, k)| s * k).sum();
        let u = if DELTA { inputs.beta[last] * (v[i] - recalled) } else { v[i] };
        s.iter_mut().zip(k).for_each(|(s, k)| *s += u * k);
        output[i] = inputs.shape.scale() * s.iter().zip(q).map(|(s, q)| s * q).sum::<f32>();
    }
}

/// One row of S [d, d] after the other: decay, read, write, read.
fn token_by_token<const DELTA: bool, const GATED: bool>(
    inputs: &Inputs,
    state: &mut [f32],
    output: &mut [f32],
) {
    let Shape { n, d } = inputs.shape;
    let scale = inputs.shape.scale();
    let state = &mut state[..d * d];
    state.fill(0.0);
    for t in 0..n {
        let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| &x[t * d..][..d]);
        let gamma = if GATED { inputs.g[t].exp() } else { 1.0 };
        for (i, s) in state.chunks_exact_mut(d).enumerate() {
            s.iter_mut().for_each(|s| *s *= gamma);
            let recalled: f32 = s.iter().zip(k).map(|(s, k)| s * k).sum();
            let u = if DELTA { inputs.beta[t] * (v[i] - recalled) } else { v[i] };
            s.iter_mut().zip(k).for_each(|(s, k)| *s += u * k);
            output[t * d + i] = scale * s.iter().zip(q).map(|(s, q)| s * q).sum::<f32>();
        }
    }
}
