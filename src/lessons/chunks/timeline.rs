//! The chunks on a line of time: all at once without a state, then one after the other.

use std::ops::Range;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Walk;
use super::schedule::Schedule;
use crate::browser::media;
use crate::erased::Memo;
use crate::i18n::*;
use crate::ui::stage::Stage;
use crate::ui::{Part, text};

/// More rows than this are more than a reader compares; those around the chunk in hand are shown.
const ROWS: usize = 6;

/// The line of time: a part of the page of its own.
pub fn timeline(stage: Stage) -> AnyView {
    // On a phone it stands below what is in sight when the page opens.
    let waits = media::is_one_column();
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! { <Part fetch class="timeline-place" waits /> }.into_any()
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
    // As one text: a step of the stage writes all of it anew, and a browser reads that faster than it is built piece by piece.
    let rows = move || {
        let Some(schedule) = schedule.get() else { return String::new() };
        let (end, first) = (schedule.end().max(1), first(&schedule));
        let percent = |time: usize| 100.0 * time as f64 / end as f64;
        let bar = |class: &str, of: &Range<usize>| {
            let (left, width) = (percent(of.start), percent(of.len()));
            format!(r#"<span class="{class}" style="left:{left:.3}%;width:{width:.3}%"></span>"#)
        };
        let line = schedule.now.map(|(_, at)| percent(at) + percent(1) / 2.0);
        let line = line.map_or_else(String::new, |left| format!(r#"<i style="left:{left:.3}%"></i>"#));
        let row = |(number, [free, waits]): (usize, &[Range<usize>; 2])| {
            let now = schedule.now.filter(|(chunk, _)| *chunk == number);
            let (class, here) = match now {
                Some((_, at)) => ("now", bar("step", &(at..at + 1))),
                None => ("", String::new()),
            };
            let name = t_string!(i18n, chunks.nth, number = number + 1).to_string();
            let bars = [bar("free", free), bar("waits", waits), here].concat();
            format!(
                r#"<li class="{class}"><span class="who">{name}</span><span class="time">{bars}{line}</span></li>"#
            )
        };
        schedule.chunks.iter().enumerate().skip(first).take(ROWS).map(row).collect::<String>()
    };
    let cut = move || {
        let schedule = schedule.get()?;
        let all = schedule.chunks.len();
        (all > ROWS).then(|| t_string!(i18n, chunks.schedule_cut, shown = ROWS, all = all).to_string())
    };
    view! {
        <section class="time-line" aria-labelledby="chunk-schedule">
            <h2 id="chunk-schedule">{text!(chunks.schedule)}</h2>
            <ol data-testid="schedule" inner_html=rows></ol>
            <p class="hint">{text!(chunks.schedule_is)} " " {cut}</p>
        </section>
    }
}
