//! Texts that the browser keeps for this page from visit to visit.

use leptos::prelude::window;

use super::events::on_window;

/// The text kept under a key; nothing where there is none, or where the browser keeps nothing at all.
pub fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text. `false` where the browser has no room for it, or keeps nothing at all.
pub fn write(key: &str, text: &str) -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Calls back when another tab has changed the text under this key. It must be called where a component is made.
pub fn on_change_elsewhere(key: &'static str, changed: impl Fn() + 'static) {
    on_window(leptos::ev::storage, move |ev| {
        // No key: everything was cleared.
        if ev.key().is_none_or(|of| of == key) {
            changed();
        }
    });
}
