//! Where the guided walk of the page `mask` stops: nothing in between, a mask, what repairs it, and softmax.

use super::{Scenario, Way};
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: weights and outputs that are wanted, those that are found, and the difference of the outputs.
const WANTED: usize = 2;
const FOUND: usize = 5;
const FOUND_O: usize = 7;
const DIFFERENCE: usize = 8;
/// What is kept: the product of all tokens, or the first of the states.
const KEPT: usize = 9;

fn free(knobs: &mut LessonKnobs) {
    knobs.mask = Scenario { causal: false, softmax: false, way: Way::Swap };
}

fn masked(knobs: &mut LessonKnobs) {
    knobs.mask = Scenario { causal: true, softmax: false, way: Way::Swap };
}

fn repaired(knobs: &mut LessonKnobs) {
    knobs.mask = Scenario { causal: true, softmax: false, way: Way::State };
}

fn softmax(knobs: &mut LessonKnobs) {
    knobs.mask = Scenario { causal: true, softmax: true, way: Way::State };
}

/// Nothing here steps: each station sets the switches.
pub const GUIDE: &[Station] = &[
    Station { t: 0, set: free, marks: &[Mark::entry(FOUND, 0, 1), Mark::entry(WANTED, 0, 1)] },
    Station {
        t: 0,
        set: masked,
        marks: &[Mark::entry(WANTED, 0, 1), Mark::entry(FOUND, 0, 1), Mark::col(KEPT, 1)],
    },
    Station { t: 0, set: masked, marks: &[Mark::entry(DIFFERENCE, 0, 1), Mark::row(DIFFERENCE, 2)] },
    Station {
        t: 0,
        set: repaired,
        marks: &[Mark::row(FOUND_O, 0), Mark::entry(FOUND, 0, 1), Mark::row(KEPT, 0)],
    },
    Station { t: 0, set: softmax, marks: &[Mark::row(WANTED, 2), Mark::row(FOUND, 2)] },
];
