//! The inside of a timing worker: takes one order and carries it out, one step per turn of the event loop.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use super::clock::BrowserClock;
use crate::timing::{Message, Order, Session};

/// Serves the page that started this worker. A panic is told to the page before it takes the worker down.
///
/// # Panics
/// Outside a worker.
pub fn serve() {
    std::panic::set_hook(Box::new(|panic| post(&Message::Panicked { text: panic.to_string() })));
    let obey = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let text = event.data().as_string().expect("an order is text");
        let order: Order = serde_json::from_str(&text).expect("an order is one in JSON");
        carry_out(Session::new(order));
    });
    scope().set_onmessage(Some(obey.as_ref().unchecked_ref()));
    obey.forget();
    post(&Message::Ready);
}

/// Takes the session's steps. Between two steps a message goes round through a channel, so that what was posted leaves
/// and the worker can be ended; timers would wait 4 ms each time.
fn carry_out(session: Session) {
    let clock = BrowserClock::new().expect("a worker has a clock");
    let channel = MessageChannel::new().expect("a worker has channels");
    let next = channel.port2();
    let session = Rc::new(RefCell::new(session));
    let turn = Closure::<dyn FnMut()>::new(move || {
        let mut session = session.borrow_mut();
        session.step(&clock).iter().for_each(post);
        if !session.finished() {
            next.post_message(&JsValue::NULL).expect("the channel stays open");
        }
    });
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();
    channel.port2().post_message(&JsValue::NULL).expect("the channel is open");
}

fn post(message: &Message) {
    if let Ok(text) = serde_json::to_string(message) {
        let _ = scope().post_message(&text.into());
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
