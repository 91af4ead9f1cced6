//! The measurement of one kernel at one size, or the reason why there is none.

use serde::{Deserialize, Serialize};

use super::{Refusal, bootstrap, summary};
use crate::fast::Form;

/// One kernel in one form at one size: suites are made of cases, and records are found by them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Case {
    /// Name in the kernel list, e.g. `delta_rule/causal`.
    pub kernel: String,
    /// How it is computed and run, e.g. `recurrent`; as text, that word.
    pub form: Form,
    /// Tokens.
    pub n: usize,
    /// Channels.
    pub d: usize,
}

/// The measurement of a case. Times are milliseconds per call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The case that was timed.
    #[serde(flatten)]
    pub case: Case,
    /// Median of the samples.
    pub median_ms: f64,
    /// Lower end of the median's 95 % bootstrap interval.
    pub low_ms: f64,
    /// Upper end of that interval.
    pub high_ms: f64,
    /// Number of samples.
    pub samples: usize,
    /// Counted floating-point operations of a call, in 10⁹, per second of the median.
    pub gflops: f64,
    /// First quartile of the samples.
    pub q1_ms: f64,
    /// Third quartile of the samples.
    pub q3_ms: f64,
    /// Every sample, in the order measured.
    pub times_ms: Vec<f64>,
    /// Tukey's label of each sample.
    pub labels: Vec<summary::Label>,
    /// Calls in a batch of the last pass; a sample is the time of a batch divided by its calls. Some have a few more, up to
    /// a grain's worth, so that the clock does not round all alike.
    pub batch: u32,
    /// RMS(f32 kernel − f64 definition) / RMS(definition), at this d and a small odd n, before timing.
    pub rms_ratio: f64,
    /// Bytes of inputs, scratch memory and output.
    pub bytes: u64,
    /// Grain of the clock.
    pub grain_ms: f64,
}

/// A case that was not timed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// The case that was not timed.
    pub case: Case,
    /// Why.
    pub reason: Refusal,
}

/// The facts about a case apart from its samples.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Counted floating-point operations of a call.
    pub flops: f64,
    /// Bytes of inputs, scratch memory and output.
    pub bytes: u64,
    /// Result of the check before timing.
    pub rms_ratio: f64,
    /// Grain of the clock in milliseconds.
    pub grain_ms: f64,
    /// Calls in a batch.
    pub batch: u32,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Record {
    /// The record of `times_ms`, or `None` if there are none.
    pub fn new(case: Case, times_ms: &[f64], facts: Facts) -> Option<Self> {
        let median_ms = summary::median(times_ms)?;
        let (low_ms, high_ms) = bootstrap::median_interval(times_ms, facts.seed)?;
        Some(Self {
            case,
            median_ms,
            low_ms,
            high_ms,
            samples: times_ms.len(),
            gflops: facts.flops / median_ms / 1e6,
            q1_ms: summary::quantile(times_ms, 0.25)?,
            q3_ms: summary::quantile(times_ms, 0.75)?,
            times_ms: times_ms.to_vec(),
            labels: summary::labels(times_ms),
            batch: facts.batch,
            rms_ratio: facts.rms_ratio,
            bytes: facts.bytes,
            grain_ms: facts.grain_ms,
        })
    }
}
