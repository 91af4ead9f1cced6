//! A chosen weight of all attention matrices on the stage, taken apart: what every token between the key and the query does to it.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use crate::browser::media;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::lockstep::Lockstep;
use crate::names;
use crate::number::short;
use crate::ui::stage::Stage;
use crate::ui::{Part, When, text};

/// The weight, where attention matrices are on the stage: a part of the page of its own.
pub fn weights_between(stage: Stage) -> AnyView {
    let weighs = Memo::new(move || stage.run.map(Lockstep::weighs).unwrap_or(false));
    let waits = media::is_one_column();
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! { <When on=move |()| weighs.get()><Part fetch class="between-place" waits /></When> }.into_any()
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(state_weights, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <Between stage /> }.into_any())
}

/// The cell of the weight that is taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Chosen {
    /// (t, j), from 0.
    cell: (usize, usize),
    /// The rule whose lowest weight it is, where no reader has chosen one, and whether a rule that adds has a positive one there.
    of_rule: Option<(&'static str, bool)>,
}

fn chosen(stage: Stage) -> Option<Chosen> {
    let by_reader = stage.chosen.get().map(|cell| (cell.row, cell.col)).filter(|(t, j)| j <= t);
    if let Some(cell) = by_reader {
        return Some(Chosen { cell, of_rule: None });
    }
    let lowest = |run: &Lockstep| {
        let stop = stage.stop.get();
        let turned = run.turned(stop);
        let (lane, cell) = turned.or_else(|| run.most_negative(stop))?;
        Some(Chosen { cell, of_rule: run.rule(lane).map(|rule| (rule.info.id, turned.is_some())) })
    };
    stage.run.map(lowest)?
}

/// For each rule with a matrix its id, k_j·q_t, and the weight as the tokens between are let in.
fn told(stage: Stage, (t, j): (usize, usize)) -> Vec<(&'static str, f64, Vec<f64>)> {
    let of = |run: &Lockstep| {
        let rule = |lane: usize| {
            let (overlap, seen) = run.track(lane)?.weight_between(t, j)?;
            Some((run.rule(lane)?.info.id, overlap, seen))
        };
        (0..run.tracks.len()).filter_map(rule).collect()
    };
    stage.run.map(of).unwrap_or_default()
}

#[component]
fn Between(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = Memo::new(move || chosen(stage));
    // The rules are asked when the cell is another one, not at every stop.
    let cell = Memo::new(move || chosen.get().map(|chosen| chosen.cell));
    let rules = Memo::new(move || cell.get().map(|cell| told(stage, cell)).unwrap_or_default());
    let token = move |t: usize| {
        let label = stage.stream.get().and_then(|stream| stream.labels.get(t).cloned()).unwrap_or_default();
        format!("{} {}", t + 1, names::label(i18n.get_locale(), &label))
    };
    let rule = move |id: &str| names::rule(i18n.get_locale(), id).unwrap_or_default();
    let says = move || {
        let Chosen { cell: (t, j), of_rule } = chosen.get().unwrap_or_default();
        let (query, key) = (token(t), token(j));
        match of_rule {
            Some((id, true)) => {
                t_string!(i18n, state.weight_turned, rule = rule(id), query = query, key = key).to_string()
            }
            Some((id, false)) => {
                t_string!(i18n, state.weight_lowest, rule = rule(id), query = query, key = key).to_string()
            }
            None => t_string!(i18n, state.weight_of, query = query, key = key).to_string(),
        }
    };
    let heads = move || {
        rules.with(|rules| {
            rules.iter().map(|(id, ..)| view! { <th scope="col">{rule(id)}</th> }).collect_view()
        })
    };
    let rows = move || {
        let (t, j) = cell.get().unwrap_or_default();
        rules.with(|rules| {
            let number = |id: &str, step: usize, x: f64| {
                view! { <td data-testid=format!("between-{id}-{step}") data-value=x.to_string()>{short(x)}</td> }
            };
            let overlap = view! {
                <tr><th scope="row">"k · q"</th>
                    {rules.iter().map(|(id, overlap, _)| number(id, 0, *overlap)).collect_view()}</tr>
            };
            let steps = (0..(t - j).max(1)).map(|step| {
                let name = if t == j { token(t) } else { token(t - step) };
                view! {
                    <tr><th scope="row">{name}</th>
                        {rules.iter().map(|(id, _, seen)| number(id, step + 1, seen.get(step).copied().unwrap_or(f64::NAN))).collect_view()}</tr>
                }
            });
            view! { {overlap} {steps.collect_view()} }
        })
    };
    view! {
        <section class="between">
            <h3>{text!(state.weight_apart)}</h3>
            <p data-testid="between-of">{says}</p>
            <p class="hint">{text!(state.weight_apart_is)}</p>
            <div class="numbers-table" tabindex="0" role="region" aria-label=text!(state.weight_apart)>
                <table>
                    <thead><tr><th scope="col">{text!(state.weight_let_in)}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
