//! The page `positions`: its prose, its knobs, and what a position DeltaNet does where a bias stands.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::certificates::Certificates;
use super::longer::Longer;
use super::matrices::Matrices;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::reset::Reset;
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
use crate::ui::seen::Paper;
use crate::ui::stage::{Playing, Stage};
use crate::ui::{Lesson, Part};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::Gamma];

/// ALiBi, a gate by token, reflections along tokens, a stick that is broken.
const PAPERS: [Paper; 4] = [
    (
        "https://arxiv.org/abs/2108.12409",
        "Press et al. 2021, Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation",
    ),
    (
        "https://arxiv.org/abs/2503.02130",
        "Lin et al. 2025, Forgetting Transformer: Softmax Attention with a Forget Gate",
    ),
    (
        "https://arxiv.org/abs/2505.16381",
        "Yang et al. 2025, PaTH Attention: Position Encoding via Accumulating Householder Transformations",
    ),
    ("https://arxiv.org/abs/2410.17980", "Tan et al. 2024, Scaling Stick-Breaking Attention"),
];

/// The page, as all such pages are.
struct Positions;

impl LockstepPage for Positions {
    const KEPT: Kept =
        Kept { read: |s| s.knobs.positions.set.clone(), write: |s, set| s.knobs.positions.set = set };
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
#[leptos::wasm_split::wasm_split(positions_sections, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sections() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <Matrices stage /> <Certificates stage /> <Reset /> <Longer stage /> }.into_any())
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(positions_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(playing::<Positions>())
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(positions_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::POSITIONS_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <PositionsPage /> }.into_any()
}

#[component]
fn PositionsPage() -> impl IntoView {
    let stage = stage_of(use_app(), Positions::KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = additions(|| Box::pin(play()));
    view! { <Lesson prose=prose::POSITIONS stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen: how much the token that was answered last weighs the first one.
fn seen(stage: Stage) -> Signal<String> {
    let of =
        |_, name: &str, track: &Track, told: usize| Some(format!("{name} {}", short(track.weight(told, 0)?)));
    seen_of_rules(stage, of, |locale, rules| td_string!(locale, positions.seen, rules = rules).to_string())
}
