//! Where the guided walk of the page `gates` stops: DeltaNet, which has a write gate alone, beside Gated DeltaNet; six stops a token.

use super::Scenario;
use crate::inputs::Gate;
use crate::lessons::lockstep::set::Set;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: S of both rules, what the query reads beside it, and what the token changes of it.
const DELTA_S: usize = 1;
const DELTA_BESIDE: usize = 2;
const GATED_S: usize = 8;
const GATED_BESIDE: usize = 9;

/// Gates token by token: β and γ of the three facts.
fn set(knobs: &mut LessonKnobs, beta: impl Into<Gate>, gamma: impl Into<Gate>) {
    let rules = Set::of(&["delta_rule", "gated_delta_rule"]);
    knobs.gates = Scenario { set: Set { beta: beta.into(), gamma: gamma.into(), ..rules } };
}

fn open(knobs: &mut LessonKnobs) {
    set(knobs, 1.0, 1.0);
}

/// Half of the third error is written.
fn half_written(knobs: &mut LessonKnobs) {
    set(knobs, vec![1.0, 1.0, 0.5], 1.0);
}

/// Half of the state is forgotten before the third token.
fn half_forgotten(knobs: &mut LessonKnobs) {
    set(knobs, 1.0, vec![1.0, 1.0, 0.5]);
}

/// All of it is.
fn forgotten(knobs: &mut LessonKnobs) {
    set(knobs, 1.0, vec![1.0, 1.0, 0.0]);
}

/// One fact after another, the third with a gate that is not open.
pub const GUIDE: &[Station] = &[
    Station { t: 12, set: open, marks: &[Mark::col(DELTA_S, 0), Mark::col(GATED_S, 0)] },
    Station { t: 18, set: half_written, marks: &[Mark::col(DELTA_BESIDE, 0), Mark::col(GATED_BESIDE, 0)] },
    Station { t: 13, set: half_forgotten, marks: &[Mark::row(GATED_S, 0), Mark::row(GATED_S, 1)] },
    Station { t: 18, set: half_forgotten, marks: &[Mark::col(GATED_S, 1), Mark::col(DELTA_S, 1)] },
    Station { t: 18, set: forgotten, marks: &[Mark::col(GATED_S, 0), Mark::col(GATED_S, 1)] },
];
