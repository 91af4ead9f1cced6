//! How fast the machine multiplies and adds when nothing else is in the way.

use std::hint::black_box;

use super::simd::F32x4;
use super::{Info, Inputs, Kernel, Shape};
use crate::math::Mat;

/// Chains that do not depend on each other: enough to hide the latency of a multiplication and an addition, and with
/// the two operands still in the sixteen registers.
const CHAINS: usize = 12;
const FACTOR: f32 = 0.5;
const SUMMAND: f32 = 0.25;

/// a ← a / 2 + 1/4, n·d times in each of 12 vectors of four numbers: multiplications and additions in registers only.
/// What other kernels reach is a share of this.
pub const LIMIT: Kernel = Kernel {
    info: Info {
        id: "limit.registers",
        kernel: "limit",
        form: "registers",
        flops: |shape| (2 * 4 * CHAINS) as f64 * shape.tokens_by_channels() as f64,
        output: |_| (4 * CHAINS) as u64,
        scratch: |_| 0,
    },
    run: |inputs, _, output| {
        let [factor, summand] = [FACTOR, SUMMAND].map(|x| F32x4::splat(black_box(x)));
        let mut chains: [F32x4; CHAINS] = std::array::from_fn(|i| F32x4::splat(start(i)));
        for _ in 0..inputs.shape.tokens_by_channels() {
            chains = chains.map(|a| summand.add_product(a, factor));
        }
        for (to, a) in output.as_chunks_mut::<4>().0.iter_mut().zip(chains) {
            a.store(to);
        }
    },
    definition: |inputs: &Inputs| {
        let Shape { n, d } = inputs.shape;
        let chain =
            |i| (0..n * d).fold(f64::from(start(i)), |a, _| a * f64::from(FACTOR) + f64::from(SUMMAND));
        Mat::from_fn(CHAINS, 4, |i, _| chain(i))
    },
};

fn start(chain: usize) -> f32 {
    1.0 + chain as f32 / 8.0
}
