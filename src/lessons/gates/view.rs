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
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{
    Kept, Lockstep, LockstepPage, Track, additions, playing, seen_of_rules, stage_of,
};
use crate::lessons::prose;
use crate::number::relative;
use crate::trace::Symbol;
use crate::ui::Lesson;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{GATED_DELTA, Paper};
use crate::ui::stage::{Playing, Stage};

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

/// The page, as all such pages are.
struct Gates;

impl LockstepPage for Gates {
    const KEPT: Kept = Kept { read: |s| s.knobs.gates.set.clone(), write: |s, set| s.knobs.gates.set = set };
    const MENU: &'static [&'static str] = &MENU;

    fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
        measured(run, id)
    }

    fn following(stage: Stage) -> AnyView {
        view! { <Sheets stage /> <Article stage /> }.into_any()
    }

    fn apart(_: Stage) -> AnyView {
        view! { <ReadsTheState /> <Ways /> }.into_any()
    }
}

/// What free play adds.
#[leptos::wasm_split::wasm_split(gates_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(playing::<Gates>())
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
    let stage = stage_of(use_app(), Gates::KEPT, &AT_HAND, || Box::pin(in_every_form()));
    let additions = additions(|| Box::pin(play()));
    view! { <Lesson prose=prose::GATES stage reading=|| Box::pin(reading()) additions /> }
}

/// What was to be seen: how much each rule still tells apart.
fn seen(stage: Stage) -> Signal<String> {
    let of = |locale: Locale, name: &str, track: &Track, told| {
        let live: Vec<_> = track.recalled_after(told).iter().filter(|pair| !pair.overwritten).collect();
        let mean = live.iter().map(|pair| pair.error).sum::<f64>() / live.len().max(1) as f64;
        let (right, all) = (live.iter().filter(|pair| pair.right).count(), live.len());
        let error = relative(mean);
        let said = td_string!(
            locale,
            gates.seen_rule,
            rule = name.to_owned(),
            right = right,
            all = all,
            error = error
        );
        Some(said.to_string())
    };
    seen_of_rules(stage, of, |locale, rules| td_string!(locale, gates.seen, rules = rules).to_string())
}
