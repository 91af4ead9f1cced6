//! What the page knows of a run: its phase, and the results, which outlive it.

use thiserror::Error;

use super::{Case, Message, Progress, Record, Refused};

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
}

impl Run {
    /// A worker was asked.
    pub fn start(&mut self) {
        self.phase = Phase::Running(None);
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
            Message::Measured(record) => {
                self.forget(&record.case);
                self.records.push(*record);
            }
            Message::Refused(refused) => {
                self.forget(&refused.case);
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

    /// The largest RMS ratio of the kernels checked. NaN if one of them gave no number, `None` if none was checked.
    pub fn worst_rms_ratio(&self) -> Option<f64> {
        let ratios = self.checks.iter().map(|(_, ratio)| ratio.unwrap_or(f64::NAN));
        ratios.reduce(|a, b| if a.is_nan() || a > b { a } else { b })
    }

    /// The phase in one of four words: `idle` (also after a cancelled run), `running`, `done`, `failed`.
    pub fn state(&self) -> &'static str {
        match self.phase {
            Phase::Idle | Phase::Cancelled => "idle",
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
