//! The page `map`: its prose, the family as a picture, the edge on the stage, and what there is to know of all of them.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::around::{EdgesOfRule, Knobs};
use super::edges::AllEdges;
use super::graph::Graph;
use super::improvements::Improvements;
use super::limits::Limits;
use super::not_edges::NotEdges;
use super::way::Way;
use super::{Finds, Found, Turnable, Turning};
use crate::app::{App, Load, Shown, use_app};
use crate::browser::page;
use crate::erased::effect;
use crate::family::{LIMITS, WALKED, edge};
use crate::i18n::*;
use crate::lessons::lockstep::take_along;
use crate::lessons::prose;
use crate::lessons::run::Run;
use crate::names;
use crate::number::difference;
use crate::scenario::Scenario;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{PARALLEL_DELTA, Paper};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{Lesson, Part};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::K, Symbol::V, Symbol::S, Symbol::Beta, Symbol::Gamma];

/// Where families of rules are drawn together.
const PAPERS: [Paper; 4] = [
    ("https://arxiv.org/abs/2405.21060", "Dao and Gu 2024, Transformers are SSMs"),
    PARALLEL_DELTA,
    ("https://arxiv.org/abs/2501.12352", "Wang et al. 2025, Test-time Regression"),
    ("https://arxiv.org/abs/2504.13173", "Behrouz et al. 2025, It’s All Connected"),
];

/// What free play adds.
#[leptos::wasm_split::wasm_split(map_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        after: |stage| view! { <EdgesOfRule stage /> <Way stage /> {take_along(stage)} }.into_any(),
        apart: |stage| {
            let fetch = move || async move {
                let show = sections().await?;
                Ok(move || show(stage))
            };
            view! { <Part fetch class="lists-place" /> }.into_any()
        },
        ..Playing::NOTHING
    })
}

/// Fetches what is computed of all edges.
#[leptos::wasm_split::wasm_split(map_sections, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sections() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <AllEdges stage /> <Limits stage /> <NotEdges stage /> <Improvements /> }.into_any())
}

/// Every edge with the rules that it runs.
#[leptos::wasm_split::wasm_split(map_edges, wasm_split_path = ::leptos::wasm_split, fallible)]
fn every_edge() -> Result<Finds, SplitLoaderError> {
    Ok(|id| {
        let limit = || LIMITS.iter().find(|limit| limit.info.id == id).map(Turnable::Limit);
        let edge = edge(id).map(Turnable::Edge).or_else(limit)?;
        Some(Found { edge, says: names::edge })
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(map_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::MAP_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <MapPage /> }.into_any()
}

#[component]
fn MapPage() -> impl IntoView {
    let stage = stage_of(use_app());
    let additions = Additions {
        play: Some(|| Box::pin(play())),
        in_lane: Some([|stage, _| view! { <Graph stage /> }.into_any(), |_, _| ().into_any()]),
        ..Additions::default()
    };
    view! { <Lesson prose=prose::MAP stage reading=|| Box::pin(reading()) additions /> }
}

/// The stage. The edges of the walk are at hand; all of them are fetched when the page is at rest, or when one is asked for.
fn stage_of(app: App) -> Stage {
    let fetched = RwSignal::new(Load::<Finds>::Pending);
    let under_way = StoredValue::new(false);
    let fetch = move || {
        if under_way.get_value() {
            return;
        }
        under_way.set_value(true);
        leptos::task::spawn_local(async move {
            let arrived = every_edge().await;
            let arrived = arrived.map_or_else(|_| Load::Failed(crate::say!(ui.part_failed)), Load::Ready);
            // The page may have been left meanwhile.
            _ = under_way.try_set_value(matches!(arrived, Load::Ready(_)));
            _ = fetched.try_set(arrived);
        });
    };
    let set = move |s: &Scenario| {
        let id = s.knobs.map.edge.clone();
        match at_hand(&id) {
            Some(edge) => Load::Ready((id, Some(edge))),
            None => fetched.get().and_then(|finds| {
                let found = finds(&id);
                Ok((id, found))
            }),
        }
    };
    page::when_idle(fetch);
    let wanted = app.read(|s| at_hand(&s.knobs.map.edge).is_none());
    effect(move || {
        if wanted.get() {
            fetch();
        }
    });
    Stage::new(app, Shown::when(app, set, Turning::run))
}

/// An edge of the guided walk.
fn at_hand(id: &str) -> Option<Found> {
    let edge = WALKED.iter().find(|edge| edge.info.id == id).map(Turnable::Edge)?;
    let says = |locale: Locale, id: &str| {
        Some(match id {
            "simple-gla-linear" => td_string!(locale, edge.simple_gla_linear),
            "delta-linear" => td_string!(locale, edge.delta_linear),
            _ => td_string!(locale, edge.forgetting_softmax),
        })
    };
    Some(Found { edge, says })
}

/// What was to be seen: how far both sides are from each other at the end of the knob.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |run: &Turning| {
            let [a, b] = run.names(locale);
            let found = run.certificate(run.timeline().last());
            match found {
                Ok(found) => {
                    let [apart, size] = [found.apart, found.size].map(difference);
                    td_string!(locale, map.seen, a = a, b = b, apart = apart, size = size).to_string()
                }
                Err(why) => why.read(locale),
            }
        };
        stage.run.map(of).unwrap_or_default()
    })
}
