//! The page `mask`: its prose, its knobs, its question.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::exports::EXPORTS;
use super::steps::CHUNK;
use super::{Attempt, Scenario, Way};
use crate::app::{Shown, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::knob;
use crate::lessons::exports::take_along;
use crate::lessons::prose;
use crate::number::short;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::RNNS;
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{ChoiceKnob, Lesson, Predict, SwitchKnob, text};

/// Letters that neither a map nor a line of code shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::K, Symbol::V];

/// The name of a way in the menu.
pub fn way_name(locale: Locale, way: Way) -> String {
    match way {
        Way::Swap => td_string!(locale, mask.way_swap).to_owned(),
        Way::State => td_string!(locale, mask.way_state).to_owned(),
        Way::Chunks => td_string!(locale, mask.way_chunks, size = CHUNK),
    }
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(mask_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        knobs: |_| view! { <Knobs /> }.into_any(),
        after: |stage| view! { <Question stage /> {take_along(stage, EXPORTS)} }.into_any(),
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(mask_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| {
            view! { <Text stage prose=prose::MASK_READING letters=LETTERS verdict=verdict(stage) /> }
                .into_any()
        },
        end: |stage| end(seen(stage), &[RNNS]),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <MaskPage /> }.into_any()
}

#[component]
fn MaskPage() -> impl IntoView {
    let app = use_app();
    let run = Shown::new(app, |s| s.knobs.mask.clone(), Attempt::run);
    let stage = Stage::new(app, run);
    let additions = Additions { play: Some(|| Box::pin(play())), ..Additions::default() };
    view! { <Lesson prose=prose::MASK stage reading=|| Box::pin(reading()) additions steps=false /> }
}

/// What stands in the way of the move, or repairs it.
fn verdict(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let set = stage.app.scenario.with(|s| s.knobs.mask.clone());
        match (set.causal, set.softmax, set.way) {
            (false, false, Way::Swap) => t_string!(i18n, mask.says_free),
            (true, false, Way::Swap) => t_string!(i18n, mask.says_masked),
            (_, true, Way::Swap) => t_string!(i18n, mask.says_softmax),
            (true, false, Way::State) => t_string!(i18n, mask.says_state),
            (true, false, Way::Chunks) => t_string!(i18n, mask.says_chunks),
            (false, false, _) => t_string!(i18n, mask.says_not_causal),
            (_, true, _) => t_string!(i18n, mask.says_no_state),
        }
        .to_string()
    })
}

/// Mask, softmax, and the way around QKᵀ.
#[component]
fn Knobs() -> impl IntoView {
    let i18n = use_i18n();
    let way = move |way| way_name(i18n.get_locale(), way);
    view! {
        <div class="stage-knobs">
            <SwitchKnob knob=knob!(mask.causal) label=text!(mask.causal) />
            <SwitchKnob knob=knob!(mask.softmax) label=text!(mask.softmax) />
            <ChoiceKnob knob=knob!(mask.way) label=text!(mask.way) name=way />
        </div>
    }
}

/// How many queries get the right output.
#[component]
fn Agreement(run: Shown) -> impl IntoView {
    let rows = move || {
        let count = |attempt: &Attempt| (attempt.rows_that_agree(), attempt.difference.nrows());
        run.map(count).unwrap_or_default()
    };
    view! { <p class="agreement" data-testid="rows-agree">{text!(mask.rows_agree, rows = rows().0, all = rows().1)}</p> }
}

/// How much survives the swap: asked before it is shown.
#[component]
fn Question(stage: Stage) -> impl IntoView {
    let swapped = Memo::new(move || {
        let set = Scenario { causal: true, softmax: false, way: Way::Swap };
        let attempt = Attempt::run(&*stage.stream.get()?, &set).ok()?;
        Some((attempt.rows_that_agree() as u64, attempt.difference.nrows()))
    });
    let answer = Signal::derive(move || swapped.get().map_or(0, |(rows, _)| rows));
    let n = move || swapped.get().map_or(0, |(_, n)| n);
    view! {
        <div class="ask">
            <Predict question=text!(mask.question, n = n()) answer why=text!(mask.because)><Agreement run=stage.run /></Predict>
        </div>
    }
}

/// What was to be seen: the meter's readings of all five cases, on this stream.
fn seen(stage: Stage) -> Signal<String> {
    let apart = Memo::new(move || {
        let stream = stage.stream.get()?;
        let cases = [
            (false, false, Way::Swap),
            (true, false, Way::Swap),
            (false, true, Way::Swap),
            (true, false, Way::State),
            (true, false, Way::Chunks),
        ];
        Some(cases.map(|(causal, softmax, way)| {
            let attempt = Attempt::run(&stream, &Scenario { causal, softmax, way });
            attempt.map_or(f64::NAN, |attempt| attempt.reading.apart)
        }))
    });
    let apart = move |case: usize| apart.get().map_or_else(String::new, |apart| short(apart[case]));
    text!(
        mask.seen,
        free = apart(0),
        masked = apart(1),
        softmax = apart(2),
        state = apart(3),
        chunks = apart(4)
    )
}
