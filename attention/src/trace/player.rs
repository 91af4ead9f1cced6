//! The stops of a run, and the player that goes along them.

use std::sync::Arc;

/// The stops of a run and the work done at each of them; stop 0 is the start.
#[derive(Clone, Debug, PartialEq)]
pub enum Timeline {
    /// One stop after each of this many units of work.
    Every(u64),
    /// A stop at each of these amounts of work, rising, none of them 0.
    At(Arc<[u64]>),
}

impl Timeline {
    /// A timeline that stops wherever one of `sides` stops.
    pub fn union(sides: impl IntoIterator<Item = Vec<u64>>) -> Self {
        let mut stops: Vec<u64> = sides.into_iter().flatten().filter(|work| *work > 0).collect();
        stops.sort_unstable();
        stops.dedup();
        Self::At(stops.into())
    }

    /// The last stop.
    pub fn last(&self) -> u64 {
        match self {
            Self::Every(work) => *work,
            Self::At(stops) => stops.len() as u64,
        }
    }

    /// The work done at `stop`; at the last one where there is no such stop.
    pub fn work(&self, stop: u64) -> u64 {
        match self {
            Self::Every(work) => stop.min(*work),
            Self::At(_) if stop == 0 => 0,
            Self::At(stops) => stops.get(stop as usize - 1).or(stops.last()).copied().unwrap_or_default(),
        }
    }

    /// The last stop at which no more than `work` is done.
    pub fn stop_at(&self, work: u64) -> u64 {
        match self {
            Self::Every(last) => work.min(*last),
            Self::At(stops) => stops.partition_point(|at| *at <= work) as u64,
        }
    }

    /// The first stop at which `work` is done. A reader who changes to this timeline half-way lands there.
    pub fn stop_from(&self, work: u64) -> u64 {
        match self {
            Self::Every(last) => work.min(*last),
            Self::At(stops) if work > 0 => {
                (stops.partition_point(|at| *at < work) as u64 + 1).min(self.last())
            }
            Self::At(_) => 0,
        }
    }
}

/// The playhead: plain arithmetic, without a clock and without a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    timeline: Timeline,
    stop: u64,
    /// Work for which the time has passed and that no stop has used yet.
    owed: f64,
}

impl Player {
    /// A playhead at `stop`, or at the last stop if that is earlier.
    pub fn new(timeline: Timeline, stop: u64) -> Self {
        let stop = stop.min(timeline.last());
        Self { timeline, stop, owed: 0.0 }
    }

    /// The present stop.
    pub const fn stop(&self) -> u64 {
        self.stop
    }

    /// The timeline.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Whether nothing is left to play.
    pub fn at_end(&self) -> bool {
        self.stop == self.timeline.last()
    }

    /// One stop forward; stays at the last.
    pub fn next(&mut self) {
        self.seek(self.stop.saturating_add(1));
    }

    /// One stop back; stays at the first.
    pub fn prev(&mut self) {
        self.seek(self.stop.saturating_sub(1));
    }

    /// To `stop`, or to the last.
    pub fn seek(&mut self, stop: u64) {
        self.stop = stop.min(self.timeline.last());
        self.owed = 0.0;
    }

    /// Plays for `seconds` at `speed` units of work a second: goes to the last stop that can be reached in this time, and
    /// keeps the work that is left over.
    pub fn advance(&mut self, seconds: f64, speed: f64) {
        let paid = self.owed + (seconds * speed).max(0.0);
        let before = self.timeline.work(self.stop);
        self.stop = self.timeline.stop_at(before.saturating_add(paid as u64)).max(self.stop);
        self.owed = if self.at_end() { 0.0 } else { paid - (self.timeline.work(self.stop) - before) as f64 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn timeline() -> impl Strategy<Value = Timeline> {
        prop_oneof![
            (0u64..500).prop_map(Timeline::Every),
            prop::collection::vec(prop::collection::vec(0u64..500, 0..20), 1..3).prop_map(Timeline::union),
        ]
    }

    proptest! {
        #[test]
        fn next_then_prev_is_the_identity_inside(line in timeline(), stop in 0u64..600) {
            let mut player = Player::new(line.clone(), stop);
            let before = player.stop();
            player.next();
            if before < line.last() {
                prop_assert_eq!(player.stop(), before + 1);
                player.prev();
            }
            prop_assert_eq!(player.stop(), before);
        }

        #[test]
        fn a_stop_is_found_by_its_work(line in timeline(), stop in 0u64..600) {
            let stop = stop.min(line.last());
            prop_assert_eq!(line.stop_at(line.work(stop)), stop);
            prop_assert_eq!(line.stop_from(line.work(stop)), stop);
        }

        #[test]
        fn slow_and_fast_frames_play_alike(line in timeline(), speed in 1u32..2000, frames in 1usize..40) {
            let mut smooth = Player::new(line.clone(), 0);
            let mut jerky = Player::new(line, 0);
            for _ in 0..frames {
                smooth.advance(0.25, f64::from(speed));
            }
            jerky.advance(0.25 * frames as f64, f64::from(speed));
            prop_assert_eq!(smooth.stop(), jerky.stop());
        }
    }

    #[test]
    fn play_pays_for_whole_stops_only() {
        let mut player = Player::new(Timeline::union([vec![10, 30], vec![20]]), 0);
        player.advance(0.5, 30.0);
        assert_eq!(player.stop(), 1);
        player.advance(0.5, 30.0);
        assert_eq!(player.stop(), 3);
        assert!(player.at_end());
    }
}
