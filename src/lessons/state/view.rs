//! The page `state`: its prose, its knobs, and what each lane says beside its maps.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::curves::curves;
use super::game::game;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::scenario::MENU;
use super::weights_between::weights_between;
use crate::app::use_app;
use crate::erased::Memo;
use crate::i18n::*;
use crate::knob;
use crate::lessons::lockstep::{
    GateKnobs, Kept, Lockstep, OnStage, RuleChooser, Track, memory, norms, parts, planes, stage_of, step,
};
use crate::lessons::lockstep::{rule_of, take_along};
use crate::lessons::prose;
use crate::names;
use crate::number::{relative, short};
use crate::trace::Symbol;
use crate::ui::experiments::Experiments;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{GATED_DELTA, PARALLEL_DELTA, Paper};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{ChoiceKnob, Lesson, When, marked, text};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::R, Symbol::E, Symbol::O];

/// Where the delta rule came into linear attention, was made parallel, and learnt to forget.
const PAPERS: [Paper; 3] = [
    (
        "https://arxiv.org/abs/2102.11174",
        "Schlag et al. 2021, Linear Transformers Are Secretly Fast Weight Programmers",
    ),
    PARALLEL_DELTA,
    GATED_DELTA,
];

/// Where the page keeps which rules run, and their gates.
const KEPT: Kept = Kept { read: |s| s.knobs.state.set.clone(), write: |s, set| s.knobs.state.set = set };

/// What free play adds.
#[leptos::wasm_split::wasm_split(state_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        before: experiments,
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        notes: |stage| view! { <LongKeys stage /> }.into_any(),
        after: |stage| view! { {norms(stage)} {take_along(stage)} }.into_any(),
        ..Playing::NOTHING
    })
}

/// The experiments, which read their numbers from the run.
fn experiments(stage: Stage) -> AnyView {
    let measured =
        |stage: Stage, id: &str| stage.run.map(|run: &Lockstep| measured(run, id)).unwrap_or_default();
    view! { <Experiments stage measured rule=rule_of more=curves /> {game(stage)} }.into_any()
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(state_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::STATE_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <State /> }.into_any()
}

#[component]
fn State() -> impl IntoView {
    let stage = stage_of(use_app(), KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = Additions {
        before: true,
        play: Some(|| Box::pin(play())),
        in_lane: Some([parts, memory]),
        below: Some(below),
    };
    view! { <Lesson prose=prose::STATE stage reading=|| Box::pin(reading()) additions /> }
}

/// The planes of keys and values, or a weight taken apart.
fn below(stage: Stage) -> AnyView {
    view! { {planes(stage)} {weights_between(stage)} }.into_any()
}

/// The name of what the lanes show.
pub fn on_stage_name(locale: Locale, of: OnStage) -> &'static str {
    match of {
        OnStage::State => td_string!(locale, state.shows_state),
        OnStage::Weights => td_string!(locale, state.shows_weights),
    }
}

/// Which rules run, and their gates.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let on_stage = move |of: OnStage| on_stage_name(i18n.get_locale(), of).to_owned();
    view! {
        <div class="stage-knobs">
            <RuleChooser app=stage.app kept=KEPT menu=&MENU />
            <ChoiceKnob knob=knob!(state.set.on_stage) label=text!(state.on_stage) name=on_stage />
            <GateKnobs stage kept=KEPT />
        </div>
    }
}

/// That keys are long, and what a correction does then.
#[component]
fn LongKeys(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let worst = Memo::new(move || stage.run.map(Lockstep::worst_eigenvalue).flatten());
    // Keys that were normalised in a narrow type are off by a last digit of it.
    let long = move || worst.get().is_some_and(|worst| (worst.key - 1.0).abs() > 5e-3);
    let shown = Memo::new(move || long() && !stage.app.scenario.with(|s| s.unit_keys()));
    let says = move || {
        let worst = worst.get()?;
        let token = stage.stream.get()?.labels.get(worst.token)?.clone();
        let (norm, beta, eigenvalue) = (short(worst.key), short(worst.beta), short(worst.value));
        Some(t_string!(
            i18n,
            state.norm_off,
            token = token,
            norm = norm,
            beta = beta,
            eigenvalue = eigenvalue
        ))
    };
    view! {
        <When on=move |()| shown.get()>
            <p class="note" role="status" data-testid="norm-warning"><span inner_html=move || says().map(|says| marked(&says))></span></p>
        </When>
    }
}

/// What was to be seen up to the token in hand: how well each rule recalls it.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        // Each rule's error of the last pair that it has written, and how many it has written by now.
        let errors = |run: &Lockstep| -> (Vec<usize>, Vec<String>) {
            let error = |lane: usize| {
                let (pairs, recall) = run.track(lane)?.recalled(stage.stop.get() as usize);
                let name = names::rule(locale, run.rule(lane)?.info.id)?;
                Some((pairs, format!("{name} {}", relative(recall.last()?.error))))
            };
            (0..run.tracks.len()).filter_map(error).unzip()
        };
        let lowest = |run: &Lockstep| -> Vec<String> {
            let of = |lane: usize| {
                Some((
                    names::rule(locale, run.rule(lane)?.info.id)?,
                    run.lowest(lane, stage.stop.get(), |_| true)?.0,
                ))
            };
            (0..run.tracks.len()).filter_map(of).map(|(name, x)| format!("{name} {}", short(x))).collect()
        };
        if stage.run.map(Lockstep::weighs) == Some(true) {
            let weights = stage.run.map(lowest).unwrap_or_default().join(t_string!(i18n, shell.comma));
            return t_string!(i18n, state.seen_weights, weights = weights).to_string();
        }
        let (written, errors) = stage.run.map(errors).unwrap_or_default();
        let recalls = |run: &Lockstep| run.tracks.iter().flatten().any(Track::recalls);
        let recalls = stage.run.map(recalls).unwrap_or(false);
        let tokens = step(stage).map_or(0, |(token, _)| token + 1);
        match written.into_iter().max() {
            Some(told) => {
                let errors = errors.join(t_string!(i18n, shell.comma));
                t_string!(i18n, state.seen, told = told, errors = errors)
            }
            None if !recalls && tokens > 0 => t_string!(i18n, state.seen_no_s, told = tokens),
            None => t_string!(i18n, state.seen_none).to_string(),
        }
    })
}
