//! Where the guided walk of the page `stability` stops: the third of the three facts with three sizes of β; five stops a token.

use super::Scenario;
use crate::lessons::lockstep::set::Set;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: S of both rules, and what DeltaNet answers beside it.
const LINEAR_S: usize = 1;
const DELTA_S: usize = 7;
const DELTA_BESIDE: usize = 8;

fn set(knobs: &mut LessonKnobs, beta: f64) {
    knobs.stability = Scenario { set: Set { beta: beta.into(), ..Set::of(&["linear_attn", "delta_rule"]) } };
}

/// The old answer is erased.
fn erases(knobs: &mut LessonKnobs) {
    set(knobs, 1.0);
}

/// Half of it stays.
fn halves(knobs: &mut LessonKnobs) {
    set(knobs, 0.5);
}

/// It changes its sign.
fn reflects(knobs: &mut LessonKnobs) {
    set(knobs, 2.0);
}

/// One telling, with the factor 0, a half, and −1; and what it leaves alone.
pub const GUIDE: &[Station] = &[
    Station { t: 14, set: erases, marks: &[Mark::col(DELTA_S, 0), Mark::col(LINEAR_S, 0)] },
    Station { t: 14, set: halves, marks: &[Mark::col(DELTA_S, 0)] },
    Station { t: 15, set: reflects, marks: &[Mark::col(DELTA_BESIDE, 0), Mark::col(DELTA_S, 0)] },
    Station { t: 14, set: reflects, marks: &[Mark::col(DELTA_S, 1)] },
];
