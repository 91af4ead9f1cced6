//! The query string of the page and its history.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The query string, with its question mark; empty where there is none.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Makes `query` the page's query string: as a new entry of the history, or in place of the present one.
///
/// A browser that refuses (some allow only so many entries in a minute) leaves the URL as it is; the page goes on.
pub fn set_query(query: &str, new_entry: bool) {
    let Ok(history) = window().history() else { return };
    let url = format!("?{query}");
    let _ = if new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
}
