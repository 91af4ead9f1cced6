//! The check of a kernel before it is timed: that it is right, and about how fast it is.

use std::collections::HashMap;
use std::rc::Rc;

use super::Kernels;
use crate::fast::{self, Form, Inputs, KernelError, Ready, Shape};
use crate::timing::guard::{Measured, Refusal, TOLERANCE};
use crate::timing::{Case, Clock};

/// Tokens at which a kernel is checked, whatever n it is timed at: odd, and more than one block of anything, so that every
/// path of the code is taken; and few, so that an f64 definition of n² or nd² steps takes a moment only. The number of
/// channels is that of the case.
pub const CHECK_TOKENS: usize = 129;

/// Tokens at which a form is checked: [`CHECK_TOKENS`], and in chunks so long that these would be one chunk, so many more
/// that a second one begins.
pub fn check_tokens(form: Form) -> usize {
    match form.algorithm().chunk_size() {
        Some(size) if size >= CHECK_TOKENS => size.saturating_add(CHECK_TOKENS),
        _ => CHECK_TOKENS,
    }
}

/// Milliseconds for which a kernel runs to guess its speed before its first size, twice.
const PROBE_MS: f64 = 20.0;
/// Steps of the clock for which it runs at least, each time: a guess that is a fifth off is good enough.
const PROBE_GRAINS: f64 = 5.0;
/// Calls after which that ends in any case.
const PROBE_CALLS: u32 = 1 << 20;

/// Kernel, form in one worker, and channels: a kernel is checked once for each.
pub(super) type Key = (String, Form, usize);

pub(super) fn key(case: &Case) -> Key {
    (case.kernel.clone(), case.form.in_one_worker(), case.d)
}

/// The first of each kernel's cases, at the size and in the form in which it is checked.
pub(super) fn to_check(cases: &[Case]) -> Vec<Case> {
    let mut first: Vec<Case> = Vec::new();
    for case in cases {
        if !first.iter().any(|seen| key(seen) == key(case)) {
            let form = case.form.in_one_worker();
            first.push(Case { n: check_tokens(form), form, ..case.clone() });
        }
    }
    first
}

/// The results of all checks so far, and the speeds.
#[derive(Default)]
pub(super) struct Known {
    /// RMS ratio to the f64 definition; `None` where it is not a number.
    ratios: HashMap<Key, Option<f64>>,
    /// The largest size measured so far.
    speeds: HashMap<Key, Measured>,
}

impl Known {
    /// Compares a kernel with its definition at this size and, if anything is to be timed by a clock of this grain, guesses
    /// its speed. The RMS ratio; `None` where it is not a number.
    pub fn check(
        &mut self,
        case: &Case,
        kernels: &Kernels,
        grain_ms: Option<f64>,
        clock: &impl Clock,
    ) -> Option<f64> {
        let checked = || -> Result<(f64, Option<Measured>), KernelError> {
            let kernel = fast::find(&case.kernel, case.form)?;
            let shape = (kernel.reads)(Shape::new(case.n, case.d)?);
            let inputs = Rc::new(Inputs::seeded(shape, kernels.seed)?);
            let mut ready = kernels.ready(case, shape, || Ok(inputs.clone()))?;
            ready.run(1);
            let ratio = kernel.rms_ratio_of(&ready.output(), &inputs);
            let speed =
                |grain_ms| Measured { flops: (kernel.flops)(shape), ms: probe(&mut *ready, grain_ms, clock) };
            Ok((ratio, grain_ms.map(speed)))
        };
        let ratio = match checked() {
            Ok((ratio, speed)) => {
                if let Some(speed) = speed {
                    self.speeds.insert(key(case), speed);
                }
                Some(ratio).filter(|ratio| ratio.is_finite())
            }
            Err(_) => None,
        };
        self.ratios.insert(key(case), ratio);
        ratio
    }

    /// RMS ratio of a case's kernel; `None` where it was not checked or is not a number.
    pub fn ratio(&self, case: &Case) -> Option<f64> {
        self.ratios.get(&key(case)).copied().flatten()
    }

    /// The speed of a kernel at the largest size so far, if it has run at all.
    pub fn measured(&self, case: &Case) -> Option<Measured> {
        self.speeds.get(&key(case)).copied()
    }

    /// The speed of a kernel that may be timed.
    ///
    /// # Errors
    /// [`Refusal::Inaccurate`] for a kernel that differs from its definition by more than [`TOLERANCE`].
    pub fn speed(&self, case: &Case) -> Result<Measured, Refusal> {
        let rms_ratio = self.ratio(case);
        let right = rms_ratio.is_some_and(|ratio| ratio <= TOLERANCE);
        let speed = self.speeds.get(&key(case)).copied().filter(|_| right);
        speed.ok_or(Refusal::Inaccurate { rms_ratio, tolerance: TOLERANCE })
    }

    /// The speed at a size that was timed.
    pub fn timed(&mut self, case: &Case, speed: Measured) {
        self.speeds.insert(key(case), speed);
    }
}

/// Runs a kernel for [`PROBE_MS`], so that its code is compiled as well as it gets, and again, to be timed: milliseconds of a
/// call.
fn probe(ready: &mut dyn Ready, grain_ms: f64, clock: &impl Clock) -> f64 {
    let least_ms = PROBE_MS.max(PROBE_GRAINS * grain_ms);
    let mut ms = 0.0;
    for _ in 0..2 {
        let (start, mut calls) = (clock.now_ms(), 0);
        while calls < PROBE_CALLS && clock.now_ms() - start < least_ms {
            ready.run(1);
            calls += 1;
        }
        ms = (clock.now_ms() - start) / f64::from(calls.max(1));
    }
    ms
}
