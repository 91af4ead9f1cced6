//! The guided walk as a reader sees it: its stations beside the stage, and the bar that goes from one to the next.

use leptos::ev::KeyboardEvent;
use leptos::html::Ol;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{marked, text};
use crate::app::use_app;
use crate::browser::events::on_window;
use crate::browser::{keys, page, reading, turns};
use crate::erased::effect;
use crate::i18n::*;
use crate::lessons::prose::Says;
use crate::marked::plain;

/// So long after a focus has moved the page may scroll for it.
const FOCUS_MS: f64 = 200.0;

/// The stations, one below the other, the one in hand in full ink. Reading on goes on: the station that passes the line at which one
/// reads is in hand, and one that is gone to by a key is brought to that line.
///
/// On a phone, where the stage stands below, the station in hand is alone.
#[component]
pub fn Stations(
    /// The words of each.
    says: &'static [Says],
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let list: NodeRef<Ol> = NodeRef::new();
    let at = app.station;
    // The station that is in sight: a page opens at its top, where the first one is.
    let shown = StoredValue::new(at.get_untracked().map(|_| 1));
    // The station at which a reader changed something and so left the walk.
    let left = StoredValue::new(1);
    let bring = move || {
        // The page may have been left meanwhile.
        let (Some(Some(list)), Some(before)) = (list.try_get_untracked(), shown.try_get_value()) else {
            return;
        };
        let now = at.get_untracked();
        shown.set_value(now);
        match (before, now) {
            _ if before == now => {}
            (Some(station), None) => {
                left.set_value(station);
                reading::bring_what_is_held();
            }
            (None, Some(1)) => reading::bring_top(),
            (_, station) => reading::bring(&list, station.map_or(0, |station| station as usize - 1)),
        }
    };
    effect(move || {
        let _ = (at.get(), list.get());
        if turns::building() {
            // While the page is being built it has no place on the screen.
            turns::when_built(bring);
        } else {
            // Behind the effects that show and hide with the station.
            spawn_local(async move { bring() });
        }
    });
    // A scroll by which the browser brings what has the focus into sight is no reading.
    let focused = StoredValue::new(0.0);
    on_window(leptos::ev::focusin, move |_| focused.set_value(page::now_ms()));
    on_window(leptos::ev::scroll, move |_| {
        if page::now_ms() - focused.get_value() < FOCUS_MS {
            return;
        }
        let (Some(list), Some(station)) = (list.get_untracked(), at.get_untracked()) else { return };
        if let Some(read) = reading::read(&list).map(|place| place as u64 + 1).filter(|read| *read != station)
        {
            shown.set_value(Some(read));
            app.walk(Some(read));
        }
    });
    let stations = says.len();
    let station = move |(place, says): (usize, &Says)| {
        let (says, number) = (*says, place as u64 + 1);
        let here = move || at.get() == Some(number);
        view! {
            <li class:now=here aria-current=move || here().then_some("step")>
                <button type="button" data-testid=format!("walk-{number}") aria-label=text!(guide.go_to, number = number)
                    on:click=move |_| app.walk(Some(number))>{number}</button>
                <p data-testid=move || here().then_some("stop") data-stop=number data-stops=stations
                    inner_html=move || marked(says(i18n.get_locale()))></p>
            </li>
        }
    };
    // While an arrow is dragged the words tell numbers that are no longer on the stage.
    let old = move || app.held.get() && app.scenario.with(|s| s.station.is_none());
    let spoken =
        move || at.get().and_then(|at| says.get(at as usize - 1)).map(|says| plain(says(i18n.get_locale())));
    view! {
        <p class="visually-hidden" role="status">{spoken}</p>
        <p class="walk-again">
            {text!(guide.plays)}
            <button type="button" data-testid="walk-again" on:click=move |_| app.walk(Some(left.get_value()))>"◀ " {text!(guide.again)}</button>
        </p>
        <ol class="walk" class:old=old node_ref=list aria-label=text!(guide.walk)>{says.iter().enumerate().map(station).collect_view()}</ol>
    }
}

/// Back, on, and out of the walk. Space and → go on, ← goes back.
#[component]
pub fn WalkBar(
    /// How many stations there are.
    stations: u64,
) -> impl IntoView {
    let app = use_app();
    let at = app.station;
    let now = move || at.get().unwrap_or(1);
    let go = move |to: u64| app.walk(Some(to.clamp(1, stations)));
    let back = move || go(at.get_untracked().unwrap_or(1).saturating_sub(1));
    let on = move || {
        // First what the words speak of.
        if !reading::bring_into_sight() {
            go(at.get_untracked().unwrap_or(0) + 1);
        }
    };
    on_window(leptos::ev::keydown, move |ev: KeyboardEvent| {
        if !keys::is_for_the_page(&ev) {
            return;
        }
        match ev.key().as_str() {
            "ArrowRight" | " " => on(),
            "ArrowLeft" => back(),
            "Home" => go(1),
            "End" => go(stations),
            _ => return,
        }
        ev.prevent_default();
    });
    let last = move || now() == stations;
    let (skip, play) = (text!(guide.skip), text!(guide.play));
    view! {
        <div class="transport walk-bar" role="group" aria-label=text!(guide.walk)>
            <button data-testid="walk-back" aria-label=text!(guide.back) title="←" disabled=move || now() == 1 on:click=move |_| back()>"◀"</button>
            <button data-testid="walk-next" class="play" title="→" hidden=last on:click=move |_| on()>{text!(guide.on)} " ▶"</button>
            <span class="place">{text!(guide.place, station = now(), stations = stations)}</span>
            <button data-testid="walk-skip" class:play=last on:click=move |_| app.walk(None)>{move || if last() { play.get() } else { skip.get() }}</button>
        </div>
    }
}
