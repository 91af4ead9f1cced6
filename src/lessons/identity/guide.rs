//! Where the guided walk of the page `identity` stops: after each of the three facts.

use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: of the path that keeps every key and value, and of the one that keeps S.
const K: usize = 1;
const WEIGHTS: usize = 2;
const V: usize = 3;
const O_BELOW: usize = 4;
const S: usize = 9;
const O_BESIDE: usize = 10;

/// Nothing but the facts.
fn set(_: &mut LessonKnobs) {}

/// The first fact, the second from both paths, the third with what it costs.
pub const GUIDE: &[Station] = &[
    Station { t: 1, set, marks: &[Mark::entry(S, 0, 0)] },
    Station { t: 2, set, marks: &[Mark::row(S, 1)] },
    Station {
        t: 2,
        set,
        marks: &[
            Mark::entry(WEIGHTS, 0, 0),
            Mark::entry(WEIGHTS, 1, 0),
            Mark::row(O_BELOW, 0),
            Mark::col(O_BESIDE, 0),
        ],
    },
    Station { t: 3, set, marks: &[Mark::row(O_BELOW, 0), Mark::col(O_BESIDE, 0)] },
    Station { t: 3, set, marks: &[Mark::row(K, 2), Mark::row(V, 2)] },
];
