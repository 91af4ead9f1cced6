//! A clock, and how coarse it is.

/// Something that tells the time in milliseconds from an arbitrary start and never runs backwards.
pub trait Clock {
    /// Milliseconds since that start.
    fn now_ms(&self) -> f64;
}

/// Steps of the clock that are watched.
const STEPS: usize = 25;
/// Readings after which a clock counts as standing still.
const READINGS: usize = 20_000_000;

/// The clock's grain in milliseconds: the median of the first 25 steps that it is seen to make while it is read over
/// and over. Browsers round their clock, to 100 µs or, on a cross-origin isolated page, to 5 µs; where a clock is finer
/// than one reading takes, the grain is the time of a reading. `None` if the clock stands still.
pub fn grain_ms(clock: &impl Clock) -> Option<f64> {
    let mut steps = Vec::with_capacity(STEPS);
    let mut last = clock.now_ms();
    for _ in 0..READINGS {
        let now = clock.now_ms();
        if now > last {
            steps.push(now - last);
            last = now;
            if steps.len() == STEPS {
                // The differences of readings of some 10⁶ ms carry rounding beyond the picosecond.
                return super::summary::median(&steps).map(|step| (step * 1e9).round() / 1e9);
            }
        }
    }
    None
}
