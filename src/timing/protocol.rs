//! What page and worker say to each other, as JSON text: a request at a time, and a list of messages for each step.

use serde::{Deserialize, Serialize};

use super::machine::Speed;
use super::team::Share;
use super::{Case, Choice, Record, Refused};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The one order that a worker is given.
    Start {
        /// What to time.
        order: Order,
        /// What an earlier worker of the same run has left.
        #[serde(default)]
        earlier: Earlier,
    },
    /// Do a share of a run on several workers; answered by an [`Answer`].
    Help(Share),
    /// Stop after the batch in hand, until [`Request::Resume`].
    Pause,
    /// Go on.
    Resume,
}

/// What an earlier worker of a run has left, or what another is there for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// What need not, or must not, be timed: once for each pass that is done.
    pub except: Vec<Case>,
    /// Milliseconds per call that were measured of a case.
    pub samples: Vec<(Case, Vec<f64>)>,
}

/// What is to be timed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Id of the suite.
    pub suite: String,
    /// What it shall be applied to.
    pub choice: Choice,
    /// Seed of inputs, order and bootstrap.
    pub seed: u64,
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// The worker runs and can take an order.
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
    /// Where the run is: before a case runs for the first time, so that one knows what a dead worker died of. Else sent ten times a second at most.
    Progress(Progress),
    /// A case is measured.
    Measured(Box<Record>),
    /// A case is not going to be measured.
    Refused(Refused),
    /// Its clock stands still, so that nothing can be measured.
    NoClock,
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
    /// Milliseconds of work that are left, if the rest goes as what is done; pauses do not count.
    #[serde(default)]
    pub left_ms: Option<f64>,
    /// What happens now.
    pub stage: Stage,
    /// The case in hand.
    pub case: Case,
}

/// What a worker may be doing to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Comparing it with its definition.
    Check,
    /// Running it without keeping the times.
    WarmUp,
    /// Timing it.
    Sample,
}
