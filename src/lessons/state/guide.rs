//! Where the guided walk of the page `state` stops: linear attention beside DeltaNet, five stops a token.

use super::Scenario;
use crate::inputs::Gate;
use crate::lessons::lockstep::set::Set;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: S and what the token changes of it, of both rules.
const LINEAR_S: usize = 1;
const LINEAR_O: usize = 2;
const DELTA_S: usize = 7;
const DELTA_BESIDE: usize = 8;
const DELTA_ERROR: usize = 11;
const DELTA_CHANGE: usize = 12;

/// A DeltaNet that writes with full strength.
fn set(knobs: &mut LessonKnobs) {
    let set = Set { beta: Gate::Constant(1.0), ..Set::of(&["linear_attn", "delta_rule"]) };
    knobs.state = Scenario { set, ..Scenario::default() };
}

/// One fact, a second whose key leans towards the first, and the first told anew.
pub const GUIDE: &[Station] = &[
    Station { t: 4, set, marks: &[Mark::entry(LINEAR_S, 0, 0), Mark::entry(DELTA_S, 0, 0)] },
    // ΔS first: its sum tells all that the token did to the entry, that of S only the last of it.
    Station {
        t: 9,
        set,
        marks: &[Mark::entry(DELTA_CHANGE, 0, 1), Mark::entry(DELTA_S, 0, 1), Mark::row(LINEAR_S, 1)],
    },
    Station { t: 11, set, marks: &[Mark::col(DELTA_BESIDE, 0)] },
    Station { t: 12, set, marks: &[Mark::col(DELTA_ERROR, 0), Mark::col(DELTA_BESIDE, 0)] },
    Station {
        t: 14,
        set,
        marks: &[Mark::col(DELTA_CHANGE, 0), Mark::col(DELTA_S, 0), Mark::col(LINEAR_S, 0)],
    },
    Station { t: 15, set, marks: &[Mark::col(DELTA_BESIDE, 0), Mark::col(LINEAR_O, 0)] },
];
