use leptos::prelude::*;

use super::controls::SEED;
use crate::browser::worker::TimingWorker;
use crate::fast::OFFERED;
use crate::timing::suite::CHECK;
use crate::timing::{Choice, Order, Run};

/// The run and its worker. One for the whole app, so that a run goes on while another page is open.
#[derive(Clone, Copy)]
pub struct Bench {
    /// What is known of the run.
    pub run: RwSignal<Run>,
    /// The comparison of all kernels with their rules that is made before any run.
    pub opening: RwSignal<Run>,
    worker: Hired,
}

/// A worker, as long as it is needed.
type Hired = StoredValue<Option<TimingWorker>, LocalStorage>;

impl Default for Bench {
    fn default() -> Self {
        Self { run: RwSignal::default(), opening: RwSignal::default(), worker: StoredValue::new_local(None) }
    }
}

/// Channels at which kernels are compared with their rules before any run: few, so that it takes a moment only.
const OPENING_CHANNELS: usize = 16;

/// The bench of this page.
pub fn use_bench() -> Bench {
    expect_context()
}

impl Bench {
    /// Compares all kernels with their rules, once and if nothing is running. A worker does it: the page has no kernels.
    pub fn check(self) {
        let checked = self.opening.with_untracked(|run| *run != Run::default());
        if checked || self.run.with_untracked(Run::is_running) {
            return;
        }
        let kernels =
            OFFERED.iter().map(|kernel| (kernel.kernel.to_owned(), kernel.form.to_owned())).collect();
        let choice = Choice { kernels, d: OPENING_CHANNELS, ..Choice::default() };
        self.carry_out(&Order { suite: CHECK.id.to_owned(), choice, seed: SEED }, self.opening);
    }

    /// Starts a run in a fresh worker; one that is running is ended first.
    pub fn start(self, order: &Order) {
        self.opening.update(Run::cancel);
        self.carry_out(order, self.run);
    }

    fn carry_out(self, order: &Order, run: RwSignal<Run>) {
        self.worker.set_value(None);
        run.update(Run::start);
        let hear = move |news| {
            run.update(|run| match news {
                Ok(message) => run.apply(message),
                Err(failure) => run.fail(failure),
            });
            if !run.with_untracked(Run::is_running) {
                // Not here and now: this runs inside a callback that the worker owns.
                leptos::task::spawn_local(async move { self.worker.set_value(None) });
            }
        };
        match TimingWorker::start(order, hear) {
            Ok(worker) => self.worker.set_value(Some(worker)),
            Err(failure) => run.update(|run| run.fail(failure)),
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
