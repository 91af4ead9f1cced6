//! How fast the machine multiplies and adds, and how fast it reads, when nothing else is in the way.

use std::hint::black_box;

use super::simd::F32x4;
use super::{Algorithm, Info, Inputs, Kernel, Shape};
use crate::math::Mat;

/// Chains that do not depend on each other: enough to hide the latency of a multiplication and an addition, and with
/// the two operands still in the sixteen registers.
const CHAINS: usize = 12;
const FACTOR: f32 = 0.5;
const SUMMAND: f32 = 0.25;

/// a ← a / 2 + 1/4, n·d times in each of 12 vectors of four numbers: multiplications and additions in registers only.
/// Other kernels reach a share of this speed.
pub const LIMIT: Kernel = Kernel {
    info: Info {
        id: "limit.registers",
        kernel: "limit",
        algorithm: Algorithm::Registers,
        series: 0,
        swept: false,
        flops: |shape| (2 * 4 * CHAINS) as f64 * shape.tokens_by_channels() as f64,
        reads: |shape| shape,
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

/// a ← a / 2 + 1/4, `steps` times, each waiting for the one before: as fast as the processor's clock ticks, and nothing
/// else. When it slows down, so has the machine.
pub fn chain(steps: u32) -> f32 {
    let [factor, summand] = [FACTOR, SUMMAND].map(black_box);
    (0..steps).fold(black_box(1.0), |a, _| a * factor + summand)
}

/// The largest number of each of sixteen columns: reads `memory` once, and does so little with it that the memory is what
/// takes the time.
pub fn read(memory: &[f32]) -> [f32; 16] {
    let mut largest = [F32x4::splat(f32::NEG_INFINITY); 4];
    for line in memory.as_chunks::<16>().0 {
        for (largest, x) in largest.iter_mut().zip(line.as_chunks::<4>().0) {
            *largest = largest.pmax(F32x4::load(x));
        }
    }
    let mut columns = [0.0; 16];
    for (to, x) in columns.as_chunks_mut::<4>().0.iter_mut().zip(largest) {
        x.store(to);
    }
    columns
}

fn start(chain: usize) -> f32 {
    1.0 + chain as f32 / 8.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_ends_where_it_must_and_reading_misses_nothing() {
        assert_eq!((chain(0), chain(1), chain(200)), (1.0, 0.75, 0.5));
        let mut memory = vec![0.0; 64];
        memory[37] = 3.0;
        let columns = read(&memory);
        assert_eq!((columns[37 % 16], columns.iter().sum::<f32>()), (3.0, 3.0));
    }
}
