//! A long computation that a worker carries out for a lesson: the page stays alive, and what is found so far stays when it is stopped.

use leptos::prelude::*;

use crate::browser::worker::TimingWorker;
use crate::timing::{Failure, Message, Request};

/// The computation, the worker that carries it out, and what it has found of what was asked.
pub struct Work<Asked: 'static, Found: 'static> {
    worker: StoredValue<Option<TimingWorker>, LocalStorage>,
    /// Whether it goes on.
    pub runs: RwSignal<bool>,
    /// What was asked, with what is found so far.
    pub found: RwSignal<Option<(Asked, Found)>>,
    /// Why it ended early.
    pub failed: RwSignal<Option<Failure>>,
}

impl<Asked, Found> Clone for Work<Asked, Found> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Asked, Found> Copy for Work<Asked, Found> {}

impl<Asked: Send + Sync, Found: Send + Sync> Default for Work<Asked, Found> {
    fn default() -> Self {
        Self {
            worker: StoredValue::new_local(None),
            runs: RwSignal::new(false),
            found: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }
}

impl<Asked, Found> Work<Asked, Found>
where
    Asked: Clone + Send + Sync,
    Found: Default + Send + Sync,
{
    /// Begins anew in a fresh worker. `read` takes what is found out of a message, and whether that is all.
    pub fn start(
        self,
        asked: Asked,
        request: &Request,
        read: impl Fn(Message) -> Option<(Found, bool)> + 'static,
    ) {
        self.stop();
        self.failed.set(None);
        self.found.set(Some((asked.clone(), Found::default())));
        let hear = move |news: Result<Vec<Message>, Failure>| match news {
            Ok(messages) => messages.into_iter().for_each(|message| self.hear(&asked, message, &read)),
            Err(failure) => self.end(Some(failure)),
        };
        match TimingWorker::start(request, hear) {
            Ok(worker) => {
                self.worker.set_value(Some(worker));
                self.runs.set(true);
            }
            Err(failure) => self.failed.set(Some(failure)),
        }
    }

    fn hear(self, asked: &Asked, message: Message, read: &impl Fn(Message) -> Option<(Found, bool)>) {
        if let Message::Panicked { text } = message {
            return self.end(Some(Failure::Panicked(text)));
        }
        if let Some((found, whole)) = read(message) {
            _ = self.found.try_set(Some((asked.clone(), found)));
            if whole {
                self.end(None);
            }
        }
    }

    /// The worker is done, or has failed. It is not ended here and now: this runs inside a callback that it owns.
    fn end(self, failure: Option<Failure>) {
        _ = self.failed.try_set(failure);
        leptos::task::spawn_local(async move {
            // The page may have been left meanwhile.
            _ = self.worker.try_set_value(None);
            _ = self.runs.try_set(false);
        });
    }

    /// Ends the worker; what it has found stays.
    pub fn stop(self) {
        self.worker.set_value(None);
        self.runs.set(false);
    }
}
