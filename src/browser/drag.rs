//! What a pointer drags.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{PointerEvent, SvgElement};

/// A pointer that went down on something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grip {
    pointer: i32,
    from: [f64; 2],
    /// CSS pixels of the picture's width.
    width: f64,
}

impl Grip {
    /// Takes hold of the element that hears this event, in a picture: all that the pointer does is heard there until it is let go.
    pub fn take(event: &PointerEvent) -> Option<Self> {
        let element: SvgElement = event.current_target()?.dyn_into().ok()?;
        // A finger gives no focus by itself.
        let _ = element.focus();
        let width = element.closest("svg").ok()??.get_bounding_client_rect().width();
        element.set_pointer_capture(event.pointer_id()).ok()?;
        Some(Self { pointer: event.pointer_id(), from: place(event), width: width.max(1.0) })
    }

    /// How far it was moved, as parts of the picture's width, to the right and up. The page may have moved meanwhile: that does not
    /// count. Nothing where another pointer moves.
    pub fn moved(&self, event: &PointerEvent) -> Option<[f64; 2]> {
        let [x, y] = place(event);
        let moved = [(x - self.from[0]) / self.width, (self.from[1] - y) / self.width];
        (event.pointer_id() == self.pointer).then_some(moved)
    }
}

/// Takes the focus from what was dragged.
pub fn leave() {
    let focused = document().active_element().and_then(|element| element.dyn_into::<SvgElement>().ok());
    if let Some(focused) = focused {
        let _ = focused.blur();
    }
}

fn place(event: &PointerEvent) -> [f64; 2] {
    [event.client_x().into(), event.client_y().into()]
}
