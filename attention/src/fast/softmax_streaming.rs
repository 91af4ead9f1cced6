//! Softmax attention, over the whole sequence or causal, without ever holding the scores of more than one block.
//!
//! Keys and values pass by in blocks; each query keeps the largest score m and the sum ℓ of exponentials so far, and
//! rescales what it has gathered when m grows. Milakov and Gimelshein, "Online normalizer calculation for softmax"
//! (2018), algorithm 3; Dao et al., "FlashAttention" (2022), algorithm 1. Exponentials and bad input as in
//! [`softmax_attn`](super::softmax_attn).

use std::f32::consts::LOG2_E;

use super::exp::Exp2;
use super::product::{Into, View, multiply, packing};
use super::simd::F32x4;
use super::softmax_attn::{exponentiate, maximum};
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Queries in a block; with the keys of a block, 32 KiB of scores.
const QUERIES: usize = 64;
/// Keys in a block.
const KEYS: usize = 128;

/// The same under a causal mask: blocks after the last query of theirs are never computed, so that the operations counted
/// are half, 2n(n + 1)d.
pub const CAUSAL: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.causal.streaming",
        kernel: "softmax_attn/causal",
        series: 7,
        swept: false,
        flops: |Shape { n, d }| 2.0 * n as f64 * (n as f64 + 1.0) * d as f64,
        ..STREAMING.info
    },
    run: streaming::<true>,
    definition: definition::softmax_attn_causal,
};

/// Blocks of 64 queries by 128 keys with an online softmax.
pub const STREAMING: Kernel = Kernel {
    info: Info {
        id: "softmax_attn.full.streaming",
        kernel: "softmax_attn/full",
        algorithm: Algorithm::Streaming,
        series: 1,
        swept: true,
        flops: |Shape { n, d }| 4.0 * (n as f64).powi(2) * d as f64,
        reads: |shape| shape,
        output: Shape::tokens_by_channels,
        scratch: |Shape { d, .. }| {
            let [queries, keys, d] = [QUERIES as u64, KEYS as u64, d as u64];
            queries * (keys + 2) + packing(d, keys).max(packing(keys, d))
        },
    },
    run: streaming::<false>,
    definition: definition::softmax_attn_full,
};

fn streaming<const CAUSAL: bool>(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let d = inputs.shape.d;
    let scale = LOG2_E * inputs.shape.scale();
    let (scores, scratch) = scratch.split_at_mut(QUERIES * KEYS);
    let (maxima, scratch) = scratch.split_at_mut(QUERIES);
    let (sums, panels) = scratch.split_at_mut(QUERIES);
    let blocks = inputs.q.chunks(QUERIES * d).zip(output.chunks_mut(QUERIES * d));
    for ((q, output), first_query) in blocks.zip((0..).step_by(QUERIES)) {
        let queries = q.len() / d;
        maxima.fill(f32::NEG_INFINITY);
        sums.fill(0.0);
        output.fill(0.0);
        for ((k, v), first_key) in
            inputs.k.chunks(KEYS * d).zip(inputs.v.chunks(KEYS * d)).zip((0..).step_by(KEYS))
        {
            if CAUSAL && first_key >= first_query + queries {
                break;
            }
            let keys = k.len() / d;
            let scores = &mut scores[..queries * keys];
            let (q, k, v) = (View::new(q, queries, d), View::new(k, keys, d), View::new(v, keys, d));
            multiply(Into::Fresh, scale, q, k.t(), scores, panels);
            // Both sizes are multiples of 64, so every query of the block sees at least the first key.
            if CAUSAL && first_key + keys > first_query + 1 {
                for (row, query) in scores.chunks_exact_mut(keys).zip(first_query..) {
                    let seen = (query + 1).saturating_sub(first_key).min(keys);
                    row[seen..].fill(f32::NEG_INFINITY);
                }
            }
            let rows = scores.chunks_exact_mut(keys).zip(output.chunks_exact_mut(d));
            for (((row, output), m), sum) in rows.zip(&mut *maxima).zip(&mut *sums) {
                let largest = maximum(row);
                if largest > *m {
                    let [shrink, ..] = Exp2::new().of(F32x4::splat(*m - largest)).to_array();
                    *sum *= shrink;
                    output.iter_mut().for_each(|o| *o *= shrink);
                    *m = largest;
                }
                *sum += exponentiate(row, *m);
            }
            multiply(Into::Sum, 1.0, View::new(scores, queries, keys), v, output, panels);
        }
        for (output, sum) in output.chunks_exact_mut(d).zip(&*sums) {
            let share = sum.recip();
            output.iter_mut().for_each(|o| *o *= share);
        }
    }
}
