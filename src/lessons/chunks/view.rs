//! The page `chunks`: its prose, its knobs, what can be broken.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::exports::EXPORTS;
use super::measure::measure;
use super::timeline::timeline;
use super::{Scenario, Step, Walk};
use crate::app::{Shown, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::knob;
use crate::lessons::exports::take_along;
use crate::lessons::prose;
use crate::lessons::run::Run;
use crate::names;
use crate::number::{plain, short};
use crate::rules::Tensor;
use crate::rules::wy::Chunked;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{GATED_DELTA, PARALLEL_DELTA, Paper};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{ChoiceKnob, Lesson, Part, Slider, SliderKnob, Switch, SwitchKnob, When, marked, text};

/// Letters that neither a map nor a line of code shows.
const LETTERS: &[Symbol] = &[Symbol::V, Symbol::Beta, Symbol::Gamma];

/// Where these chunks come from.
const PAPERS: [Paper; 2] = [PARALLEL_DELTA, GATED_DELTA];

/// What free play adds.
#[leptos::wasm_split::wasm_split(chunks_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        notes: |stage| view! { <Notes stage /> }.into_any(),
        after: |stage| take_along(stage, EXPORTS),
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(chunks_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::CHUNKS_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <Chunks /> }.into_any()
}

#[component]
fn Chunks() -> impl IntoView {
    let app = use_app();
    // The sizes of the timed runs are no part of the walk.
    let walked = |s: &crate::scenario::Scenario| {
        let Scenario { timed_n, timed_d, .. } = Scenario::default();
        Scenario { timed_n, timed_d, ..s.knobs.chunks.clone() }
    };
    let stage = Stage::new(app, Shown::new(app, walked, Walk::run));
    let below = move || view! { <Part fetch=measure class="measure" waits=true /> };
    let additions =
        Additions { play: Some(|| Box::pin(play())), below: Some(timeline), ..Additions::default() };
    view! { <Lesson prose=prose::CHUNKS stage reading=|| Box::pin(reading()) additions below /> }
}

/// The rule, C, the gates, and what can be broken.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let set = app.read(|s| s.knobs.chunks.clone());
    let rule = move |rule: Chunked| names::rule(i18n.get_locale(), rule.id()).unwrap_or_default().to_owned();
    let longest = Memo::new(move || stage.stream.get().map_or(1.0, |stream| stream.len() as f64));
    let size = Signal::derive(move || (set.get().chunk_size as f64).min(longest.get()));
    let corrects = move || set.get().rule.corrects();
    let brings = move |of: Tensor| {
        stage.stream.with(|stream| stream.as_ref().is_some_and(|stream| stream.gates.get(of).is_some()))
    };
    view! {
        <div class="stage-knobs">
            <ChoiceKnob knob=knob!(chunks.rule) label=text!(chunks.rule) name=rule />
            // The number of tokens is part of the slider: another stream, another slider.
            {move || view! {
                <Slider label="C" testid="chunk-size" min=1.0 max=longest.get() step=1.0 value=size
                    shown=Signal::derive(move || plain(size.get())) on_change=move |c: f64| resize(stage, c as u64) />
            }}
            <div hidden=move || !corrects() || brings(Tensor::Beta)><SliderKnob knob=knob!(chunks.beta) label="β" /></div>
            <div hidden=move || !set.get().rule.fades() || brings(Tensor::G)><SliderKnob knob=knob!(chunks.gamma) label="γ" /></div>
            <When on=move |()| brings(Tensor::Beta) && corrects()><p class="hint">{text!(state.gate_brought, letter = "β")}</p></When>
            <When on=move |()| brings(Tensor::G) && set.get().rule.fades()><p class="hint">{text!(state.gate_brought, letter = "γ")}</p></When>
        </div>
        <div class="stage-knobs">
            <fieldset class="rules">
                <legend>{text!(chunks.break_it)}</legend>
                <SwitchKnob knob=knob!(chunks.break_diagonal) label=text!(chunks.break_diagonal) />
                <div hidden=move || !corrects()>
                    <SwitchKnob knob=knob!(chunks.break_sign) label=text!(chunks.break_sign) />
                </div>
                <SwitchKnob knob=knob!(chunks.break_handover) label=text!(chunks.break_handover) />
                <Switch label=text!(chunks.break_keys) testid="break-keys" on=Signal::derive(move || !app.scenario.with(|s| s.unit_keys()))
                    on_change=move |on: bool| app.change(|s| s.norm = Some(!on)) />
            </fieldset>
        </div>
    }
}

/// Another chunk size: stays at the chunk that holds the token in hand, at its end.
fn resize(stage: Stage, chunk_size: u64) {
    let stop = stage.stop.get_untracked();
    let token = stage.run.get_untracked().and_then(|walk| Some(walk.tokens(stop)?.start));
    stage.app.change(|s| s.knobs.chunks.chunk_size = chunk_size);
    if let (Some(walk), Some(token)) = (stage.run.get_untracked(), token.filter(|_| stop > 0)) {
        stage.app.change(|s| s.t = Some(walk.end_of(token)));
    }
}

/// That keys are long, that there is nothing to hand over, and what happens at this stop.
#[component]
fn Notes(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let corrects = move || app.scenario.with(|s| s.knobs.chunks.rule.corrects() && !s.unit_keys());
    let largest = move || stage.run.map(|walk: &Walk| short(walk.largest_state)).unwrap_or_default();
    let long_keys = text!(chunks.long_keys, size = largest());
    let forgets = move || app.scenario.with(|s| s.knobs.chunks.break_handover);
    let one_chunk = move || forgets() && stage.run.map(|walk: &Walk| walk.chunks.len() == 1) == Some(true);
    let says = move || {
        let run = stage.run.get()?;
        Some(run.say(stage.stop.get()).read(i18n.get_locale()))
    };
    view! {
        <p class="note" role="status" data-testid="norm-warning" hidden=move || !corrects()>
            <span inner_html=move || marked(&long_keys.get())></span></p>
        <p class="note" role="status" data-testid="one-chunk" hidden=move || !one_chunk()>{text!(chunks.one_chunk)}</p>
        <p class="hint stage-says" data-testid="stage">{says}</p>
    }
}

/// What was to be seen up to the chunk in hand, with the numbers of this run.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        stage
            .run
            .map(|walk: &Walk| {
                let (stop, pieces) = (stage.stop.get(), walk.chunks.len());
                if stop < walk.timeline().last() {
                    let (before, step) = walk.at(stop);
                    let done = before + usize::from(step == Some(Step::HandOver));
                    return t_string!(i18n, chunks.seen_so_far, done = done, pieces = pieces);
                }
                let apart = short(walk.reading.apart);
                if !walk.reading.agrees() {
                    return t_string!(i18n, chunks.seen_broken, pieces = pieces, apart = apart);
                }
                let (t, d) = walk.size();
                let cost = |size| walk.rule().cost(t as u64, d as u64, size);
                let size = stage.app.scenario.with(|s| s.knobs.chunks.chunk_size);
                let relative = plain(cost(size).multiply_adds as f64 / cost(1).multiply_adds as f64);
                let depth = cost(size).depth;
                t_string!(
                    i18n,
                    chunks.seen,
                    pieces = pieces,
                    apart = apart,
                    relative = relative,
                    depth = depth
                )
            })
            .unwrap_or_default()
    })
}
