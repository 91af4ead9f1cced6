//! The clipboard: a text is copied, or the browser refuses.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Clipboard;

/// Copies a text. `false` where the browser refuses, or has no clipboard for this page: only a page from a safe origin has one.
pub async fn copy(text: &str) -> bool {
    // Asked for by its name: web_sys takes it for granted, and to call what is not there would end the program.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    let Some(clipboard) = clipboard.ok().filter(|clipboard| clipboard.is_object()) else { return false };
    JsFuture::from(clipboard.unchecked_into::<Clipboard>().write_text(text)).await.is_ok()
}
