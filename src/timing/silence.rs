//! When a worker that says nothing counts as dead.

use super::Failure;

/// Seconds without a message after which a worker counts as dead. The longest call allowed takes a third of it, and so does
/// a batch by the coarsest clock allowed.
pub const SILENCE_S: u32 = 15;

/// Seconds since a worker was last heard. They are counted by a timer of the page and not read off a clock: a page that
/// was asleep must not take its own sleep for silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    seconds: u32,
    paused: bool,
}

impl Silence {
    /// The worker has sent something.
    pub fn heard(&mut self) {
        self.seconds = 0;
    }

    /// The worker stands still, or goes on. Nobody expects a message of a worker that stands still.
    pub fn pause(&mut self, paused: bool) {
        *self = Self { seconds: 0, paused };
    }

    /// Another second has passed. The failure, once, when the worker counts as dead.
    pub fn second(&mut self) -> Option<Failure> {
        if self.paused {
            return None;
        }
        self.seconds = self.seconds.saturating_add(1);
        (self.seconds == SILENCE_S).then_some(Failure::Silent(SILENCE_S))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The failures of so many seconds.
    fn pass(silence: &mut Silence, seconds: u32) -> Vec<Failure> {
        (0..seconds).filter_map(|_| silence.second()).collect()
    }

    #[test]
    fn a_worker_that_says_nothing_is_dead_once() {
        let mut silence = Silence::default();
        assert_eq!(pass(&mut silence, SILENCE_S - 1), []);
        silence.heard();
        assert_eq!(pass(&mut silence, SILENCE_S - 1), [], "a message starts the count again");
        assert_eq!(pass(&mut silence, 100), [Failure::Silent(SILENCE_S)]);
    }

    #[test]
    fn a_worker_that_stands_still_is_not_dead() {
        let mut silence = Silence::default();
        pass(&mut silence, SILENCE_S - 1);
        silence.pause(true);
        assert_eq!(pass(&mut silence, 1000), []);
        silence.pause(false);
        assert_eq!(
            pass(&mut silence, SILENCE_S),
            [Failure::Silent(SILENCE_S)],
            "and has its full time again"
        );
    }
}
