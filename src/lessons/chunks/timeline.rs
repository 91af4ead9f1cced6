//! The chunks on a line of time: all at once without a state, then one after the other.

use std::ops::Range;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Walk;
use super::schedule::Schedule;
use crate::erased::Memo;
use crate::i18n::*;
use crate::ui::stage::Stage;
use crate::ui::{Part, text};

/// More rows than this are more than a reader compares; those around the chunk in hand are shown.
const ROWS: usize = 6;

/// The line of time: a part of the page of its own.
pub fn timeline(stage: Stage) -> AnyView {
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! { <Part fetch class="timeline-place" /> }.into_any()
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(chunks_timeline, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <TimeLine stage /> }.into_any())
}

#[component]
fn TimeLine(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let schedule = Memo::new(move || stage.run.map(|walk: &Walk| walk.schedule(stage.stop.get())));
    let first = move |schedule: &Schedule| {
        let now = schedule.now.map_or(0, |(chunk, _)| chunk);
        now.saturating_sub(ROWS / 2).min(schedule.chunks.len().saturating_sub(ROWS))
    };
    let rows = move || {
        let schedule = schedule.get()?;
        let (end, first) = (schedule.end().max(1), first(&schedule));
        let percent = |time: usize| 100.0 * time as f64 / end as f64;
        let bar = |class: &'static str, from: usize, to: usize| {
            let style = format!("left:{:.3}%;width:{:.3}%", percent(from), percent(to - from));
            view! { <span class=class style=style></span> }
        };
        let row = |(number, [free, waits]): (usize, &[Range<usize>; 2])| {
            let now = schedule.now.filter(|(chunk, _)| *chunk == number);
            let (is_now, here) = (now.is_some(), now.map(|(_, at)| bar("step", at, at + 1)));
            view! {
                <li class:now=is_now>
                    <span class="who">{t_string!(i18n, chunks.nth, number = number + 1).to_string()}</span>
                    <span class="time" data-testid="schedule" data-free=format!("{}-{}", free.start, free.end) data-waits=format!("{}-{}", waits.start, waits.end)>
                        {bar("free", free.start, free.end)} {bar("waits", waits.start, waits.end)} {here}
                        {schedule.now.map(|(_, at)| view! { <i style=format!("left:{:.3}%", percent(at) + percent(1) / 2.0)></i> })}
                    </span>
                </li>
            }
        };
        let all = schedule.chunks.iter().enumerate().skip(first).take(ROWS);
        Some(all.map(row).collect_view())
    };
    let cut = move || {
        let schedule = schedule.get()?;
        let all = schedule.chunks.len();
        (all > ROWS).then(|| t_string!(i18n, chunks.schedule_cut, shown = ROWS, all = all).to_string())
    };
    view! {
        <section class="time-line" aria-labelledby="chunk-schedule">
            <h3 id="chunk-schedule">{text!(chunks.schedule)}</h3>
            <ol>{rows}</ol>
            <p class="hint">{text!(chunks.schedule_is)} " " {cut}</p>
        </section>
    }
}
