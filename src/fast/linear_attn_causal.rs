//! Causal linear attention, token by token.
//!
//! S_t = S_{t-1} + v_t k_tᵀ, o_t = S_t (scale · q_t). Katharopoulos et al., "Transformers are RNNs" (2020),
//! equations 18 to 20 with φ(x) = x and without normaliser; `naive_recurrent_linear_attn` in flash-linear-attention.

use super::{Inputs, Kernel, Shape, definition};

/// Value channels whose part of S stays in the first-level cache for the whole sequence: four vectors of four.
///
/// A row of S belongs to one value channel and no row sees another, so a block of rows can run through all tokens
/// before the next block starts; S is then touched once per token in a few KiB instead of d² × 4 bytes.
pub const LANES: usize = 16;

/// One pass over the block of S per token.
pub const RECURRENT: Kernel = Kernel {
    id: "linear_attn.causal.recurrent",
    kernel: "linear_attn/causal",
    form: "recurrent",
    flops: |Shape { n, d }| 4.0 * n as f64 * (d as f64).powi(2),
    output: Shape::tokens_by_channels,
    scratch: |Shape { d, .. }| (d * LANES) as u64,
    run: recurrent,
    definition: definition::linear_attn_causal,
};

fn recurrent(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let d = inputs.shape.d;
    let scale = inputs.shape.scale();
    let state = scratch.as_chunks_mut::<LANES>().0;
    for j in (0..d).step_by(LANES) {
        let channels = j..d.min(j + LANES);
        state.fill([0.0; LANES]);
        let tokens = inputs.q.chunks_exact(d).zip(inputs.k.chunks_exact(d)).zip(inputs.v.chunks_exact(d));
        for (((q, k), v), output) in tokens.zip(output.chunks_exact_mut(d)) {
            let v = load(&v[channels.clone()]);
            let mut o = [0.0; LANES];
            for ((s, k), q) in state.iter_mut().zip(k).zip(q) {
                for i in 0..LANES {
                    s[i] += v[i] * k;
                    o[i] += s[i] * q;
                }
            }
            store(scale, o, &mut output[channels.clone()]);
        }
    }
}

/// A token's values in one block of channels, filled up with zeros.
#[inline(always)]
pub(super) fn load(v: &[f32]) -> [f32; LANES] {
    match v.first_chunk() {
        Some(v) => *v,
        None => std::array::from_fn(|i| v.get(i).copied().unwrap_or(0.0)),
    }
}

/// scale × a token's outputs in one block of channels.
#[inline(always)]
pub(super) fn store(scale: f32, o: [f32; LANES], output: &mut [f32]) {
    match output.first_chunk_mut() {
        Some(output) => *output = o.map(|x| scale * x),
        None => output.iter_mut().zip(o).for_each(|(to, x)| *to = scale * x),
    }
}
