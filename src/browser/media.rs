//! What the system asks of pages.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MediaQueryList;

/// Whether the system asks for dark pages; it may change its mind. To be called once for the whole app.
///
/// (`use_media_query` listens anew for every caller: 15 KiB of code for a matrix.)
pub fn dark() -> ReadSignal<bool> {
    let query = query("(prefers-color-scheme: dark)");
    let now = {
        let query = query.clone();
        move || query.as_ref().is_some_and(MediaQueryList::matches)
    };
    let (dark, set_dark) = signal(now());
    let changed = Closure::<dyn Fn()>::new(move || set_dark.set(now()));
    if let Some(query) = query {
        query.set_onchange(Some(changed.as_ref().unchecked_ref()));
    }
    // It is called as long as the page is open.
    changed.forget();
    dark
}

/// Whether the system asks that nothing moves, now.
pub fn prefers_stillness() -> bool {
    query("(prefers-reduced-motion: reduce)").is_some_and(|query| query.matches())
}

/// Whether a lesson is one column now, with its stage above all else: `style/lessons.css` asks for the same width.
pub fn is_one_column() -> bool {
    query("(max-width: 900px)").is_some_and(|query| query.matches())
}

fn query(of: &str) -> Option<MediaQueryList> {
    window().match_media(of).ok().flatten()
}
