//! How far the run is.

use leptos::prelude::*;

use super::bench::use_bench;
use super::names;
use crate::erased::Memo;
use crate::i18n::*;
use crate::names::titled;
use crate::timing::{Pause, Phase, Run};
use crate::ui::text;

/// How far the run is, and the case in hand. Only changes of state are spoken, not every sample.
#[component]
pub fn ProgressBar() -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let state = Memo::new(move || bench.run.with(Run::state));
    let phase = Memo::new(move || bench.run.with(|run| run.phase.clone()));
    let ended = Memo::new(move || match phase.get() {
        Phase::Running(_) => Phase::Running(None),
        ended => ended,
    });
    let paused = Memo::new(move || bench.run.with(|run| run.paused));
    let part = move || bench.run.with(Run::part);
    let now = move || match phase.get() {
        Phase::Running(Some(progress)) => {
            let locale = i18n.get_locale();
            let now = titled(
                locale,
                names::activity(locale, progress.activity),
                &names::case(locale, &progress.case),
            );
            match progress.left_ms {
                Some(ms) => {
                    format!("{now} · {}", td_string!(locale, lab.left_time, time = names::about(ms)))
                }
                None => now,
            }
        }
        _ => String::new(),
    };
    let kept = Memo::new(move || bench.run.with(|run| run.kept.clone()));
    let says = move || {
        let locale = i18n.get_locale();
        if let Some(kept) = kept.get() {
            return td_string!(locale, lab.shown, name = names::run(locale, &kept)).to_string();
        }
        match ended.get() {
            Phase::Idle => td_string!(locale, lab.idle).to_owned(),
            Phase::Running(_) => match paused.get() {
                Some(Pause::Asked) => td_string!(locale, lab.paused).to_owned(),
                Some(Pause::Hidden) => td_string!(locale, lab.paused_hidden).to_owned(),
                None => td_string!(locale, lab.running).to_owned(),
            },
            Phase::Done => td_string!(locale, lab.done).to_owned(),
            Phase::Cancelled => td_string!(locale, lab.cancelled).to_owned(),
            Phase::Failed(failure) => names::failure(locale, &failure),
        }
    };
    view! {
        <div class="lab-progress" data-testid="lab-progress" data-state=move || state.get()>
            <progress max="1" prop:value=part aria-label=text!(lab.progress)></progress>
            <span class="lab-says" role="status" aria-live="polite">{says}</span>
            <span class="lab-now" aria-hidden="true">{now}</span>
        </div>
    }
}
