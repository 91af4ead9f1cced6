//! Several heads on several workers: how a run of attention with many heads is shared out, and how each worker does its share.
//!
//! Heads do not depend on each other, so a run of [`HEADS`] heads is spread over N workers, each with its own instance of
//! the kernels and its own memory. A sample is the time from the moment at which the worker that measures asks the others
//! until the last has answered, divided by the number of runs asked for: the messages count. Speed-up is the time on one
//! worker over that on N, efficiency the speed-up over N. Counting heads alone, the speed-up is `HEADS / ⌈HEADS / N⌉`.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Case, Record};
use crate::fast::{self, Inputs, KernelError, Plan, Shape};

/// Heads of a run.
pub const HEADS: usize = 16;

/// How many workers are tried on so many cores: each number up to 8, then powers of two, and all cores; never more than
/// heads.
pub fn counts(cores: usize) -> Vec<usize> {
    let most = cores.clamp(1, HEADS);
    (1..=most).filter(|&workers| workers <= 8 || workers.is_power_of_two() || workers == most).collect()
}

/// Runs of all heads that other workers are to do for the session, which times them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Kernel, form, and size of a head.
    pub case: Case,
    /// So many workers.
    pub workers: usize,
    /// Runs, one after the other.
    pub calls: u32,
    /// Seed of the first head's inputs; each head has the next.
    pub seed: u64,
}

/// The share of one of the workers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Kernel, form, and size of a head.
    pub case: Case,
    /// Which heads.
    pub heads: Range<usize>,
    /// How often.
    pub calls: u32,
    /// Seed of the first head's inputs.
    pub seed: u64,
}

impl Ask {
    /// Neighbouring heads to each worker, none of which has two more than another.
    pub fn shares(&self) -> Vec<Share> {
        let first = |worker: usize| worker * HEADS / self.workers;
        let share = |worker| Share {
            case: self.case.clone(),
            heads: first(worker)..first(worker + 1),
            calls: self.calls,
            seed: self.seed,
        };
        (0..self.workers).map(share).collect()
    }
}

/// A worker's memory: the inputs of the heads that it has seen at the last size, and the buffers of its kernels.
#[derive(Default)]
pub struct Hand {
    size: Option<(usize, usize, u64)>,
    inputs: Vec<(usize, Inputs)>,
    plans: Vec<(Case, usize, Plan)>,
}

impl Hand {
    /// Runs the heads of a share, so often as it says. The first time takes longer: then memory is allocated and filled.
    ///
    /// # Errors
    /// [`KernelError`] if the kernel or the size does not exist, or memory does not suffice.
    pub fn carry_out(&mut self, share: &Share) -> Result<(), KernelError> {
        let Share { case, heads, calls, seed } = share;
        let size = (case.n, case.d, *seed);
        if self.size.replace(size) != Some(size) {
            self.inputs.clear();
            self.plans.clear();
        }
        let kernel = fast::find(&case.kernel, case.form)?;
        let shape = Shape::new(case.n, case.d)?;
        for head in heads.clone() {
            if self.inputs.iter().all(|(known, _)| *known != head) {
                let inputs = Inputs::seeded((kernel.reads)(shape), seed.wrapping_add(head as u64))?;
                self.inputs.push((head, inputs));
            }
            if !self.plans.iter().any(|(known, of, _)| *of == head && known == case) {
                self.plans.push((case.clone(), head, kernel.prepare(shape)?));
            }
        }
        let mut own = Vec::new();
        for (_, head, plan) in
            self.plans.iter_mut().filter(|(of, head, _)| of == case && heads.contains(head))
        {
            let inputs = self.inputs.iter().find(|(of, _)| of == head);
            own.extend(inputs.map(|(_, inputs)| (inputs, plan)));
        }
        for _ in 0..*calls {
            own.iter_mut().try_for_each(|(inputs, plan)| plan.run(inputs))?;
        }
        Ok(())
    }
}

/// How much faster a run of all heads is on several workers.
#[derive(Clone, Debug, PartialEq)]
pub struct Speedup {
    /// Workers.
    pub workers: usize,
    /// Milliseconds of a run.
    pub median_ms: f64,
    /// Time on one worker over that on these.
    pub speedup: f64,
    /// The lowest and the highest that the 95 % intervals of both times allow.
    pub interval: (f64, f64),
    /// Speed-up over workers.
    pub efficiency: f64,
}

/// The speed-ups of a kernel in a form at a size, by the number of workers; none without the time on one.
pub fn speedups(of: &Case, records: &[Record]) -> Vec<Speedup> {
    let kernel = |case: &Case| (case.kernel.clone(), case.form.algorithm(), case.n, case.d);
    let same = |r: &&Record| kernel(&r.case) == kernel(of);
    let mut all: Vec<(usize, &Record)> =
        records.iter().filter(same).filter_map(|r| Some((r.case.form.workers()?, r))).collect();
    all.sort_unstable_by_key(|(workers, _)| *workers);
    let Some(&(1, alone)) = all.first() else { return Vec::new() };
    let speedup = |&(workers, r): &(usize, &Record)| {
        let speedup = alone.median_ms / r.median_ms;
        Speedup {
            workers,
            median_ms: r.median_ms,
            speedup,
            interval: (alone.low_ms / r.high_ms, alone.high_ms / r.low_ms),
            efficiency: speedup / workers as f64,
        }
    };
    all.iter().map(speedup).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm::{Naive, Recurrent};
    use crate::fast::Form;
    use crate::timing::record::Facts;

    fn case(form: impl Into<Form>) -> Case {
        Case { kernel: "delta_rule/causal".into(), form: form.into(), n: 24, d: 16 }
    }

    #[test]
    fn every_head_belongs_to_one_worker() {
        for workers in 1..=HEADS {
            let shares = Ask { case: case(Recurrent), workers, calls: 1, seed: 1 }.shares();
            let heads: Vec<usize> = shares.iter().flat_map(|share| share.heads.clone()).collect();
            assert_eq!(heads, (0..HEADS).collect::<Vec<_>>());
            let sizes = || shares.iter().map(|share| share.heads.len());
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1, "{workers} workers");
        }
    }

    #[test]
    fn workers_are_no_more_than_cores_and_heads() {
        assert_eq!(counts(0), [1]);
        assert_eq!(counts(2), [1, 2]);
        assert_eq!(counts(12), [1, 2, 3, 4, 5, 6, 7, 8, 12]);
        assert_eq!(counts(64), [1, 2, 3, 4, 5, 6, 7, 8, 16]);
    }

    #[test]
    fn a_hand_computes_each_of_its_heads() {
        let mut hand = Hand::default();
        let share = |heads, calls| Share { case: case(Recurrent), heads, calls, seed: 3 };
        hand.carry_out(&share(0..3, 2)).unwrap();
        hand.carry_out(&share(2..4, 1)).unwrap();
        let kernel = fast::find("delta_rule/causal", Recurrent).unwrap();
        for (_, head, plan) in &hand.plans {
            let inputs = Inputs::seeded(Shape::new(24, 16).unwrap(), 3 + *head as u64).unwrap();
            let mut alone = kernel.prepare(inputs.shape).unwrap();
            alone.run(&inputs).unwrap();
            assert_eq!(plan.output(), alone.output(), "head {head}");
        }
        assert_eq!(hand.plans.len(), 4);
        let other = Share { case: Case { n: 8, ..case(Recurrent) }, ..share(0..1, 1) };
        hand.carry_out(&other).unwrap();
        assert_eq!(hand.plans.len(), 1, "the memory of another size is given back");
        let unknown = Share { case: case(Naive), ..share(0..1, 1) };
        assert!(hand.carry_out(&unknown).is_err());
    }

    #[test]
    fn speedups_are_ratios_to_one_worker() {
        let record = |workers, ms: f64| {
            let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
            let record = Record::new(case(Form::Workers(workers, Recurrent)), &[ms], facts).unwrap();
            Record { low_ms: 0.9 * ms, high_ms: 1.1 * ms, ..record }
        };
        let found = speedups(&case(Recurrent), &[record(4, 3.0), record(1, 8.0), record(2, 4.0)]);
        assert_eq!(found.iter().map(|s| s.workers).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!((found[1].speedup, found[1].efficiency), (2.0, 1.0));
        assert!((found[2].interval.0 - 7.2 / 3.3).abs() < 1e-12 && found[2].efficiency < 0.67);
        assert!(speedups(&case(Recurrent), &[record(2, 4.0)]).is_empty(), "nothing to compare with");
    }
}
