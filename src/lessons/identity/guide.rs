//! Where the guided walk of the page `identity` stops: after each of the three facts.

use crate::lessons::{LessonKnobs, Mark, Station};

/// The maps: the keys and the values that one path keeps, and the state that the other keeps.
const K: usize = 0;
const V: usize = 1;
const S: usize = 2;

/// Nothing but the facts.
fn set(_: &mut LessonKnobs) {}

/// The first fact, the second from both paths, the third with what it costs.
pub const GUIDE: &[Station] = &[
    Station { t: 1, set, marks: &[Mark::entry(S, 0, 0)] },
    Station { t: 2, set, marks: &[Mark::row(S, 1)] },
    Station { t: 2, set, marks: &[Mark::entry(K, 0, 0), Mark::entry(K, 1, 0), Mark::col(S, 0)] },
    Station { t: 3, set, marks: &[Mark::col(S, 0)] },
    Station { t: 3, set, marks: &[Mark::row(K, 2), Mark::row(V, 2)] },
];
