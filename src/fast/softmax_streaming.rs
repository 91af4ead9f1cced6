//! Softmax attention over the whole sequence, without ever holding the scores of more than one block.
//!
//! Keys and values pass by in blocks; each query keeps the largest score m and the sum ℓ of exponentials so far, and
//! rescales what it has gathered when m grows. Milakov and Gimelshein, "Online normalizer calculation for softmax"
//! (2018), algorithm 3; Dao et al., "FlashAttention" (2022), algorithm 1.

use super::exp::exp;
use super::product::{View, multiply, packing};
use super::softmax_attn::{exponentiate, maximum};
use super::{Inputs, Kernel, Shape, definition};

/// Queries in a block; with the keys of a block, 64 KiB of scores.
const QUERIES: usize = 64;
/// Keys in a block.
const KEYS: usize = 256;

/// Blocks of 64 queries by 256 keys with an online softmax.
pub const STREAMING: Kernel = Kernel {
    id: "softmax_attn.full.streaming",
    kernel: "softmax_attn/full",
    form: "streaming",
    flops: |Shape { n, d }| 4.0 * (n as f64).powi(2) * d as f64,
    output: Shape::tokens_by_channels,
    scratch: |Shape { d, .. }| {
        let [queries, keys, d] = [QUERIES as u64, KEYS as u64, d as u64];
        let panels = packing(queries, d, keys).max(packing(queries, keys, d));
        queries * (keys + d + 2) + panels
    },
    run: streaming,
    definition: definition::softmax_attn_full,
};

fn streaming(inputs: &Inputs, scratch: &mut [f32], output: &mut [f32]) {
    let d = inputs.shape.d;
    let (scores, scratch) = scratch.split_at_mut(QUERIES * KEYS);
    let (gathered, scratch) = scratch.split_at_mut(QUERIES * d);
    let (maxima, scratch) = scratch.split_at_mut(QUERIES);
    let (sums, panels) = scratch.split_at_mut(QUERIES);
    for (q, output) in inputs.q.chunks(QUERIES * d).zip(output.chunks_mut(QUERIES * d)) {
        let queries = q.len() / d;
        maxima.fill(f32::NEG_INFINITY);
        sums.fill(0.0);
        output.fill(0.0);
        for (k, v) in inputs.k.chunks(KEYS * d).zip(inputs.v.chunks(KEYS * d)) {
            let keys = k.len() / d;
            let scores = &mut scores[..queries * keys];
            let gathered = &mut gathered[..queries * d];
            multiply(
                inputs.shape.scale(),
                View::new(q, queries, d),
                View::new(k, keys, d).t(),
                scores,
                panels,
            );
            for (row, output, m, sum) in rows(scores, keys, output, d, maxima, sums) {
                let grown = maximum(row).max(*m);
                let shrink = if *m == grown { 1.0 } else { exp(*m - grown) };
                *sum = *sum * shrink + exponentiate(row, grown);
                output.iter_mut().for_each(|o| *o *= shrink);
                *m = grown;
            }
            multiply(1.0, View::new(scores, queries, keys), View::new(v, keys, d), gathered, panels);
            output.iter_mut().zip(gathered).for_each(|(o, x)| *o += *x);
        }
        for (output, sum) in output.chunks_exact_mut(d).zip(&*sums) {
            let share = sum.recip();
            output.iter_mut().for_each(|o| *o *= share);
        }
    }
}

/// Each query's row of scores, its output row, its maximum and its sum.
fn rows<'a>(
    scores: &'a mut [f32],
    keys: usize,
    output: &'a mut [f32],
    d: usize,
    maxima: &'a mut [f32],
    sums: &'a mut [f32],
) -> impl Iterator<Item = (&'a mut [f32], &'a mut [f32], &'a mut f32, &'a mut f32)> {
    let rows = scores.chunks_exact_mut(keys).zip(output.chunks_exact_mut(d));
    rows.zip(maxima).zip(sums).map(|(((scores, output), m), sum)| (scores, output, m, sum))
}
