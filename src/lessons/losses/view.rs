//! The page `losses`: its prose, its knobs, and what becomes of a loss.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::builder::Builder;
use super::classes::Classes;
use super::floor::Floor;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::momentum::Momentum;
use super::outliers::WrongValues;
use super::scenario::MENU;
use crate::app::use_app;
use crate::experiments::Spread;
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

/// A state as gradient descent, Huber's and a contrastive loss, least squares.
const PAPERS: [Paper; 4] = [
    (
        "https://arxiv.org/abs/2407.04620",
        "Sun et al. 2024, Learning to (Learn at Test Time): RNNs with Expressive Hidden States",
    ),
    (
        "https://arxiv.org/abs/2504.13173",
        "Behrouz et al. 2025, It’s All Connected: A Journey Through Test-Time Memorization",
    ),
    (
        "https://arxiv.org/abs/1807.03748",
        "van den Oord et al. 2018, Representation Learning with Contrastive Predictive Coding",
    ),
    (
        "https://arxiv.org/abs/2506.05233",
        "von Oswald et al. 2025, MesaNet: Sequence Modeling by Locally Optimal Test-Time Training",
    ),
];

/// The page, as all such pages are.
pub struct Losses;

impl LockstepPage for Losses {
    const KEPT: Kept =
        Kept { read: |s| s.knobs.losses.set.clone(), write: |s, set| s.knobs.losses.set = set };
    const MENU: &'static [&'static str] = &MENU;

    fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
        measured(run, id)
    }

    fn following(stage: Stage) -> AnyView {
        view! { <Builder stage /> }.into_any()
    }

    fn apart(_: Stage) -> AnyView {
        over_lists().into_any()
    }
}

/// The mean and the standard deviation of numbers, one of each seed.
pub fn spread(id: String, numbers: Option<Vec<f64>>) -> NumberCell {
    let of = numbers.and_then(|numbers| Spread::of(&numbers));
    let shown = of.map_or_else(|| "–".to_owned(), |of| format!("{:.3} ± {:.3}", of.mean, of.deviation));
    NumberCell { id, value: of.map(|of| of.mean), shown }
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(losses_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(playing::<Losses>())
}

/// What is found over many lists: a part of the page of its own.
fn over_lists() -> impl IntoView {
    view! { <Part fetch=|| async { lists().await } class="lists-place" /> }
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(losses_lists, wasm_split_path = ::leptos::wasm_split, fallible)]
fn lists() -> Result<fn() -> AnyView, SplitLoaderError> {
    Ok(|| view! { <Floor /> <WrongValues /> <Classes /> <Momentum /> }.into_any())
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(losses_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::LOSSES_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <LossesPage /> }.into_any()
}

#[component]
fn LossesPage() -> impl IntoView {
    let stage = stage_of(use_app(), Losses::KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = additions(|| Box::pin(play()));
    view! { <Lesson prose=prose::LOSSES stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen: how far off the pair that was just told still is.
fn seen(stage: Stage) -> Signal<String> {
    let of = |_, name: &str, track: &Track, told| {
        // Recall is told by the mean length of the values.
        let values = &track.x.v;
        let mean = values.row_iter().map(|v| v.norm()).sum::<f64>() / values.nrows().max(1) as f64;
        let off = track.recalled_after(told).last()?.error * mean;
        Some(format!("{name} {}", relative(off)))
    };
    seen_of_rules(stage, of, |locale, rules| td_string!(locale, losses.seen, rules = rules).to_string())
}
