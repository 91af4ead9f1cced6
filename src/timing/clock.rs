//! A clock, and how coarse it is.

use super::summary;

/// Something that tells the time in milliseconds from an arbitrary start and never runs backwards.
pub trait Clock {
    /// Milliseconds since that start.
    fn now_ms(&self) -> f64;
}

/// The coarsest clock that anything is timed with, in milliseconds a step. A batch spans [`COARSE_GRAINS`] steps or some
/// more, so that it lasts about as long as the longest call allowed, and a worker that runs one is not taken for dead.
///
/// [`COARSE_GRAINS`]: super::rounds::COARSE_GRAINS
pub const COARSEST_MS: f64 = 50.0;

/// Steps of the clock that are watched.
const STEPS: usize = 25;
/// Steps that are enough once [`LONG_MS`] have passed.
const FEW_STEPS: usize = 3;
/// Milliseconds after which a clock is known to be coarse.
const LONG_MS: f64 = 500.0;
/// Readings after which a clock that has not moved counts as standing still. Where a reading takes 20 ns, they take 2 s: a
/// clock that moves once a second is seen to move.
const READINGS: u32 = 100_000_000;
/// Readings between two signs of life.
const READINGS_A_TURN: u32 = 2_000_000;

/// Readings at a glance: some milliseconds.
const READINGS_AT_A_GLANCE: u32 = 100_000;

/// Milliseconds of a step of a clock, seen within a few milliseconds: the shortest of three, or of those that there were; the coarsest
/// where there was none. It will do for saying beforehand how long something takes.
pub fn grain_at_a_glance(clock: &impl Clock) -> f64 {
    let mut last = clock.now_ms();
    let steps = (0..READINGS_AT_A_GLANCE).filter_map(|_| {
        let step = clock.now_ms() - last;
        last += step;
        (step > 0.0).then_some(step)
    });
    steps.take(FEW_STEPS).fold(COARSEST_MS, f64::min)
}

/// What the search found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grain {
    /// The clock moves in steps of so many milliseconds.
    Of(f64),
    /// So it does, and that is more than [`COARSEST_MS`].
    TooCoarse(f64),
    /// It was never seen to move.
    StandsStill,
}

/// The search for the clock's grain: the median of the first 25 steps that it is seen to make while it is read over and
/// over, or of fewer where that takes long. Browsers round their clock, to 100 µs or 1 ms or, on a cross-origin isolated
/// page, to 5 µs or 20 µs; where a clock is finer than one reading takes, the grain is the time of a reading.
#[derive(Clone, Debug, Default)]
pub struct Search {
    steps: Vec<f64>,
    /// The first reading and the last.
    seen: Option<(f64, f64)>,
    readings: u32,
}

impl Search {
    /// Reads the clock for a moment: for less than a second, unless a reading takes half a microsecond. The result, once
    /// there is one.
    pub fn turn(&mut self, clock: &impl Clock) -> Option<Grain> {
        for _ in 0..READINGS_A_TURN {
            let now = clock.now_ms();
            let (first, last) = *self.seen.get_or_insert((now, now));
            if now > last {
                self.steps.push(now - last);
                self.seen = Some((first, now));
                let enough = if now - first >= LONG_MS { FEW_STEPS } else { STEPS };
                if self.steps.len() >= enough {
                    return Some(self.result());
                }
            }
        }
        self.readings = self.readings.saturating_add(READINGS_A_TURN);
        (self.readings >= READINGS).then(|| self.result())
    }

    fn result(&self) -> Grain {
        // The differences of readings of some 10⁶ ms carry rounding beyond the picosecond.
        match summary::median(&self.steps).map(|step| (step * 1e9).round() / 1e9) {
            None => Grain::StandsStill,
            Some(grain_ms) if grain_ms > COARSEST_MS => Grain::TooCoarse(grain_ms),
            Some(grain_ms) => Grain::Of(grain_ms),
        }
    }
}
