//! Where the guided walk of the page `losses` stops: linear attention, DeltaNet and Huber's loss, five stops a token.

use super::Scenario;
use crate::lessons::lockstep::set::Set;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: S of each rule, what it answers beside it, and its error.
const LINEAR_S: usize = 1;
const LINEAR_BESIDE: usize = 2;
const DELTA_S: usize = 7;
const DELTA_BESIDE: usize = 8;
const DELTA_ERROR: usize = 11;
const HUBER_S: usize = 14;
const HUBER_BESIDE: usize = 15;
const HUBER_ERROR: usize = 18;

/// Steps of size 1, with the usual δ of 0.5.
fn set(knobs: &mut LessonKnobs) {
    let set = Set { beta: 1.0.into(), ..Set::of(&["linear_attn", "delta_rule", "huber"]) };
    knobs.losses = Scenario { set, ..Scenario::default() };
}

/// One fact after another, and what each loss makes of it.
pub const GUIDE: &[Station] = &[
    Station { t: 4, set, marks: &[Mark::col(LINEAR_S, 0), Mark::col(DELTA_S, 0), Mark::col(HUBER_S, 0)] },
    Station { t: 7, set, marks: &[Mark::col(DELTA_ERROR, 0), Mark::col(HUBER_ERROR, 0)] },
    Station { t: 9, set, marks: &[Mark::row(LINEAR_S, 1), Mark::row(DELTA_S, 1), Mark::row(HUBER_S, 1)] },
    Station { t: 14, set, marks: &[Mark::col(LINEAR_S, 0), Mark::col(DELTA_S, 0), Mark::col(HUBER_S, 0)] },
    Station {
        t: 15,
        set,
        marks: &[Mark::col(LINEAR_BESIDE, 0), Mark::col(DELTA_BESIDE, 0), Mark::col(HUBER_BESIDE, 0)],
    },
];
