//! Reads and sets properties of the document, and reads settings of the system.

use leptos::prelude::{document, window};
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

/// Checks or clears the box that an event comes from.
pub fn set_checked(ev: &leptos::ev::Event, on: bool) {
    leptos::prelude::event_target::<web_sys::HtmlInputElement>(ev).set_checked(on);
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

/// Whether the page is hidden: another tab is open, or the window is minimised.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Whether the system asks for dark pages.
pub fn prefers_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// The symbol under the pointer: the nearest element around it that names one.
pub fn symbol_under(event: &web_sys::PointerEvent) -> Option<String> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-symbol]").ok()??.get_attribute("data-symbol")
}
