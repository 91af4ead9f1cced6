//! The page `stability`: its prose, its knobs, and what keeps a state within bounds.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::edges::Edges;
use super::initial::InitialStates;
use super::inverses::Inverses;
use super::lengths::Lengths;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::precision::Precision;
use super::products::GateProducts;
use super::reflections::Reflections;
use super::scenario::MENU;
use crate::app::use_app;
use crate::i18n::*;
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{
    Kept, Lockstep, LockstepPage, Track, additions, playing, seen_of_rules, stage_of,
};
use crate::lessons::prose;
use crate::number::short;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{PARALLEL_DELTA, Paper};
use crate::ui::stage::{Playing, Stage};
use crate::ui::{Lesson, Part};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::R, Symbol::E, Symbol::O];

/// The parallel form, a correction with negative eigenvalues, products of reflections, gates in log space.
const PAPERS: [Paper; 4] = [
    PARALLEL_DELTA,
    (
        "https://arxiv.org/abs/2411.12537",
        "Grazzi et al. 2024, Unlocking State-Tracking in Linear RNNs Through Negative Eigenvalues",
    ),
    (
        "https://arxiv.org/abs/2502.10297",
        "Siems et al. 2025, DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products",
    ),
    (
        "https://arxiv.org/abs/2312.06635",
        "Yang et al. 2023, Gated Linear Attention Transformers with Hardware-Efficient Training",
    ),
];

/// The page, as all such pages are.
struct Stability;

impl LockstepPage for Stability {
    const KEPT: Kept =
        Kept { read: |s| s.knobs.stability.set.clone(), write: |s, set| s.knobs.stability.set = set };
    const MENU: &'static [&'static str] = &MENU;

    fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
        measured(run, id)
    }

    fn apart(stage: Stage) -> AnyView {
        let fetch = move || async move {
            let show = sections().await?;
            Ok(move || show(stage))
        };
        view! { <Part fetch class="lists-place" /> }.into_any()
    }
}

/// Fetches the sections.
#[leptos::wasm_split::wasm_split(stability_sections, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sections() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| {
        view! { <Lengths stage /> <Precision /> <Reflections /> <InitialStates stage /> <GateProducts /> <Inverses /> <Edges /> }
            .into_any()
    })
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(stability_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(playing::<Stability>())
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(stability_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::STABILITY_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <StabilityPage /> }.into_any()
}

#[component]
fn StabilityPage() -> impl IntoView {
    let stage = stage_of(use_app(), Stability::KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = additions(|| Box::pin(play()));
    view! { <Lesson prose=prose::STABILITY stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen: how large each state is.
fn seen(stage: Stage) -> Signal<String> {
    let of = |_, name: &str, track: &Track, told: usize| {
        let norm = track.state_norms(told + 1).get(told).copied()?;
        Some(format!("{name} {}", short(norm)))
    };
    seen_of_rules(stage, of, |locale, rules| td_string!(locale, stability.seen, rules = rules).to_string())
}
