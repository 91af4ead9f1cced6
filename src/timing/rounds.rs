//! In which order several tasks are timed, how long a batch of each is, and when there is enough.

mod settings;

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use settings::MARGIN;
pub use settings::{COARSE_GRAINS, Settings};

/// The calls that are timed next, together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Number of the task.
    pub task: usize,
    /// So many calls, one after the other.
    pub calls: u32,
}

/// The result of a batch, and its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its time only set the length of the next one.
    WarmedUp(usize),
    /// Its time was kept.
    Sampled(usize),
    /// There was none: all tasks have their samples.
    Finished,
}

/// The samples of a task so far.
#[derive(Clone, Debug)]
pub struct Task {
    /// Calls in one batch. A batch that is sampled has as many more as a grain takes, or fewer, at random.
    pub batch: u32,
    /// Milliseconds per call, one entry per batch, in the order measured.
    pub samples: Vec<f64>,
    /// Samples that this task shall have; 0 until it is warm.
    wanted: usize,
    /// Calls of the batch in hand.
    calls: u32,
    /// Milliseconds per call, where the task has run before and only needs its caches.
    known_ms: Option<f64>,
    warm_ms: f64,
    warm_calls: u32,
    /// Milliseconds per call of the last batch that was long enough.
    last_ms: Option<f64>,
    /// Milliseconds per call of the fastest such batch.
    fastest_ms: f64,
}

/// Warms up each task, then samples all of them in rounds whose order is shuffled, so that a drift of the machine
/// (heat, another tab) hits all alike. A task with fewer samples than others is spread evenly over the rounds.
#[derive(Clone, Debug)]
pub struct Rounds {
    settings: Settings,
    tasks: Vec<Task>,
    round: usize,
    queue: Vec<usize>,
    rng: ChaCha8Rng,
}

/// A batch grows by at most this factor at once.
const GROWTH: f64 = 16.0;
/// Calls after which a batch grows no more, so that a clock that hardly moves cannot hold a run for ever.
const MOST_CALLS: u32 = 1 << 24;
/// A call that is faster than the one before by less than this part is as fast as the compiler makes it.
const SETTLED: f64 = 0.05;

/// A number of calls, rounded up and within the bounds.
fn whole_calls(calls: f64) -> u32 {
    calls.ceil().clamp(1.0, f64::from(MOST_CALLS)) as u32
}

impl Rounds {
    /// Rounds of so many tasks.
    pub fn new(settings: Settings, tasks: usize) -> Self {
        let task = Task {
            batch: 1,
            samples: Vec::new(),
            wanted: 0,
            calls: 0,
            known_ms: None,
            warm_ms: 0.0,
            warm_calls: 0,
            last_ms: None,
            fastest_ms: f64::INFINITY,
        };
        Self {
            settings,
            tasks: vec![task; tasks],
            round: 0,
            queue: Vec::new(),
            rng: ChaCha8Rng::seed_from_u64(settings.seed),
        }
    }

    /// A task was measured before, by the same compiled code: it took so many milliseconds per call. It then warms up for
    /// the shortest time only, and the length of its batches is known.
    pub fn remember(&mut self, task: usize, ms: f64) {
        self.tasks[task].known_ms = Some(ms);
    }

    /// The task that the next batch will warm up, if it warms one up.
    pub fn cold(&self) -> Option<usize> {
        self.tasks.iter().position(|task| task.wanted == 0)
    }

    /// The next batch; none where all tasks have their samples. Its time is to be told to [`Rounds::took`]
    /// before this is asked again.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let (task, calls) = match self.cold() {
            Some(task) => (task, self.warming_calls(task)),
            None => {
                let task = self.next_in_round()?;
                (task, self.sampled_calls(task))
            }
        };
        self.tasks[task].calls = calls;
        Some(Batch { task, calls })
    }

    /// Calls of a batch that is not kept.
    fn warming_calls(&self, task: usize) -> u32 {
        let Task { known_ms, batch, .. } = self.tasks[task];
        known_ms.map_or(batch, |ms| whole_calls(self.settings.warm_up_ms / ms))
    }

    /// Calls of a batch that is kept. Were all batches of a task of one length, the clock would round all of them alike;
    /// so they differ by up to a grain.
    fn sampled_calls(&mut self, task: usize) -> u32 {
        let batch = self.tasks[task].batch;
        let more = self.rng.random_range(0.0..=f64::from(batch) / self.settings.grains);
        batch.saturating_add(more.round() as u32)
    }

    /// The batch of `task` took so long.
    pub fn took(&mut self, task: usize, elapsed_ms: f64) -> Step {
        let Settings { grain_ms, least_grains, .. } = self.settings;
        let state = &mut self.tasks[task];
        if state.wanted == 0 {
            match state.known_ms.take() {
                Some(ms) => self.go_on(task, ms),
                None => self.warm_up_after(task, elapsed_ms),
            }
            return Step::WarmedUp(task);
        }
        if elapsed_ms < least_grains * grain_ms && state.batch < MOST_CALLS {
            state.samples.clear();
            state.wanted = 0;
            self.warm_up_after(task, elapsed_ms);
            return Step::WarmedUp(task);
        }
        state.samples.push(elapsed_ms / f64::from(state.calls));
        Step::Sampled(task)
    }

    /// The tasks with their samples so far.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Part of the samples taken, 0 to 1.
    pub fn progress(&self) -> f64 {
        let part = |t: &Task| if t.wanted == 0 { 0.0 } else { t.samples.len() as f64 / t.wanted as f64 };
        self.tasks.iter().map(part).sum::<f64>() / self.tasks.len().max(1) as f64
    }

    /// A task that was measured before is warm again, and takes its samples in batches of the right length at once. Should
    /// they turn out too short, it starts again like any other.
    fn go_on(&mut self, task: usize, ms: f64) {
        self.tasks[task].batch = whole_calls(self.settings.batch_ms() / ms);
        self.tasks[task].fastest_ms = ms;
        self.want(task);
    }

    /// As many samples as there is time for, within the bounds.
    fn want(&mut self, task: usize) {
        let task = &mut self.tasks[task];
        task.wanted = self.settings.samples(f64::from(task.batch) * task.fastest_ms);
    }

    /// After an unkept batch: grow it until it spans enough grains; once it does and the task is warm, count samples. It is
    /// warm after some time and some calls, when calls get no faster any more.
    fn warm_up_after(&mut self, number: usize, elapsed: f64) {
        let settings = self.settings;
        let task = &mut self.tasks[number];
        let target = settings.grains * settings.grain_ms;
        task.warm_ms += elapsed;
        task.warm_calls = task.warm_calls.saturating_add(task.calls);
        if elapsed < target && task.batch < MOST_CALLS {
            let growth = (settings.batch_ms() / elapsed.max(settings.grain_ms)).clamp(MARGIN, GROWTH);
            task.batch = whole_calls(f64::from(task.batch) * growth);
            return;
        }
        let ms = elapsed / f64::from(task.calls);
        let settled = task.last_ms.replace(ms).is_some_and(|last| ms > (1.0 - SETTLED) * last);
        // Another process may stop any one batch for long; the fastest says how many there is time for.
        task.fastest_ms = task.fastest_ms.min(ms);
        let long = task.warm_ms >= settings.warm_up_ms && task.warm_calls >= settings.warm_up_calls;
        if (settled && long) || task.warm_ms >= settings.longest_warm_up_ms || elapsed < target {
            self.want(number);
        }
    }

    /// The next task of this round; of the r-th of R rounds a task with w samples takes part if r·w/R passes a whole
    /// number.
    fn next_in_round(&mut self) -> Option<usize> {
        let rounds = self.tasks.iter().map(|task| task.wanted).max()?;
        while self.queue.is_empty() {
            let unfinished = |t: &Task| t.samples.len() < t.wanted;
            if !self.tasks.iter().any(unfinished) {
                return None;
            }
            let (round, late) = (self.round, self.round >= rounds);
            let due = |t: &Task| late || (round + 1) * t.wanted / rounds > round * t.wanted / rounds;
            let tasks = self.tasks.iter().enumerate();
            self.queue = tasks.filter(|(_, t)| unfinished(t) && due(t)).map(|(i, _)| i).collect();
            self.queue.shuffle(&mut self.rng);
            self.round += 1;
        }
        self.queue.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of one task whose batches take so many milliseconds, one after the other, the last for ever.
    fn samples(budget_ms: f64, batches_ms: &[f64]) -> usize {
        let mut rounds = Rounds::new(Settings { budget_ms, least_samples: 1, ..Settings::new(0.005, 1) }, 1);
        let mut batches = batches_ms.iter();
        let mut ms = f64::NAN;
        while let Some(batch) = rounds.next_batch() {
            ms = *batches.next().unwrap_or(&ms);
            rounds.took(batch.task, ms);
        }
        rounds.tasks()[0].samples.len()
    }

    #[test]
    fn as_many_samples_are_taken_as_there_is_time_for() {
        assert_eq!(samples(400.0, &[40.0]), 10);
        assert_eq!(samples(400.0, &[500.0]), 1, "the fewest");
        assert_eq!(samples(400.0, &[2.0]), 25, "the most");
    }

    #[test]
    fn a_warm_up_that_was_held_up_costs_no_samples() {
        assert_eq!(samples(400.0, &[40.0, 390.0, 40.0]), samples(400.0, &[40.0]));
    }
}
