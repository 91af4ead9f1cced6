//! Whether a reader is there. What nobody has asked for yet is left until they point, touch, scroll, press a key, or a tool of theirs
//! presses something: a page that is only opened does no work for it.

use std::cell::RefCell;

use leptos::leptos_dom::helpers::{WindowListenerHandle, window_event_listener_untyped};
use leptos::prelude::document;

/// What only a reader does.
const SIGNS: [&str; 7] =
    ["pointermove", "pointerdown", "touchstart", "keydown", "scroll", "focusin", "click"];

type Work = Box<dyn FnOnce()>;

thread_local! {
    /// What waits for the reader, and what listens for them; nothing once they are there.
    static AWAITED: RefCell<Option<(Vec<Work>, Vec<WindowListenerHandle>)>> = const { RefCell::new(Some((Vec::new(), Vec::new()))) };
}

/// Does a piece of work at the first sign of a reader; at once where there was one, and in a frame of somebody else's page, which has no
/// other contents than the ones in sight.
pub fn when_there(work: impl FnOnce() + 'static) {
    if is_framed() {
        return work();
    }
    let mut work: Option<Work> = Some(Box::new(work));
    AWAITED.with_borrow_mut(|awaited| {
        let Some((waiting, listeners)) = awaited else { return };
        waiting.extend(work.take());
        if listeners.is_empty() {
            listeners.extend(SIGNS.map(|sign| window_event_listener_untyped(sign, |_| arrived())));
        }
    });
    if let Some(work) = work {
        work();
    }
}

fn arrived() {
    if let Some((waiting, listeners)) = AWAITED.take() {
        listeners.into_iter().for_each(WindowListenerHandle::remove);
        waiting.into_iter().for_each(|work| work());
    }
}

fn is_framed() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-embed"))
}
