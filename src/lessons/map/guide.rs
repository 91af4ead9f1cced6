//! Where the guided walk of the page `map` stops: three edges, each with its knob not turned and turned all the way.

use super::{STEPS, Scenario};
use crate::knobs::OneId;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: the outputs of both rules, and their difference.
const A: usize = 0;
const B: usize = 1;
const APART: usize = 2;

/// This edge, and its upper rule in focus.
fn set(knobs: &mut LessonKnobs, edge: &str, rule: &'static str) {
    knobs.map = Scenario { edge: edge.to_owned(), rule: OneId(rule), ..Scenario::default() };
}

/// A sum that fades becomes one that does not.
fn fading(knobs: &mut LessonKnobs) {
    set(knobs, "simple-gla-linear", "simple_gla");
}

/// A correction becomes a sum.
fn correcting(knobs: &mut LessonKnobs) {
    set(knobs, "delta-linear", "delta_rule");
}

/// Softmax with a bias becomes softmax.
fn biased(knobs: &mut LessonKnobs) {
    set(knobs, "forgetting-softmax", "forgetting_attn");
}

/// Three edges, one of each kind of memory.
pub const GUIDE: &[Station] = &[
    Station { t: 0, set: fading, marks: &[Mark::row(APART, 2), Mark::row(A, 2), Mark::row(B, 2)] },
    Station { t: STEPS, set: fading, marks: &[Mark::row(APART, 2), Mark::row(A, 2), Mark::row(B, 2)] },
    Station { t: 0, set: correcting, marks: &[Mark::row(A, 2), Mark::row(B, 2)] },
    Station { t: 1, set: correcting, marks: &[Mark::row(A, 1), Mark::row(B, 1)] },
    Station { t: STEPS / 2, set: biased, marks: &[Mark::row(APART, 2)] },
    Station { t: STEPS, set: biased, marks: &[Mark::row(APART, 2)] },
];
