//! Where the guided walk of the page `reorder` stops: n = 3 tokens of d = 2 channels, 36 multiply-adds on the left and 24 on the right.

use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: Q, Kᵀ, A, V and O of the left order, Kᵀ, V, P, Q and O of the right.
const Q: usize = 0;
const LEFT_K: usize = 1;
const A: usize = 2;
const LEFT_O: usize = 4;
const RIGHT_K: usize = 5;
const RIGHT_V: usize = 6;
const P: usize = 7;
const RIGHT_O: usize = 9;

/// A stop for every multiply-add.
fn set(knobs: &mut LessonKnobs) {
    knobs.reorder.grain = crate::trace::Grain::MultiplyAdd;
}

/// P is done first, then A, then the outputs of either side.
pub const GUIDE: &[Station] = &[
    Station { t: 2, set, marks: &[Mark::entry(A, 0, 0), Mark::row(Q, 0), Mark::col(LEFT_K, 0)] },
    Station { t: 12, set, marks: &[Mark::entry(P, 0, 1), Mark::row(RIGHT_K, 0), Mark::col(RIGHT_V, 1)] },
    Station { t: 18, set, marks: &[Mark::row(A, 2)] },
    Station { t: 24, set, marks: &[Mark::row(RIGHT_O, 2)] },
    Station { t: 36, set, marks: &[Mark::row(LEFT_O, 2), Mark::row(RIGHT_O, 2)] },
];
