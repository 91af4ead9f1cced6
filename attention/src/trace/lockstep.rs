//! Several rules on one clock: their parts of one token's step in common stops, each rule in its own order.

use super::{Part, Trace};

/// A stop that some of the lanes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The part that is taken.
    pub part: Part,
    /// For each lane, the number of this part among its own, from 0; nothing for a lane that waits.
    pub lanes: Vec<Option<usize>>,
}

/// The fewest stops in which every lane takes all of its parts in its own order: a shortest common supersequence.
///
/// Of several shortest ones it is the first in the order of [`Part`]. The work grows with the product of the lengths of
/// the lanes that differ; lanes that are alike cost nothing.
pub fn align(lanes: &[&[Part]]) -> Vec<Stop> {
    let mut distinct: Vec<&[Part]> = Vec::new();
    for lane in lanes {
        if !distinct.contains(lane) {
            distinct.push(lane);
        }
    }
    let mut taken: Vec<usize> = vec![0; lanes.len()];
    let mut stops = Vec::new();
    for part in shortest(&distinct) {
        let mut step = |(lane, taken): (&&[Part], &mut usize)| {
            let takes = lane.get(*taken) == Some(&part);
            *taken += usize::from(takes);
            takes.then(|| *taken - 1)
        };
        let lanes = lanes.iter().zip(&mut taken).map(&mut step).collect();
        stops.push(Stop { part, lanes });
    }
    stops
}

/// A stop of several runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedStop {
    /// The token whose step it is.
    pub token: usize,
    /// The part that is taken.
    pub part: Part,
    /// For each run, the number of its event at this stop; nothing for a run that waits.
    pub events: Vec<Option<usize>>,
    /// For each run, how many of its events are done at this stop.
    pub done: Vec<usize>,
}

/// The stops of several runs on one clock: token after token, the parts of each token by [`align`].
///
/// Before the first stop each run has done [`Trace::start`] events.
pub fn align_runs(runs: &[&Trace]) -> Vec<SharedStop> {
    let mut done: Vec<usize> = runs.iter().map(|run| run.start()).collect();
    let tokens = runs.iter().flat_map(|run| run.parts()).map(|((token, _), _)| token + 1).max().unwrap_or(0);
    let steps: Vec<Vec<Vec<(Part, usize)>>> = runs.iter().map(|run| run.steps(tokens)).collect();
    // Tokens are alike in nearly all runs: one search serves them.
    let mut known: Option<(Vec<Vec<Part>>, Vec<Stop>)> = None;
    let mut shared = Vec::new();
    for token in 0..tokens {
        let lanes: Vec<Vec<Part>> =
            steps.iter().map(|steps| steps[token].iter().map(|(part, _)| *part).collect()).collect();
        let stops = match known.take() {
            Some((same, stops)) if same == lanes => stops,
            _ => align(&lanes.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        };
        for Stop { part, lanes } in &stops {
            let event = |(run, lane): (usize, &Option<usize>)| lane.map(|own| steps[run][token][own].1);
            let events: Vec<Option<usize>> = lanes.iter().enumerate().map(event).collect();
            done.iter_mut()
                .zip(&events)
                .for_each(|(done, event)| *done = event.map_or(*done, |event| event + 1));
            shared.push(SharedStop { token, part: *part, events, done: done.clone() });
        }
        known = Some((lanes, stops));
    }
    shared
}

/// A shortest sequence that contains each lane, found by a breadth-first search. At each part, every lane that can take it
/// does take it; that never makes the sequence longer.
fn shortest(lanes: &[&[Part]]) -> Vec<Part> {
    let end: Vec<usize> = lanes.iter().map(|lane| lane.len()).collect();
    // Where the lanes can be, in the order in which they are found; each with the place before it and the part that led here. They are
    // so few that to look through all of them costs less than the code of a map.
    let mut found = vec![(vec![0; lanes.len()], None)];
    let mut here = 0;
    while found[here].0 != end {
        for part in Part::ALL {
            let goes = |(lane, at): (&&[Part], &usize)| at + usize::from(lane.get(*at) == Some(&part));
            let next: Vec<usize> = lanes.iter().zip(&found[here].0).map(goes).collect();
            if found.iter().all(|(place, _)| *place != next) {
                found.push((next, Some((here, part))));
            }
        }
        here += 1;
    }
    let mut parts = Vec::new();
    while let Some((before, part)) = found[here].1 {
        parts.push(part);
        here = before;
    }
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use Part::{Decay, Erase, Error, Output, Read, Write};
    use proptest::prelude::*;

    #[test]
    fn linear_delta_and_gated_share_the_stops_of_the_gated_rule() {
        let (linear, delta) = ([Write, Output], [Read, Error, Erase, Write, Output]);
        let stops = align(&[&linear, &delta, &Part::ALL]);
        assert_eq!(stops.iter().map(|stop| stop.part).collect::<Vec<_>>(), Part::ALL);
        assert_eq!(stops[0].lanes, [None, None, Some(0)]);
        assert_eq!(stops[4].lanes, [Some(0), Some(3), Some(4)]);
    }

    #[test]
    fn a_rule_that_reads_before_it_decays_keeps_its_order() {
        let reads_first = [Read, Error, Decay, Erase, Write, Output];
        let stops = align(&[&Part::ALL, &reads_first]);
        let of = |lane: usize| -> Vec<Part> {
            stops.iter().filter(|stop| stop.lanes[lane].is_some()).map(|stop| stop.part).collect()
        };
        assert_eq!((of(0), of(1)), (Part::ALL.to_vec(), reads_first.to_vec()));
        assert_eq!(stops.len(), 7);
    }

    #[test]
    fn no_lane_and_lanes_without_parts_have_no_stop() {
        assert_eq!(align(&[]), []);
        assert_eq!(align(&[&[], &[]]), []);
    }

    fn lane() -> impl Strategy<Value = Vec<Part>> {
        prop::collection::vec(prop::sample::select(&Part::ALL[..]), 0..7)
    }

    proptest! {
        #[test]
        fn every_lane_takes_its_parts_in_its_own_order(lanes in prop::collection::vec(lane(), 1..5)) {
            let stops = align(&lanes.iter().map(Vec::as_slice).collect::<Vec<_>>());
            for (i, lane) in lanes.iter().enumerate() {
                let own: Vec<_> = stops.iter().filter_map(|stop| Some((stop.lanes[i]?, stop.part))).collect();
                prop_assert_eq!(own, lane.iter().copied().enumerate().collect::<Vec<_>>());
            }
            let longest = lanes.iter().map(Vec::len).max().unwrap_or(0);
            let all: usize = lanes.iter().map(Vec::len).sum();
            prop_assert!((longest..=all).contains(&stops.len()));
            prop_assert!(stops.iter().all(|stop| stop.lanes.iter().any(Option::is_some)));
        }
    }
}
