//! What the system asks of pages.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MediaQueryList;

/// Whether the system asks for dark pages; it may change its mind.
pub fn dark() -> ReadSignal<bool> {
    whether("(prefers-color-scheme: dark)")
}

/// Whether the page is being put on paper, where it is light.
pub fn printing() -> ReadSignal<bool> {
    whether("print")
}

/// Whether something holds of the screen; that may change. To be called once for the whole app.
///
/// (`use_media_query` listens anew for every caller: 15 KiB of code for a matrix.)
fn whether(of: &str) -> ReadSignal<bool> {
    let query = query(of);
    let now = {
        let query = query.clone();
        move || query.as_ref().is_some_and(MediaQueryList::matches)
    };
    let (holds, set) = signal(now());
    let changed = Closure::<dyn Fn()>::new(move || set.set(now()));
    if let Some(query) = query {
        query.set_onchange(Some(changed.as_ref().unchecked_ref()));
    }
    // It is called as long as the page is open.
    changed.forget();
    holds
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
