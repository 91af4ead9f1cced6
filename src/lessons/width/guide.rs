//! Where the guided walk of the page `width` stops: two directions come into the state, and one token changes one of them; five stops a
//! token.

use super::Scenario;
use crate::inputs::Gate;
use crate::lessons::lockstep::set::Set;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: S of both rules, and what DeltaNet answers beside it.
const LINEAR_S: usize = 1;
const DELTA_S: usize = 7;
const DELTA_BESIDE: usize = 8;

fn set(knobs: &mut LessonKnobs, beta: Gate) {
    knobs.width = Scenario { set: Set { beta, ..Set::of(&["linear_attn", "delta_rule"]) } };
}

/// Every token erases what it writes over.
fn erases(knobs: &mut LessonKnobs) {
    set(knobs, 1.0.into());
}

/// The third token is a mirror.
fn mirrors(knobs: &mut LessonKnobs) {
    set(knobs, vec![1.0, 1.0, 2.0].into());
}

/// One direction, two, and the third fact with β = 1 and with β = 2.
pub const GUIDE: &[Station] = &[
    Station {
        t: 4,
        set: erases,
        marks: &[Mark::col(LINEAR_S, 0), Mark::col(LINEAR_S, 1), Mark::col(DELTA_S, 0)],
    },
    Station { t: 9, set: erases, marks: &[Mark::col(LINEAR_S, 1), Mark::col(DELTA_S, 1)] },
    Station { t: 14, set: erases, marks: &[Mark::col(DELTA_S, 0), Mark::col(DELTA_S, 1)] },
    Station { t: 13, set: mirrors, marks: &[Mark::col(DELTA_S, 0), Mark::col(DELTA_S, 1)] },
    Station { t: 15, set: mirrors, marks: &[Mark::col(DELTA_BESIDE, 0), Mark::col(DELTA_S, 1)] },
];
