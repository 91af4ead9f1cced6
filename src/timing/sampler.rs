//! Timing several tasks side by side, one batch at a time.

use super::Clock;
use super::rounds::{Batch, Rounds, Settings, Step, Task};

/// Something that is run to be timed, so often as it is told.
pub type Calls = Box<dyn FnMut(u32)>;

/// The calls of something that runs once at a time.
pub fn repeated(mut call: impl FnMut() + 'static) -> Calls {
    Box::new(move |calls| (0..calls).for_each(|_| call()))
}

/// Runs tasks in the order that [`Rounds`] asks for.
pub struct Sampler {
    rounds: Rounds,
    calls: Vec<Calls>,
}

impl Sampler {
    /// A sampler of `calls`; nothing runs yet.
    pub fn new(settings: Settings, calls: Vec<Calls>) -> Self {
        Self::of(Rounds::new(settings, calls.len()), calls)
    }

    /// A sampler of `calls`, a task of `rounds` each.
    pub fn of(rounds: Rounds, calls: Vec<Calls>) -> Self {
        Self { rounds, calls }
    }

    /// The rounds, with the samples so far.
    pub fn rounds(&self) -> &Rounds {
        &self.rounds
    }

    /// The tasks with their samples, in the order in which they were given.
    pub fn tasks(&self) -> &[Task] {
        self.rounds.tasks()
    }

    /// Runs one batch of one task.
    pub fn step(&mut self, clock: &impl Clock) -> Step {
        let Some(Batch { task, calls }) = self.rounds.next_batch() else { return Step::Finished };
        let start = clock.now_ms();
        (self.calls[task])(calls);
        self.rounds.took(task, clock.now_ms() - start)
    }
}
