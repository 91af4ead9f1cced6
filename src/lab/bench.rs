use leptos::prelude::*;

use crate::browser::worker::TimingWorker;
use crate::timing::{Order, Run};

/// The run and its worker. One for the whole app, so that a run goes on while another page is open.
#[derive(Clone, Copy)]
pub struct Bench {
    /// What is known of the run.
    pub run: RwSignal<Run>,
    worker: StoredValue<Option<TimingWorker>, LocalStorage>,
}

impl Default for Bench {
    fn default() -> Self {
        Self { run: RwSignal::default(), worker: StoredValue::new_local(None) }
    }
}

/// The bench of this page.
pub fn use_bench() -> Bench {
    expect_context()
}

impl Bench {
    /// Starts a run in a fresh worker; one that is running is ended first.
    pub fn start(self, order: &Order) {
        self.worker.set_value(None);
        self.run.update(Run::start);
        let hear = move |news| {
            self.run.update(|run| match news {
                Ok(message) => run.apply(message),
                Err(failure) => run.fail(failure),
            });
            if !self.run.with_untracked(Run::is_running) {
                // Not here and now: this runs inside a callback that the worker owns.
                leptos::task::spawn_local(async move { self.worker.set_value(None) });
            }
        };
        match TimingWorker::start(order, hear) {
            Ok(worker) => self.worker.set_value(Some(worker)),
            Err(failure) => self.run.update(|run| run.fail(failure)),
        }
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
