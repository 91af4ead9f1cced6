//! How wide an element is, and how fine the screen.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos_use::{use_device_pixel_ratio, use_event_listener, use_resize_observer, use_window};
use wasm_bindgen::JsCast;

/// The width of an element's contents in CSS pixels; 0 until it stands on the page.
///
/// (`use_element_size` would also say how high it is, and reads both from style sheets at first: that takes the standard
/// library's reader of decimal fractions, see [`decimal`](crate::knobs::decimal).)
pub fn width_of<E>(node: NodeRef<E>) -> ReadSignal<f64>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
    web_sys::Element: From<E::Output>,
{
    let (width, set_width) = signal(0.0);
    use_resize_observer(node, move |entries, _| {
        if let Some(entry) = entries.first() {
            set_width.set(entry.content_rect().width());
        }
    });
    width
}

/// The device pixels in a CSS pixel, at least 1. It changes when the page is zoomed, and when its window is moved to another
/// screen.
pub fn pixel_ratio() -> Memo<f64> {
    let of_screen = use_device_pixel_ratio();
    // Not every browser that zooms tells it by the media query that is listened to above.
    let (resized, resize) = signal(());
    let _ = use_event_listener(use_window(), leptos::ev::resize, move |_| resize.set(()));
    Memo::new(move |_| {
        of_screen.track();
        resized.track();
        window().device_pixel_ratio().max(1.0)
    })
}
