//! What the page knows of a run: its phase, and the results, which outlive it.

use thiserror::Error;

use super::machine::{DRIFT_LIMIT, Speed};
use super::{Case, Earlier, Message, Progress, Record, Refusal, Refused, Stage, Suite};

/// Why a run ended before its last case.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Failure {
    /// The worker panicked and could still say so.
    #[error("the worker panicked: {0}")]
    Panicked(String),
    /// The browser reported an error in the worker: it trapped, or its files could not be loaded.
    #[error("the worker failed: {0}")]
    Broken(String),
    /// A message could not be read.
    #[error("the worker sent something unreadable: {0}")]
    Unreadable(String),
    /// Nothing was heard for this many seconds.
    #[error("the worker gave no sign of life for {0} seconds")]
    Silent(u32),
    /// There is no clock to measure with.
    #[error("the browser's clock stands still")]
    NoClock,
}

/// Where a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// No run yet.
    #[default]
    Idle,
    /// A worker is at it; no progress before its first message.
    Running(Option<Progress>),
    /// All cases are measured or refused.
    Done,
    /// It ended early, and not by choice.
    Failed(Failure),
    /// The user ended it.
    Cancelled,
}

/// The state of the lab. Results are merged by case: a new run replaces what it measures again and keeps the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Where the run is.
    pub phase: Phase,
    /// Grain of the worker's clock in milliseconds.
    pub grain_ms: Option<f64>,
    /// RMS ratio to the f64 definition, for each kernel checked; `None` where it is not a number.
    pub checks: Vec<(Case, Option<f64>)>,
    /// What was measured.
    pub records: Vec<Record>,
    /// What was not, and why.
    pub refused: Vec<Refused>,
    /// The machine's limits, as measured in the last run: before its first case, and after its last.
    pub speeds: Vec<Speed>,
    /// Why the run stands still, if it does.
    pub paused: Option<Pause>,
    /// The cases over which a worker of this run has died once.
    died: Vec<Case>,
    /// What this run has measured or refused, once for each pass.
    fresh: Vec<Case>,
}

/// Why a run stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// It was asked to.
    Asked,
    /// Nobody sees the page, and browsers slow down what nobody sees. It goes on when the page is seen again.
    Hidden,
}

impl Run {
    /// A worker was asked.
    pub fn start(&mut self) {
        self.phase = Phase::Running(None);
        self.speeds.clear();
        self.died.clear();
        self.fresh.clear();
        self.paused = None;
    }

    /// By how much the machine's speed changed in the last run, as a part.
    pub fn drift(&self) -> Option<f64> {
        let [first, .., last] = self.speeds[..] else { return None };
        Some(first.drift(last))
    }

    /// That, where it is so much that the run had better be made again.
    pub fn noisy(&self) -> Option<f64> {
        self.drift().filter(|drift| *drift > DRIFT_LIMIT)
    }

    /// The machine's limits, as the last run found them.
    pub fn limit(&self) -> Option<Speed> {
        self.limit_of(false)
    }

    /// The same by the build that fuses multiplications and additions, where it was used.
    pub fn fused_limit(&self) -> Option<Speed> {
        self.limit_of(true)
    }

    fn limit_of(&self, fused: bool) -> Option<Speed> {
        self.speeds.iter().copied().filter(|speed| speed.fused == fused).reduce(Speed::best)
    }

    /// Stands still, or goes on. A run that nobody sees does not go on because it was asked to go on before.
    pub fn pause(&mut self, pause: Option<Pause>) {
        if self.is_running() {
            self.paused = pause;
        }
    }

    /// The worker died. Where one knows over which case, and the run can go on with another worker, what is left to that
    /// one; else the run has failed.
    ///
    /// The first time that a case kills a worker it may have been an accident: it is tried again. The second time it is
    /// given up, with the reason.
    pub fn outlive(&mut self, failure: Failure, suite: &Suite, cases: &[Case]) -> Option<Earlier> {
        let Phase::Running(Some(progress)) = &self.phase else {
            self.fail(failure);
            return None;
        };
        let (stage, blamed) = (progress.stage, progress.case.clone());
        if self.died.contains(&blamed) {
            let same =
                |case: &&Case| (&case.kernel, &case.form, case.d) == (&blamed.kernel, &blamed.form, blamed.d);
            // The check stands for all sizes: what dies in it, dies at each.
            let given_up = match stage {
                Stage::Check => cases.iter().filter(same).cloned().collect(),
                _ => vec![blamed.clone()],
            };
            let text = failure.to_string();
            for case in given_up {
                self.forget(&case);
                self.refused.push(Refused { case, reason: Refusal::Died { text: text.clone() } });
            }
        }
        self.died.push(blamed);
        Some(self.left(suite.passes))
    }

    /// What the workers of this run have left to the next: what is given up is left out of every pass.
    fn left(&self, passes: usize) -> Earlier {
        let given_up = self.refused.iter().filter(|refused| matches!(refused.reason, Refusal::Died { .. }));
        let given_up = given_up.flat_map(|refused| std::iter::repeat_n(refused.case.clone(), passes));
        let measured = self.records.iter().filter(|record| self.fresh.contains(&record.case));
        Earlier {
            except: given_up.chain(self.fresh.iter().cloned()).collect(),
            samples: measured.map(|record| (record.case.clone(), record.times_ms.clone())).collect(),
        }
    }

    /// Takes in a message. After a run has ended, stragglers of its worker change nothing.
    pub fn apply(&mut self, message: Message) {
        if !self.is_running() {
            return;
        }
        match message {
            Message::Ready => {}
            Message::Clock { grain_ms } => self.grain_ms = Some(grain_ms),
            Message::Checked { case, rms_ratio } => {
                self.checks.retain(|(checked, _)| *checked != case);
                self.checks.push((case, rms_ratio));
            }
            Message::Progress(progress) => self.phase = Phase::Running(Some(progress)),
            Message::Speed(speed) => self.speeds.push(speed),
            Message::Measured(record) => {
                self.forget(&record.case);
                self.fresh.push(record.case.clone());
                self.records.push(*record);
            }
            Message::Refused(refused) => {
                self.forget(&refused.case);
                self.fresh.push(refused.case.clone());
                self.refused.push(refused);
            }
            Message::Finished => self.phase = Phase::Done,
            Message::NoClock => self.fail(Failure::NoClock),
            Message::Panicked { text } => self.fail(Failure::Panicked(text)),
        }
    }

    /// The user ends the run.
    pub fn cancel(&mut self) {
        if self.is_running() {
            self.phase = Phase::Cancelled;
        }
    }

    /// The run ends for another reason. The first reason stands.
    pub fn fail(&mut self, failure: Failure) {
        if self.is_running() {
            self.phase = Phase::Failed(failure);
        }
    }

    /// Drops all results, unless a run is adding to them.
    pub fn clear(&mut self) {
        if !self.is_running() {
            *self = Self::default();
        }
    }

    /// Whether a worker is at it.
    pub fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running(_))
    }

    /// How much of the run is done, from 0 to 1; 0 before it, and where it ended early.
    pub fn part(&self) -> f64 {
        match &self.phase {
            Phase::Running(Some(progress)) => progress.part,
            Phase::Done => 1.0,
            _ => 0.0,
        }
    }

    /// Why the run ended early, if it did so not by choice.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.phase {
            Phase::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// The largest RMS ratio of the kernels checked. NaN if one of them gave no number, `None` if none was checked.
    pub fn worst_rms_ratio(&self) -> Option<f64> {
        let ratios = self.checks.iter().map(|(_, ratio)| ratio.unwrap_or(f64::NAN));
        ratios.reduce(|a, b| if a.is_nan() || a > b { a } else { b })
    }

    /// The phase in one of five words: `idle` (also after a cancelled run), `running`, `paused`, `done`, `failed`.
    pub fn state(&self) -> &'static str {
        match self.phase {
            Phase::Idle | Phase::Cancelled => "idle",
            Phase::Running(_) if self.paused.is_some() => "paused",
            Phase::Running(_) => "running",
            Phase::Done => "done",
            Phase::Failed(_) => "failed",
        }
    }

    fn forget(&mut self, case: &Case) {
        self.records.retain(|record| record.case != *case);
        self.refused.retain(|refused| refused.case != *case);
    }
}
