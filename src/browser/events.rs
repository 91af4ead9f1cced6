//! Events that a component hears as long as it is there, wherever on the page they happen.

use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Calls back whenever this event reaches the window, until the component that calls this is gone.
///
/// (`use_event_listener` takes elements that come later; for that it makes an effect of a type of its own for every listener.)
pub fn on_window<E>(event: E, heard: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let listener = window_event_listener(event, heard);
    on_cleanup(move || listener.remove());
}
