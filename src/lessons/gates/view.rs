//! The page `gates`: its prose, its knobs, what each rule remembers, and a gate that reads the state.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::article::Article;
use super::measured;
use super::menu::{AT_HAND, in_every_form};
use super::scenario::MENU;
use super::sheets::Sheets;
use super::state_gate::ReadsTheState;
use super::ways::Ways;
use crate::app::use_app;
use crate::i18n::*;
use crate::lessons::lockstep::{
    GateKnobs, Kept, Lockstep, RuleChooser, memory, norms, parts, planes, rule_of, stage_of,
};
use crate::lessons::prose;
use crate::number::relative;
use crate::trace::Symbol;
use crate::ui::Lesson;
use crate::ui::experiments::Experiments;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{GATED_DELTA, Paper};
use crate::ui::stage::{Additions, Playing, Stage};

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::R, Symbol::E, Symbol::O];

/// Gates for the whole state, for each channel, and the article's form.
const PAPERS: [Paper; 3] = [
    GATED_DELTA,
    (
        "https://arxiv.org/abs/2510.26692",
        "Kimi Team 2025, Kimi Linear: An Expressive, Efficient Attention Architecture",
    ),
    (
        "https://arxiv.org/abs/2506.02475",
        "Hu et al. 2025, Comba: Improving Bilinear RNNs with Closed-loop Control",
    ),
];

/// Where the page keeps which rules run, and their gates.
const KEPT: Kept = Kept { read: |s| s.knobs.gates.set.clone(), write: |s, set| s.knobs.gates.set = set };

/// What free play adds.
#[leptos::wasm_split::wasm_split(gates_play, wasm_split_path = ::leptos::wasm_split, fallible)]
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
        after: |stage| {
            view! { <Sheets stage /> <Article stage /> <ReadsTheState /> <Ways /> {norms(stage)} }.into_any()
        },
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(gates_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::GATES_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <GatesPage /> }.into_any()
}

#[component]
fn GatesPage() -> impl IntoView {
    let stage = stage_of(use_app(), KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = Additions {
        before: true,
        play: Some(|| Box::pin(play())),
        in_lane: Some([parts, memory]),
        below: Some(planes),
    };
    view! { <Lesson prose=prose::GATES stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen up to the token in hand: how much each rule still tells apart.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |run: &Lockstep| -> Vec<String> {
            let rule = |lane: usize| {
                let track = run.track(lane)?;
                let told = run.done(stage.stop.get()).checked_sub(1)?;
                let live: Vec<_> =
                    track.recalled_after(told).iter().filter(|pair| !pair.overwritten).collect();
                let mean = live.iter().map(|pair| pair.error).sum::<f64>() / live.len().max(1) as f64;
                let right = live.iter().filter(|pair| pair.right).count();
                let name = crate::names::rule(locale, run.rule(lane)?.info.id)?;
                Some(
                    td_string!(
                        locale,
                        gates.seen_rule,
                        rule = name,
                        right = right,
                        all = live.len(),
                        error = relative(mean)
                    )
                    .to_string(),
                )
            };
            (0..run.tracks.len()).filter_map(rule).collect()
        };
        let rules = stage.run.map(of).unwrap_or_default();
        if rules.is_empty() {
            return t_string!(i18n, state.seen_none).to_owned();
        }
        t_string!(i18n, gates.seen, rules = rules.join(t_string!(i18n, shell.comma))).to_string()
    })
}
