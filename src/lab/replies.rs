//! What is said once a question's suite has run: on its card, and at the end of the page.

use leptos::prelude::*;

use super::answers;
use super::bench::use_bench;
use super::names;
use crate::app::{go, link, page_name, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::pages::Page;
use crate::timing::machine::DRIFT_LIMIT;
use crate::timing::{Phase, Question, Report, Run, finding};
use crate::ui::seen::{Paper, RNNS};
use crate::ui::{Seen, When, text};

/// The answer of a suite that has run to the question of which it is.
fn answered(locale: Locale, question: Question, report: &Report) -> String {
    let vector = report.environment.simd != "scalar";
    match finding(question, &report.records) {
        Some(found) => answers::answer(locale, &found, vector),
        None => td_string!(locale, ask.too_little).to_owned(),
    }
}

/// The answer to a question, of the run in hand or of an earlier one; nothing while its suite runs.
#[component]
pub fn Reply(question: Question) -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let suite = question.suite();
    // Progress changes often; a result only when a run begins or ends.
    let here = Memo::new(move || {
        let of = |run: &Run| run.plan.suite == suite;
        bench.run.with(|run| (of(run) && run.is_running(), of(run) && run.phase == Phase::Done))
    });
    let result = Memo::new(move || {
        let (running, _) = here.get();
        if running { None } else { bench.result_of(suite) }
    });
    let answer = Memo::new(move || {
        let locale = i18n.get_locale();
        result.with(|result| result.as_ref().map(|report| answered(locale, question, report)))
    });
    let noisy = Memo::new(move || {
        let drift = |report: &Report| report.environment.drift.filter(|drift| *drift > DRIFT_LIMIT);
        result.with(|result| Some(format!("{:.0}", 100.0 * drift(result.as_ref()?)?)))
    });
    view! {
        <p class="question-answer" role="status" aria-live="polite" data-testid="answer" data-question=suite>{move || answer.get()}</p>
        <When on=move |()| noisy.with(Option::is_some)>
            <p class="wrong">{text!(lab.noisy, percent = noisy.get().unwrap_or_default())}</p>
        </When>
    }
}

/// Dao et al., who stream softmax attention block by block.
const STREAMING: Paper = (
    "https://arxiv.org/abs/2205.14135",
    "Dao et al. 2022, FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness",
);

/// What was seen since the page was loaded, papers, and that there is no further page.
#[component]
pub fn End() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let bench = use_bench();
    let seen = Memo::new(move || {
        let locale = i18n.get_locale();
        let between = td_string!(locale, ask.between);
        let answer = |question: Question| {
            let of = |report: &&Report| report.environment.suite == question.suite();
            let answer = bench.finished.with(|all| Some(answered(locale, question, all.iter().find(of)?)))?;
            Some(format!("{}{between}{answer}", names::question(locale, question)))
        };
        let answers: Vec<_> = Question::ALL.into_iter().filter_map(answer).collect();
        match (answers.is_empty(), bench.finished.with(Vec::len)) {
            (_, 0) => td_string!(locale, ask.seen_none).to_owned(),
            (true, _) => td_string!(locale, ask.seen_other).to_owned(),
            _ => answers.join(between),
        }
    });
    let start = move || page_name(i18n.get_locale(), Page::Start);
    view! {
        <Seen seen papers=&[STREAMING, RNNS] />
        <p class="hint">{text!(ask.last_page)} " "
            <a href=move || link(app, Page::Start) on:click=move |ev| go(app, &ev, Page::Start)>{start}</a>
        </p>
    }
}
