//! Timing several tasks side by side, one batch at a time.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::Clock;

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The clock's grain in milliseconds.
    pub grain_ms: f64,
    /// Grains that a batch aims to span.
    pub grains: f64,
    /// Grains below which a batch is no measurement: the batch grows and its task starts again.
    pub least_grains: f64,
    /// Milliseconds for which a task runs before its first sample, so that caches and the compiler's tiers settle.
    pub warm_up_ms: f64,
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
    /// What the lab uses at a given grain.
    pub fn new(grain_ms: f64, seed: u64) -> Self {
        Self {
            grain_ms,
            grains: 250.0,
            least_grains: 200.0,
            warm_up_ms: 80.0,
            budget_ms: 400.0,
            least_samples: 5,
            most_samples: 25,
            seed,
        }
    }
}

/// What a step did, and to which task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A batch whose time only set the length of the next one.
    WarmedUp(usize),
    /// A batch whose time was kept.
    Sampled(usize),
    /// Nothing: all tasks have their samples.
    Finished,
}

/// A task and what has been measured of it.
pub struct Task {
    run: Box<dyn FnMut()>,
    /// Calls in one batch.
    pub batch: u32,
    /// Milliseconds per call, one entry per batch, in the order measured.
    pub samples: Vec<f64>,
    /// Samples that this task shall have; 0 until it is warm.
    wanted: usize,
    warm_ms: f64,
}

/// Warms up each task, then samples all of them in rounds whose order is shuffled, so that a drift of the machine
/// (heat, another tab) hits all alike. A task with fewer samples than others is spread evenly over the rounds.
pub struct Sampler {
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

impl Sampler {
    /// A sampler of `tasks`; nothing runs yet.
    pub fn new(settings: Settings, tasks: Vec<Box<dyn FnMut()>>) -> Self {
        let task = |run| Task { run, batch: 1, samples: Vec::new(), wanted: 0, warm_ms: 0.0 };
        Self {
            settings,
            tasks: tasks.into_iter().map(task).collect(),
            round: 0,
            queue: Vec::new(),
            rng: ChaCha8Rng::seed_from_u64(settings.seed),
        }
    }

    /// The task that the next step will warm up, if it warms one up.
    pub fn cold(&self) -> Option<usize> {
        self.tasks.iter().position(|task| task.wanted == 0)
    }

    /// Runs one batch of one task.
    pub fn step(&mut self, clock: &impl Clock) -> Step {
        if let Some(cold) = self.cold() {
            self.warm_up(cold, clock);
            return Step::WarmedUp(cold);
        }
        let Some(index) = self.next_in_round() else {
            return Step::Finished;
        };
        let task = &mut self.tasks[index];
        let elapsed = task.time(clock);
        if elapsed < self.settings.least_grains * self.settings.grain_ms && task.batch < MOST_CALLS {
            task.samples.clear();
            task.wanted = 0;
            self.warm_up_after(index, elapsed);
            return Step::WarmedUp(index);
        }
        task.samples.push(elapsed / f64::from(task.batch));
        Step::Sampled(index)
    }

    /// The tasks with their samples, in the order in which they were given.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Part of the samples taken, 0 to 1.
    pub fn progress(&self) -> f64 {
        let part = |t: &Task| if t.wanted == 0 { 0.0 } else { t.samples.len() as f64 / t.wanted as f64 };
        self.tasks.iter().map(part).sum::<f64>() / self.tasks.len().max(1) as f64
    }

    fn warm_up(&mut self, index: usize, clock: &impl Clock) {
        let elapsed = self.tasks[index].time(clock);
        self.warm_up_after(index, elapsed);
    }

    /// After an unkept batch: grow it until it spans enough grains; once it does and the task is warm, count samples.
    fn warm_up_after(&mut self, index: usize, elapsed: f64) {
        let Settings { grain_ms, grains, warm_up_ms, budget_ms, least_samples, most_samples, .. } =
            self.settings;
        let task = &mut self.tasks[index];
        let target = grains * grain_ms;
        task.warm_ms += elapsed;
        if elapsed < target && task.batch < MOST_CALLS {
            let growth = (1.1 * target / elapsed.max(grain_ms)).clamp(1.1, GROWTH);
            task.batch = (f64::from(task.batch) * growth).ceil().min(f64::from(MOST_CALLS)) as u32;
        } else if task.warm_ms >= warm_up_ms || elapsed < target {
            task.wanted = ((budget_ms / elapsed) as usize).clamp(least_samples, most_samples);
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

impl Task {
    /// Milliseconds of one batch.
    fn time(&mut self, clock: &impl Clock) -> f64 {
        let start = clock.now_ms();
        for _ in 0..self.batch {
            (self.run)();
        }
        clock.now_ms() - start
    }
}
