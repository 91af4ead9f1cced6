//! The inside of a timing worker: takes one job and carries it out, one step per turn of the event loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::clock::BrowserClock;
use super::crew::Crew;
use super::fused;
use crate::experiments::{Drift, Drifting, Searching, Survey, Surveying};
use crate::timing::team::Hand;
use crate::timing::{Answer, Message, Plan, Refusal, Request, Session};

/// Serves the page that started this worker. A panic is told to the page before it takes the worker down.
///
/// # Panics
/// Outside a worker.
pub fn serve() {
    std::panic::set_hook(Box::new(|panic| post(&[Message::Panicked { text: panic.to_string() }])));
    // A pause may arrive before the job that it delays.
    let paused = Rc::new(Cell::new(false));
    let next: Rc<RefCell<Option<MessagePort>>> = Rc::default();
    let mut hand = Hand::default();
    let obey = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().expect("a request is text");
        match serde_json::from_str(&text).expect("a request is one in JSON") {
            Request::Start { job, earlier } => {
                let (next, paused) = (next.clone(), paused.clone());
                let asks_for_fused = Plan::of(&job).asks_for_fused();
                let begin = move |fused| {
                    let port = carry_out(Session::new(job, earlier, fused), paused);
                    port.post_message(&JsValue::NULL).expect("the channel is open");
                    next.replace(Some(port));
                };
                if asks_for_fused { fused::fetch(begin) } else { begin(Err(Refusal::NotFused)) }
            }
            Request::Survey(survey) => carry_out_survey(survey),
            Request::Search => carry_out_search(),
            Request::Drift(drift) => carry_out_drift(drift),
            Request::Help(share) => {
                hand.carry_out(&share).unwrap_or_else(|error| panic!("{error}"));
                post(&[Answer::Helped]);
            }
            Request::Pause => paused.set(true),
            // A session that is not paused already has a message going round; a second one would make it take two steps a turn.
            Request::Resume if paused.replace(false) => {
                let next = next.borrow();
                next.iter().for_each(|next| next.post_message(&JsValue::NULL).expect("the channel is open"));
            }
            Request::Resume => {}
        }
    });
    scope().set_onmessage(Some(obey.as_ref().unchecked_ref()));
    obey.forget();
    post(&[Message::Ready]);
}

/// Runs a session and returns its port. Every message that is posted to the port makes the session take one step and post
/// the next message. So between two steps the event loop turns: messages leave, requests come in, and the page can end the
/// worker. Timers would wait 4 ms each time. A crew does the runs that need other workers.
fn carry_out(session: Session, paused: Rc<Cell<bool>>) -> MessagePort {
    let clock = BrowserClock::new().expect("a worker has a clock");
    let channel = MessageChannel::new().expect("a worker has channels");
    let next = channel.port2();
    let session = Rc::new(RefCell::new(session));
    let crew = Crew::new(clock.clone(), {
        let (session, next) = (session.clone(), next.clone());
        move |elapsed_ms| {
            session.borrow_mut().answered(elapsed_ms);
            next.post_message(&JsValue::NULL).expect("the channel stays open");
        }
    });
    let turn = Closure::<dyn FnMut()>::new(move || {
        let mut session = session.borrow_mut();
        if paused.get() || session.finished() || session.asks().is_some() {
            return;
        }
        post(&session.step(&clock));
        match session.asks() {
            Some(ask) => crew.ask(ask),
            None => next.post_message(&JsValue::NULL).expect("the channel stays open"),
        }
    });
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();
    channel.port2()
}

/// So many lists are told from message to message.
const LISTS_A_MESSAGE: u64 = 5;

/// Tells the lists of a survey, one in each turn of the event loop. A worker that is no longer wanted is ended by the page.
fn carry_out_survey(survey: Survey) {
    let mut surveying = Surveying::new(survey);
    in_turns(move || {
        surveying.next_list();
        let found = &surveying.found;
        if found.lists.is_multiple_of(LISTS_A_MESSAGE) || found.is_whole() {
            post(&[Message::Found(found.clone())]);
        }
        !found.is_whole()
    });
}

/// Tries the gates of a search, a row of the grid in each turn of the event loop.
fn carry_out_search() {
    let mut searching = Searching::default();
    in_turns(move || {
        searching.next_row();
        post(&[Message::Searched(searching.found.clone())]);
        !searching.found.is_whole()
    });
}

/// So many steps of a drift are taken in a turn, and from message to message.
const STEPS_A_TURN: u64 = 500;
const STEPS_A_MESSAGE: u64 = 4 * STEPS_A_TURN;

/// Follows a state or a product, some hundred steps in each turn of the event loop.
fn carry_out_drift(asked: Drift) {
    let mut drifting = Drifting::new(asked);
    in_turns(move || {
        drifting.advance(STEPS_A_TURN);
        let found = &drifting.found;
        let whole = found.is_whole(&asked);
        if found.t.is_multiple_of(STEPS_A_MESSAGE) || whole {
            post(&[Message::Drifted(found.clone())]);
        }
        !whole
    });
}

/// Takes one step in each turn of the event loop, as long as a step says that there is another.
fn in_turns(mut step: impl FnMut() -> bool + 'static) {
    let channel = MessageChannel::new().expect("a worker has channels");
    let next = channel.port2();
    let turn = Closure::<dyn FnMut()>::new(move || {
        if step() {
            next.post_message(&JsValue::NULL).expect("the channel stays open");
        }
    });
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();
    channel.port2().post_message(&JsValue::NULL).expect("the channel is open");
}

/// Sends messages to the page, or to the worker, that has started this worker; an empty list is not sent.
pub(super) fn post(messages: &[impl Serialize]) {
    if let (false, Ok(text)) = (messages.is_empty(), serde_json::to_string(messages)) {
        let _ = scope().post_message(&text.into());
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
