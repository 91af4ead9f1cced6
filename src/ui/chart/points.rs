//! A chart whose points can be pointed at, tapped, and gone through by keyboard.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::canvas::{ChartCanvas, measures};
use super::drawing::Chart;
use super::places::{Place, Way, nearest, step};
use super::{LogLog, Look};
use crate::app::use_app;
use crate::browser::canvas::device_size;
use crate::browser::size::width_of;
use crate::browser::{keys, page};

/// How near a pointer must come to a point, in CSS pixels.
const REACH_PX: f64 = 24.0;
/// How near a click must come to open something.
const OPENS_PX: f64 = 16.0;

/// A point of a chart: its series, and its place in that.
pub type PointOf = (usize, usize);

/// A chart whose points can be pointed at, tapped, or gone through by keyboard: one tab stop, left and right along the
/// sizes, up and down from line to line, Escape to let go. The point in hand has a ring.
#[component]
pub fn PointChart(
    #[prop(into)] chart: Signal<LogLog>,
    /// The content of the chart, for a screen reader.
    label: Signal<String>,
    /// How to use it, for a screen reader.
    keys: Signal<String>,
    testid: &'static str,
    /// CSS pixels.
    height: f64,
    /// The point in hand, read anew whenever a signal in it changes.
    #[prop(into)]
    picked: Callback<(), Option<PointOf>>,
    #[prop(into)] on_pick: Callback<Option<PointOf>>,
    /// What a click on a point, or Enter at the one in hand, opens.
    #[prop(optional)]
    on_open: Option<Callback<PointOf>>,
) -> impl IntoView {
    let app = use_app();
    let node: NodeRef<Div> = NodeRef::new();
    let width = width_of(node);
    // Computed anew for each movement of a pointer: that is fast enough, and keeps no second copy of the places.
    let layout = move || {
        let ratio = app.pixel_ratio.get();
        let size = device_size(width.get().floor(), height, ratio);
        (chart.with(|chart| chart.places(size, &measures(ratio))), ratio)
    };
    let here = move |places: &[Place]| {
        let picked = picked.run(())?;
        places.iter().find(|place| (place.series, place.point) == picked).copied()
    };
    let pick = move |place: Option<Place>| {
        let point = place.map(|place| (place.series, place.point));
        // A pointer that stays near a point picks nothing new.
        if point != picked.run(()) {
            on_pick.run(point);
        }
    };
    let under = move |ev: &MouseEvent, reach: f64| {
        let (places, ratio) = layout();
        let at = [ev.offset_x(), ev.offset_y()].map(|x| f64::from(x) * ratio);
        nearest(&places, at.into(), reach * ratio)
    };
    let first = move |places: &[Place]| {
        let own = |place: &&Place| {
            chart.with(|chart| chart.series.get(place.series).is_some_and(|s| s.look == Look::Points))
        };
        places.iter().find(own).or(places.first()).copied()
    };
    let focus = move |_| {
        let (places, _) = layout();
        if here(&places).is_none() && page::focus_is_visible() {
            pick(first(&places));
        }
    };
    let key = move |ev: KeyboardEvent| {
        if keys::is_a_shortcut(&ev) {
            return;
        }
        if ev.key() == "Enter"
            && let (Some(open), Some(point)) = (on_open, picked.run(()))
        {
            open.run(point);
            return;
        }
        let way = match ev.key().as_str() {
            "ArrowLeft" => Some(Way::Smaller),
            "ArrowRight" => Some(Way::Larger),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            "Escape" => None,
            _ => return,
        };
        let (places, _) = layout();
        pick(way.and_then(|way| match here(&places) {
            Some(from) => step(&places, from, way).or(Some(from)),
            None => first(&places),
        }));
        ev.prevent_default();
        ev.stop_propagation();
    };
    let ring = move || {
        let (places, ratio) = layout();
        let (x, y) = here(&places)?.at;
        let style = format!("left: {}px; top: {}px", f64::from(x) / ratio, f64::from(y) / ratio);
        Some(view! { <span class="ring" data-testid=format!("{testid}-ring") style=style></span> })
    };
    view! {
        <div class="point-chart" node_ref=node tabindex="0" role="application" aria-label=keys data-testid=format!("{testid}-chart")
            on:pointerdown=move |ev: PointerEvent| pick(under(&ev, REACH_PX))
            // A click, so that a finger that scrolls by opens nothing.
            on:click=move |ev| if let (Some(open), Some(place)) = (on_open, under(&ev, OPENS_PX)) { open.run((place.series, place.point)) }
            on:pointermove=move |ev| if ev.pointer_type() != "touch" && let Some(place) = under(&ev, REACH_PX) { pick(Some(place)) }
            on:focus=focus
            on:keydown=key>
            <ChartCanvas chart=Signal::derive(move || Chart::from(chart.get())) label height />
            {ring}
        </div>
    }
}
