//! Where the guided walk of the page `start` stops: what attention costs, what a state is, and what each of them loses.

use super::Scenario;
use crate::knobs::Several;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The last row: the question “lamp?”, or the last fact.
const LAMP: usize = 2;

fn beside(knobs: &mut LessonKnobs, rules: &[&'static str]) {
    knobs.start = Scenario { rules: Several(rules.to_vec()), ..Scenario::default() };
}

/// Softmax attention by itself: scores 0, weights 1, outputs 2, keys 3, values 4.
fn softmax(knobs: &mut LessonKnobs) {
    beside(knobs, &["softmax_attn"]);
}

/// Beside one other rule it has weights 0, outputs 1, keys 2, values 3; linear attention has S 4 and outputs 5.
fn with_linear(knobs: &mut LessonKnobs) {
    beside(knobs, &["softmax_attn", "linear_attn"]);
}

/// Both states: S 0 and outputs 1 of linear attention, S 2 and outputs 3 of DeltaNet.
fn states(knobs: &mut LessonKnobs) {
    beside(knobs, &["linear_attn", "delta_rule"]);
}

/// All three have room for two maps each: outputs 1, 3 and 5.
fn all(knobs: &mut LessonKnobs) {
    beside(knobs, &super::scenario::BESIDE);
}

/// All three facts are told; a stop is a token.
pub const GUIDE: &[Station] = &[
    Station { t: 3, set: softmax, marks: &[Mark::row(0, LAMP), Mark::row(1, LAMP), Mark::row(2, LAMP)] },
    Station { t: 3, set: softmax, marks: &[Mark::col(3, LAMP), Mark::row(4, LAMP)] },
    Station { t: 3, set: with_linear, marks: &[Mark::row(4, 0), Mark::row(4, 1)] },
    Station { t: 3, set: with_linear, marks: &[Mark::row(5, LAMP)] },
    Station { t: 3, set: states, marks: &[Mark::row(3, LAMP), Mark::row(2, 0), Mark::row(2, 1)] },
    Station { t: 3, set: all, marks: &[Mark::row(1, LAMP), Mark::row(3, LAMP), Mark::row(5, LAMP)] },
];
