//! Timing several tasks side by side, one batch at a time.

use super::Clock;
use super::rounds::{Batch, Rounds, Settings, Step, Task};

/// Something that is run to be timed.
pub type Run = Box<dyn FnMut()>;

/// Runs tasks in the order that [`Rounds`] asks for.
pub struct Sampler {
    rounds: Rounds,
    runs: Vec<Run>,
}

impl Sampler {
    /// A sampler of `runs`; nothing runs yet.
    pub fn new(settings: Settings, runs: Vec<Run>) -> Self {
        Self { rounds: Rounds::new(settings, runs.len()), runs }
    }

    /// The rounds, with what has been measured.
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
        for _ in 0..calls {
            (self.runs[task])();
        }
        self.rounds.took(task, clock.now_ms() - start)
    }
}
