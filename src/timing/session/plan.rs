//! The plan of a session: how each case is measured, and how long all of it is going to take, from the settings and the
//! operations counted, so that the time left is told from the first moment.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Fused, Session, heads};
use crate::fast::fused::{self, Module};
use crate::fast::{self, Info, KernelError, Ready, Shape};
use crate::timing::guard::{self, Measured};
use crate::timing::machine::Machine;
use crate::timing::rounds::Settings;
use crate::timing::{Activity, Beside, Case, Earlier, Job, Message, Plan, Record, Refusal, Suite};

/// Milliseconds for which a kernel that was measured in an earlier pass runs before it is measured again.
const AGAIN_MS: f64 = 20.0;
/// Milliseconds that the check of a kernel is going to take.
const CHECK_MS: f64 = 60.0;
/// The speed of a kernel of vector code that has not run yet, on a machine of some years.
const UNSEEN: Measured = Measured { flops: 16e6, ms: 1.0 };
/// The same of plain loops, of a library and of JavaScript.
const UNSEEN_PLAIN: Measured = Measured { flops: 2e6, ms: 1.0 };
/// Milliseconds until a worker is here and has watched its clock.
const START_MS: f64 = 1000.0;

/// Milliseconds that a job is going to take, told before it runs, by the plan of its session. Kernels among `records`, which
/// this machine has measured before, are as fast as they were then. `fused_here` says whether the browser fuses multiplications
/// and additions; where it does not, such cases are not timed. Of the cases that a suite adds while it runs, those are counted that
/// it [usually](Suite::usually_more) adds.
pub fn expected_ms(job: Job, grain_ms: f64, fused_here: bool, records: &[Record]) -> f64 {
    let fused_here = fused_here && Plan::of(&job).asks_for_fused();
    let fused: Fused = if fused_here { Ok(Rc::new(NotYetHere)) } else { Err(Refusal::NotFused) };
    let mut session = Session::new(job, Earlier::default(), fused);
    if session.pace.total == 0 {
        return 0.0;
    }
    let mut known: Vec<&Record> =
        records.iter().filter(|record| record.case.form.workers().is_none()).collect();
    known.sort_by_key(|record| record.case.n);
    for record in known {
        let speed = Measured { flops: record.gflops * 1e6, ms: 1.0 };
        session.known.timed(&record.case, speed);
    }
    START_MS + session.left_ms(grain_ms)
}

/// The module of fused kernels while a run is only planned.
struct NotYetHere;

impl Module for NotYetHere {
    fn prepare(&self, kernel: &Info, _: Shape, _: u64) -> Result<Box<dyn Ready>, KernelError> {
        Err(fused::unknown(kernel))
    }
}

impl Session {
    /// Where the run is, `part` being the part of the group in hand that is done, in cases.
    pub(super) fn progress(&mut self, part: f64, grain_ms: f64, activity: Activity, case: Case) -> Message {
        let open = self.waiting.len() + self.group.as_ref().map_or(0, |group| group.admitted.len());
        let left_ms = self.left_ms(grain_ms);
        self.pace.progress(open, part, left_ms, activity, case)
    }

    /// How the group that begins with this case is measured: the suite's budget is shared out among its passes, and after
    /// the first one only caches are cold.
    pub(super) fn settings(&self, grain_ms: f64, case: &Case, ran_before: bool) -> Settings {
        let before = self.samples.get(case).map_or(0, Vec::len);
        let usual = Settings::new(grain_ms, self.kernels.seed.wrapping_add((case.n + before) as u64));
        let Some(Suite { passes, budget_ms, .. }) = self.suite else { return usual };
        let passes = (*passes).max(1);
        Settings {
            budget_ms: budget_ms / passes as f64,
            least_samples: usual.least_samples.div_ceil(passes),
            warm_up_ms: if ran_before { AGAIN_MS } else { usual.warm_up_ms },
            ..usual
        }
    }

    /// Milliseconds of work that are left.
    pub(super) fn left_ms(&self, grain_ms: f64) -> f64 {
        if self.pace.total == 0 {
            return self.pace.left_ms(self.unchecked.len() as f64 * CHECK_MS);
        }
        let done = self.group.as_ref().map_or(0.0, |group| group.rounds().progress());
        let under_way = self.limits.under_way.as_ref().map_or(0.0, |machine| 1.0 - machine.progress());
        let limits = f64::from(!self.limits.before) + under_way + f64::from(!self.limits.after);
        let rest_ms = (1.0 - done) * self.in_hand_ms
            + self.cases_ms(&self.waiting, grain_ms)
            + self.more_ms(grain_ms)
            + self.unchecked.len() as f64 * CHECK_MS
            + limits * Machine::expected_ms(grain_ms, self.kernels.fused.is_ok());
        self.pace.left_ms(rest_ms)
    }

    /// Milliseconds that cases are going to take, each of which stands there once for each pass.
    fn cases_ms<'a>(&self, cases: impl IntoIterator<Item = &'a Case>, grain_ms: f64) -> f64 {
        let mut seen: HashSet<&Case> = HashSet::new();
        let mut case_ms = |case| {
            let ran_before = !seen.insert(case) || self.compiled.contains_key(case);
            self.case_ms(case, grain_ms, ran_before)
        };
        cases.into_iter().map(&mut case_ms).sum()
    }

    /// Milliseconds of the cases that the suite is going to add: each is like the one in the middle of those with which it began.
    fn more_ms(&self, grain_ms: f64) -> f64 {
        let Some(suite) = self.suite.filter(|_| self.pace.more > 0) else { return 0.0 };
        let cases = (suite.cases)(&self.choice);
        let like = cases.get(cases.len() / 2).map_or(0.0, |case| self.case_ms(case, grain_ms, false));
        self.pace.more as f64 * like
    }

    /// Milliseconds that one pass of a case is going to take; none where it is not going to be admitted.
    pub(super) fn case_ms(&self, case: &Case, grain_ms: f64, ran_before: bool) -> f64 {
        let (Ok(kernel), Ok(shape)) = (fast::info(&case.kernel, case.form), Shape::new(case.n, case.d))
        else {
            return 0.0;
        };
        let plain = matches!(Beside::of(case.form), Some(Beside::By(_)));
        let unseen = if plain { UNSEEN_PLAIN } else { UNSEEN };
        let (heads, speed) = (heads(case), self.known.measured(case).unwrap_or(unseen));
        if guard::admit(kernel, shape, heads, speed).is_err() {
            return 0.0;
        }
        let spread = heads as f64 / case.form.workers().unwrap_or(1) as f64;
        let call_ms = speed.predicted_ms((kernel.flops)(shape) * spread);
        self.settings(grain_ms, case, ran_before).expected_ms(call_ms, ran_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::{Algorithm, Form};
    use crate::timing::record::Facts;
    use crate::timing::{Choice, Question, SEED};

    fn sweep(beside: Vec<Beside>) -> Job {
        Job { suite: "scaling".into(), choice: Choice { beside, ..Choice::default() }, seed: SEED }
    }

    #[test]
    fn the_first_sweep_is_promised_in_its_passes_and_samples() {
        // 49 cases, six passes of a fifth of a second each, and as long for the largest ones.
        let ms = expected_ms(sweep(Vec::new()), 0.1, true, &[]);
        assert!((60_000.0..100_000.0).contains(&ms), "{ms}");
        let fused = |here| expected_ms(sweep(vec![Beside::Fused]), 0.1, here, &[]);
        assert!(fused(true) > 1.8 * ms && fused(false) == ms, "{} and {}", fused(true), fused(false));
        let job = Job { suite: "nonsense".into(), ..sweep(Vec::new()) };
        assert_eq!(expected_ms(job, 0.1, true, &[]), 0.0);
    }

    #[test]
    fn a_question_is_promised_within_twenty_seconds_also_the_sizes_that_it_adds() {
        let ms = |suite: &str| {
            expected_ms(Job { suite: suite.into(), choice: Choice::default(), seed: SEED }, 0.1, true, &[])
        };
        for question in Question::ALL {
            assert!(
                (5_000.0..20_000.0).contains(&ms(question.suite())),
                "{question:?}: {} ms",
                ms(question.suite())
            );
        }
        // Ten cases, and six that are added: of half a second each.
        assert!(ms("wins") > 16.0 * 400.0, "{}", ms("wins"));
    }

    #[test]
    fn a_kernel_that_was_slow_here_is_expected_to_be_slow() {
        let case =
            Case { kernel: "softmax_attn/full".into(), form: Form::Own(Algorithm::Naive), n: 4096, d: 64 };
        let facts = Facts { flops: 4e9, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let slow: Vec<Record> = Record::new(case, &[4000.0], facts).into_iter().collect();
        let [usual, known] =
            [&[][..], &slow].map(|records| expected_ms(sweep(Vec::new()), 0.1, true, records));
        assert!(known > usual + 20_000.0, "{known} and {usual}");
    }
}
