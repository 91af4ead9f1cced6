//! The query string of the page and its history.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The query string, with its question mark; empty where there is none.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Makes `query` the page's query string: as a new entry of the history, or in place of the present one. `false` where the
/// browser refuses, and leaves the URL as it is: some allow only so many changes in half a minute.
pub fn set_query(query: &str, new_entry: bool) -> bool {
    let Ok(history) = window().history() else { return false };
    let url = format!("?{query}");
    let set = if new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
    set.is_ok()
}
