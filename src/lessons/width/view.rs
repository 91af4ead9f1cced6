//! The page `width`: its prose, its knobs, and what a state holds.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::added::Added;
use super::at_once::AtOnce;
use super::directions::Directions;
use super::drift::SwapsDrift;
use super::factor::OneFactorOfCycle;
use super::heads::InHeads;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::mirrors::TwoMirrors;
use super::parity::Parity;
use super::scenario::MENU;
use super::slots::Slots;
use super::token_costs::Costs;
use super::two_words::TwoWordFacts;
use crate::app::use_app;
use crate::experiments::Mean;
use crate::i18n::*;
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{
    Kept, Lockstep, LockstepPage, Track, additions, playing, seen_of_rules, stage_of,
};
use crate::lessons::prose;
use crate::number::relative;
use crate::trace::Symbol;
use crate::ui::numbers::NumberCell;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::Paper;
use crate::ui::stage::{Playing, Stage};
use crate::ui::{Lesson, Part};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::R, Symbol::E, Symbol::O];

/// Products of factors, negative eigenvalues, what such models cannot track, how much a state holds.
const PAPERS: [Paper; 4] = [
    (
        "https://arxiv.org/abs/2502.10297",
        "Siems et al. 2025, DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products",
    ),
    (
        "https://arxiv.org/abs/2411.12537",
        "Grazzi et al. 2024, Unlocking State-Tracking in Linear RNNs Through Negative Eigenvalues",
    ),
    ("https://arxiv.org/abs/2404.08819", "Merrill et al. 2024, The Illusion of State in State-Space Models"),
    (
        "https://arxiv.org/abs/2102.11174",
        "Schlag et al. 2021, Linear Transformers Are Secretly Fast Weight Programmers",
    ),
];

/// The page, as all such pages are.
struct Width;

impl LockstepPage for Width {
    const KEPT: Kept = Kept { read: |s| s.knobs.width.set.clone(), write: |s, set| s.knobs.width.set = set };
    const MENU: &'static [&'static str] = &MENU;

    fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
        measured(run, id)
    }

    fn following(stage: Stage) -> AnyView {
        view! { <Directions stage /> }.into_any()
    }

    fn apart(_: Stage) -> AnyView {
        view! { <Part fetch=|| async { sections().await } class="lists-place" /> }.into_any()
    }
}

/// Fetches the sections.
#[leptos::wasm_split::wasm_split(width_sections, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sections() -> Result<fn() -> AnyView, SplitLoaderError> {
    Ok(|| {
        view! {
            <InHeads />
            <TwoWordFacts />
            <TwoMirrors />
            <OneFactorOfCycle />
            <Parity />
            <Slots />
            <Added />
            <AtOnce />
            <Costs />
            <SwapsDrift />
        }
        .into_any()
    })
}

/// The mean over lists and its standard error.
pub fn with_error(id: String, of: Option<Mean>) -> NumberCell {
    let shown = match of {
        Some(Mean { mean, error: Some(error) }) => format!("{mean:.3} ± {error:.3}"),
        Some(Mean { mean, error: None }) => format!("{mean:.3}"),
        None => "–".to_owned(),
    };
    NumberCell { id, value: of.map(|of| of.mean), shown }
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(width_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(playing::<Width>())
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(width_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::WIDTH_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <WidthPage /> }.into_any()
}

#[component]
fn WidthPage() -> impl IntoView {
    let stage = stage_of(use_app(), Width::KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = additions(|| Box::pin(play()));
    view! { <Lesson prose=prose::WIDTH stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen: how many directions each state has, and how large the largest is.
fn seen(stage: Stage) -> Signal<String> {
    let of = |locale: Locale, name: &str, track: &Track, told: usize| {
        let spectrum = track.spectrum(told)?;
        let (rank, largest) =
            (spectrum.rank(), relative(spectrum.values.first().copied().unwrap_or_default()));
        Some(td_string!(locale, width.seen_one, rule = name, rank = rank, largest = largest).to_string())
    };
    seen_of_rules(stage, of, |locale, rules| td_string!(locale, width.seen, rules = rules).to_string())
}
