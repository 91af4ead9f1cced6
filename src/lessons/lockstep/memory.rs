//! What the page `state` says beside its maps: a lane's parts and what it still recalls; and, below them, the charts.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::charts::Charts;
use super::{Lockstep, Moment, RECALLED, Recall, Track};
use crate::browser::media;
use crate::erased::{Memo, Steady};
use crate::i18n::*;
use crate::names;
use crate::number::{relative, short};
use crate::trace::Part;
use crate::ui::stage::Stage;
use crate::ui::{Part as PagePart, When, marked, text};

/// (token, part) of the stop in hand.
pub fn step(stage: Stage) -> Option<(usize, Part)> {
    stage.run.map(|run: &Lockstep| run.step(stage.stop.get()))?
}

/// A lane at the stop in hand.
fn moment(stage: Stage, lane: usize, stop: u64) -> Option<Arc<Moment>> {
    stage.run.map(|run: &Lockstep| run.moment(lane, stop))?
}

/// The parts of the rule: a part of the page of its own.
pub fn parts(stage: Stage, lane: usize) -> AnyView {
    let fetch = move || async move {
        let Shows { parts, .. } = shows().await?;
        Ok(move || parts(stage, lane))
    };
    view! { <PagePart fetch class="parts-place" /> }.into_any()
}

/// The parts of the rule, the one in hand lit, and what it does.
fn parts_of(stage: Stage, lane: usize) -> AnyView {
    let i18n = use_i18n();
    let now = Steady::new(move || step(stage));
    let formula = Steady::new(move || {
        moment(stage, lane, stage.stop.get()).filter(|m| m.takes_part).map(|m| m.formula.clone())
    });
    let all = untrack(|| stage.run.map(|run: &Lockstep| run.rule(lane))).flatten();
    let part = move |part: &Part| {
        let part = *part;
        let class = move || if now.get().is_some_and(|(_, now)| now == part) { "part on" } else { "part" };
        view! { <li class=class>{move || names::part(i18n.get_locale(), part)}</li> }
    };
    let says = move || {
        let locale = i18n.get_locale();
        match (now.get(), formula.get()) {
            (None, _) => t_string!(i18n, state.at_start).to_string(),
            (Some((_, part)), Some(formula)) => {
                names::titled(locale, &formula, names::part_sentence(locale, part))
            }
            (Some((_, part)), None) => t_string!(i18n, state.no_part, part = names::part(locale, part)),
        }
    };
    view! {
        <ol class="parts">{all.map(|rule| rule.info.parts.iter().map(part).collect_view())}</ol>
        <p class="formula-line">{says}</p>
    }
    .into_any()
}

/// What a lane remembers: a part of the page of its own.
pub fn memory(stage: Stage, lane: usize) -> AnyView {
    // On a phone it stands below what is in sight when the page opens, and comes when a reader does.
    let waits = media::is_one_column();
    let awaited = (!waits).then(|| stage.awaits());
    let arrived = move || awaited.into_iter().for_each(|arrived| arrived());
    let fetch = move || async move {
        // Where it fails, that is what has arrived.
        let Shows { remembered, .. } = shows().await.inspect_err(|_| arrived())?;
        let show = move || {
            arrived();
            remembered(stage, lane)
        };
        Ok(show)
    };
    view! { <PagePart fetch class="memory" waits /> }.into_any()
}

/// What is measured of every rule token by token: a part of the page of its own.
pub fn norms(stage: Stage) -> AnyView {
    let fetch = move || async move {
        let Shows { norms, .. } = shows().await?;
        Ok(move || norms(stage))
    };
    view! { <PagePart fetch class="norms" /> }.into_any()
}

/// What shows these parts: one piece.
#[derive(Clone, Copy)]
struct Shows {
    parts: fn(Stage, usize) -> AnyView,
    remembered: fn(Stage, usize) -> AnyView,
    norms: fn(Stage) -> AnyView,
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(lockstep_memory, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<Shows, SplitLoaderError> {
    Ok(Shows { parts: parts_of, remembered, norms: |stage| view! { <Charts stage /> }.into_any() })
}

/// ‖S‖, and how well every pair is recalled.
fn remembered(stage: Stage, lane: usize) -> AnyView {
    let room = NodeRef::new();
    let stop = stage.stop_in_turn(room);
    let norm = Memo::new(move || moment(stage, lane, stop.get())?.norm.map(short));
    view! {
        <div node_ref=room>
        <When on=move |()| norm.with(Option::is_some)>
            <p class="numbers">"‖S‖ = " <b data-testid="norm-s">{move || norm.get()}</b></p>
        </When>
        <Recalled stage lane stop />
        </div>
    }
    .into_any()
}

/// One pair of the list as it is written now.
#[derive(Clone, PartialEq)]
struct Pair {
    label: String,
    bar: String,
    error: String,
    right: bool,
    overwritten: bool,
}

/// The recall error of the pairs so far, of many the last.
#[component]
fn Recalled(stage: Stage, lane: usize, stop: Memo<u64>) -> impl IntoView {
    let i18n = use_i18n();
    let recalled = Memo::new(move || {
        let of = |run: &Lockstep| Some(run.track(lane)?.recalled(stop.get() as usize));
        stage.run.map(of).flatten().unwrap_or_default()
    });
    let recall = Memo::new(move || {
        let Some(stream) = stage.stream.get() else { return Vec::new() };
        let of = |(label, recall): (&String, &Recall)| Pair {
            label: label.clone(),
            bar: format!("width:{:.1}%", 100.0 * recall.error.min(1.5) / 1.5),
            error: relative(recall.error),
            right: recall.right,
            overwritten: recall.overwritten,
        };
        recalled.with(|(pairs, recall)| {
            stream.labels.iter().skip(pairs - recall.len()).zip(recall).map(of).collect()
        })
    });
    let cut = move || {
        let (all, shown) = recalled.with(|(pairs, last)| (*pairs, last.len()));
        t_string!(i18n, state.recall_last, shown = shown, all = all).to_string()
    };
    // The list has its place from the start, so that nothing below it moves when it grows.
    let tokens = Memo::new(move || {
        let recalls = |run: &Lockstep| run.track(lane).is_some_and(Track::recalls);
        let recalls = stage.run.map(recalls).unwrap_or(false);
        stage.stream.get().filter(|_| recalls).map_or(0, |stream| stream.len())
    });
    let place = move || format!("--pairs:{}", tokens.get().min(RECALLED));
    let overwritten = text!(state.overwritten);
    // A step of the stage reaches every row and changes few; and of those it changes the error alone.
    let pair = move |row: usize| {
        let of = Steady::new(move || recall.with(|all: &Vec<Pair>| all.get(row).cloned()));
        let there =
            Steady::new(move || of.with(|of| of.as_ref().map(|of| (of.label.clone(), of.overwritten))));
        let struck = move || there.with(|there| there.as_ref().is_some_and(|(_, overwritten)| *overwritten));
        // Whether the state still tells the pair apart; nothing where it is right to have forgotten it.
        let apart =
            Steady::new(move || of.with(|of| of.as_ref().filter(|of| !of.overwritten).map(|of| of.right)));
        let read = move |read: fn(&Pair) -> &String| of.with(|of| of.as_ref().map(|of| read(of).clone()));
        let sign = move || apart.get().map(|right| if right { "✓" } else { "✗" });
        let says = move || match apart.get() {
            Some(true) => format!(" {}", t_string!(i18n, state.recall_right)),
            Some(false) => format!(" {}", t_string!(i18n, state.recall_wrong)),
            None => String::new(),
        };
        view! {
            <li hidden=move || there.with(Option::is_none) class:forgotten=struck>
                <span class="who"><span class:struck=struck>{move || there.get().map(|(label, _)| label)}</span>
                    {move || struck().then(|| view! { <span class="visually-hidden">" " {overwritten}</span> })}</span>
                <span class="bar" aria-hidden="true"><span style=move || read(|of| &of.bar)></span></span>
                <span class="value">{move || read(|of| &of.error)}</span>
                <span class="own"><span aria-hidden="true">{sign}</span><span class="visually-hidden">{says}</span></span>
            </li>
        }
    };
    view! {
        <When on=move |()| { tokens.get() > 0 }>
            <h3>{text!(state.recall)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, state.recall_is))></p>
        </When>
        <ul class="recall" style=place>{(0..RECALLED).map(pair).collect_view()}</ul>
        <When on=move |()| { tokens.get() > RECALLED }>
            <p class="hint">{cut}</p>
        </When>
        <When on=move |()| recall.with(|all| all.iter().any(|pair| pair.overwritten))>
            <p class="hint">{text!(state.struck_out)}</p>
        </When>
    }
}
