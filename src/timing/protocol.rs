//! The conversation of page and worker, as JSON text: a request at a time, and a list of messages for each step.

use serde::{Deserialize, Serialize};

use super::machine::Speed;
use super::team::Share;
use super::{Case, Choice, Record, Refused};
use crate::experiments::{Drift, Drifted, Found, Searched, Survey};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The one job that a worker is given.
    Start {
        /// What to time.
        job: Job,
        /// The work of earlier workers of the same run.
        #[serde(default)]
        earlier: Earlier,
    },
    /// Tell lists of pairs to rules, as many as a survey has; answered by [`Message::Found`]. A worker is given this or a job.
    Survey(Survey),
    /// Look for the best constant gates of the two scenes; answered by [`Message::Searched`]. A worker is given this or a job.
    Search,
    /// Follow a state or a product in several formats of numbers; answered by [`Message::Drifted`]. A worker is given this or a job.
    Drift(Drift),
    /// Do a share of a run on several workers; answered by an [`Answer`].
    Help(Share),
    /// Stop after the batch in hand, until [`Request::Resume`].
    Pause,
    /// Go on.
    Resume,
}

/// The work of the earlier workers of a run, so that the next one goes on from there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Cases that are measured or refused, once for each pass in which they are.
    pub except: Vec<Case>,
    /// Cases over which workers died. They are neither checked nor timed again.
    pub given_up: Vec<Case>,
    /// Milliseconds per call that were measured of a case.
    pub samples: Vec<(Case, Vec<f64>)>,
}

/// A job for a worker: which kernels to time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Id of the suite.
    pub suite: String,
    /// The kernels and sizes for it.
    pub choice: Choice,
    /// Seed of inputs, order and bootstrap.
    pub seed: u64,
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// The worker runs and can take a job.
    Ready,
    /// The grain of its clock in milliseconds.
    Clock {
        /// Milliseconds.
        grain_ms: f64,
    },
    /// A kernel was compared with its f64 definition.
    Checked {
        /// Kernel, form and the small size at which it was checked.
        case: Case,
        /// RMS ratio; `None` where it is not a number.
        rms_ratio: Option<f64>,
    },
    /// The machine's limits, before the first case and after the last.
    Speed(Speed),
    /// Where the run is. Sent before a case runs for the first time, so that the page knows over which case a worker died;
    /// else ten times a second at most.
    Progress(Progress),
    /// A case is measured.
    Measured(Box<Record>),
    /// A case is not going to be measured.
    Refused(Refused),
    /// A sign of life where there is nothing else to tell.
    Alive {
        /// As in [`Progress`].
        left_ms: Option<f64>,
    },
    /// Its clock stands still, so that nothing can be measured.
    NoClock,
    /// Its clock moves in steps that are too long to measure anything.
    TooCoarse {
        /// Milliseconds of a step.
        grain_ms: f64,
    },
    /// What a survey knows after some more of its lists.
    Found(Found),
    /// What a search knows after some more of its settings.
    Searched(Searched),
    /// What is known of a drift after some more steps.
    Drifted(Drifted),
    /// All cases are done.
    Finished,
    /// The worker is about to die of this.
    Panicked {
        /// The panic's message and place.
        text: String,
    },
}

/// From a worker of the worker. A [`Message`] of the same name is the same text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It runs and can be given a share.
    Ready,
    /// The share is done.
    Helped,
    /// It is about to die of this.
    Panicked {
        /// The panic's message and place.
        text: String,
    },
}

/// Where a run is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Part of the run that is done, 0 to 1, each case counting the same.
    pub part: f64,
    /// Milliseconds of work that are left: as it was planned, and as much faster or slower as the work so far; pauses do
    /// not count.
    #[serde(default)]
    pub left_ms: Option<f64>,
    /// What happens now.
    pub activity: Activity,
    /// The case in hand.
    pub case: Case,
}

/// The work of a worker on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Comparing it with its definition.
    Check,
    /// Running it without keeping the times.
    WarmUp,
    /// Timing it.
    Sample,
}
