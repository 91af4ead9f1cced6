//! The machine's limits, and whether they are the same when a run ends.

use std::hint::black_box;

use serde::{Deserialize, Serialize};

use super::rounds::{Settings, Step};
use super::{Clock, Sampler, summary};
use crate::fast::simd::FUSED;
use crate::fast::{Buffer, Inputs, Shape, limit};

/// A drift of more than this makes a run noisy: its first and last cases were measured on two machines, as it were.
pub const DRIFT_LIMIT: f64 = 0.05;

/// Steps of the dependent chain in a call.
const CHAIN_STEPS: u32 = 1 << 14;
/// Numbers that are read through to measure the memory: 48 MiB, more than caches usually hold.
const MEMORY: u64 = 12 << 20;
/// Size of a call of the kernel `limit`.
const REGISTERS: Shape = Shape { n: 64, d: 64 };

/// The machine's limits, measured once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// Nanoseconds of a multiplication and an addition that wait for the ones before.
    pub chain_ns: f64,
    /// Multiplications and additions in registers, in 10⁹ a second.
    pub gflops: f64,
    /// Bytes read from memory, in 10⁹ a second; `None` where there was no memory for it.
    pub gbytes: Option<f64>,
    /// Whether each multiplication and addition was one instruction.
    #[serde(default)]
    pub fused: bool,
}

impl Speed {
    /// By how much the dependent chain changed, as a part of its time before.
    pub fn drift(self, after: Self) -> f64 {
        (after.chain_ns / self.chain_ns - 1.0).abs()
    }

    /// The better of two measurements in one build: a speed that was reached once is within the limit.
    pub fn best(self, other: Self) -> Self {
        let larger = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::max);
        Self {
            chain_ns: self.chain_ns.min(other.chain_ns),
            gflops: self.gflops.max(other.gflops),
            gbytes: larger(self.gbytes, other.gbytes),
            fused: self.fused,
        }
    }
}

/// A measurement of [`Speed`] under way.
pub struct Machine(Sampler);

/// How each of the three limits is measured.
fn settings(grain_ms: f64, seed: u64) -> Settings {
    Settings { warm_up_ms: 30.0, budget_ms: 60.0, most_samples: 9, ..Settings::new(grain_ms, seed) }
}

impl Machine {
    /// Milliseconds that it is going to take.
    pub fn expected_ms(grain_ms: f64) -> f64 {
        3.0 * settings(grain_ms, 0).expected_ms(0.0, false)
    }

    /// Allocates the memory for it; nothing runs yet.
    pub fn new(grain_ms: f64, seed: u64) -> Self {
        let mut tasks: Vec<Box<dyn FnMut()>> = vec![Box::new(|| {
            black_box(limit::chain(black_box(CHAIN_STEPS)));
        })];
        if let (Ok(inputs), Ok(mut plan)) = (Inputs::zeroed(REGISTERS), limit::LIMIT.prepare(REGISTERS)) {
            tasks.push(Box::new(move || {
                let _ = black_box(plan.run(&inputs));
            }));
        }
        if let Ok(mut memory) = Buffer::zeroed(MEMORY) {
            // Written once, so that every page of it exists.
            memory.fill(1.0);
            tasks.push(Box::new(move || {
                black_box(limit::read(black_box(&memory)));
            }));
        }
        Self(Sampler::new(settings(grain_ms, seed), tasks))
    }

    /// How much of it is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.0.rounds().progress()
    }

    /// Runs a batch; the result once all are done.
    pub fn step(&mut self, clock: &impl Clock) -> Option<Speed> {
        if self.0.step(clock) != Step::Finished {
            return None;
        }
        let mut ms = self.0.tasks().iter().map(|task| summary::median(&task.samples).unwrap_or(f64::NAN));
        let mut next = || ms.next().unwrap_or(f64::NAN);
        let [chain, registers, memory] = [next(), next(), next()];
        Some(Speed {
            chain_ns: chain * 1e6 / f64::from(CHAIN_STEPS),
            gflops: (limit::LIMIT.flops)(REGISTERS) / registers / 1e6,
            gbytes: Some((4 * MEMORY) as f64 / memory / 1e6).filter(|x| x.is_finite()),
            fused: FUSED,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_of_the_chain_and_the_limit_is_the_best_of_both() {
        let before = Speed { chain_ns: 2.0, gflops: 40.0, gbytes: None, fused: false };
        let after = Speed { chain_ns: 2.2, gflops: 50.0, gbytes: Some(9.0), fused: false };
        assert!((before.drift(after) - 0.1).abs() < 1e-12 && before.drift(before) < DRIFT_LIMIT);
        assert_eq!(
            before.best(after),
            Speed { chain_ns: 2.0, gflops: 50.0, gbytes: Some(9.0), fused: false }
        );
    }
}
