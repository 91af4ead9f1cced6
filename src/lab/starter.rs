//! One button that starts a job and says how long it takes; while it runs, the same button ends it, beside the time left.

use leptos::prelude::*;

use super::bench::Bench;
use super::names;
use crate::erased::Memo;
use crate::i18n::*;
use crate::timing::{Job, Run};
use crate::ui::text;

/// The button, the progress and the time left.
#[component]
pub fn Starter(
    bench: Bench,
    /// The job.
    #[prop(into)]
    job: Signal<Job>,
    /// The text of the button, given about how long the job takes.
    says: fn(Locale, String) -> String,
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let running = Memo::new(move || bench.run.with(Run::is_running));
    let part = move || bench.run.with(Run::part);
    let label = move || {
        let locale = i18n.get_locale();
        if running.get() {
            return td_string!(locale, lab.cancel).to_owned();
        }
        says(locale, names::about(bench.expected_ms(&job.get())))
    };
    // The second click of two belongs to the first.
    let press = move |ev: leptos::ev::MouseEvent| match running.get_untracked() {
        true if ev.detail() > 1 => {}
        true => bench.cancel(),
        false => bench.start(&job.get_untracked()),
    };
    let left = move || {
        let left_ms = bench.run.with(Run::left_ms)?;
        Some(td_string!(i18n.get_locale(), lab.left_time, time = names::about(left_ms)).to_string())
    };
    view! {
        <button data-testid=testid data-running=move || running.get().to_string() on:click=press>{label}</button>
        <progress max="1" value=part aria-label=text!(lab.progress)></progress>
        <span class="time-left" aria-hidden="true" data-testid=format!("{testid}-left")>{left}</span>
    }
}
