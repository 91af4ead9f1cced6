//! The worker's part: an order carried out in steps short enough to report, and to be killed, in between.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::guard::{self, Measured, Refusal, TOLERANCE};
use super::machine::Machine;
use super::record::Facts;
use super::rounds::{Batch, Rounds, Settings, Step};
use super::team::{Ask, HEADS};
use super::{
    Case, Choice, Clock, Earlier, Message, Order, Progress, Record, Refused, Sampler, Stage, Suite, clock,
    sampler, suite, summary,
};
use crate::fast::{self, Inputs, Kernel, KernelError, Shape, form};

/// Tokens at which a kernel is checked, whatever n it is timed at: odd, and more than one block of anything, so that every
/// path of the code is taken; and few, so that an f64 definition of n² or nd² steps takes a moment only. The number of
/// channels is that of the case.
pub const CHECK_TOKENS: usize = 129;

/// Tokens at which a form is checked: [`CHECK_TOKENS`], and in chunks so long that these would be one chunk, so many more
/// that a second one begins.
pub fn check_tokens(form: &str) -> usize {
    match fast::chunk::size(form::inner(form)) {
        Some(size) if size >= CHECK_TOKENS => size.saturating_add(CHECK_TOKENS),
        _ => CHECK_TOKENS,
    }
}

/// Milliseconds for which a kernel runs to guess its speed before its first size.
const PROBE_MS: f64 = 40.0;
/// Calls after which that ends in any case.
const PROBE_CALLS: u32 = 1 << 20;
/// Milliseconds for which a kernel that was measured in an earlier pass runs before it is measured again.
const AGAIN_MS: f64 = 20.0;
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
    /// Cases that a worker of the other build times after this one.
    later: usize,
    /// What is waited for.
    asked: Option<(usize, Ask)>,
}

/// The admitted cases of one size, sampled together.
struct Group {
    cases: Vec<(Case, &'static Kernel, Shape)>,
    work: Work,
}

/// Who runs the cases of a group.
enum Work {
    /// This worker.
    Here(Sampler),
    /// Several others.
    Spread(Rounds),
}

impl Work {
    fn rounds(&self) -> &Rounds {
        match self {
            Self::Here(sampler) => sampler.rounds(),
            Self::Spread(rounds) => rounds,
        }
    }
}

/// What identifies a kernel at a number of channels.
fn key(case: &Case) -> (String, String, usize) {
    (case.kernel.clone(), form::inner(&case.form).to_owned(), case.d)
}

/// Heads in a call of a case.
fn heads(case: &Case) -> usize {
    if form::spread_inner(&case.form).is_some() { HEADS } else { 1 }
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
    /// A session for what an order asks of a build, beside what an earlier one has left; an unknown suite has no cases.
    /// `fused` says whether the build fuses multiplications and additions: it times such forms, and the other build all
    /// others, first. Nothing runs yet.
    pub fn new(order: Order, earlier: Earlier, fused: bool) -> Self {
        let choice = order.choice.nearest();
        let suite = suite::find(&order.suite);
        let cases = suite.map_or_else(Vec::new, |suite| (suite.cases)(&choice));
        let passes = suite.map_or(1, |suite| suite.passes);
        let total = cases.len() * passes;
        let (own, others): (Vec<Case>, Vec<Case>) =
            cases.into_iter().partition(|case| form::fused_inner(&case.form).is_some() == fused);
        let later = if fused { 0 } else { others.len() * passes };
        let mut unchecked: VecDeque<Case> = VecDeque::new();
        for case in &own {
            if !unchecked.iter().any(|seen| key(seen) == key(case)) {
                let form = form::spread_inner(&case.form).map_or(&*case.form, |(_, form)| form).to_owned();
                unchecked.push_back(Case { n: check_tokens(&form), form, ..case.clone() });
            }
        }
        let mut waiting: VecDeque<Case> = std::iter::repeat_n(own, passes).flatten().collect();
        for case in &earlier.except {
            if let Some(place) = waiting.iter().position(|waiting| waiting == case) {
                waiting.remove(place);
            }
        }
        let median = |case: &Case| {
            let samples = earlier.samples.iter().find(|(measured, _)| measured == case);
            samples.and_then(|(_, ms)| summary::median(ms)).unwrap_or(f64::NAN)
        };
        Self {
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
            before: total - later - waiting.len(),
            waiting,
            group: None,
            measured: HashMap::new(),
            done: earlier.except.iter().map(|case| (case.clone(), median(case))).collect(),
            samples: earlier.samples.into_iter().collect(),
            reported_ms: f64::NEG_INFINITY,
            announced: None,
            worked_ms: 0.0,
            finished: false,
            later,
            asked: None,
        }
    }

    /// Whether [`Message::Finished`] has been given out.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// What other workers are to run, and how long that takes is to be told to [`Session::answered`], before the next step.
    pub fn asks(&self) -> Option<&Ask> {
        self.asked.as_ref().map(|(_, ask)| ask)
    }

    /// The other workers took so long for what [`Session::asks`] says.
    pub fn answered(&mut self, elapsed_ms: f64) {
        self.worked_ms += elapsed_ms;
        if let (Some((task, _)), Some(Group { work: Work::Spread(rounds), .. })) =
            (self.asked.take(), &mut self.group)
        {
            rounds.took(task, elapsed_ms);
        }
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
        let open = self.later + self.waiting.len() + self.group.as_ref().map_or(0, |group| group.cases.len());
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
        let mut tasks: Vec<sampler::Run> = Vec::new();
        let kind = |case: &Case| (case.n, case.d, form::spread_inner(&case.form).is_some());
        let first = self.waiting.front().map(kind);
        let mut shared: Vec<Rc<Inputs>> = Vec::new();
        while let Some(case) = self.waiting.pop_front_if(|case| Some(kind(case)) == first) {
            match self.prepare(&case, &mut shared) {
                Ok((kernel, shape, task)) => {
                    cases.push((case, kernel, shape));
                    tasks.extend(task);
                }
                // What an earlier pass has measured stands.
                Err(_) if self.samples.contains_key(&case) => {}
                Err(reason) => {
                    self.done.push((case.clone(), f64::NAN));
                    messages.push(Message::Refused(Refused { case, reason }));
                }
            }
        }
        if let Some((case, ..)) = cases.first() {
            let settings = self.settings(grain_ms, case);
            let work = if tasks.is_empty() {
                Work::Spread(Rounds::new(settings, cases.len()))
            } else {
                Work::Here(Sampler::new(settings, tasks))
            };
            self.group = Some(Group { cases, work });
        }
        messages
    }

    /// How the group that begins with this case is measured: the suite's budget is shared out among its passes, and after
    /// the first one only caches are cold.
    fn settings(&self, grain_ms: f64, case: &Case) -> Settings {
        let usual = Settings::new(grain_ms, self.seed.wrapping_add(case.n as u64));
        let Some(Suite { passes, budget_ms, .. }) = self.suite else { return usual };
        let passes = (*passes).max(1);
        let warm = self.samples.contains_key(case);
        Settings {
            budget_ms: budget_ms / passes as f64,
            least_samples: usual.least_samples.div_ceil(passes),
            warm_up_ms: if warm { AGAIN_MS } else { usual.warm_up_ms },
            ..usual
        }
    }

    fn prepare(
        &self,
        case: &Case,
        shared: &mut Vec<Rc<Inputs>>,
    ) -> Result<(&'static Kernel, Shape, Option<sampler::Run>), Refusal> {
        let impossible = |error: KernelError| Refusal::Impossible { text: error.to_string() };
        let kernel = fast::find(&case.kernel, &case.form).map_err(impossible)?;
        let shape = Shape::new(case.n, case.d).map_err(impossible)?;
        let rms_ratio = self.checked.get(&key(case)).copied().flatten();
        let measured = self.measured.get(&key(case)).copied();
        let (Some(_), Some(measured)) = (rms_ratio.filter(|ratio| *ratio <= TOLERANCE), measured) else {
            return Err(Refusal::Inaccurate { rms_ratio, tolerance: TOLERANCE });
        };
        guard::admit(kernel, shape, heads(case), measured)?;
        if heads(case) > 1 {
            return Ok((kernel, shape, None));
        }
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
        let run = move || plan.run(&inputs).expect("plan and inputs share a shape");
        Ok((kernel, shape, Some(Box::new(run))))
    }

    /// One batch of the group in hand; its records once it is finished.
    fn sample(&mut self, mut group: Group, grain_ms: f64, clock: &impl Clock) -> Vec<Message> {
        let cold = group.work.rounds().cold().map(|index| group.cases[index].0.clone());
        if let Some(case) = cold.filter(|case| self.announced.as_ref() != Some(case)) {
            let part = group.work.rounds().progress() * group.cases.len() as f64;
            self.announced = Some(case.clone());
            self.group = Some(group);
            return vec![self.progress(part, Stage::WarmUp, case)];
        }
        let step = match &mut group.work {
            Work::Here(sampler) => sampler.step(clock),
            Work::Spread(rounds) => match rounds.next_batch() {
                None => Step::Finished,
                Some(Batch { task, calls }) => {
                    self.asked = Some((task, ask(&group.cases[task].0, calls, self.seed)));
                    if rounds.cold().is_some() { Step::WarmedUp(task) } else { Step::Sampled(task) }
                }
            },
        };
        let (stage, index) = match step {
            Step::WarmedUp(index) => (Stage::WarmUp, index),
            Step::Sampled(index) => (Stage::Sample, index),
            Step::Finished => return self.records(&group, grain_ms),
        };
        let part = group.work.rounds().progress() * group.cases.len() as f64;
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
        for ((case, kernel, shape), task) in group.cases.iter().zip(group.work.rounds().tasks()) {
            let flops = (kernel.flops)(*shape) * heads(case) as f64;
            let facts = Facts {
                flops,
                bytes: kernel.bytes(*shape).saturating_mul(heads(case) as u64),
                rms_ratio: self.checked.get(&key(case)).copied().flatten().unwrap_or(f64::NAN),
                grain_ms,
                batch: task.batch,
                seed: self.seed,
            };
            let samples = self.samples.entry(case.clone()).or_default();
            samples.extend(&task.samples);
            if let Some(record) = Record::new(case.clone(), samples, facts) {
                if heads(case) == 1 {
                    self.measured.insert(key(case), Measured { flops, ms: record.median_ms });
                }
                self.done.retain(|(done, _)| done != case);
                self.done.push((case.clone(), record.median_ms));
                messages.push(Message::Measured(Box::new(record)));
            }
        }
        messages
    }
}

/// So many runs of a case whose form says how many workers there are.
fn ask(case: &Case, calls: u32, seed: u64) -> Ask {
    let (workers, form) = form::spread_inner(&case.form).unwrap_or((1, &case.form));
    Ask { case: Case { form: form.to_owned(), ..case.clone() }, workers, calls, seed }
}
