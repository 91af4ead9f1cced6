//! When which chunk does what, where each does all that it can: without a state all at once, with it one after the other.

use std::ops::Range;

use super::Walk;

/// The steps of all chunks in time, one unit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// For each chunk its steps that need no state, and those that wait for it.
    pub chunks: Vec<[Range<usize>; 2]>,
    /// The chunk of the step in hand, and when it is done; nothing at the start.
    pub now: Option<(usize, usize)>,
}

impl Schedule {
    /// When the last step is done.
    pub fn end(&self) -> usize {
        self.chunks.last().map_or(0, |[_, waits]| waits.end)
    }
}

impl Walk {
    /// The schedule at a stop. A chunk waits for its own first part and for the state of the chunk before.
    pub fn schedule(&self, stop: u64) -> Schedule {
        let mut counts = vec![[0; 2]; self.chunks.len()];
        for (number, step) in self.stops() {
            counts[*number][usize::from(step.waits())] += 1;
        }
        let mut end = 0;
        let in_time = |[free, waiting]: [usize; 2]| {
            let from = free.max(end);
            end = from + waiting;
            [0..free, from..end]
        };
        let chunks: Vec<_> = counts.into_iter().map(in_time).collect();
        let done = (stop as usize).min(self.stops().len());
        let now = done.checked_sub(1).map(|last| {
            let (number, step) = self.stops()[last];
            let before = self.stops()[..last]
                .iter()
                .filter(|(of, earlier)| *of == number && earlier.waits() == step.waits());
            (number, chunks[number][usize::from(step.waits())].start + before.count())
        });
        Schedule { chunks, now }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scenario, Step};
    use super::*;
    use crate::inputs::{random, three};
    use crate::rules::wy::Chunked;

    #[test]
    fn the_two_chunks_of_the_three_facts_begin_together_and_the_second_waits_for_the_first() {
        let set = Scenario { chunk_size: 2, beta: 1.0, ..Scenario::default() };
        let walk = Walk::run(&three(), &set).unwrap();
        let schedule = walk.schedule(0);
        // K Kᵀ, L, a row for each token, A; then Ũ, O, S.
        assert_eq!(schedule.chunks, [[0..5, 5..8], [0..4, 8..11]]);
        assert_eq!((schedule.end(), schedule.now), (11, None));
        assert_eq!(walk.schedule(8).now, Some((0, 7)), "S of the first chunk");
        assert_eq!(walk.schedule(9).now, Some((1, 0)), "the second began when the first did");
        assert_eq!(walk.schedule(15).now, Some((1, 10)));
    }

    #[test]
    fn no_step_comes_before_what_it_needs() {
        for rule in [Chunked::LinearAttn, Chunked::DeltaRule, Chunked::GatedDeltaRule] {
            for chunk_size in [1, 3, 7, 64] {
                let walk =
                    Walk::run(&random(1, 20, 3), &Scenario { rule, chunk_size, ..Scenario::default() })
                        .unwrap();
                let schedule = walk.schedule(0);
                for (number, [free, waits]) in schedule.chunks.iter().enumerate() {
                    assert!(free.end <= waits.start && !waits.is_empty());
                    assert!(number == 0 || schedule.chunks[number - 1][1].end <= waits.start);
                }
                for (stop, (chunk, step)) in (1..).zip(walk.stops()) {
                    let (of, at) = walk.schedule(stop).now.unwrap();
                    assert!(
                        of == *chunk
                            && schedule.chunks[of][usize::from(*step >= Step::Correct)].contains(&at)
                    );
                }
            }
        }
    }
}
