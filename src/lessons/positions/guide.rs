//! Where the guided walk of the page `positions` stops: the row of the third of the three facts, which is told the lamp again, in the
//! attention matrices of four rules.

use super::Scenario;
use crate::inputs::Gate;
use crate::lessons::lockstep::set::{OnStage, Set};
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: softmax stands first, then the rules that run, in the order of the list of rules.
const SOFTMAX: usize = 0;
const FORGETTING: usize = 1;
const PATH: usize = 1;
const DELTA: usize = 2;

/// The end of the third token: attention takes one stop a token, DeltaNet five.
const ANSWERED: u64 = 3;
const ANSWERED_WITH_DELTA: u64 = 15;

fn forgets(knobs: &mut LessonKnobs, gamma: impl Into<Gate>) {
    let set = Set { gamma: gamma.into(), on_stage: OnStage::Weights, ..Set::of(&["forgetting_attn"]) };
    knobs.positions = Scenario { set };
}

/// A gate that is open: softmax.
fn open(knobs: &mut LessonKnobs) {
    forgets(knobs, 1.0);
}

/// The same gate for all.
fn fades(knobs: &mut LessonKnobs) {
    forgets(knobs, 0.5);
}

/// A gate at the second token alone.
fn cuts(knobs: &mut LessonKnobs) {
    forgets(knobs, vec![1.0, 0.5, 1.0]);
}

fn turns(knobs: &mut LessonKnobs, beta: f64) {
    let rules = Set::of(&["path_attn", "delta_rule"]);
    let set = Set { beta: beta.into(), gamma: 1.0.into(), on_stage: OnStage::Weights, ..rules };
    knobs.positions = Scenario { set };
}

/// What the query has of a key is taken out whole.
fn erases(knobs: &mut LessonKnobs) {
    turns(knobs, 1.0);
}

/// Half of it is taken out.
fn halves(knobs: &mut LessonKnobs) {
    turns(knobs, 0.5);
}

/// Softmax, which knows no order; a gate for all, and for one token; reflections under softmax, and without it.
pub const GUIDE: &[Station] = &[
    Station { t: ANSWERED, set: open, marks: &[Mark::row(SOFTMAX, 2)] },
    Station { t: ANSWERED, set: fades, marks: &[Mark::row(FORGETTING, 2), Mark::row(SOFTMAX, 2)] },
    Station { t: ANSWERED, set: cuts, marks: &[Mark::row(FORGETTING, 2)] },
    Station { t: ANSWERED_WITH_DELTA, set: erases, marks: &[Mark::row(PATH, 2)] },
    Station { t: ANSWERED_WITH_DELTA, set: erases, marks: &[Mark::row(DELTA, 2), Mark::row(PATH, 2)] },
    Station { t: ANSWERED_WITH_DELTA, set: halves, marks: &[Mark::row(DELTA, 2)] },
];
