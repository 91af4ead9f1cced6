//! What the document is told and what the machine tells.

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

/// Whether the key press belongs to the control that has the focus, and not to the page.
pub fn key_is_taken() -> bool {
    document().active_element().is_some_and(|element| {
        let tag = element.tag_name();
        matches!(tag.as_str(), "INPUT" | "SELECT" | "TEXTAREA" | "CANVAS")
    })
}

/// Whether space would press the control that has the focus.
pub fn space_is_taken() -> bool {
    document()
        .active_element()
        .is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"))
}

/// Whether the element that has the focus shows it: it came by keyboard, and not by a click.
pub fn focus_is_visible() -> bool {
    document().active_element().is_some_and(|element| element.matches(":focus-visible").unwrap_or(false))
}

/// The bytes of a file of our own folder.
///
/// # Errors
/// What went wrong, in the browser's words.
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

/// Whether nobody sees the page: another tab is open, or the window is put away.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Whether the system asks for dark pages.
pub fn prefers_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// The symbol named by what the pointer is over, or by what holds it.
pub fn symbol_under(event: &web_sys::PointerEvent) -> Option<String> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-symbol]").ok()??.get_attribute("data-symbol")
}
