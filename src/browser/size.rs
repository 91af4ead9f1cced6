//! How wide an element is, and how fine the screen.

use std::time::Duration;

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos_use::use_resize_observer;
use wasm_bindgen::JsCast;

use super::events::on_window;
use crate::erased::Memo;

/// The width of an element's contents in CSS pixels; 0 until it stands on the page.
///
/// (`use_element_size` would also say how high it is, and reads both from style sheets at first: that takes the standard
/// library's reader of decimal fractions, see [`decimal`](crate::knobs::decimal).)
pub fn width_of<E>(node: NodeRef<E>) -> Memo<f64>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
    web_sys::Element: From<E::Output>,
{
    let size = size_of(node);
    Memo::new(move || size.get().0)
}

/// The width and the height of an element's contents in CSS pixels; 0 until it stands on the page.
pub fn size_of<E>(node: NodeRef<E>) -> ReadSignal<(f64, f64)>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
    web_sys::Element: From<E::Output>,
{
    let (size, set_size) = signal((0.0, 0.0));
    use_resize_observer(node, move |entries, _| {
        if let Some(entry) = entries.first() {
            let rect = entry.content_rect();
            set_size.set((rect.width(), rect.height()));
        }
    });
    size
}

/// So often the screen is asked how fine it is.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// The device pixels in a CSS pixel, at least 1. It changes when the page is zoomed, and when its window is moved to another
/// screen.
///
/// Browsers tell of a zoom. Of another screen some tell nothing, neither by an event nor by a media query, so it is asked for.
pub fn pixel_ratio() -> ReadSignal<f64> {
    let now = || window().device_pixel_ratio().max(1.0);
    let (ratio, set_ratio) = signal(now());
    let ask = move || {
        if now() != ratio.get_untracked() {
            set_ratio.set(now());
        }
    };
    on_window(leptos::ev::resize, move |_| ask());
    if let Ok(timer) = set_interval_with_handle(ask, ASK_EVERY) {
        on_cleanup(move || timer.clear());
    }
    ratio
}
