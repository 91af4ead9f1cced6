//! The planes of keys and values below the lanes: arrows that can be dragged, and what S makes of them.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{KeyPlane, Lockstep, Point, ValuePlane, Word};
use crate::browser::{media, presence, reading};
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::names;
use crate::number::plain;
use crate::scenario::{Kind, Scenario};
use crate::trace::Symbol;
use crate::ui::plane::{Drawing, Handle, Plane, Window};
use crate::ui::stage::Stage;
use crate::ui::{Later, Part, When, text};

/// The origin of a plane.
const ORIGIN: Point = [0.0; 2];

/// What planes of nothing span.
const NOTHING: [(f64, f64); 2] = [(0.0, 1.0); 2];

/// The planes, where keys and values have two channels each: a part of the page of its own.
pub fn planes(stage: Stage) -> AnyView {
    let flat = Memo::new(move || stage.run.map(Lockstep::is_flat).unwrap_or(false));
    // On a phone they stand below what is in sight.
    let waits = media::is_one_column();
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! { <When on=move |()| flat.get()><Part fetch class="planes-place" waits /></When> }.into_any()
}

/// Fetches what shows them.
#[leptos::wasm_split::wasm_split(lockstep_planes, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <Planes stage /> }.into_any())
}

/// What is dragged in a plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Keys = 0,
    Values = 1,
}

#[component]
fn Planes(stage: Stage) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    // What moves an arrow has to be here before it is dragged.
    presence::when_there(move || app.inputs.fetch());
    let known = RwSignal::new(NOTHING);
    effect(move || {
        // A plane that grew while an arrow is dragged would take it out of the hand.
        if !app.held.get() {
            known.set(stage.run.map(Lockstep::extent).unwrap_or(NOTHING));
        }
    });
    let window = |side: Side| {
        Signal::derive(move || {
            let (lowest, highest) = known.get()[side as usize];
            Window::of(lowest, highest)
        })
    };
    let unit_keys = app.read(Scenario::unit_keys);
    let (all_keys, of_values) = (window(Side::Keys), window(Side::Values));
    let of_keys = Signal::derive(move || if unit_keys.get() { Window::UNIT_CIRCLE } else { all_keys.get() });
    let can_drag = app.read(|s| matches!(s.kind(), Kind::Three | Kind::Own));
    let keys = Memo::new(move || {
        stage.run.map(|run: &Lockstep| run.key_plane(stage.stop.get())).unwrap_or_default()
    });
    let lanes = Memo::new(move || {
        let lanes = |run: &Lockstep| {
            let of =
                |lane: usize| run.value_plane(lane, 0).and(run.rule(lane)).map(|rule| (lane, rule.info.id));
            (0..run.tracks.len()).filter_map(of).collect::<Vec<_>>()
        };
        stage.run.map(lanes).unwrap_or_default()
    });
    let handles = move |side: Side, words: Vec<Word>| {
        let of = |word: &Word| {
            let (locale, word, at) = (i18n.get_locale(), word.name.clone(), word.at);
            let name = match side {
                Side::Keys => td_string!(locale, state.key_of, word = word).to_string(),
                Side::Values => td_string!(locale, state.value_of, word = word).to_string(),
            };
            Handle { at, name }
        };
        if can_drag.get() { words.iter().map(of).collect() } else { Vec::new() }
    };
    let moved = move |side: Side, token: Option<usize>, to: Point| {
        let (Some(token), Some(makes)) = (token, app.inputs.get_untracked()) else { return };
        let stop = stage.stop.get_untracked();
        let normalises = side == Side::Keys && unit_keys.get_untracked();
        let Some(to) = (if normalises { normalised(to) } else { Some(to) }) else { return };
        if stage.station.get_untracked().is_none() && app.scenario.with_untracked(|s| s.kind() != Kind::Own) {
            // The field for own facts comes above the stage.
            reading::keep_what_is_held();
        }
        app.change(|s| {
            // The three facts are what a reader's own facts are until they change them.
            let facts = if s.kind() == Kind::Own {
                s.source.given.facts.clone()
            } else {
                crate::scenario::Given::facts().default
            };
            if let Some(facts) = (makes.moved)(&facts, side as usize, token, to) {
                s.source.kind = Some(Kind::Own);
                s.source.given.facts = facts;
                s.t = Some(stop);
            }
        });
    };
    let key_moved = move |(handle, to): (usize, Point)| {
        moved(Side::Keys, keys.with_untracked(|keys| keys.words.get(handle).map(|word| word.token)), to);
    };
    let key_drawn = Signal::derive(move || keys.with(|keys| draw_keys(keys, of_keys.get(), unit_keys.get())));
    let key_handles = Signal::derive(move || handles(Side::Keys, keys.get().words));
    let lane = move |(lane, id): (usize, &'static str)| {
        let plane = Memo::new(move || {
            stage.run.map(|run: &Lockstep| run.value_plane(lane, stage.stop.get())).flatten()
        });
        let drawn = Signal::derive(move || {
            let draw = |plane: &ValuePlane| keys.with(|keys| draw_values(plane, keys, of_values.get()));
            plane.with(|plane| plane.as_ref().map_or_else(String::new, draw))
        });
        let handles = Signal::derive(move || {
            handles(
                Side::Values,
                plane.with(|plane| plane.as_ref().map_or_else(Vec::new, |plane| plane.words.clone())),
            )
        });
        let on_move = move |(handle, to): (usize, Point)| {
            let token =
                plane.with_untracked(|plane| plane.as_ref()?.words.get(handle).map(|word| word.token));
            moved(Side::Values, token, to);
        };
        let name = Signal::derive(move || {
            let locale = i18n.get_locale();
            names::titled(
                locale,
                names::rule(locale, id).unwrap_or(id),
                td_string!(locale, state.plane_values),
            )
        });
        let says = move || {
            let plane = plane.get()?;
            let (key, answer) = keys.with(|keys| {
                Some((keys.words.get(keys.now?)?.name.clone(), *plane.answers.get(keys.now?)?))
            })?;
            let answer = answer.map(plain).join(", ");
            Some(t_string!(i18n, state.plane_answer, key = key, answer = answer).to_string())
        };
        view! {
            <figure class:away=move || stage.is_away(lane) data-lane=id>
                <figcaption>{name}</figcaption>
                <Plane testid="plane-values" name drawn window=of_values handles on_move />
                <p class="plane-says" data-testid="plane-answer">{says}</p>
            </figure>
        }
    };
    view! {
        <section class="planes" aria-label=text!(state.planes)>
            <figure>
                <figcaption>{text!(state.plane_keys)}</figcaption>
                <Plane testid="plane-keys" name=text!(state.plane_keys) drawn=key_drawn window=of_keys handles=key_handles on_move=key_moved />
            </figure>
            {move || lanes.get().into_iter().map(|of| view! { <Later>{lane(of)}</Later> }).collect_view()}
            // After the planes, which would push it aside.
            <Later><div class="hint">
                <p>{move || {
                    let drags = can_drag.get() && keys.with(|keys| !keys.words.is_empty());
                    drags.then(|| t_string!(i18n, state.plane_drag))
                }}</p>
                <p>{move || keys.with(|keys| keys.words.len() > 1).then(|| t_string!(i18n, state.plane_asked))}</p>
                <p>{move || keys.with(|keys| !keys.left.is_empty()).then(|| t_string!(i18n, state.plane_left))}</p>
            </div></Later>
        </section>
    }
}

/// A key as long as the stage shows it, in hundredths: so the facts that are written are those that are seen. Nothing for the origin.
fn normalised(key: Point) -> Option<Point> {
    let length = key[0].hypot(key[1]);
    (length > 0.0).then(|| key.map(|x| (x / length * 100.0).round() / 100.0))
}

/// The keys so far, the one in hand in full ink; once a rule has erased, what it leaves of each.
fn draw_keys(keys: &KeyPlane, window: Window, unit_keys: bool) -> String {
    let mut drawing = Drawing::new(window);
    if unit_keys {
        drawing.unit_circle();
    }
    for (word, left) in keys.words.iter().zip(&keys.left) {
        drawing.line(Symbol::S, "dashed", word.at, *left);
        drawing.dot(Symbol::S, "", *left);
    }
    for (number, word) in keys.words.iter().enumerate() {
        let class = if keys.now == Some(number) { "now" } else { "pale" };
        drawing.arrow(Symbol::K, class, ORIGIN, word.at);
        let name = if keys.now == Some(number) { format!("k {}", word.name) } else { word.name.clone() };
        drawing.name(Symbol::K, class, word.at, false, &name);
    }
    drawing.finish()
}

/// The value in hand, what S gives back for the key in hand, and the error between their tips; what S gives back for the other keys, as
/// points.
fn draw_values(plane: &ValuePlane, keys: &KeyPlane, window: Window) -> String {
    let mut drawing = Drawing::new(window);
    for (number, word) in plane.words.iter().enumerate() {
        let now = plane.now == Some(number);
        let class = if now { "now" } else { "pale" };
        drawing.arrow(Symbol::V, class, ORIGIN, word.at);
        let name = if now { format!("v {}", word.name) } else { word.name.clone() };
        drawing.name(Symbol::V, class, word.at, false, &name);
    }
    for (number, answer) in plane.answers.iter().enumerate() {
        if keys.now != Some(number) {
            drawing.dot(Symbol::O, "", *answer);
            if let Some(word) = keys.words.get(number) {
                // The tip of a value has its own name beside it.
                let near = |value: &Word| (0..2).all(|i| (value.at[i] - answer[i]).abs() < 0.1);
                let beside = plane.words.iter().any(near);
                drawing.name(Symbol::O, "pale", *answer, beside, &format!("{}?", word.name));
            }
        }
    }
    let half = |[x, y]: Point| [x / 2.0, y / 2.0];
    let answer = keys.now.and_then(|now| plane.answers.get(now)).copied();
    if let Some(read) = plane.read.filter(|read| answer != Some(*read)) {
        drawing.arrow(Symbol::R, "dashed", ORIGIN, read);
        drawing.name(Symbol::R, "pale", half(read), true, "r");
    }
    if let Some(answer) = answer {
        drawing.arrow(Symbol::O, "now", ORIGIN, answer);
        let name = if plane.read == Some(answer) { "r = S k" } else { "S k" };
        drawing.name(Symbol::O, "now", half(answer), true, name);
    }
    if let (Some(read), Some(error)) = (plane.read, plane.error) {
        let [to, middle] = [1.0, 0.5].map(|part| [0, 1].map(|i| read[i] + part * error[i]));
        drawing.arrow(Symbol::E, "now", read, to);
        drawing.name(Symbol::E, "now", middle, false, "e");
    }
    drawing.finish()
}
