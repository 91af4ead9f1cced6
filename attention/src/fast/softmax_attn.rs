//! Softmax attention over the whole sequence, with all scores in memory.
//!
//! O = softmax(scale · Q Kᵀ) V, the softmax taken over each row. Vaswani et al., "Attention Is All You Need" (2017),
//! equation 1. Exponentials are taken to base 2: e^x = 2^(x log₂ e), and the logarithm goes into the scale. A row whose
//! scores hold a NaN, a +∞ or nothing but −∞ becomes NaN, as by the definition.

use std::f32::consts::LOG2_E;

use super::exp::Exp2;
use super::product::{Into, View, multiply, packing};
use super::simd::F32x4;
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Three passes with the n×n scores in memory: scores, stable softmax of each row, product with V.
pub const NAIVE: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.full.naive",
        kernel: "softmax_attn/full",
        algorithm: Algorithm::Naive,
        series: 0,
        swept: true,
        flops: |Shape { n, d }| 4.0 * (n as f64).powi(2) * d as f64,
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |shape| {
            let [n, d] = [shape.n as u64, shape.d as u64];
            shape.tokens_squared().saturating_add(packing(d, n).max(packing(n, d)))
        },
    },
    run: naive,
    definition: definition::softmax_attn_full,
};

fn naive(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let Shape { n, d } = inputs.shape;
    let (scores, panels) = scratch.split_at_mut(n * n);
    let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(|x| View::new(x, n, d));
    multiply(Into::Fresh, LOG2_E * inputs.shape.scale(), q, k.t(), scores, panels);
    for row in scores.chunks_exact_mut(n) {
        let share = exponentiate(row, maximum(row)).recip();
        row.iter_mut().for_each(|x| *x *= share);
    }
    multiply(Into::Fresh, 1.0, View::new(scores, n, n), v, output, panels);
}

/// The largest element; −∞ for an empty row. A NaN is skipped here and comes back out of [`exponentiate`].
pub(super) fn maximum(row: &[f32]) -> f32 {
    let mut lanes = [F32x4::splat(f32::NEG_INFINITY); 4];
    let (chunks, rest) = row.as_chunks::<16>();
    for chunk in chunks {
        for (m, x) in lanes.iter_mut().zip(chunk.as_chunks::<4>().0) {
            *m = m.pmax(F32x4::load(x));
        }
    }
    let [a, b, c, d] = lanes;
    rest.iter().fold(a.pmax(b).pmax(c.pmax(d)).maximum(), |m, &x| if x > m { x } else { m })
}

/// x_j → 2^(x_j − m) in place; the sum of the results.
pub(super) fn exponentiate(row: &mut [f32], m: f32) -> f32 {
    let (exp2, shift) = (Exp2::new(), F32x4::splat(m));
    let mut sums = [F32x4::zero(); 2];
    let (chunks, rest) = row.as_chunks_mut::<8>();
    for chunk in chunks {
        for (x, sum) in chunk.as_chunks_mut::<4>().0.iter_mut().zip(&mut sums) {
            let power = exp2.of(F32x4::load(x) - shift);
            power.store(x);
            *sum += power;
        }
    }
    let mut sum = (sums[0] + sums[1]).sum();
    for x in rest {
        [*x, ..] = exp2.of(F32x4::splat(*x - m)).to_array();
        sum += *x;
    }
    sum
}
