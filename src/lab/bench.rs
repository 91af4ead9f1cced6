//! The run of the lab and its worker, and the results that are kept from visit to visit.

use leptos::prelude::*;

use crate::app::lasting;
use crate::browser::events::on_window;
use crate::browser::worker::TimingWorker;
use crate::browser::{fused, machine, page, storage};
use crate::fast::OFFERED;
use crate::timing::session::expected_ms;
use crate::timing::suite::CHECK;
use crate::timing::{
    Beside, Choice, Earlier, Failure, Job, Message, News, Next, Phase, Plan, Report, Request, Run, SEED,
    Shelf,
};

/// The run and its worker. One for the whole app, so that a run goes on while another page is open.
#[derive(Clone, Copy)]
pub struct Bench {
    /// The run, with its results.
    pub run: RwSignal<Run>,
    /// The comparison of all kernels with their rules that is made before any run.
    pub opening: RwSignal<Run>,
    /// The runs that ended well since the page was loaded, the newest last: one for each suite.
    pub finished: RwSignal<Vec<Report>>,
    /// Results of earlier runs, of this browser and of others.
    pub shelf: RwSignal<Shelf>,
    /// Whether the browser has room for the shelf.
    pub room: RwSignal<bool>,
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
            finished: RwSignal::default(),
            shelf: RwSignal::default(),
            room: RwSignal::new(true),
            keeps: false,
            worker: StoredValue::new_local(None),
        }
    }
}

/// Where the browser keeps the shelf.
const KEY: &str = "deltascope-lab";

/// The shelf that the browser keeps. If this version cannot read all of it, the text is put aside, not overwritten, and the
/// results that can be read are shown.
fn kept() -> Shelf {
    storage::read(KEY).map_or_else(Shelf::default, |text| {
        Shelf::from_json(&text).unwrap_or_else(|_| {
            storage::write(&format!("{KEY}-unreadable"), &text);
            Shelf::salvage(&text)
        })
    })
}

/// Channels at which kernels are compared with their rules before any run: few, so that it takes a moment only.
const OPENING_CHANNELS: usize = 16;

/// The bench of the app: made when the lab is first opened, it outlives the lab's view.
pub fn use_bench() -> Bench {
    use_context().unwrap_or_else(|| {
        lasting(|| {
            let bench = Bench::keeping();
            provide_context(bench);
            on_window(leptos::ev::visibilitychange, move |_| bench.hidden(page::is_hidden()));
            bench
        })
    })
}

impl Bench {
    /// A bench whose results are kept from visit to visit, and shared with the other tabs of this page.
    pub fn keeping() -> Self {
        let bench = Self { shelf: RwSignal::new(kept()), keeps: true, ..Self::default() };
        storage::on_change_elsewhere(KEY, move || bench.read_shelf());
        bench
    }

    /// Takes over what another tab has changed. Where the browser had no room, the results of this tab are nowhere else.
    fn read_shelf(self) {
        let mut now = kept();
        if !self.room.get_untracked() {
            now = self.shelf.get_untracked().with(now);
        }
        // The list on the page is made anew only where it changes.
        if self.shelf.with_untracked(|shelf| *shelf != now) {
            self.shelf.set(now);
        }
    }

    /// Changes the shelf, here and in the browser's memory. Another tab may have changed it meanwhile, so it is read again.
    pub fn change_shelf(self, change: impl FnOnce(&mut Shelf)) {
        self.read_shelf();
        self.shelf.update(change);
        let text = self.shelf.with_untracked(Shelf::to_json).unwrap_or_default();
        self.room.set(storage::write(KEY, &text));
    }

    /// The results with the circumstances of the last run.
    pub fn report(self) -> Report {
        self.run.with_untracked(|run| Report {
            environment: machine::environment(run),
            records: run.records.clone(),
        })
    }

    /// The result of a suite: of the run in hand, if it is that suite's and has come to its end, or of an earlier one since the
    /// page was loaded.
    pub fn result_of(self, suite: &str) -> Option<Report> {
        let is_here = self.run.with(|run| run.phase == Phase::Done && run.plan.suite == suite);
        let earlier =
            || self.finished.with(|all| all.iter().find(|of| of.environment.suite == suite).cloned());
        if is_here { Some(self.report()) } else { earlier() }
    }

    /// Milliseconds that a job is going to take here, as it is planned now.
    pub fn expected_ms(self, job: &Job) -> f64 {
        let user_agent = machine::user_agent();
        // What this browser measured before, the newest last.
        let of_shelf = |shelf: &Shelf| {
            let own =
                shelf.all().iter().rev().filter(|kept| kept.report.environment.user_agent == user_agent);
            own.flat_map(|kept| kept.report.records.clone()).collect::<Vec<_>>()
        };
        let mut records = self.shelf.with(of_shelf);
        self.run.with(|run| {
            records.extend(run.records.iter().filter(|_| run.kept.is_none()).cloned());
            let grain_ms = run.grain_ms.unwrap_or_else(machine::usual_grain_ms);
            expected_ms(job.clone(), grain_ms, fused::runs_here(), &records)
        })
    }

    /// Shows a kept result again, as if it had just been measured. One that is nowhere else is kept before it goes.
    pub fn show(self, report: Report) {
        if self.run.with_untracked(Run::is_running) {
            return;
        }
        if self.run.with_untracked(Run::is_loose) {
            self.change_shelf(|shelf| shelf.keep(self.report()));
        }
        self.run.set(Run::of(report));
    }

    /// Compares all kernels with their rules, once and if nothing is running. A worker does it: the page has no kernels.
    pub fn check(self) {
        let checked = self.opening.with_untracked(|run| *run != Run::default());
        if checked || self.run.with_untracked(Run::is_running) {
            return;
        }
        let kernels = OFFERED.iter().map(|kernel| (kernel.kernel.to_owned(), kernel.algorithm)).collect();
        // The fused kernels are fetched when they are asked for.
        let beside = Beside::ALL.into_iter().filter(|beside| *beside != Beside::Fused).collect();
        let choice = Choice { kernels, d: OPENING_CHANNELS, beside, ..Choice::default() };
        let job = Job { suite: CHECK.id.to_owned(), choice, seed: SEED };
        self.opening.update(|run| run.start(Plan::of(&job)));
        self.hire(job, Earlier::default(), self.opening);
    }

    /// Starts a run in a fresh worker; one that is running is ended first. A bench that keeps results shows those of one
    /// run only: the ones of a run that ended early are kept now, so that nothing is lost.
    pub fn start(self, job: &Job) {
        self.cancel();
        self.opening.update(|run| {
            run.on(News::Cancelled);
        });
        let plan = Plan::of(job);
        if self.keeps {
            if self.run.with_untracked(Run::is_loose) {
                self.change_shelf(|shelf| shelf.keep(self.report()));
            }
            self.run.update(|run| run.start_afresh(plan));
        } else {
            self.run.update(|run| run.start(plan));
        }
        self.run.update(|run| run.date = machine::date());
        self.hire(job.clone(), Earlier::default(), self.run);
    }

    /// Gives the job to a fresh worker; the one before is ended.
    fn hire(self, job: Job, earlier: Earlier, run: RwSignal<Run>) {
        self.worker.set_value(None);
        let request = Request::Start { job: job.clone(), earlier };
        let hear = move |news: Result<Vec<Message>, Failure>| {
            let mut next = Next::Listen;
            run.update(|run| next = run.on(news.map_or_else(News::Died, News::Heard)));
            self.follow(next, job.clone(), run);
        };
        match TimingWorker::start(&request, hear) {
            Ok(worker) => {
                worker.pause(run.with_untracked(|run| run.paused.is_some()));
                self.worker.set_value(Some(worker));
            }
            Err(failure) => run.update(|run| run.fail(failure)),
        }
    }

    /// Does what a run wants after news of its worker.
    fn follow(self, next: Next, job: Job, run: RwSignal<Run>) {
        // A worker is not ended here and now: this runs inside a callback that it owns.
        match next {
            Next::Listen => {}
            Next::Hold(paused) => self.hold(paused),
            Next::Hire(earlier) => {
                leptos::task::spawn_local(async move { self.hire(job, earlier, run) });
            }
            Next::Dismiss => {
                if self.keeps && run == self.run && run.with_untracked(|run| run.phase == Phase::Done) {
                    self.change_shelf(|shelf| shelf.keep(self.report()));
                    self.finished.update(|finished| {
                        let report = self.report();
                        finished.retain(|of| of.environment.suite != report.environment.suite);
                        finished.push(report);
                    });
                }
                leptos::task::spawn_local(async move { self.worker.set_value(None) });
            }
        }
    }

    /// Tells the worker to stand still (true), or to go on.
    fn hold(self, paused: bool) {
        self.worker.with_value(|worker| worker.iter().for_each(|worker| worker.pause(paused)));
    }

    /// News from the user or the browser, and not from the worker.
    fn tell(self, news: News) {
        let mut next = Next::Listen;
        self.run.update(|run| next = run.on(news));
        // Only news from the worker asks for another one, and `cancel` has ended it already.
        if let Next::Hold(paused) = next {
            self.hold(paused);
        }
    }

    /// Lets the run stand still (true), or go on.
    pub fn pause(self, paused: bool) {
        self.tell(News::Paused(paused));
    }

    /// Nobody sees the page (true), or it is seen again: a run stands still meanwhile.
    pub fn hidden(self, hidden: bool) {
        self.tell(News::Hidden(hidden));
    }

    /// The largest RMS ratio between a kernel and its f64 rule: of the run, or, before it has any, of the opening.
    pub fn worst_rms_ratio(self) -> Option<f64> {
        let of = |run: RwSignal<Run>| run.with(Run::worst_rms_ratio);
        of(self.run).or_else(|| of(self.opening))
    }

    /// Ends the run at once. Its results so far stay.
    pub fn cancel(self) {
        self.worker.set_value(None);
        self.tell(News::Cancelled);
    }

    /// Drops all results but the kept ones.
    pub fn clear(self) {
        self.run.update(Run::clear);
        self.finished.update(Vec::clear);
    }
}
