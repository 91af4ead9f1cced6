//! A timing worker as the page sees it: an order goes in, messages or one failure come out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::timing::{Failure, Message, Request};

/// Which of the worker's builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// With simd128, which every current browser has.
    Simd,
    /// With relaxed SIMD besides: multiplications and additions are fused.
    Fused,
}

/// The smallest module with a multiplication and an addition in one instruction, `f32x4.relaxed_madd`.
const FUSED_MODULE: [u8; 37] = [
    0, 97, 115, 109, 1, 0, 0, 0, // \0asm, version 1
    1, 8, 1, 96, 3, 123, 123, 123, 1, 123, // one type: three v128 give one
    3, 2, 1, 0, // one function of that type
    10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11, // its code
];

impl Build {
    /// The worker's script, if the page does not say otherwise, and where it does: in a `<meta>` of this name.
    const fn script(self) -> (&'static str, &'static str) {
        match self {
            Self::Simd => ("./timing_worker_loader.js", "timing-worker"),
            Self::Fused => ("./timing_worker_fused_loader.js", "timing-worker-fused"),
        }
    }

    /// Whether this browser can run it.
    pub fn runs_here(self) -> bool {
        let module = js_sys::Uint8Array::from(FUSED_MODULE.as_slice());
        self == Self::Simd || js_sys::WebAssembly::validate(&module).unwrap_or(false)
    }
}

/// Seconds without a message after which a worker counts as dead. The longest call allowed takes a third of it.
const SILENCE_S: u32 = 15;

/// What a worker gives to the page: messages while it lives, as many as came of one step; a failure when it dies.
type Hear = dyn FnMut(Result<Vec<Message>, Failure>);

/// A running worker. Dropping it ends the worker at once, also in the middle of a call.
pub struct TimingWorker {
    worker: Worker,
    watchdog: i32,
    paused: Rc<Cell<bool>>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
    _unreadable: Closure<dyn FnMut(Event)>,
    _tick: Closure<dyn FnMut()>,
}

impl TimingWorker {
    /// Starts a fresh worker, which receives its first request as soon as it is ready.
    ///
    /// # Errors
    /// [`Failure::Broken`] if the browser starts no worker at all. What goes wrong later, `hear` is told.
    pub fn start(
        build: Build,
        request: &Request,
        hear: impl FnMut(Result<Vec<Message>, Failure>) + 'static,
    ) -> Result<Self, Failure> {
        let broken = |what: &str| Failure::Broken(what.to_owned());
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&script(build), &options)
            .map_err(|error| broken(&format!("{error:?}")))?;
        let order = serde_json::to_string(request).map_err(|error| broken(&error.to_string()))?;
        let hear: Rc<RefCell<Hear>> = Rc::new(RefCell::new(hear));
        let silent_s = Rc::new(Cell::new(0));
        let paused = Rc::new(Cell::new(false));

        let heard = Closure::<dyn FnMut(MessageEvent)>::new({
            let (worker, hear, silent_s) = (worker.clone(), hear.clone(), silent_s.clone());
            move |event: MessageEvent| {
                silent_s.set(0);
                let text = event.data().as_string().unwrap_or_default();
                match serde_json::from_str::<Vec<Message>>(&text) {
                    Ok(messages) if messages == [Message::Ready] => {
                        let _ = worker.post_message(&order.as_str().into());
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
                let words = words.unwrap_or_else(|| format!("{} could not be loaded", script(build)));
                (hear.borrow_mut())(Err(Failure::Broken(words)));
            }
        });
        let unreadable = Closure::<dyn FnMut(Event)>::new({
            let hear = hear.clone();
            move |_| (hear.borrow_mut())(Err(Failure::Unreadable("messageerror".to_owned())))
        });
        // Ticks are counted, not milliseconds: a page that was asleep must not take its own sleep for silence.
        let tick = Closure::<dyn FnMut()>::new({
            let paused = paused.clone();
            move || {
                if paused.get() {
                    return silent_s.set(0);
                }
                silent_s.set(silent_s.get() + 1);
                if silent_s.get() == SILENCE_S {
                    (hear.borrow_mut())(Err(Failure::Silent(SILENCE_S)));
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
            paused,
            _heard: heard,
            _error: error,
            _unreadable: unreadable,
            _tick: tick,
        })
    }
}

impl TimingWorker {
    /// Lets the worker stand still after the batch in hand, or go on. Nobody waits for a sign of life meanwhile.
    pub fn pause(&self, paused: bool) {
        self.paused.set(paused);
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

/// The URL of a build's script: its name holds a hash of its contents.
fn script(build: Build) -> String {
    let (usual, name) = build.script();
    let meta = document().query_selector(&format!("meta[name={name}]")).ok().flatten();
    let content = meta.and_then(|meta| meta.get_attribute("content"));
    content.filter(|url| !url.trim().is_empty()).unwrap_or_else(|| usual.to_owned())
}
