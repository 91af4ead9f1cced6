//! Workers of a worker: they run the heads that a session spreads.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::clock::BrowserClock;
use super::worker_scope::post;
use crate::timing::team::Ask;
use crate::timing::{Answer, Clock, Message, Request};

/// The workers hired so far, and their present share. They live as long as the worker that has hired them.
#[derive(Clone)]
pub struct Crew(Rc<State>);

struct State {
    clock: BrowserClock,
    workers: RefCell<Vec<Worker>>,
    /// How many of them have started up.
    ready: Cell<usize>,
    /// The runs that wait until all workers have started up.
    waiting: RefCell<Option<Ask>>,
    /// When the shares were given out, and how many of them are not done yet.
    start_ms: Cell<f64>,
    open: Cell<usize>,
    done: Box<dyn Fn(f64)>,
}

impl Crew {
    /// A crew without workers; `done` is told how many milliseconds each [`Crew::ask`] took, from the first message sent to
    /// the last answer.
    pub fn new(clock: BrowserClock, done: impl Fn(f64) + 'static) -> Self {
        Self(Rc::new(State {
            clock,
            workers: RefCell::default(),
            ready: Cell::new(0),
            waiting: RefCell::default(),
            start_ms: Cell::new(0.0),
            open: Cell::new(0),
            done: Box::new(done),
        }))
    }

    /// Shares out, once there are enough workers and all have started up. Failures go to the page as messages.
    pub fn ask(&self, ask: &Ask) {
        self.0.waiting.replace(Some(ask.clone()));
        while self.0.workers.borrow().len() < ask.workers {
            match self.hire() {
                Ok(worker) => self.0.workers.borrow_mut().push(worker),
                Err(error) => return post(&[Message::Panicked { text: format!("{error:?}") }]),
            }
        }
        self.share_out();
    }

    fn share_out(&self) {
        let State { clock, workers, ready, waiting, start_ms, open, .. } = &*self.0;
        if ready.get() < workers.borrow().len() {
            return;
        }
        let Some(ask) = waiting.take() else { return };
        let shares: Vec<String> = ask
            .shares()
            .into_iter()
            .map(|share| serde_json::to_string(&Request::Help(share)).expect("a share is plain data"))
            .collect();
        open.set(shares.len());
        start_ms.set(clock.now_ms());
        for (worker, share) in workers.borrow().iter().zip(shares) {
            worker.post_message(&share.into()).expect("text can be posted");
        }
    }

    /// Another worker from the script from which this one was started.
    fn hire(&self) -> Result<Worker, JsValue> {
        let location = Reflect::get(&js_sys::global(), &"location".into())?;
        let script = Reflect::get(&location, &"href".into())?.as_string().unwrap_or_default();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&script, &options)?;
        let crew = self.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            match serde_json::from_str(&text).map(|[answer]: [Answer; 1]| answer) {
                Ok(Answer::Ready) => {
                    crew.0.ready.set(crew.0.ready.get() + 1);
                    crew.share_out();
                }
                Ok(Answer::Helped) => {
                    let open = crew.0.open.get().saturating_sub(1);
                    crew.0.open.set(open);
                    if open == 0 {
                        (crew.0.done)(crew.0.clock.now_ms() - crew.0.start_ms.get());
                    }
                }
                Ok(Answer::Panicked { text }) => post(&[Message::Panicked { text }]),
                Err(error) => post(&[Message::Panicked { text: error.to_string() }]),
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let broken = Closure::<dyn FnMut(Event)>::new(move |_| {
            post(&[Message::Panicked { text: "a worker of the worker could not go on".to_owned() }]);
        });
        worker.set_onerror(Some(broken.as_ref().unchecked_ref()));
        broken.forget();
        Ok(worker)
    }
}
