//! The address of the page and its history.

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{ScrollRestoration, Url};

/// The path and the query string, each empty where there is none. What the address carries behind its `#` is a part of the latter.
pub fn path_and_query() -> (String, String) {
    let location = window().location();
    let mut query = location.search().unwrap_or_default();
    if let Some(carried) = fragment().strip_prefix('#').filter(|text| text.contains('=')) {
        query = [&query, "&", carried].concat();
    }
    (location.pathname().unwrap_or_default(), query)
}

/// Whether the address names a place of the page, as a link does that skips to its contents.
pub fn names_a_place() -> bool {
    let fragment = fragment();
    !fragment.is_empty() && !fragment.contains('=')
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// An address in full that is written as seen from the page.
pub fn absolute(address: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    Url::new_with_base(address, &here).map_or_else(|_| address.to_owned(), |url| url.href())
}

/// Makes `address` the page's address, without a request: as a new entry of the history, or in place of the present one. `false`
/// where the browser refuses, and leaves the URL as it is: some allow only so many changes in half a minute.
pub fn set(address: &str, new_entry: bool) -> bool {
    let Ok(history) = window().history() else { return false };
    let set = if new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address))
    };
    set.is_ok()
}

/// Back is an undo: the browser does not scroll to where the page once was, or what is undone would be out of sight.
pub fn back_moves_nothing() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
}
