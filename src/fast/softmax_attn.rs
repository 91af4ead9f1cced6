//! Softmax attention over the whole sequence, with all scores in memory.
//!
//! O = softmax(scale · Q Kᵀ) V, the softmax taken over each row. Vaswani et al., "Attention Is All You Need" (2017),
//! equation 1.

use super::exp::exp;
use super::product::{View, multiply, packing};
use super::{Inputs, Kernel, Shape, definition};

/// Numbers that the row loops handle at once: four vectors of four.
const LANES: usize = 16;

/// Three passes with the n×n scores in memory: scores, stable softmax of each row, product with V.
pub const NAIVE: Kernel = Kernel {
    id: "softmax_attn.full.naive",
    kernel: "softmax_attn/full",
    form: "naive",
    flops: |Shape { n, d }| 4.0 * (n as f64).powi(2) * d as f64,
    output: Shape::tokens_by_channels,
    scratch: |shape| {
        let [n, d] = [shape.n as u64, shape.d as u64];
        shape.tokens_squared().saturating_add(packing(n, d, n).max(packing(n, n, d)))
    },
    run: naive,
    definition: definition::softmax_attn_full,
};

fn naive(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (scores, panels) = scratch.split_at_mut(n * n);
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| View::new(x, n, d));
    multiply(inputs.shape.scale(), q, k.t(), scores, panels);
    scores.chunks_exact_mut(n).for_each(softmax);
    multiply(1.0, View::new(scores, n, n), v, output, panels);
}

/// softmax of one row in place: x_j → exp(x_j − m) / Σ exp(x_i − m), m the row's maximum.
fn softmax(row: &mut [f32]) {
    let maximum = maximum(row);
    let share = exponentiate(row, maximum).recip();
    row.iter_mut().for_each(|x| *x *= share);
}

/// The largest element; −∞ for an empty row. A NaN is skipped here and comes back out of [`exponentiate`].
pub(super) fn maximum(row: &[f32]) -> f32 {
    let larger = |m: &mut f32, &x: &f32| *m = if x > *m { x } else { *m };
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(m, x)| larger(m, x));
    }
    let mut maximum = f32::NEG_INFINITY;
    lanes.iter().chain(rest).for_each(|x| larger(&mut maximum, x));
    maximum
}

/// x_j → exp(x_j − m) in place; the sum of the results.
pub(super) fn exponentiate(row: &mut [f32], m: f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    for chunk in chunks {
        for (x, sum) in chunk.iter_mut().zip(&mut lanes) {
            *x = exp(*x - m);
            *sum += *x;
        }
    }
    let mut sum = lanes.iter().sum();
    for x in rest {
        *x = exp(*x - m);
        sum += *x;
    }
    sum
}
