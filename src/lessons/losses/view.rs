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
use crate::lessons::lockstep::{
    GateKnobs, Kept, Lockstep, RuleChooser, memory, norms, parts, planes, rule_of, stage_of,
};
use crate::lessons::prose;
use crate::number::relative;
use crate::trace::Symbol;
use crate::ui::experiments::Experiments;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::Paper;
use crate::ui::stage::{Additions, Playing, Stage};
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

/// Where the page keeps which rules run, and their gates.
pub const KEPT: Kept =
    Kept { read: |s| s.knobs.losses.set.clone(), write: |s, set| s.knobs.losses.set = set };

/// A cell with the mean and the standard deviation of numbers, one of each seed; empty while there are none.
pub fn spread_cell(
    testid: String,
    numbers: impl Fn() -> Option<Vec<f64>> + Copy + Send + 'static,
) -> impl IntoView {
    let of = move || numbers().and_then(|numbers| Spread::of(&numbers));
    let written = move || of().map(|of| format!("{:.3} ± {:.3}", of.mean, of.deviation));
    view! { <td data-testid=testid data-value=move || of().map(|of| of.mean.to_string())>{written}</td> }
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(losses_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        before: |stage| {
            let measured = |stage: Stage, id: &str| {
                stage.run.map(|run: &Lockstep| measured(run, id)).unwrap_or_default()
            };
            view! { <Experiments stage measured rule=rule_of more=|_, _, _| None /> }.into_any()
        },
        knobs: |stage| {
            view! {
                <div class="stage-knobs">
                    <RuleChooser app=stage.app kept=KEPT menu=&MENU />
                    <GateKnobs stage kept=KEPT />
                </div>
            }
            .into_any()
        },
        after: |stage| view! { <Builder stage /> {over_lists()} {norms(stage)} }.into_any(),
        ..Playing::NOTHING
    })
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
    let stage = stage_of(use_app(), KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = Additions {
        before: true,
        play: Some(|| Box::pin(play())),
        in_lane: Some([parts, memory]),
        below: Some(planes),
    };
    view! { <Lesson prose=prose::LOSSES stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen up to the token in hand: how far off the pair that was just told still is.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |run: &Lockstep| -> Vec<String> {
            let rule = |lane: usize| {
                let (track, told) = (run.track(lane)?, run.done(stage.stop.get()).checked_sub(1)?);
                // Recall is told by the mean length of the values.
                let values = &track.x.v;
                let mean = values.row_iter().map(|v| v.norm()).sum::<f64>() / values.nrows().max(1) as f64;
                let off = track.recalled_after(told).last()?.error * mean;
                let name = crate::names::rule(locale, run.rule(lane)?.info.id)?;
                Some(format!("{name} {}", relative(off)))
            };
            (0..run.tracks.len()).filter_map(rule).collect()
        };
        let rules = stage.run.map(of).unwrap_or_default();
        if rules.is_empty() {
            return t_string!(i18n, state.seen_none).to_owned();
        }
        t_string!(i18n, losses.seen, rules = rules.join(t_string!(i18n, shell.comma))).to_string()
    })
}
