//! A timing worker as the page sees it: a job goes in, messages or one failure come out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::timing::{Failure, Message, Request, Silence};

/// Called with everything that a worker sends: the messages of one step at a time, and a failure when it dies.
type Hear = dyn FnMut(Result<Vec<Message>, Failure>);

/// A running worker. Dropping it ends the worker at once, also in the middle of a call.
pub struct TimingWorker {
    worker: Worker,
    watchdog: i32,
    silence: Rc<Cell<Silence>>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
    _unreadable: Closure<dyn FnMut(Event)>,
    _tick: Closure<dyn FnMut()>,
}

impl TimingWorker {
    /// Starts a fresh worker, which receives its first request as soon as it is ready.
    ///
    /// # Errors
    /// [`Failure::Broken`] if the browser starts no worker at all. Later failures go to `hear`.
    pub fn start(
        request: &Request,
        hear: impl FnMut(Result<Vec<Message>, Failure>) + 'static,
    ) -> Result<Self, Failure> {
        let broken = |what: &str| Failure::Broken(what.to_owned());
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(&script(), &options).map_err(|error| broken(&format!("{error:?}")))?;
        let first = serde_json::to_string(request).map_err(|error| broken(&error.to_string()))?;
        let hear: Rc<RefCell<Hear>> = Rc::new(RefCell::new(hear));
        let silence = Rc::new(Cell::new(Silence::default()));

        let heard = Closure::<dyn FnMut(MessageEvent)>::new({
            let (worker, hear, silence) = (worker.clone(), hear.clone(), silence.clone());
            move |event: MessageEvent| {
                change(&silence, Silence::heard);
                let text = event.data().as_string().unwrap_or_default();
                match serde_json::from_str::<Vec<Message>>(&text) {
                    Ok(messages) if messages == [Message::Ready] => {
                        let _ = worker.post_message(&first.as_str().into());
                    }
                    Ok(messages) => (hear.borrow_mut())(Ok(messages)),
                    Err(error) => (hear.borrow_mut())(Err(Failure::Unreadable(error.to_string()))),
                }
            }
        });
        let error = Closure::<dyn FnMut(Event)>::new({
            let hear = hear.clone();
            // A script that cannot be fetched gives a bare event, without words.
            move |event: Event| {
                let words =
                    event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|words| !words.is_empty());
                let words = words.unwrap_or_else(|| format!("{} could not be loaded", script()));
                (hear.borrow_mut())(Err(Failure::Broken(words)));
            }
        });
        let unreadable = Closure::<dyn FnMut(Event)>::new({
            let hear = hear.clone();
            move |_| (hear.borrow_mut())(Err(Failure::Unreadable("messageerror".to_owned())))
        });
        let tick = Closure::<dyn FnMut()>::new({
            let silence = silence.clone();
            move || {
                if let Some(failure) = change(&silence, Silence::second) {
                    (hear.borrow_mut())(Err(failure));
                }
            }
        });

        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(unreadable.as_ref().unchecked_ref()));
        let ticks = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), 1000);
        let watchdog = ticks.map_err(|error| broken(&format!("{error:?}")))?;
        Ok(Self {
            worker,
            watchdog,
            silence,
            _heard: heard,
            _error: error,
            _unreadable: unreadable,
            _tick: tick,
        })
    }
}

impl TimingWorker {
    /// Makes the worker pause after its present batch, or go on. While it pauses, its silence is no failure.
    pub fn pause(&self, paused: bool) {
        change(&self.silence, |silence| silence.pause(paused));
        let request = if paused { Request::Pause } else { Request::Resume };
        if let Ok(text) = serde_json::to_string(&request) {
            let _ = self.worker.post_message(&text.into());
        }
    }
}

impl Drop for TimingWorker {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.watchdog);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

/// Changes the contents of a cell.
fn change<T>(silence: &Cell<Silence>, change: impl FnOnce(&mut Silence) -> T) -> T {
    let mut changed = silence.get();
    let result = change(&mut changed);
    silence.set(changed);
    result
}

/// The URL of the worker's script: its name holds a hash of its contents. The page says it in a `<meta>`.
fn script() -> String {
    let meta = document().query_selector("meta[name=timing-worker]").ok().flatten();
    let content = meta.and_then(|meta| meta.get_attribute("content"));
    let url = content.filter(|url| !url.trim().is_empty());
    url.unwrap_or_else(|| "./timing_worker_loader.js".to_owned())
}
