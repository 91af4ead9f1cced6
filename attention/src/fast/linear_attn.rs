//! Linear attention over the whole sequence, in both orders of the product.
//!
//! O = scale · Q Kᵀ V, without mask and without normaliser. Matrix products are associative: (QKᵀ)V holds n² scores
//! and costs 4n²d, Q(KᵀV) holds d² and costs 4nd²; they tie at n = d. Katharopoulos et al., "Transformers are RNNs"
//! (2020), equations 4 to 6 with the feature map φ(x) = x.

use super::product::{Into, View, multiply, packing};
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// (QKᵀ)V with the n×n intermediate in memory.
pub const LEFT: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.left",
        kernel: "linear_attn/full",
        algorithm: Algorithm::Left,
        series: 2,
        swept: true,
        flops: |Shape { n, d }| 4.0 * (n as f64).powi(2) * d as f64,
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |shape| {
            let [n, d] = [shape.n as u64, shape.d as u64];
            shape.tokens_squared().saturating_add(packing(d, n).max(packing(n, d)))
        },
    },
    run: left,
    definition: definition::linear_attn_full,
};

/// Q(KᵀV) with a d×d intermediate.
pub const RIGHT: Kernel = Kernel {
    info: Info {
        id: "linear_attn.full.right",
        kernel: "linear_attn/full",
        algorithm: Algorithm::Right,
        series: 3,
        swept: true,
        flops: |Shape { n, d }| 4.0 * n as f64 * (d as f64).powi(2),
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |shape| {
            let [n, d] = [shape.n as u64, shape.d as u64];
            shape.channels_squared().saturating_add(packing(n, d).max(packing(d, d)))
        },
    },
    run: right,
    definition: definition::linear_attn_full,
};

fn left(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (scores, panels) = scratch.split_at_mut(n * n);
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| View::new(x, n, d));
    multiply(Into::Fresh, inputs.shape.scale(), q, k.t(), scores, panels);
    multiply(Into::Fresh, 1.0, View::new(scores, n, n), v, output, panels);
}

fn right(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (state, panels) = scratch.split_at_mut(d * d);
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| View::new(x, n, d));
    multiply(Into::Fresh, inputs.shape.scale(), k.t(), v, state, panels);
    multiply(Into::Fresh, 1.0, q, View::new(state, d, d), output, panels);
}
