//! The worker's part: a job carried out in steps short enough to report, and to be killed, in between.

mod check;
mod group;
mod kernels;
mod pace;
mod plan;

use std::collections::{HashMap, VecDeque};

pub use check::{CHECK_TOKENS, check_tokens};
use check::{Known, to_check};
use group::{Group, heads, prepare};
pub use kernels::Fused;
use kernels::Kernels;
use pace::Pace;
pub use plan::expected_ms;

use super::clock::{Grain, Search};
use super::guard::Measured;
use super::machine::Machine;
use super::record::Facts;
use super::rounds::Step;
use super::team::Ask;
use super::{
    Activity, Case, Choice, Clock, Earlier, Job, Message, Plan, Record, Refused, Suite, suite, summary,
};

/// A job in hand.
pub struct Session {
    kernels: Kernels,
    choice: Choice,
    suite: Option<&'static Suite>,
    search: Search,
    grain_ms: Option<f64>,
    limits: Limits,
    /// The fused cases that cannot be timed here.
    not_here: Vec<Refused>,
    unchecked: VecDeque<Case>,
    known: Known,
    waiting: VecDeque<Case>,
    group: Option<Group>,
    /// Milliseconds that were planned for the group in hand.
    in_hand_ms: f64,
    /// Milliseconds per call of earlier passes.
    samples: HashMap<Case, Vec<f64>>,
    /// Milliseconds per call of the cases that this worker has measured: their code is compiled.
    compiled: HashMap<Case, f64>,
    /// The cases that were timed or refused, with their medians; NaN where there is none.
    done: Vec<(Case, f64)>,
    pace: Pace,
    /// The task that other workers run, and the request to them.
    asked: Option<(usize, Ask)>,
    finished: bool,
}

/// The two measurements of the machine's limits: before the first case and after the last.
struct Limits {
    under_way: Option<Machine>,
    before: bool,
    after: bool,
}

impl Session {
    /// A session for a job, without the work of earlier sessions; an unknown suite has no cases. `fused` matters only where
    /// [`Plan::asks_for_fused`] says so: without the module such cases are refused. Nothing runs yet.
    pub fn new(job: Job, earlier: Earlier, fused: Fused) -> Self {
        let mut cases = Plan::of(&job).cases;
        let choice = job.choice.nearest();
        let suite = suite::find(&job.suite);
        let mut not_here = Vec::new();
        if let Err(reason) = &fused {
            let refused = cases.extract_if(.., |case| case.form.is_fused());
            not_here.extend(refused.map(|case| Refused { case, reason: reason.clone() }));
        }
        let passes = suite.map_or(1, |suite| suite.passes);
        let total = cases.len() * passes;
        cases.retain(|case| !earlier.given_up.contains(case));
        let unchecked = to_check(&cases).into();
        let mut waiting: VecDeque<Case> = std::iter::repeat_n(cases, passes).flatten().collect();
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
            kernels: Kernels { seed: job.seed, fused },
            choice,
            suite,
            search: Search::default(),
            // Where nothing is timed, no clock is needed.
            grain_ms: (total == 0).then_some(0.0),
            limits: Limits { under_way: None, before: total == 0, after: total == 0 },
            not_here,
            unchecked,
            known: Known::default(),
            pace: Pace::new(total, suite.map_or(0, |suite| suite.usually_more)),
            waiting,
            group: None,
            in_hand_ms: 0.0,
            done: earlier
                .except
                .iter()
                .chain(&earlier.given_up)
                .map(|case| (case.clone(), median(case)))
                .collect(),
            samples: earlier.samples.into_iter().collect(),
            compiled: HashMap::new(),
            asked: None,
            finished: false,
        }
    }

    /// Whether [`Message::Finished`] has been given out.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// The runs that other workers are to do before the next step; [`Session::answered`] is to be told how long they take.
    pub fn asks(&self) -> Option<&Ask> {
        self.asked.as_ref().map(|(_, ask)| ask)
    }

    /// The other workers took so long for the runs of [`Session::asks`].
    pub fn answered(&mut self, elapsed_ms: f64) {
        self.pace.in_hand_ms += elapsed_ms;
        if let (Some((task, _)), Some(group)) = (self.asked.take(), &mut self.group) {
            group.answered(task, elapsed_ms);
        }
    }

    /// Does the next piece of work and gives out its messages: the grain of the clock, the check of one kernel, the
    /// memory of one size, one batch of one case or of the machine's limits.
    pub fn step(&mut self, clock: &impl Clock) -> Vec<Message> {
        let start = clock.now_ms();
        let times_cases = self.group.is_some();
        let messages = self.work(clock);
        if times_cases {
            self.pace.in_hand_ms += clock.now_ms() - start;
        }
        messages
    }

    fn work(&mut self, clock: &impl Clock) -> Vec<Message> {
        if !self.not_here.is_empty() {
            return self.not_here.drain(..).map(Message::Refused).collect();
        }
        let Some(grain_ms) = self.grain_ms else { return vec![self.watch(clock)] };
        if let Some(case) = self.unchecked.pop_front() {
            if self.pace.announces(&case) {
                self.unchecked.push_front(case.clone());
                return vec![self.progress(0.0, grain_ms, Activity::Check, case)];
            }
            let grain_ms = (self.pace.total > 0).then_some(grain_ms);
            let rms_ratio = self.known.check(&case, &self.kernels, grain_ms, clock);
            return vec![Message::Checked { case, rms_ratio }];
        }
        if let Some(mut machine) = self.limits.under_way.take() {
            let Some(speeds) = machine.step(clock) else {
                self.limits.under_way = Some(machine);
                return self.sign_of_life(grain_ms, clock);
            };
            return speeds.into_iter().map(Message::Speed).collect();
        }
        if !std::mem::replace(&mut self.limits.before, true) {
            self.limits.under_way = Some(self.machine(grain_ms));
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
        if !std::mem::replace(&mut self.limits.after, true) {
            self.limits.under_way = Some(self.machine(grain_ms));
            return Vec::new();
        }
        self.finished = true;
        vec![Message::Finished]
    }

    fn machine(&self, grain_ms: f64) -> Machine {
        Machine::new(grain_ms, self.kernels.seed, self.kernels.module())
    }

    /// Watches the clock for a moment; without one that can be used, the session ends.
    fn watch(&mut self, clock: &impl Clock) -> Message {
        let found = self.search.turn(clock);
        self.finished = matches!(found, Some(Grain::TooCoarse(_) | Grain::StandsStill));
        match found {
            None => Message::Alive { left_ms: None },
            Some(Grain::Of(grain_ms)) => {
                self.grain_ms = Some(grain_ms);
                Message::Clock { grain_ms }
            }
            Some(Grain::TooCoarse(grain_ms)) => Message::TooCoarse { grain_ms },
            Some(Grain::StandsStill) => Message::NoClock,
        }
    }

    /// Adds the cases that the suite wants after the results so far, never the same case again.
    fn follow_up(&mut self) {
        let Some(suite) = self.suite else { return };
        let mut cases = (suite.follow_up)(&self.choice, &self.done);
        cases.retain(|case| self.done.iter().all(|(done, _)| done != case));
        self.pace.adds(cases.len());
        self.waiting = cases.into();
    }

    /// A sign of life, if the last report is long enough ago.
    fn sign_of_life(&mut self, grain_ms: f64, clock: &impl Clock) -> Vec<Message> {
        let due = self.pace.reports(clock.now_ms());
        due.then(|| Message::Alive { left_ms: Some(self.left_ms(grain_ms)) }).into_iter().collect()
    }

    /// Takes the waiting cases of one size and allocates those that are admitted.
    fn next_group(&mut self, grain_ms: f64) -> Vec<Message> {
        let kind = |case: &Case| (case.n, case.d, case.form.workers().is_some());
        let first = self.waiting.front().map(kind);
        let (mut messages, mut prepared, mut shared) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(case) = self.waiting.pop_front_if(|case| Some(kind(case)) == first) {
            match prepare(case, &self.known, &self.kernels, &mut shared) {
                Ok(admitted) => prepared.push(admitted),
                // The measurements of an earlier pass stand.
                Err((case, _)) if self.samples.contains_key(&case) => {}
                Err((case, reason)) => {
                    self.done.push((case.clone(), f64::NAN));
                    messages.push(Message::Refused(Refused { case, reason }));
                }
            }
        }
        let known_ms = |case: &Case| self.compiled.get(case).copied();
        let ran_before = |case: &Case| self.compiled.contains_key(case);
        self.in_hand_ms =
            prepared.iter().map(|(of, _)| self.case_ms(&of.case, grain_ms, ran_before(&of.case))).sum();
        let settings = |case: &Case| self.settings(grain_ms, case, ran_before(case));
        self.group = Group::new(prepared, settings, known_ms);
        messages
    }

    /// One batch of the group in hand; its records once it is finished.
    fn sample(&mut self, mut group: Group, grain_ms: f64, clock: &impl Clock) -> Vec<Message> {
        let cold = group.rounds().cold().map(|task| group.case(task).clone());
        if let Some(case) = cold.filter(|case| self.pace.announces(case)) {
            let part = group.part();
            self.group = Some(group);
            return vec![self.progress(part, grain_ms, Activity::WarmUp, case)];
        }
        let (step, asked) = group.step(self.kernels.seed, clock);
        self.asked = asked;
        let (activity, task) = match step {
            Step::WarmedUp(task) => (Activity::WarmUp, task),
            Step::Sampled(task) => (Activity::Sample, task),
            Step::Finished => return self.records(&group, grain_ms),
        };
        let (part, case) = (group.part(), group.case(task).clone());
        self.group = Some(group);
        if !self.pace.reports(clock.now_ms()) {
            return Vec::new();
        }
        vec![self.progress(part, grain_ms, activity, case)]
    }

    fn records(&mut self, group: &Group, grain_ms: f64) -> Vec<Message> {
        self.pace.finished(std::mem::take(&mut self.in_hand_ms));
        let mut messages = Vec::new();
        for (admitted, task) in group.admitted.iter().zip(group.rounds().tasks()) {
            let (case, heads) = (&admitted.case, heads(&admitted.case));
            let flops = (admitted.kernel.flops)(admitted.shape) * heads as f64;
            let facts = Facts {
                flops,
                bytes: admitted.kernel.bytes(admitted.shape).saturating_mul(heads as u64),
                rms_ratio: self.known.ratio(case).unwrap_or(f64::NAN),
                grain_ms,
                batch: task.batch,
                seed: self.kernels.seed,
            };
            let samples = self.samples.entry(case.clone()).or_default();
            samples.extend(&task.samples);
            if let Some(record) = Record::new(case.clone(), samples, facts) {
                if case.form.workers().is_none() {
                    self.known.timed(case, Measured { flops, ms: record.median_ms });
                }
                self.done.retain(|(done, _)| done != case);
                self.done.push((case.clone(), record.median_ms));
                self.compiled.insert(case.clone(), record.median_ms);
                messages.push(Message::Measured(Box::new(record)));
            }
        }
        messages
    }
}
