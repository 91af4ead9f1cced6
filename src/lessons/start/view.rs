//! The page `start`: its walk, the recall task of its free play, and the way to every page.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::exports::EXPORTS;
use super::overview::Overview;
use super::scenario::BESIDE;
use super::task::RecallTask;
use super::time::Time;
use super::{Beside, Scenario};
use crate::app::{Shown, use_app};
use crate::i18n::*;
use crate::lessons::exports::take_along;
use crate::lessons::prose;
use crate::lessons::run::Run;
use crate::names;
use crate::number::short;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text};
use crate::ui::seen::{PARALLEL_DELTA, Paper, RNNS};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{Later, Lesson, Seen, Switch, text};

/// Letters that no map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::K, Symbol::V];

/// Where attention comes from, where its recurrent form, where the one that corrects, and how recall is measured on trained models.
const PAPERS: [Paper; 4] = [
    ("https://arxiv.org/abs/1706.03762", "Vaswani et al. 2017, Attention Is All You Need"),
    RNNS,
    PARALLEL_DELTA,
    (
        "https://arxiv.org/abs/2312.04927",
        "Arora et al. 2023, Zoology: Measuring and Improving Recall in Efficient Language Models",
    ),
];

/// What free play adds.
#[leptos::wasm_split::wasm_split(start_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        before: |_| view! { <RecallTask /> }.into_any(),
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        after: |stage| take_along(stage, EXPORTS),
        ..Playing::NOTHING
    })
}

/// What there is to read. What was seen stands above the map of pages, and so comes with the page.
#[leptos::wasm_split::wasm_split(start_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::START_READING letters=LETTERS /> }.into_any(),
        end: |_| ().into_any(),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <Start /> }.into_any()
}

#[component]
fn Start() -> impl IntoView {
    let app = use_app();
    let run = Shown::new(app, |s| s.knobs.start.clone(), Beside::run);
    let stage = Stage::new(app, run);
    let seen = seen(stage);
    let additions = Additions { before: true, play: Some(|| Box::pin(play())), ..Additions::default() };
    let below = move || {
        view! {
            <Seen seen papers=&PAPERS />
            <Later><Overview /></Later>
            <Later><Time /></Later>
        }
    };
    view! { <Lesson prose=prose::START stage reading=|| Box::pin(reading()) additions below /> }
}

/// Which rules stand beside each other.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let rules = app.read(|s| s.knobs.start.rules.clone());
    let rule = move |id: &'static str| {
        let turn = move |on: bool| {
            app.change(|s| s.knobs.start.rules = s.knobs.start.rules.with(id, on, &Scenario::rules().range))
        };
        view! {
            <Switch label=Signal::derive(move || names::rule(i18n.get_locale(), id).unwrap_or(id).to_owned()) testid=format!("rule-{id}")
                on=Signal::derive(move || rules.with(|rules| rules.has(id))) on_change=turn />
        }
    };
    view! {
        <div class="stage-knobs">
            <fieldset class="rules"><legend>{text!(state.rules)}</legend>{BESIDE.map(rule).collect_view()}</fieldset>
        </div>
    }
}

/// What was to be seen up to the token in hand: what each rule keeps, and what it answers.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let stop = stage.stop.get();
        let read = |run: &Beside| {
            (run.tokens(stop).map_or(0, |tokens| tokens.end), run.kept(stop as usize), run.answers(stop))
        };
        let Some((told, kept, answers)) = stage.run.map(read).filter(|(told, ..)| *told > 0) else {
            return t_string!(i18n, start.at_start).to_string();
        };
        let each = answers.iter().zip(kept).map(|((id, answer), kept)| {
            let (rule, answer) = (names::rule(locale, id).unwrap_or(id), written(answer));
            td_string!(locale, start.seen_each, rule = rule, kept = kept, answer = answer).to_string()
        });
        let each = each.collect::<Vec<_>>().join(t_string!(i18n, start.seen_between));
        let label =
            stage.stream.get().and_then(|stream| stream.labels.get(told - 1).cloned()).unwrap_or_default();
        t_string!(i18n, start.seen, told = told, label = label, each = each).to_string()
    })
}

/// A vector in a line: its first numbers, where it has many.
fn written(vector: &[f64]) -> String {
    const SHOWN: usize = 4;
    let all: Vec<String> = vector.iter().take(SHOWN).map(|x| short(*x)).collect();
    let more = if vector.len() > SHOWN { ", …" } else { "" };
    format!("({}{more})", all.join(", "))
}
