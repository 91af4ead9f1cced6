//! How long and how often to measure, given the clock.

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The clock's grain in milliseconds.
    pub grain_ms: f64,
    /// Grains that a batch aims to span.
    pub grains: f64,
    /// Grains below which a batch is no measurement: the batch grows and its task starts again.
    pub least_grains: f64,
    /// Milliseconds for which a task runs at least before its first sample, so that caches and the compiler's tiers settle.
    pub warm_up_ms: f64,
    /// Calls that it takes at least.
    pub warm_up_calls: u32,
    /// Milliseconds after which it ends, settled or not.
    pub longest_warm_up_ms: f64,
    /// Milliseconds that the samples of one task may take together, within the two bounds below.
    pub budget_ms: f64,
    /// Fewest samples, however long they take.
    pub least_samples: usize,
    /// Most samples, however short they are.
    pub most_samples: usize,
    /// Orders the tasks within a round.
    pub seed: u64,
}

/// Milliseconds that the grains of a batch may make it last, while they are more than [`COARSE_GRAINS`].
const BATCH_MS: f64 = 50.0;
/// Grains that a batch aims to span by a fine clock.
const FINE_GRAINS: f64 = 250.0;
/// Grains that a batch aims to span by a coarse clock.
pub const COARSE_GRAINS: f64 = 64.0;
/// A batch grows to this much more than it has to span, so that it need not grow again.
pub(super) const MARGIN: f64 = 1.1;
/// The part of these grains below which a batch is no measurement.
const LEAST_PART: f64 = 0.8;

impl Settings {
    /// The lab's settings at a given grain.
    ///
    /// Each of the two readings around a batch is off by less than a grain: browsers round down, or up or down at random.
    /// So a sample is off by less than 2 / 200 of itself by a fine clock and by less than 2 / 51 by a coarse one, which
    /// would make a run last very long otherwise.
    pub fn new(grain_ms: f64, seed: u64) -> Self {
        let grains = (BATCH_MS / grain_ms).clamp(COARSE_GRAINS, FINE_GRAINS);
        Self {
            grain_ms,
            grains,
            least_grains: LEAST_PART * grains,
            warm_up_ms: 80.0,
            warm_up_calls: 3,
            longest_warm_up_ms: 400.0,
            budget_ms: 400.0,
            least_samples: 5,
            most_samples: 25,
            seed,
        }
    }

    /// Milliseconds that a batch aims to last, unless a single call takes longer.
    pub fn batch_ms(&self) -> f64 {
        MARGIN * self.grains * self.grain_ms
    }

    /// As many samples as there is time for, within the bounds, if a batch takes so long.
    pub fn samples(&self, batch_ms: f64) -> usize {
        ((self.budget_ms / batch_ms).round() as usize).clamp(self.least_samples, self.most_samples)
    }

    /// Milliseconds that a task of so long calls is going to take, from its first warm-up to its last sample. Where it has
    /// run before, its warm-up is short.
    pub fn expected_ms(&self, call_ms: f64, ran_before: bool) -> f64 {
        let batch_ms = call_ms.max(self.batch_ms());
        let warm_up_ms = if ran_before {
            self.warm_up_ms.max(call_ms)
        } else {
            // Two batches, to see that the second one is no faster.
            self.warm_up_ms.max(2.0 * batch_ms).min(self.longest_warm_up_ms.max(batch_ms))
        };
        warm_up_ms + self.samples(batch_ms) as f64 * batch_ms
    }
}
