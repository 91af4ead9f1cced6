//! What a lane of the page `state` says beside its maps: its parts, its vectors, and what it still recalls.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{Lockstep, Moment, RECALLED, Recall};
use crate::erased::Memo;
use crate::i18n::*;
use crate::names;
use crate::number::short;
use crate::trace::{Part, Symbol};
use crate::ui::stage::Stage;
use crate::ui::{Part as PagePart, When, text};

/// (token, part) of the stop in hand.
pub fn step(stage: Stage) -> Option<(usize, Part)> {
    stage.run.map(|run: &Lockstep| run.step(stage.stop.get()))?
}

/// A lane at the stop in hand.
fn moment(stage: Stage, lane: usize) -> Option<Arc<Moment>> {
    stage.run.map(|run: &Lockstep| run.moment(lane, stage.stop.get()))?
}

/// The parts of the rule, the one in hand lit, and what it does.
pub fn parts(stage: Stage, lane: usize) -> AnyView {
    let i18n = use_i18n();
    let now = Memo::new(move || step(stage));
    let formula = Memo::new(move || moment(stage, lane).filter(|m| m.takes_part).map(|m| m.formula.clone()));
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
    let fetch = move || async move {
        let show = fetched().await?;
        Ok(move || show(stage, lane))
    };
    view! { <PagePart fetch class="memory" /> }.into_any()
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(state_memory, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetched() -> Result<fn(Stage, usize) -> AnyView, SplitLoaderError> {
    Ok(remembered)
}

/// ‖S‖, the vectors of this token, and how well every pair is recalled.
fn remembered(stage: Stage, lane: usize) -> AnyView {
    let norm = move || moment(stage, lane)?.norm.map(short);
    let vectors = [Symbol::R, Symbol::E, Symbol::O];
    view! {
        <When on=move |()| norm().is_some()>
            <p class="numbers">"‖S‖ = " <b data-testid="norm-s">{norm}</b></p>
        </When>
        <dl class="vectors">{vectors.into_iter().enumerate().map(|(i, symbol)| vector(stage, lane, i, symbol)).collect_view()}</dl>
        <Recalled stage lane />
    }
    .into_any()
}

/// So many entries of a vector are told: more are a wall of numbers, which nobody reads and which takes a browser longer than
/// all else that a step changes.
const ENTRIES: usize = 8;

/// A vector of this token, once it is known. It is text in a list that stays: to make it anew at every stop is slow.
fn vector(stage: Stage, lane: usize, i: usize, symbol: Symbol) -> AnyView {
    let vector = Memo::new(move || moment(stage, lane).and_then(|m| m.vectors[i].1.clone()));
    let entries = move || {
        vector.with(|x| {
            let x = x.as_ref()?;
            let more = (x.len() > ENTRIES).then(|| "…".to_owned());
            Some(x.iter().take(ENTRIES).map(|x| short(*x)).chain(more).collect::<Vec<_>>().join("  "))
        })
    };
    let norm = move || vector.with(|x| x.as_ref().map(|x| short(x.norm())));
    view! {
        <When on=move |()| vector.with(Option::is_some)>
            <dt><b class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id()>{symbol.glyph()}</b></dt>
            <dd class=format!("sym-{}-cells", symbol.id())>
                <code class="vector">{entries}</code>
                <span class="hint">"‖·‖ = " {norm}</span>
            </dd>
        </When>
    }
    .into_any()
}

/// One pair of the list as it is written now.
#[derive(Clone, PartialEq)]
struct Pair {
    label: String,
    bar: String,
    error: String,
    overwritten: bool,
}

/// The recall error of the pairs so far, of many the last.
#[component]
fn Recalled(stage: Stage, lane: usize) -> impl IntoView {
    let i18n = use_i18n();
    let recall = Memo::new(move || {
        let (Some(moment), Some(stream)) = (moment(stage, lane), stage.stream.get()) else {
            return Vec::new();
        };
        let of = |(label, recall): (&String, &Recall)| Pair {
            label: label.clone(),
            bar: format!("width:{:.1}%", 100.0 * recall.error.min(1.5) / 1.5),
            error: short(recall.error),
            overwritten: recall.overwritten,
        };
        stream.labels.iter().skip(moment.pairs - moment.recall.len()).zip(&moment.recall).map(of).collect()
    });
    let all = Memo::new(move || moment(stage, lane).map_or(0, |moment| moment.pairs));
    let cut = move || {
        (all.get() > RECALLED)
            .then(|| t_string!(i18n, state.recall_last, shown = RECALLED, all = all.get()).to_string())
    };
    let overwritten = text!(state.overwritten);
    let pair = move |row: usize| {
        // One memo for each row: a step of the stage reaches every row and changes few.
        let of = Memo::new(move || recall.with(|all: &Vec<Pair>| all.get(row).cloned()));
        let read = move |read: fn(&Pair) -> &String| of.with(|of| of.as_ref().map(|of| read(of).clone()));
        let struck = Memo::new(move || of.with(|of| of.as_ref().is_some_and(|of| of.overwritten)));
        view! {
            <li hidden=move || of.with(Option::is_none)>
                <span class="who"><span class:struck=move || struck.get()>{move || read(|of| &of.label)}</span>
                    {move || struck.get().then(|| view! { <span class="visually-hidden">" " {overwritten}</span> })}</span>
                <span class="bar" aria-hidden="true"><span style=move || read(|of| &of.bar)></span></span>
                <span class="value">{move || read(|of| &of.error)}</span>
            </li>
        }
    };
    view! {
        <When on=move |()| recall.with(|all| !all.is_empty())>
            <h3>{text!(state.recall)}</h3>
        </When>
        <ul class="recall">{(0..RECALLED).map(pair).collect_view()}</ul>
        <When on=move |()| { all.get() > RECALLED }>
            <p class="hint">{cut}</p>
        </When>
        <When on=move |()| recall.with(|all| all.iter().any(|pair| pair.overwritten))>
            <p class="hint">{text!(state.struck_out)}</p>
        </When>
    }
}
