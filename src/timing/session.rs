//! The worker's part: an order carried out in steps short enough to report, and to be killed, in between.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::guard::{self, Measured, Refusal, TOLERANCE};
use super::machine::Machine;
use super::record::Facts;
use super::sampler::{Sampler, Settings, Step};
use super::{Case, Choice, Clock, Message, Order, Progress, Record, Refused, Stage, Suite, clock, suite};
use crate::fast::{self, Inputs, Kernel, KernelError, Shape};

/// Tokens at which a kernel is checked, whatever n it is timed at: odd, and more than one block of anything, so that every
/// path of the code is taken; and few, so that an f64 definition of n² or nd² steps takes a moment only. The number of
/// channels is that of the case.
pub const CHECK_TOKENS: usize = 129;
/// Tokens at which a form is checked: [`CHECK_TOKENS`], and in chunks so long that these would be one chunk, so many more
/// that a second one begins.
pub fn check_tokens(form: &str) -> usize {
    match fast::chunk::size(form) {
        Some(size) if size >= CHECK_TOKENS => size.saturating_add(CHECK_TOKENS),
        _ => CHECK_TOKENS,
    }
}

/// Milliseconds for which a kernel runs to guess its speed before its first size.
const PROBE_MS: f64 = 40.0;
/// Calls after which that ends in any case.
const PROBE_CALLS: u32 = 1 << 20;
/// Milliseconds between two reports of progress.
const REPORT_MS: f64 = 100.0;

/// An order in hand.
pub struct Session {
    seed: u64,
    choice: Choice,
    suite: Option<&'static Suite>,
    grain_ms: Option<f64>,
    /// The measurements of the machine's limits that are still to be made, and the one in hand.
    machine: Option<Machine>,
    measured_before: bool,
    measured_after: bool,
    unchecked: VecDeque<Case>,
    checked: HashMap<(String, String, usize), Option<f64>>,
    waiting: VecDeque<Case>,
    group: Option<Group>,
    measured: HashMap<(String, String, usize), Measured>,
    /// Milliseconds per call of earlier passes.
    samples: HashMap<Case, Vec<f64>>,
    /// What was timed and what was refused, in that order, with the median where there is one.
    done: Vec<(Case, f64)>,
    total: usize,
    reported_ms: f64,
    announced: Option<Case>,
    /// Milliseconds spent in steps so far, and the cases that were done before them.
    worked_ms: f64,
    before: usize,
    finished: bool,
}

/// The admitted cases of one size, sampled together.
struct Group {
    cases: Vec<(Case, &'static Kernel, Shape)>,
    sampler: Sampler,
}

/// What identifies a kernel at a number of channels.
fn key(case: &Case) -> (String, String, usize) {
    (case.kernel.clone(), case.form.clone(), case.d)
}

/// Runs a kernel for [`PROBE_MS`], so that its code is compiled as well as it gets, and times the second half.
fn probe(kernel: &'static Kernel, inputs: &Inputs, clock: &impl Clock) -> Result<Measured, KernelError> {
    let mut plan = kernel.prepare(inputs.shape)?;
    let mut ms = 0.0;
    for _ in 0..2 {
        let (start, mut calls) = (clock.now_ms(), 0);
        while calls < PROBE_CALLS && clock.now_ms() - start < PROBE_MS / 2.0 {
            plan.run(inputs)?;
            calls += 1;
        }
        ms = (clock.now_ms() - start) / f64::from(calls.max(1));
    }
    Ok(Measured { flops: (kernel.flops)(inputs.shape), ms })
}

impl Session {
    /// A session for an order; an unknown suite has no cases. Nothing runs yet.
    pub fn new(order: Order) -> Self {
        Self::without(order, &[])
    }

    /// A session for what an order asks for beside some cases.
    pub fn without(order: Order, except: &[Case]) -> Self {
        let choice = order.choice.nearest();
        let suite = suite::find(&order.suite);
        let mut cases = suite.map_or_else(Vec::new, |suite| (suite.cases)(&choice));
        let passes = suite.map_or(1, |suite| suite.passes);
        let total = cases.len() * passes;
        cases.retain(|case| !except.contains(case));
        let mut unchecked: VecDeque<Case> = VecDeque::new();
        for case in &cases {
            if !unchecked.iter().any(|seen| key(seen) == key(case)) {
                unchecked.push_back(Case { n: check_tokens(&case.form), ..case.clone() });
            }
        }
        let mut session = Self {
            seed: order.seed,
            choice,
            suite,
            grain_ms: None,
            machine: None,
            measured_before: total == 0,
            measured_after: total == 0,
            unchecked,
            checked: HashMap::new(),
            total,
            waiting: std::iter::repeat_n(cases, passes).flatten().collect(),
            group: None,
            measured: HashMap::new(),
            samples: HashMap::new(),
            done: except.iter().map(|case| (case.clone(), f64::NAN)).collect(),
            reported_ms: f64::NEG_INFINITY,
            announced: None,
            worked_ms: 0.0,
            before: 0,
            finished: false,
        };
        session.before = session.total - session.waiting.len();
        session
    }

    /// Whether [`Message::Finished`] has been given out.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Does the next piece of work and says what came of it: the grain of the clock, the check of one kernel, the
    /// memory of one size, one batch of one case or of the machine's limits.
    pub fn step(&mut self, clock: &impl Clock) -> Vec<Message> {
        let start = clock.now_ms();
        let messages = self.work(clock);
        self.worked_ms += clock.now_ms() - start;
        messages
    }

    fn work(&mut self, clock: &impl Clock) -> Vec<Message> {
        let Some(grain_ms) = self.grain_ms else {
            return match clock::grain_ms(clock) {
                Some(grain_ms) => {
                    self.grain_ms = Some(grain_ms);
                    vec![Message::Clock { grain_ms }]
                }
                None => {
                    self.finished = true;
                    vec![Message::NoClock]
                }
            };
        };
        if let Some(case) = self.unchecked.front() {
            if self.announced.as_ref() != Some(case) {
                self.announced = Some(case.clone());
                return vec![self.progress(0.0, Stage::Check, case.clone())];
            }
            return self.unchecked.pop_front().map_or_else(Vec::new, |case| self.check(case, clock));
        }
        if let Some(mut machine) = self.machine.take() {
            let Some(speed) = machine.step(clock) else {
                self.machine = Some(machine);
                return Vec::new();
            };
            return vec![Message::Speed(speed)];
        }
        if !std::mem::replace(&mut self.measured_before, true) {
            self.machine = Some(Machine::new(grain_ms, self.seed));
            return Vec::new();
        }
        if let Some(group) = self.group.take() {
            return self.sample(group, grain_ms, clock);
        }
        if self.waiting.is_empty() {
            self.follow_up();
        }
        if !self.waiting.is_empty() {
            return self.next_group(grain_ms);
        }
        if !std::mem::replace(&mut self.measured_after, true) {
            self.machine = Some(Machine::new(grain_ms, self.seed));
            return Vec::new();
        }
        self.finished = true;
        vec![Message::Finished]
    }

    /// What the suite wants to know after what it knows, never the same case again.
    fn follow_up(&mut self) {
        let Some(suite) = self.suite else { return };
        let mut cases = (suite.next)(&self.choice, &self.done);
        cases.retain(|case| self.done.iter().all(|(done, _)| done != case));
        self.total += cases.len();
        self.waiting = cases.into();
    }

    /// Where the run is, `part` being the part of the group in hand that is done, in cases.
    fn progress(&self, part: f64, stage: Stage, case: Case) -> Message {
        let open = self.waiting.len() + self.group.as_ref().map_or(0, |group| group.cases.len());
        let done = self.total.saturating_sub(open) as f64 + part;
        let here = done - self.before as f64;
        let left_ms = (here > 0.0).then(|| self.worked_ms * (self.total as f64 - done) / here);
        let part = if stage == Stage::Check { 0.0 } else { done / self.total.max(1) as f64 };
        Message::Progress(Progress { part, left_ms, stage, case })
    }

    /// Correctness first: the kernel against its definition at this d; and, if anything is to be timed, a first
    /// guess at its speed.
    fn check(&mut self, case: Case, clock: &impl Clock) -> Vec<Message> {
        let checked = || -> Result<(f64, Option<Measured>), KernelError> {
            let kernel = fast::find(&case.kernel, &case.form)?;
            let shape = (kernel.reads)(Shape::new(case.n, case.d)?);
            let inputs = Inputs::seeded(shape, self.seed)?;
            let ratio = kernel.rms_ratio(&inputs)?;
            let speed = if self.total > 0 { Some(probe(kernel, &inputs, clock)?) } else { None };
            Ok((ratio, speed))
        };
        let rms_ratio = match checked() {
            Ok((ratio, speed)) => {
                if let Some(measured) = speed {
                    self.measured.insert(key(&case), measured);
                }
                Some(ratio).filter(|ratio| ratio.is_finite())
            }
            Err(_) => None,
        };
        self.checked.insert(key(&case), rms_ratio);
        vec![Message::Checked { case, rms_ratio }]
    }

    /// Takes the waiting cases of one size and allocates those that are admitted.
    fn next_group(&mut self, grain_ms: f64) -> Vec<Message> {
        let mut messages = Vec::new();
        let mut cases = Vec::new();
        let mut tasks: Vec<Box<dyn FnMut()>> = Vec::new();
        let size = self.waiting.front().map(|case| (case.n, case.d));
        let mut shared: Vec<Rc<Inputs>> = Vec::new();
        while let Some(case) = self.waiting.pop_front_if(|case| Some((case.n, case.d)) == size) {
            match self.prepare(&case, &mut shared) {
                Ok((kernel, shape, task)) => {
                    cases.push((case, kernel, shape));
                    tasks.push(task);
                }
                Err(reason) => {
                    self.done.push((case.clone(), f64::NAN));
                    messages.push(Message::Refused(Refused { case, reason }));
                }
            }
        }
        if !cases.is_empty() {
            let seed = self.seed.wrapping_add(cases[0].2.n as u64);
            let sampler = Sampler::new(Settings::new(grain_ms, seed), tasks);
            self.group = Some(Group { cases, sampler });
        }
        messages
    }

    #[expect(clippy::type_complexity, reason = "the parts of a group's entry, taken apart at once")]
    fn prepare(
        &self,
        case: &Case,
        shared: &mut Vec<Rc<Inputs>>,
    ) -> Result<(&'static Kernel, Shape, Box<dyn FnMut()>), Refusal> {
        let impossible = |error: KernelError| Refusal::Impossible { text: error.to_string() };
        let kernel = fast::find(&case.kernel, &case.form).map_err(impossible)?;
        let shape = Shape::new(case.n, case.d).map_err(impossible)?;
        let rms_ratio = self.checked.get(&key(case)).copied().flatten();
        let measured = self.measured.get(&key(case)).copied();
        let (Some(_), Some(measured)) = (rms_ratio.filter(|ratio| *ratio <= TOLERANCE), measured) else {
            return Err(Refusal::Inaccurate { rms_ratio, tolerance: TOLERANCE });
        };
        guard::admit(kernel, shape, measured)?;
        let refused = |error| match error {
            KernelError::OutOfMemory { bytes } => Refusal::NoMemory { needed: kernel.bytes(shape), bytes },
            other => impossible(other),
        };
        let reads = (kernel.reads)(shape);
        let inputs = match shared.iter().find(|inputs| inputs.shape == reads) {
            Some(inputs) => inputs.clone(),
            None => {
                let inputs = Rc::new(Inputs::seeded(reads, self.seed).map_err(refused)?);
                shared.push(inputs.clone());
                inputs
            }
        };
        let mut plan = kernel.prepare(shape).map_err(refused)?;
        Ok((kernel, shape, Box::new(move || plan.run(&inputs).expect("plan and inputs share a shape"))))
    }

    /// One batch of the group in hand; its records once it is finished.
    fn sample(&mut self, mut group: Group, grain_ms: f64, clock: &impl Clock) -> Vec<Message> {
        let cold = group.sampler.cold().map(|index| group.cases[index].0.clone());
        if let Some(case) = cold.filter(|case| self.announced.as_ref() != Some(case)) {
            let part = group.sampler.progress() * group.cases.len() as f64;
            self.announced = Some(case.clone());
            self.group = Some(group);
            return vec![self.progress(part, Stage::WarmUp, case)];
        }
        let (stage, index) = match group.sampler.step(clock) {
            Step::WarmedUp(index) => (Stage::WarmUp, index),
            Step::Sampled(index) => (Stage::Sample, index),
            Step::Finished => return self.records(&group, grain_ms),
        };
        let part = group.sampler.progress() * group.cases.len() as f64;
        let case = group.cases[index].0.clone();
        self.group = Some(group);
        let now = clock.now_ms();
        if now - self.reported_ms < REPORT_MS {
            return Vec::new();
        }
        self.reported_ms = now;
        vec![self.progress(part, stage, case)]
    }

    fn records(&mut self, group: &Group, grain_ms: f64) -> Vec<Message> {
        let mut messages = Vec::new();
        for ((case, kernel, shape), task) in group.cases.iter().zip(group.sampler.tasks()) {
            let flops = (kernel.flops)(*shape);
            let facts = Facts {
                flops,
                bytes: kernel.bytes(*shape),
                rms_ratio: self.checked.get(&key(case)).copied().flatten().unwrap_or(f64::NAN),
                grain_ms,
                batch: task.batch,
                seed: self.seed,
            };
            let samples = self.samples.entry(case.clone()).or_default();
            samples.extend(&task.samples);
            if let Some(record) = Record::new(case.clone(), samples, facts) {
                self.measured.insert(key(case), Measured { flops, ms: record.median_ms });
                self.done.retain(|(done, _)| done != case);
                self.done.push((case.clone(), record.median_ms));
                messages.push(Message::Measured(Box::new(record)));
            }
        }
        messages
    }
}
