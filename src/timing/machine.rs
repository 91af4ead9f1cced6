//! The machine's limits, and whether they are the same when a run ends.

use std::hint::black_box;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::rounds::{Settings, Step};
use super::sampler::{Calls, repeated};
use super::{Clock, Sampler, summary};
use crate::fast::fused::Module;
use crate::fast::{Buffer, Inputs, Ready, Shape, limit};

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

    /// The better of two measurements, both fused or neither: a speed that was reached once is within the limit.
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

/// What a task measures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Chain,
    Registers,
    /// The same with each multiplication and addition fused.
    Fused,
    Memory,
}

/// A measurement of [`Speed`] under way.
pub struct Machine {
    sampler: Sampler,
    /// Of each task.
    limits: Vec<Limit>,
}

/// How each of the limits is measured.
fn settings(grain_ms: f64, seed: u64) -> Settings {
    Settings { warm_up_ms: 30.0, budget_ms: 60.0, most_samples: 9, ..Settings::new(grain_ms, seed) }
}

impl Machine {
    /// Milliseconds that it is going to take; `fused` says whether the fused kernels have a limit too.
    pub fn expected_ms(grain_ms: f64, fused: bool) -> f64 {
        (3.0 + f64::from(fused)) * settings(grain_ms, 0).expected_ms(0.0, false)
    }

    /// Allocates the memory for it; nothing runs yet. What finds no memory is left out.
    pub fn new(grain_ms: f64, seed: u64, fused: Option<&dyn Module>) -> Self {
        let mut tasks = vec![(
            Limit::Chain,
            repeated(|| {
                black_box(limit::chain(black_box(CHAIN_STEPS)));
            }),
        )];
        if let (Ok(inputs), Ok(plan)) = (Inputs::zeroed(REGISTERS), limit::LIMIT.prepare(REGISTERS)) {
            let mut ready = (plan, Rc::new(inputs));
            tasks.push((Limit::Registers, Box::new(move |calls| ready.run(calls))));
        }
        if let Some(Ok(mut ready)) = fused.map(|module| module.prepare(&limit::LIMIT, REGISTERS, seed)) {
            tasks.push((Limit::Fused, Box::new(move |calls| ready.run(calls))));
        }
        if let Ok(mut memory) = Buffer::zeroed(MEMORY) {
            // Written once, so that every page of it exists.
            memory.fill(1.0);
            let read = move || {
                black_box(limit::read(black_box(&memory)));
            };
            tasks.push((Limit::Memory, repeated(read)));
        }
        let (limits, tasks): (Vec<Limit>, Vec<Calls>) = tasks.into_iter().unzip();
        Self { sampler: Sampler::new(settings(grain_ms, seed), tasks), limits }
    }

    /// How much of it is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.sampler.rounds().progress()
    }

    /// Runs a batch; the result once all are done: with two roundings, and, where there are fused kernels, with one.
    pub fn step(&mut self, clock: &impl Clock) -> Option<Vec<Speed>> {
        if self.sampler.step(clock) != Step::Finished {
            return None;
        }
        let ms = |wanted: Limit| {
            let mut tasks = self.limits.iter().zip(self.sampler.tasks());
            tasks.find(|(limit, _)| **limit == wanted).and_then(|(_, task)| summary::median(&task.samples))
        };
        let gflops = |ms: f64| (limit::LIMIT.flops)(REGISTERS) / ms / 1e6;
        let speed = Speed {
            chain_ns: ms(Limit::Chain).unwrap_or(f64::NAN) * 1e6 / f64::from(CHAIN_STEPS),
            gflops: gflops(ms(Limit::Registers).unwrap_or(f64::NAN)),
            gbytes: ms(Limit::Memory).map(|ms| (4 * MEMORY) as f64 / ms / 1e6),
            fused: false,
        };
        let fused = ms(Limit::Fused).map(|ms| Speed { gflops: gflops(ms), fused: true, ..speed });
        Some([speed].into_iter().chain(fused).collect())
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
