//! Where the guided walk of the page `chunks` stops: one chunk of two tokens, and a ragged one.

use super::Scenario;
use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps that need no state, then those that wait for it.
const OVERLAPS: usize = 2;
const L: usize = 5;
const U: usize = 9;
const WRITTEN: usize = 12;
const O: usize = 15;
const S: usize = 18;

/// Two tokens to a chunk, written with full strength.
fn set(knobs: &mut LessonKnobs) {
    knobs.chunks = Scenario { chunk_size: 2, beta: 1.0, ..Scenario::default() };
}

/// Eight stops in the first chunk, seven in the second.
pub const GUIDE: &[Station] = &[
    Station { t: 1, set, marks: &[Mark::entry(OVERLAPS, 1, 0)] },
    Station { t: 2, set, marks: &[Mark::entry(L, 1, 0)] },
    Station { t: 4, set, marks: &[Mark::row(U, 1)] },
    Station { t: 8, set, marks: &[Mark::row(S, 0), Mark::row(O, 0), Mark::row(O, 1)] },
    Station { t: 13, set, marks: &[Mark::row(WRITTEN, 0)] },
    Station { t: 15, set, marks: &[Mark::col(S, 0)] },
];
