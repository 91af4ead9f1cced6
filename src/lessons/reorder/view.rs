//! The page `reorder`: its prose, its knobs, its race.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Race;
use super::calculator::Calculator;
use super::exports::EXPORTS;
use super::race::{Standing, seen};
use super::scenario::Loops;
use crate::app::{Shown, use_app};
use crate::i18n::*;
use crate::knob;
use crate::knobs::Named;
use crate::lessons::exports::take_along;
use crate::lessons::prose;
use crate::math::LoopOrder;
use crate::names;
use crate::rules::reorder::Order;
use crate::trace::{Grain, Symbol};
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{Paper, RNNS};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{Choice, ChoiceKnob, Lesson, SwitchKnob, When, text};

/// Letters that neither a map nor a line of code shows.
const LETTERS: &[Symbol] = &[];

/// Where the move was first made, and where it became a recurrence.
const PAPERS: [Paper; 2] = [
    (
        "https://arxiv.org/abs/1812.01243",
        "Shen et al. 2018, Efficient Attention: Attention with Linear Complexities",
    ),
    RNNS,
];

/// What free play adds.
#[leptos::wasm_split::wasm_split(reorder_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        notes: |stage| view! { <Standing stage /> }.into_any(),
        after: |stage| take_along(stage, EXPORTS),
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(reorder_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| {
            view! { <Text stage prose=prose::REORDER_READING letters=LETTERS verdict=verdict(stage) beside=|| view! { <Calculator /> } /> }.into_any()
        },
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <Reorder /> }.into_any()
}

#[component]
fn Reorder() -> impl IntoView {
    let app = use_app();
    let run = Shown::new(app, |s| s.knobs.reorder.clone(), Race::run);
    let stage = Stage::new(app, run);
    let additions = Additions { play: Some(|| Box::pin(play())), ..Additions::default() };
    view! { <Lesson prose=prose::REORDER stage reading=|| Box::pin(reading()) additions /> }
}

/// Which order is the cheaper one here.
fn verdict(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        stage
            .run
            .map(|race: &Race| {
                let (n, d) = race.size();
                match (race.causal(), race.winner()) {
                    (false, Some(Order::Left)) => t_string!(i18n, reorder.left_cheaper, n = n, d = d),
                    (false, Some(Order::Right)) => t_string!(i18n, reorder.right_cheaper, n = n, d = d),
                    (false, None) => t_string!(i18n, reorder.tie, n = n),
                    (true, Some(Order::Left)) => t_string!(i18n, reorder.causal_left, n = n, d = d),
                    (true, Some(Order::Right)) => t_string!(i18n, reorder.causal_right, n = n, d = d),
                    (true, None) => t_string!(i18n, reorder.causal_tie, n = n, d = d),
                }
            })
            .unwrap_or_default()
    })
}

/// Mask, loops and grain.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let causal = stage.app.read(|s| s.knobs.reorder.causal);
    let grain = stage.app.read(|s| s.knobs.reorder.grain);
    let loops = move |loops: Loops| loops_name(i18n.get_locale(), loops);
    let grains = Signal::derive(move || {
        let name = |grain| grain_name(i18n.get_locale(), grain).to_owned();
        Grain::ALL.iter().map(|grain| (grain.id().to_owned(), name(*grain))).collect::<Vec<_>>()
    });
    view! {
        <div class="stage-knobs">
            <SwitchKnob knob=knob!(reorder.causal) label=text!(mask.causal) />
            <When on=move |()| !causal.get()>
                <ChoiceKnob knob=knob!(reorder.loops) label=text!(reorder.loops) name=loops />
            </When>
            <Choice label=text!(reorder.grain) testid="grain" value=Signal::derive(move || grain.get().id().to_owned()) options=grains
                on_change=move |id: String| change_grain(stage, &id) />
        </div>
    }
}

/// Changes the grain and stays at the moment in hand, or goes to the first stop after it.
fn change_grain(stage: Stage, id: &str) {
    let (Some(grain), Some(before)) = (crate::knobs::find::<Grain>(id), stage.run.get_untracked()) else {
        return;
    };
    let work = before.timeline().work(stage.stop.get_untracked());
    stage.app.change(|s| s.knobs.reorder.grain = grain);
    if let Some(after) = stage.run.get_untracked() {
        stage.app.change(|s| s.t = Some(after.timeline().stop_from(work)));
    }
}

/// The name of a grain in the menu.
pub fn grain_name(locale: Locale, grain: Grain) -> &'static str {
    match grain {
        Grain::MultiplyAdd => td_string!(locale, reorder.grain_madd),
        Grain::Product => td_string!(locale, reorder.grain_product),
        Grain::Matrix => td_string!(locale, reorder.grain_matrix),
    }
}

/// The name of an order of loops in the menu: its letters, and what streams past.
pub fn loops_name(locale: Locale, loops: Loops) -> String {
    match loops {
        None => td_string!(locale, reorder.loops_own).to_owned(),
        nest => names::titled(locale, nest.id(), loops_say(locale, nest)),
    }
}

/// What streams past in an order of loops.
fn loops_say(locale: Locale, loops: Loops) -> &'static str {
    match loops {
        None => td_string!(locale, reorder.loops_own),
        Some(LoopOrder::Ijl | LoopOrder::Jil) => td_string!(locale, reorder.loops_inner),
        Some(LoopOrder::Ilj) => td_string!(locale, reorder.loops_rows),
        Some(LoopOrder::Jli) => td_string!(locale, reorder.loops_columns),
        Some(LoopOrder::Lij | LoopOrder::Lji) => td_string!(locale, reorder.loops_outer),
    }
}
