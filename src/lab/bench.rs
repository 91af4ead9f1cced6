use leptos::prelude::*;

use super::controls::SEED;
use crate::browser::worker::{Build, TimingWorker};
use crate::browser::{machine, storage};
use crate::fast::{OFFERED, form};
use crate::timing::suite::{self, BESIDES, CHECK, FUSED};
use crate::timing::{
    Case, Choice, Earlier, Failure, Message, Order, Pause, Phase, Refusal, Refused, Report, Request, Run,
    Shelf,
};

/// The run and its worker. One for the whole app, so that a run goes on while another page is open.
#[derive(Clone, Copy)]
pub struct Bench {
    /// What is known of the run.
    pub run: RwSignal<Run>,
    /// The comparison of all kernels with their rules that is made before any run.
    pub opening: RwSignal<Run>,
    /// Results of earlier runs, of this browser and of others.
    pub shelf: RwSignal<Shelf>,
    /// Whether the browser has room for the shelf.
    pub room: RwSignal<bool>,
    /// Id of the suite of the last run.
    suite: StoredValue<String>,
    keeps: bool,
    worker: Hired,
}

/// A worker, as long as it is needed.
type Hired = StoredValue<Option<TimingWorker>, LocalStorage>;

impl Default for Bench {
    fn default() -> Self {
        Self {
            run: RwSignal::default(),
            opening: RwSignal::default(),
            shelf: RwSignal::default(),
            room: RwSignal::new(true),
            suite: StoredValue::default(),
            keeps: false,
            worker: StoredValue::new_local(None),
        }
    }
}

/// Where the browser keeps the shelf.
const KEY: &str = "deltascope-lab";

/// Channels at which kernels are compared with their rules before any run: few, so that it takes a moment only.
const OPENING_CHANNELS: usize = 16;

/// The bench of this page.
pub fn use_bench() -> Bench {
    expect_context()
}

impl Bench {
    /// A bench whose results are kept from visit to visit. What this version cannot read is put aside, not overwritten.
    pub fn keeping() -> Self {
        let kept = storage::read(KEY).map_or_else(Shelf::default, |text| {
            Shelf::from_json(&text).unwrap_or_else(|_| {
                storage::write(&format!("{KEY}-unreadable"), &text);
                Shelf::default()
            })
        });
        Self { shelf: RwSignal::new(kept), keeps: true, ..Self::default() }
    }

    /// Changes the shelf, here and in the browser's memory.
    pub fn change_shelf(self, change: impl FnOnce(&mut Shelf)) {
        self.shelf.update(change);
        let text = self.shelf.with_untracked(Shelf::to_json).unwrap_or_default();
        self.room.set(storage::write(KEY, &text));
    }

    /// The results with the circumstances of the last run.
    pub fn report(self) -> Report {
        self.run.with_untracked(|run| Report {
            environment: machine::environment(&self.suite.get_value(), run),
            records: run.records.clone(),
        })
    }

    /// Compares all kernels with their rules, once and if nothing is running. A worker does it: the page has no kernels.
    pub fn check(self) {
        let checked = self.opening.with_untracked(|run| *run != Run::default());
        if checked || self.run.with_untracked(Run::is_running) {
            return;
        }
        let kernels =
            OFFERED.iter().map(|kernel| (kernel.kernel.to_owned(), kernel.form.to_owned())).collect();
        // The fused build is fetched when it is asked for.
        let beside = BESIDES.into_iter().filter(|beside| *beside != FUSED).map(str::to_owned).collect();
        let choice = Choice { kernels, d: OPENING_CHANNELS, beside, ..Choice::default() };
        self.carry_out(&Order { suite: CHECK.id.to_owned(), choice, seed: SEED }, self.opening);
    }

    /// Starts a run in a fresh worker; one that is running is ended first.
    pub fn start(self, order: &Order) {
        self.opening.update(Run::cancel);
        self.suite.set_value(order.suite.clone());
        self.carry_out(order, self.run);
    }

    fn carry_out(self, order: &Order, run: RwSignal<Run>) {
        run.update(Run::start);
        self.hire(order.clone(), Build::Simd, Earlier::default(), run);
    }

    /// Gives the order to a fresh worker of a build; if that dies of a case, to another. What is fused, a worker of the
    /// other build times when the first is done.
    fn hire(self, order: Order, build: Build, earlier: Earlier, run: RwSignal<Run>) {
        self.worker.set_value(None);
        let request = Request::Start { order: order.clone(), earlier };
        let suite = suite::find(&order.suite);
        let cases = suite.map_or_else(Vec::new, |suite| (suite.cases)(&order.choice));
        let fused: Vec<Case> =
            cases.iter().filter(|case| form::fused_inner(&case.form).is_some()).cloned().collect();
        let hear = move |news: Result<Vec<Message>, Failure>| {
            // Not here and now: this runs inside a callback that the worker owns.
            let next = |build, earlier| {
                let order = order.clone();
                leptos::task::spawn_local(async move { self.hire(order, build, earlier, run) });
            };
            let (mut messages, mut death) =
                news.map_or_else(|death| (Vec::new(), Some(death)), |m| (m, None));
            if let Some(Message::Panicked { text }) =
                messages.pop_if(|m| matches!(m, Message::Panicked { .. }))
            {
                death = Some(Failure::Panicked(text));
            }
            let unfinished = build == Build::Simd && !fused.is_empty();
            if unfinished && messages.pop_if(|message| *message == Message::Finished).is_some() {
                if Build::Fused.runs_here() {
                    return next(Build::Fused, Earlier::default());
                }
                let refuse = |case| Message::Refused(Refused { case, reason: Refusal::NotFused });
                messages.extend(fused.iter().cloned().map(refuse).chain([Message::Finished]));
            }
            let mut left = None;
            // One change for all of them: the page is drawn once.
            run.update(|run| {
                messages.into_iter().for_each(|message| run.apply(message));
                match (death, suite) {
                    (Some(death), Some(suite)) if run.is_running() => {
                        left = run.outlive(death, suite, &cases)
                    }
                    (Some(death), _) => run.fail(death),
                    (None, _) => {}
                }
            });
            if let Some(earlier) = left {
                return next(build, earlier);
            }
            if !run.with_untracked(Run::is_running) {
                if self.keeps && run == self.run && run.with_untracked(|run| run.phase == Phase::Done) {
                    self.change_shelf(|shelf| shelf.keep(self.report()));
                }
                leptos::task::spawn_local(async move { self.worker.set_value(None) });
            }
        };
        match TimingWorker::start(build, &request, hear) {
            Ok(worker) => {
                worker.pause(run.with_untracked(|run| run.paused.is_some()));
                self.worker.set_value(Some(worker));
            }
            Err(failure) => run.update(|run| run.fail(failure)),
        }
    }

    /// Lets the run stand still, or go on.
    pub fn pause(self, pause: Option<Pause>) {
        self.run.update(|run| run.pause(pause));
        let paused = self.run.with_untracked(|run| run.paused.is_some());
        self.worker.with_value(|worker| worker.iter().for_each(|worker| worker.pause(paused)));
    }

    /// Nobody sees the page, or it is seen again: a run stands still meanwhile.
    pub fn hidden(self, hidden: bool) {
        match self.run.with_untracked(|run| run.paused) {
            None if hidden => self.pause(Some(Pause::Hidden)),
            Some(Pause::Hidden) if !hidden => self.pause(None),
            _ => {}
        }
    }

    /// The largest RMS ratio between a kernel and its f64 rule: of the run, or, before it has any, of the opening.
    pub fn worst_rms_ratio(self) -> Option<f64> {
        let of = |run: RwSignal<Run>| run.with(Run::worst_rms_ratio);
        of(self.run).or_else(|| of(self.opening))
    }

    /// Ends the run at once. What was measured stays.
    pub fn cancel(self) {
        self.worker.set_value(None);
        self.run.update(Run::cancel);
    }

    /// Drops all results.
    pub fn clear(self) {
        self.run.update(Run::clear);
    }
}
