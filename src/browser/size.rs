//! How wide an element is.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos_use::use_resize_observer;
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
