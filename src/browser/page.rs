//! Reads and sets properties of the document, and reads settings of the system.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{document, request_idle_callback_with_handle, set_timeout, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The language that the browser prefers, as a BCP 47 tag.
pub fn preferred_language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Milliseconds since 1970, by the wall clock: good enough to tell gestures apart, not to time kernels.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Sets an attribute of `<html>`, or removes it.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// From now on a panic is written to the console and to the document, where `web/start_page.js` finds it: the program can say nothing
/// more itself.
pub fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        set_root_attribute("data-panic", Some(&panic.to_string()));
        console_error_panic_hook::hook(panic);
    }));
}

/// Checks or clears the box that an event comes from.
pub fn set_checked(ev: &leptos::ev::Event, on: bool) {
    leptos::prelude::event_target::<web_sys::HtmlInputElement>(ev).set_checked(on);
}

/// Writes a text into the field that an event comes from.
pub fn set_value(ev: &leptos::ev::FocusEvent, text: &str) {
    leptos::prelude::event_target::<web_sys::HtmlInputElement>(ev).set_value(text);
}

/// Whether the focused control takes text, so that a key is a letter of it.
pub fn is_typing() -> bool {
    let takes_text = "textarea,select,input:not([type=range],[type=checkbox],[type=radio])";
    document().active_element().is_some_and(|element| element.matches(takes_text) == Ok(true))
}

/// Where the element ends that hears this event, in CSS pixels below the upper edge of the window.
pub fn bottom_of(ev: &web_sys::Event) -> Option<f64> {
    let element: web_sys::Element = ev.current_target()?.dyn_into().ok()?;
    Some(element.get_bounding_client_rect().bottom())
}

/// Closes the element of this id where it stands open as a popover.
pub fn hide_popover(id: &str) {
    let element =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // It fails where the popover is closed already, or is shown as a part of the page.
        let _ = element.hide_popover();
    }
}

/// Whether the focused element shows its focus: it got it by keyboard, not by a click.
pub fn focus_is_visible() -> bool {
    document().active_element().is_some_and(|element| element.matches(":focus-visible").unwrap_or(false))
}

/// The bytes of a file in the page's own folder.
///
/// # Errors
/// The browser's own message.
pub async fn fetch(path: &str) -> Result<Vec<u8>, String> {
    let words = |error: JsValue| error.as_string().unwrap_or_else(|| format!("{error:?}"));
    let response = JsFuture::from(window().fetch_with_str(path)).await.map_err(words)?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("{} {}", response.status(), path));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(words)?).await.map_err(words)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The HTML inside the first element that a selector finds.
pub fn inner_html(selector: &str) -> Option<String> {
    document().query_selector(selector).ok().flatten().map(|element| element.inner_html())
}

/// A browser that has found no rest for so long is asked to work all the same.
const LONGEST_UNREST: Duration = Duration::from_secs(4);

/// Does something once the browser is at rest; one that does not say so is given a moment, and one that finds none, as Chromium may after a
/// download has begun, a few.
pub fn when_idle(work: impl Fn() + Clone + 'static) {
    let done = Rc::new(Cell::new(false));
    let once = move || {
        if !done.replace(true) {
            work();
        }
    };
    let tells = request_idle_callback_with_handle(once.clone()).is_ok();
    set_timeout(once, if tells { LONGEST_UNREST } else { Duration::from_secs(1) });
}

/// Ends the task in hand; what follows is another one. A message brings it: timers that set timers wait 4 ms each time.
pub async fn next_task() {
    let task = js_sys::Promise::new(&mut |then, _| {
        let sent = web_sys::MessageChannel::new().and_then(|channel| {
            channel.port1().set_onmessage(Some(&then));
            channel.port2().post_message(&JsValue::NULL)
        });
        if sent.is_err() {
            let _ = window().set_timeout_with_callback(&then);
        }
    });
    // It always comes.
    let _ = JsFuture::from(task).await;
}

/// Whether the page is hidden: another tab is open, or the window is minimised.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Scrolls, at once and without a movement, until the first element that a selector finds is above the window's lower edge.
pub fn bring_into_view(selector: &str) {
    let Ok(Some(element)) = document().query_selector(selector) else { return };
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
    if element.get_bounding_client_rect().bottom() > height {
        element.scroll_into_view_with_bool(false);
    }
}

/// Scrolls, at once and without a movement, until the first element that a selector finds begins at the window's upper edge.
pub fn bring_to_top(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.scroll_into_view();
    }
}

/// Gives the focus to the first element that a selector finds.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(Ok(element)) = found.map(|element| element.dyn_into::<web_sys::HtmlElement>()) {
        let _ = element.focus();
    }
}

/// The symbol under the pointer: the nearest element around it that names one.
pub fn symbol_under(event: &web_sys::PointerEvent) -> Option<String> {
    named_around(event, "", "data-symbol")
}

/// The page to which the link that was clicked leads, where a text names it.
pub fn linked_by(event: &web_sys::MouseEvent) -> Option<String> {
    named_around(event, "a", "data-page")
}

/// What the nearest element around an event's target says in an attribute; `of` are the elements that are asked, or none for all.
fn named_around(event: &web_sys::Event, of: &str, attribute: &str) -> Option<String> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest(&format!("{of}[{attribute}]")).ok()??.get_attribute(attribute)
}
