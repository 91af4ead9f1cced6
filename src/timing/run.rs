//! A run as the page knows it: its phase, and its results.

use thiserror::Error;

use super::machine::{DRIFT_LIMIT, Speed};
use super::transition::Plan;
use super::{Activity, Case, Environment, Progress, Record, Refused, Report};
use crate::math::nan_max;

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
    /// The clock moves in steps of so many milliseconds, more than [`COARSEST_MS`](super::clock::COARSEST_MS).
    #[error("the browser's clock is too coarse: steps of {0} ms")]
    TooCoarse(f64),
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

/// The state of a run. [`Run::start`] begins one, [`Run::on`] takes it from there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Where the run is.
    pub phase: Phase,
    /// Grain of the worker's clock in milliseconds.
    pub grain_ms: Option<f64>,
    /// RMS ratio to the f64 definition, for each kernel checked; `None` where it is not a number.
    pub checks: Vec<(Case, Option<f64>)>,
    /// The measurements.
    pub records: Vec<Record>,
    /// The cases that were not timed, and why.
    pub refused: Vec<Refused>,
    /// The machine's limits, as measured in the last run: before its first case, and after its last.
    pub speeds: Vec<Speed>,
    /// Why the run stands still, if it does.
    pub paused: Option<Pause>,
    /// The plan of the last run.
    pub plan: Plan,
    /// Date and time of its start, ISO 8601, UTC; empty before the first run.
    pub date: String,
    /// The circumstances, where this is a kept result that is shown again.
    pub kept: Option<Environment>,
    /// The case that the present worker began last, and its work on it; none before its first case.
    pub(super) blamed: Option<(Activity, Case)>,
    /// The cases over which a worker of this run has died once.
    pub(super) died: Vec<Case>,
    /// The cases that this run has measured or refused, once for each pass.
    pub(super) fresh: Vec<Case>,
}

/// Why a run stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// It was asked to.
    Asked,
    /// Nobody sees the page, and browsers slow hidden pages down. It goes on when the page is seen again.
    Hidden,
}

impl Run {
    /// A kept result as a run that is done: what it measured, and what is known of its machine.
    pub fn of(report: Report) -> Self {
        let Report { environment: of, records } = report;
        Self {
            phase: Phase::Done,
            grain_ms: of.grain_ms,
            speeds: of.limit.into_iter().collect(),
            plan: Plan { suite: of.suite.clone(), ..Plan::default() },
            date: of.date.clone(),
            kept: Some(of),
            records,
            ..Self::default()
        }
    }

    /// By how much the machine's speed changed in the last run, as a part.
    pub fn drift(&self) -> Option<f64> {
        if let Some(kept) = &self.kept {
            return kept.drift;
        }
        let [first, .., last] = self.speeds[..] else { return None };
        Some(first.drift(last))
    }

    /// [`Run::drift`] where it is over [`DRIFT_LIMIT`]: such a run should be repeated.
    pub fn noisy(&self) -> Option<f64> {
        self.drift().filter(|drift| *drift > DRIFT_LIMIT)
    }

    /// The machine's limits, as the last run found them.
    pub fn limit(&self) -> Option<Speed> {
        self.limit_of(false)
    }

    /// [`Run::limit`] with multiplications and additions fused, where such forms were asked for.
    pub fn fused_limit(&self) -> Option<Speed> {
        self.limit_of(true)
    }

    fn limit_of(&self, fused: bool) -> Option<Speed> {
        self.speeds.iter().copied().filter(|speed| speed.fused == fused).reduce(Speed::best)
    }

    /// The last worker could not be started. Only a run that goes on can fail.
    pub fn fail(&mut self, failure: Failure) {
        if self.is_running() {
            self.phase = Phase::Failed(failure);
        }
    }

    /// Whether it has results that are nowhere else: it ended before its last case, so it was not kept.
    pub fn is_loose(&self) -> bool {
        !self.records.is_empty() && matches!(self.phase, Phase::Cancelled | Phase::Failed(_))
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

    /// Milliseconds of work that are left, once the worker has said so.
    pub fn left_ms(&self) -> Option<f64> {
        match &self.phase {
            Phase::Running(progress) => progress.as_ref()?.left_ms,
            _ => None,
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
        ratios.reduce(nan_max)
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
}
