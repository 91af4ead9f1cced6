//! In which order several tasks are timed, how long a batch of each is, and when there is enough.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The clock's grain in milliseconds.
    pub grain_ms: f64,
    /// Grains that a batch aims to span.
    pub grains: f64,
    /// Grains below which a batch is no measurement: the batch grows and its task starts again.
    pub least_grains: f64,
    /// Milliseconds for which a task runs at least before its first sample, so that caches and the compiler's tiers settle.
    pub warm_up_ms: f64,
    /// Calls that it takes at least.
    pub warm_up_calls: u32,
    /// Milliseconds after which it ends, settled or not.
    pub longest_warm_up_ms: f64,
    /// Milliseconds that the samples of one task may take together, within the two bounds below.
    pub budget_ms: f64,
    /// Fewest samples, however long they take.
    pub least_samples: usize,
    /// Most samples, however short they are.
    pub most_samples: usize,
    /// Orders the tasks within a round.
    pub seed: u64,
}

impl Settings {
    /// The lab's settings at a given grain.
    pub fn new(grain_ms: f64, seed: u64) -> Self {
        Self {
            grain_ms,
            grains: 250.0,
            least_grains: 200.0,
            warm_up_ms: 80.0,
            warm_up_calls: 3,
            longest_warm_up_ms: 400.0,
            budget_ms: 400.0,
            least_samples: 5,
            most_samples: 25,
            seed,
        }
    }
}

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
    /// Calls in one batch.
    pub batch: u32,
    /// Milliseconds per call, one entry per batch, in the order measured.
    pub samples: Vec<f64>,
    /// Samples that this task shall have; 0 until it is warm.
    wanted: usize,
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

impl Rounds {
    /// Rounds of so many tasks.
    pub fn new(settings: Settings, tasks: usize) -> Self {
        let task = Task {
            batch: 1,
            samples: Vec::new(),
            wanted: 0,
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

    /// The task that the next batch will warm up, if it warms one up.
    pub fn cold(&self) -> Option<usize> {
        self.tasks.iter().position(|task| task.wanted == 0)
    }

    /// The next batch; none where all tasks have their samples. Its time is to be told to [`Rounds::took`]
    /// before this is asked again.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let task = self.cold().or_else(|| self.next_in_round())?;
        Some(Batch { task, calls: self.tasks[task].batch })
    }

    /// The batch of `task` took so long.
    pub fn took(&mut self, task: usize, elapsed_ms: f64) -> Step {
        let Settings { grain_ms, least_grains, .. } = self.settings;
        let state = &mut self.tasks[task];
        if state.wanted == 0 {
            self.warm_up_after(task, elapsed_ms);
            return Step::WarmedUp(task);
        }
        if elapsed_ms < least_grains * grain_ms && state.batch < MOST_CALLS {
            state.samples.clear();
            state.wanted = 0;
            self.warm_up_after(task, elapsed_ms);
            return Step::WarmedUp(task);
        }
        state.samples.push(elapsed_ms / f64::from(state.batch));
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

    /// After an unkept batch: grow it until it spans enough grains; once it does and the task is warm, count samples. It is
    /// warm after some time and some calls, when calls get no faster any more.
    fn warm_up_after(&mut self, task: usize, elapsed: f64) {
        let settings = self.settings;
        let task = &mut self.tasks[task];
        let target = settings.grains * settings.grain_ms;
        task.warm_ms += elapsed;
        task.warm_calls = task.warm_calls.saturating_add(task.batch);
        if elapsed < target && task.batch < MOST_CALLS {
            let growth = (1.1 * target / elapsed.max(settings.grain_ms)).clamp(1.1, GROWTH);
            task.batch = (f64::from(task.batch) * growth).ceil().min(f64::from(MOST_CALLS)) as u32;
            return;
        }
        let calls = f64::from(task.batch);
        let ms = elapsed / calls;
        let settled = task.last_ms.replace(ms).is_some_and(|last| ms > (1.0 - SETTLED) * last);
        // Another process may stop any one batch for long; the fastest says how many there is time for.
        task.fastest_ms = task.fastest_ms.min(ms);
        let long = task.warm_ms >= settings.warm_up_ms && task.warm_calls >= settings.warm_up_calls;
        if (settled && long) || task.warm_ms >= settings.longest_warm_up_ms || elapsed < target {
            let Settings { budget_ms, least_samples, most_samples, .. } = settings;
            task.wanted =
                ((budget_ms / (calls * task.fastest_ms)) as usize).clamp(least_samples, most_samples);
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
