//! The page `identity`: its prose, its worked example, its question.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Growth;
use super::exports::EXPORTS;
use super::worked::WorkedExample;
use crate::app::{Shown, use_app};
use crate::i18n::*;
use crate::lessons::exports::take_along;
use crate::lessons::prose;
use crate::number::{grouped, short};
use crate::trace::Symbol;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::RNNS;
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{Lesson, Predict, text};

/// Letters that neither a map nor a line of code shows.
const LETTERS: &[Symbol] = &[];

/// What free play adds.
#[leptos::wasm_split::wasm_split(identity_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        before,
        after: |stage| view! { <Output stage /> <Question stage /> {take_along(stage, EXPORTS)} }.into_any(),
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(identity_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::IDENTITY_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &[RNNS]),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <Identity /> }.into_any()
}

#[component]
fn Identity() -> impl IntoView {
    let app = use_app();
    let run = Shown::new(app, |s| s.knobs.identity.clone(), Growth::run);
    let stage = Stage::new(app, run);
    let additions = Additions { before: true, play: Some(|| Box::pin(play())), ..Additions::default() };
    view! { <Lesson prose=prose::IDENTITY stage reading=|| Box::pin(reading()) additions /> }
}

/// The identity in two dimensions, and the title of what follows it.
fn before(_: Stage) -> AnyView {
    view! {
        <div class="stage-top"><h2>{text!(identity.two_dimensions)}</h2></div>
        <WorkedExample />
        <div class="stage-top"><h2>{text!(identity.summed)}</h2></div>
    }
    .into_any()
}

/// Tokens done.
fn tokens(stage: Stage) -> usize {
    stage.stop.get() as usize
}

/// The output, the same on both paths.
#[component]
fn Output(stage: Stage) -> impl IntoView {
    let output = move || {
        let output = stage.run.map(|growth: &Growth| growth.output(tokens(stage)))??;
        Some(output.iter().map(|x| short(*x)).collect::<Vec<_>>().join("  "))
    };
    view! {
        <p class="both-read"><b class="sym sym-o" data-symbol="o">"o"</b> " " {text!(identity.both)} " "
            <code class="vector">{output}</code></p>
    }
}

/// Where the two paths cross: asked first, then drawn.
#[component]
fn Question(stage: Stage) -> impl IntoView {
    let growth = move |read: fn(&Growth) -> usize| stage.run.map(read).unwrap_or_default();
    let d = move || growth(|growth| growth.channels().0);
    let crossing = Signal::derive(move || growth(Growth::crossing) as u64);
    view! {
        <div class="ask">
            <Predict question=text!(identity.question, d = d()) answer=crossing
                why=text!(identity.because, d = d(), crossing = crossing.get())><Costs stage /></Predict>
        </div>
    }
}

/// The cost of token t on both paths, past the token where they cross.
#[component]
fn Costs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let chart = Signal::derive(move || {
        let line = |label: &str, colour, values| Line { label: label.to_owned(), colour, values };
        let lines = stage.run.map(|growth: &Growth| {
            let tokens = 1..=growth.tokens().max(3 * growth.crossing() / 2);
            let history = tokens.clone().map(|t| growth.work_of_history(t) as f64).collect();
            let state = tokens.map(|_| growth.work_of_state() as f64).collect();
            vec![line("v(kᵀq)", 1, history), line("(vkᵀ)q", 5, state)]
        });
        Chart::from(Lines {
            x_title: t_string!(i18n, stage.tokens).to_string(),
            y_title: t_string!(i18n, identity.work).to_string(),
            lines: lines.unwrap_or_default(),
            log_y: false,
            position: tokens(stage).checked_sub(1),
            x: Lines::BY_TOKEN,
        })
    });
    view! { <div class="charts"><ChartCanvas chart label=text!(identity.chart) height=170.0 /></div> }
}

/// What was to be seen up to the token in hand, with the numbers of this run.
fn seen(stage: Stage) -> Signal<String> {
    let numbers = move |growth: &Growth| {
        let t = tokens(stage);
        (t, growth.channels().0, growth.work_of_history(t), growth.work_of_state())
    };
    let i18n = use_i18n();
    Signal::derive(move || match stage.run.map(numbers).unwrap_or_default() {
        (0, ..) => t_string!(i18n, identity.at_start).to_string(),
        (tokens, d, history, state) => {
            let [history, state] = [history, state].map(|work| grouped(work as u128));
            t_string!(i18n, identity.seen, tokens = tokens, d = d, history = history, state = state)
        }
    })
}
