//! The ready-made questions: each a card that is pressed, says how far it is, and then answers in one sentence.

use leptos::prelude::*;

use super::bench::use_bench;
use super::names;
use super::outcome::reply;
use crate::app::use_app;
use crate::erased::Memo;
use crate::i18n::*;
use crate::knobs::OneId;
use crate::timing::{self, Job, Phase, Question, Run, SEED};
use crate::ui::{Part, When, text};

/// The cards.
#[component]
pub fn Questions() -> impl IntoView {
    view! {
        <div class="questions">{Question::ALL.map(|question| view! { <Card question /> }).collect_view()}</div>
    }
}

/// The job of a question: its suite needs no choice.
fn job(question: Question) -> Job {
    Job { suite: question.suite().to_owned(), choice: timing::Choice::default(), seed: SEED }
}

#[component]
fn Card(question: Question) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let bench = use_bench();
    let suite = question.suite();
    let busy = Memo::new(move || bench.run.with(Run::is_running));
    let own = Memo::new(move || bench.run.with(|run| run.plan.suite == suite && run.phase != Phase::Idle));
    let running = Memo::new(move || busy.get() && own.get());
    let other = Memo::new(move || busy.get() && !own.get());
    let failed = Memo::new(move || bench.run.with(|run| run.failure().filter(|_| own.get()).cloned()));
    let failure = move || failed.get().map(|failure| names::failure(i18n.get_locale(), &failure));
    // Planned anew when a run begins or ends, and not at each news of it.
    let expected = Memo::new(move || {
        busy.get();
        untrack(|| bench.expected_ms(&job(question)))
    });
    let takes = move || {
        let locale = i18n.get_locale();
        if running.get() {
            let left = bench
                .run
                .with(Run::left_ms)
                .map(|ms| td_string!(locale, lab.left_time, time = names::about(ms)).to_string());
            return left.unwrap_or_default();
        }
        td_string!(locale, ask.takes, time = names::about(expected.get())).to_string()
    };
    // The second click of two belongs to the first.
    let press = move |ev: leptos::ev::MouseEvent| match (running.get_untracked(), other.get_untracked()) {
        (_, true) => {}
        (true, _) if ev.detail() > 1 => {}
        (true, _) => bench.cancel(),
        _ => {
            app.change(|s| s.knobs.lab.suite = OneId(suite));
            bench.start(&job(question));
        }
    };
    let part = move || bench.run.with(Run::part);
    view! {
        <div class=format!("question {suite}") data-state=move || if running.get() { "running" } else { "idle" } aria-current=move || own.get().then_some("true")>
            <button data-testid=format!("ask-{suite}") aria-disabled=move || other.get().to_string() on:click=press>
                <b>{move || names::question(i18n.get_locale(), question)}</b>
                <When on=move |()| running.get()><span class="question-end">{text!(lab.cancel)}</span></When>
                <span class="question-takes" aria-hidden=move || running.get().then_some("true")>{takes}</span>
            </button>
            <When on=move |()| running.get()><progress max="1" value=part aria-label=text!(lab.progress)></progress></When>
            <div class="question-says">
                <When on=move |()| running.get()><p aria-hidden="true">{text!(lab.running)}</p></When>
                <When on=move |()| failed.with(Option::is_some)><p class="wrong" role="alert">{failure}</p></When>
                <Part fetch=move || reply(question) class="question-reply" />
            </div>
        </div>
    }
}
