//! A plane of two channels: arrows from its origin, and handles by which a reader moves their tips.

mod drawing;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;

use crate::app::use_app;
use crate::browser::drag::{self, Grip};
use crate::browser::events::on_window;
use crate::browser::keys;
use crate::erased::Memo;
use crate::number::plain;
pub use drawing::{Drawing, Point, Window};
use drawing::{MARGIN, SIDE, STEP};

/// The tip of an arrow that can be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    /// Where it is.
    pub at: Point,
    /// What it is, for a screen reader.
    pub name: String,
}

/// A picture of a plane. The tip of an arrow is dragged, or moved by the arrow keys while it has the focus.
#[component]
pub fn Plane(
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// What is drawn, for a screen reader.
    #[prop(into)]
    name: Signal<String>,
    /// What [`Drawing`] has drawn.
    #[prop(into)]
    drawn: Signal<String>,
    /// What of it is shown.
    #[prop(into)]
    window: Signal<Window>,
    /// The tips that can be moved.
    #[prop(into)]
    handles: Signal<Vec<Handle>>,
    /// Called with the number of a handle and the point to which it is moved.
    #[prop(into)]
    on_move: Callback<(usize, Point)>,
) -> impl IntoView {
    let handles = Memo::new(move || handles.get());
    let count = Memo::new(move || handles.with(Vec::len));
    let id = StoredValue::new(testid.clone());
    let handle = move |number: usize| {
        let id = id.with_value(|id| format!("{id}-{number}"));
        view! { <HandleView id number of=Signal::derive(move || handles.with(|all| all.get(number).cloned())) window on_move /> }
    };
    view! {
        <svg class="plane" viewBox=move || window.get().view_box() role="group" aria-label=name data-testid=testid>
            <g inner_html=drawn></g>
            {move || (0..count.get()).map(handle).collect_view()}
        </svg>
    }
}

#[component]
fn HandleView(
    id: String,
    number: usize,
    of: Signal<Option<Handle>>,
    window: Signal<Window>,
    on_move: Callback<(usize, Point)>,
) -> impl IntoView {
    let app = use_app();
    let at = move || of.with(|of| of.as_ref().map_or([0.0; 2], |of| of.at));
    let unit = move || window.get().unit();
    let grip = StoredValue::new(None::<(Grip, Point)>);
    let to = move |point: Point| {
        let point = point.map(|x| window.get_untracked().stepped(x));
        if point != untrack(at) {
            on_move.run((number, point));
        }
    };
    let take = move |ev: PointerEvent| {
        let Some(taken) = Grip::take(&ev) else { return };
        grip.set_value(Some((taken, untrack(at))));
        app.held.set(true);
    };
    let drag = move |ev: PointerEvent| {
        let Some((grip, from)) = grip.get_value() else { return };
        let Some(moved) = grip.moved(&ev) else { return };
        let of_width = (SIDE + 2.0 * MARGIN) / untrack(unit);
        to([0, 1].map(|i| from[i] + moved[i] * of_width));
    };
    let release = move || {
        if let Some((_, from)) = grip.get_value() {
            grip.set_value(None);
            app.held.set(false);
            // Who only clicked did not ask for the keys of the walk to move the arrow.
            if from == untrack(at) {
                drag::leave();
            }
        }
    };
    // Wherever it is let go, and also where the handle is gone by then.
    on_window(leptos::ev::pointerup, move |_| release());
    on_window(leptos::ev::pointercancel, move |_| release());
    on_cleanup(release);
    let key = move |ev: KeyboardEvent| {
        if keys::is_a_shortcut(&ev) {
            return;
        }
        let step = match ev.key().as_str() {
            "ArrowRight" => [STEP, 0.0],
            "ArrowLeft" => [-STEP, 0.0],
            "ArrowUp" => [0.0, STEP],
            "ArrowDown" => [0.0, -STEP],
            "Escape" => return drag::leave(),
            _ => return,
        };
        ev.prevent_default();
        ev.stop_propagation();
        let from = untrack(at);
        to([0, 1].map(|i| from[i] + step[i]));
    };
    let says = move || at().map(plain).join(", ");
    // Under a finger the page would scroll, and take the pointer away.
    view! {
        <circle class="handle" r="15" cx=move || format!("{:.1}", at()[0] * unit()) cy=move || format!("{:.1}", -at()[1] * unit())
            tabindex="0" role="slider" aria-label=move || of.with(|of| of.as_ref().map(|of| of.name.clone()))
            aria-valuenow=move || at()[0].to_string() aria-valuetext=move || format!("({})", says()) data-testid=id
            on:pointerdown=take on:pointermove=drag on:touchstart=|ev| ev.prevent_default() on:keydown=key></circle>
    }
}
