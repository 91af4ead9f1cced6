//! The experiments over many lists: curves that a worker computes, with their errors and closed forms, from which any list is opened.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::curve_chart::CurveChart;
use super::surveyed::Measure;
use crate::erased::{Memo, effect};
use crate::experiments::{Found, Question, Survey};
use crate::i18n::*;
use crate::lab::names::failure;
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::rule_of;
use crate::lessons::work::Work;
use crate::names;
use crate::timing::{Message, Request};
use crate::ui::stage::Stage;
use crate::ui::{Part, When, marked, text};

/// The curves of an experiment that has any: a part of the page of its own.
pub fn curves(stage: Stage, id: &'static str, numbers: Memo<Vec<Measured>>) -> Option<AnyView> {
    let question = Question::from_id(id)?;
    let fetch = move || async move {
        let show = shows().await?;
        Ok(move || show(stage, question, numbers))
    };
    Some(view! { <Part fetch class="curves-place" /> }.into_any())
}

/// What shows the curves of a question below the numbers of its experiment.
type Shows = fn(Stage, Question, Memo<Vec<Measured>>) -> AnyView;

/// Fetches what shows them.
#[leptos::wasm_split::wasm_split(state_curves, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<Shows, SplitLoaderError> {
    Ok(|stage, question, numbers| view! { <CurvesOf stage question numbers /> }.into_any())
}

/// What a worker knows of a survey after some more of its lists.
fn heard(message: Message) -> Option<(Found, bool)> {
    let Message::Found(found) = message else { return None };
    let whole = found.is_whole();
    Some((found, whole))
}

#[component]
fn CurvesOf(stage: Stage, question: Question, numbers: Memo<Vec<Measured>>) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let survey = Memo::new(move || {
        app.scenario.with(|s| {
            let (set, d) = (s.knobs.state.set.clone(), s.source.given.d as usize);
            Survey::new(question, d, s.scale().of(d), &set.lanes().0, &set.set_gates())
        })
    });
    let work = Work::<Survey, Found>::default();
    // Other rules and gates are another survey.
    let stale = RwSignal::new(false);
    effect(move || {
        let now = survey.get();
        if work.found.with_untracked(|found| found.as_ref().is_some_and(|(of, _)| *of != now)) {
            work.stop();
            work.found.set(None);
            work.failed.set(None);
            stale.set(true);
        }
    });
    let found = Memo::new(move || work.found.get().map(|(_, found)| found));
    let lists = move || found.with(|found| found.as_ref().map_or(0, |found| found.lists));
    let press = move |_| {
        if work.runs.get_untracked() {
            return work.stop();
        }
        stale.set(false);
        let survey = survey.get_untracked();
        work.start(survey.clone(), &Request::Survey(survey), heard);
    };
    let button = move || match work.runs.get() {
        true => t_string!(i18n, curves.stop).to_owned(),
        false => t_string!(i18n, curves.start, lists = Survey::LISTS).to_string(),
    };
    let says = move || {
        if let Some(why) = work.failed.get() {
            return failure(i18n.get_locale(), &why);
        }
        match (work.runs.get(), lists()) {
            (false, 0) if stale.get() => t_string!(i18n, curves.stale).to_owned(),
            (false, 0) => String::new(),
            (false, Survey::LISTS) => t_string!(i18n, curves.done, lists = Survey::LISTS).to_string(),
            (false, lists) => t_string!(i18n, curves.stopped, lists = lists).to_string(),
            (true, _) => t_string!(i18n, curves.running).to_owned(),
        }
    };
    let open = move |x: usize| {
        app.change(|s| {
            let [keys, pairs] = question.told(x);
            let given = &mut s.source.given;
            let there = (given.keys, given.n) == (keys as u64, pairs as u64);
            given.seed = if there { (given.seed + 1) % Survey::LISTS } else { 0 };
            (given.keys, given.n) = (keys as u64, pairs as u64);
            // All of it is told.
            s.t = Some(crate::scenario::Scenario::END);
        });
    };
    // How the list on the stage does, where it is one of those of a point.
    let on_stage = Signal::derive(move || {
        let given = app.scenario.with(|s| s.source.given.clone());
        let [keys, pairs] = [given.keys, given.n].map(|x| x as usize);
        let is_list = |x: usize| question.told(x) == [keys, pairs];
        if given.seed >= Survey::LISTS || !question.points().into_iter().any(is_list) {
            return None;
        }
        let locale = i18n.get_locale();
        let of = |of: &Measured| {
            Some(format!("{} {} / {}", names::rule(locale, rule_of(stage, of.lane)?)?, of.value, of.of?))
        };
        let right: Vec<String> =
            numbers.with(|all| all.iter().filter(|of| of.name == "right").filter_map(of).collect());
        let right = right.join(t_string!(i18n, shell.comma));
        let keys = keys.min(pairs);
        Some(
            t_string!(i18n, curves.on_stage, seed = given.seed, pairs = pairs, keys = keys, right = right)
                .to_string(),
        )
    });
    let measures = move || {
        let of = |measure: &'static Measure| view! { <CurveChart question measure=*measure survey found open on_stage /> };
        Measure::of(question).iter().map(of).collect_view()
    };
    view! {
        <section class="curves" aria-labelledby="curves">
            <h3 id="curves">{text!(curves.title, lists = Survey::LISTS)}</h3>
            <p class="hint"><span inner_html=move || marked(t_string!(i18n, curves.is))></span></p>
            <div class="curves-bar">
                <button type="button" class:play=move || !work.runs.get() data-testid="curves-start" on:click=press>{button}</button>
                <When on=move |()| work.runs.get()>
                    <progress max=Survey::LISTS.to_string() value=move || lists().to_string() aria-label=text!(curves.progress)></progress>
                    <span class="place" data-testid="curves-progress">{move || format!("{} / {}", lists(), Survey::LISTS)}</span>
                </When>
                <span role="status" data-testid="curves-says">{says}</span>
            </div>
            <When on=move |()| { lists() > 0 }>
                <div class="charts curves-charts">{measures}</div>
                <p class="hint">{text!(curves.opens)}
                    {(question == Question::Recall).then(|| view! { " " {text!(curves.thin)} })}</p>
            </When>
        </section>
    }
}
