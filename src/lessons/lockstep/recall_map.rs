//! How well each pair is recalled after each token: a row for each pair, a column for each token.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::{Lockstep, Recall, Track};
use crate::browser::size::width_of;
use crate::erased::{Memo, Steady};
use crate::i18n::*;
use crate::lessons::run::{Cell, Lit};
use crate::math::Mat;
use crate::names;
use crate::number::relative;
use crate::ui::Heatmap;
use crate::ui::heatmap::{Called, Drawn};
use crate::ui::stage::Stage;

/// An empty state scores about 1: a pair that is this far off has the full colour.
const FULL: f64 = 1.0;
/// A pair that is exact is not blank.
const LEAST: f64 = 0.02;
/// The map is no wider, in CSS pixels, and no cell is larger.
const WIDTH: f64 = 384.0;
const LARGEST_CELL: f64 = 20.0;
/// Beside it stand the numbers of its pairs, so wide, and above it those of its tokens, so many pixels from one to the next.
const BESIDE: f64 = 24.0;
const TICKS: f64 = 18.0;

/// The errors of all pairs after each of the first `tokens` tokens, `[T, T]`, [`LEAST`] where there is less: negative where another value
/// is nearer. Pairs that are not told yet, and those whose key was told again since, have no number.
fn errors(track: &Track, tokens: usize, all: usize) -> Mat {
    let mut map = Mat::from_element(all, all, f64::NAN);
    for token in 0..tokens.min(all) {
        for (pair, recall) in track.recalled_after(token).iter().enumerate() {
            if !recall.overwritten {
                let shown = recall.error.max(LEAST);
                map[(pair, token)] = if recall.right { shown } else { -shown };
            }
        }
    }
    map
}

/// The rows, or columns, that have their number beside them: the first, and then every second, fourth, eighth … as the cells leave room.
fn ticks(all: usize, cell: f64) -> Vec<usize> {
    let roomy = |step: &usize| *step as f64 * cell >= TICKS;
    let step = (0..16).map(|i| 1 << i).find(roomy).unwrap_or(all.max(1));
    (0..all).filter(|i| *i == 0 || (i + 1) % step == 0).collect()
}

/// Recall over time of one rule.
#[component]
pub fn RecallMap(
    stage: Stage,
    lane: usize,
    /// The rule in this lane.
    id: &'static str,
    tokens: Memo<usize>,
    there: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || names::rule(i18n.get_locale(), id).unwrap_or_default().to_owned();
    let chosen = RwSignal::new(None::<Cell>);
    let room: NodeRef<Div> = NodeRef::new();
    let width = width_of(room);
    let cell_px = Memo::new(move || {
        let all = stage.stream.get().map_or(1, |stream| stream.len().max(1));
        let width = (width.get() - BESIDE).clamp(1.0, WIDTH);
        (width / all as f64).min(LARGEST_CELL)
    });
    let drawn = Steady::new(move || {
        let (tokens, there) = (tokens.get(), there.get());
        let all = stage.stream.get().map_or(0, |stream| stream.len());
        let of = |run: &Lockstep| run.track(lane).map(|track| Arc::new(errors(track, tokens, all)));
        let matrix = if there { stage.run.map(of).flatten() } else { None };
        let cell = cell_px.get();
        // The column of the token in hand.
        let lit = tokens.checked_sub(1).map(Lit::Col).into_iter().collect();
        Drawn { matrix, shape: (all, all), full: FULL, cell, lit, marked: Vec::new() }
    });
    let called = Steady::new(move || Called {
        symbol: None,
        name: name(),
        caption: t_string!(i18n, state.recall_axes).to_string(),
        axes: true,
    });
    // What is recalled of the pairs by now that are not overwritten.
    let now = Memo::new(move || {
        let token = tokens.get().checked_sub(1).filter(|_| there.get())?;
        let of = |run: &Lockstep| run.track(lane).map(|track| track.recalled_after(token).to_vec());
        let told: Vec<Recall> = stage.run.map(of).flatten()?;
        let live: Vec<Recall> = told.into_iter().filter(|pair| !pair.overwritten).collect();
        let mean = live.iter().map(|pair| pair.error).sum::<f64>() / live.len().max(1) as f64;
        Some((live.iter().filter(|pair| pair.right).count(), live.len(), mean))
    });
    let says = move || {
        let (right, all, mean) = now.get()?;
        Some(
            t_string!(i18n, state.recall_now, rule = name(), right = right, all = all, mean = relative(mean))
                .to_string(),
        )
    };
    let value =
        move |read: fn((usize, usize, f64)) -> f64| move || now.get().map(|now| read(now).to_string());
    // What the chosen cell says.
    let cell = Memo::new(move || {
        let Cell { row, col, .. } = chosen.get()?;
        let after = |run: &Lockstep| run.track(lane)?.recalled_after(col).get(row).copied();
        let recall = (there.get() && col < tokens.get()).then(|| stage.run.map(after)?).flatten();
        Some((row, col, recall))
    });
    let told = move || {
        let Some((row, col, recall)) = cell.get() else {
            return t_string!(i18n, state.recall_choose).to_string();
        };
        let stream = stage.stream.get();
        let label = |at: usize| {
            let label = stream.as_ref().and_then(|stream| stream.labels.get(at));
            names::label(i18n.get_locale(), label.map_or("", String::as_str))
        };
        let (pair, early) = (label(row), row > col);
        let t = t_string!(i18n, state.recall_token, t = col + 1, label = label(col)).to_string();
        match recall {
            Some(Recall { overwritten: true, .. }) => t_string!(i18n, state.recall_over, pair = pair, t = t),
            Some(Recall { error, right: true, .. }) => {
                t_string!(i18n, state.recall_kept, pair = pair, t = t, error = relative(error))
            }
            Some(Recall { error, nearest, .. }) => {
                let (error, nearest) = (relative(error), label(nearest));
                t_string!(i18n, state.recall_lost, pair = pair, t = t, error = error, nearest = nearest)
            }
            None if early => t_string!(i18n, state.recall_untold, pair = pair, t = t),
            None => t_string!(i18n, state.recall_ahead, t = t),
        }
    };
    let error = move || cell.get().and_then(|(.., recall)| recall).map(|recall| recall.error.to_string());
    let numbers = move |along: &'static str| {
        let (all, cell) = (drawn.with(|drawn| drawn.shape.0), cell_px.get());
        let tick = |i: usize| {
            view! { <span style=format!("{along}:{:.1}px", (i as f64 + 0.5) * cell)>{i + 1}</span> }
        };
        ticks(all, cell).into_iter().map(tick).collect_view()
    };
    view! {
        <div node_ref=room>
            <p class="numbers" data-testid=format!("state-recall-{id}") data-right=value(|(right, ..)| right as f64)
                data-value=value(|(_, _, mean)| mean)>{says}</p>
            // Above the map: below it the bar of the transport may cover what it says.
            <p class="hint cell-told" aria-live="polite" data-testid=format!("recall-cell-{id}") data-value=error>{told}</p>
            <div class="with-ticks">
                <div class="ticks above" aria-hidden="true">{move || numbers("left")}</div>
                <div class="ticks beside" aria-hidden="true">{move || numbers("top")}</div>
                <Heatmap map=0 called drawn testid=format!("recall-map-{id}") chosen beam=Steady::new(|| None) />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gates, three};
    use crate::rules::rule;

    #[test]
    fn the_numbers_beside_a_map_do_not_meet() {
        assert_eq!(ticks(5, 20.0), [0, 1, 2, 3, 4]);
        assert_eq!(ticks(10, 8.0), [0, 3, 7]);
        assert_eq!(ticks(64, 5.0), [0, 3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63]);
        assert!(ticks(0, 20.0).is_empty());
    }

    #[test]
    fn the_map_has_a_number_for_each_pair_that_still_stands_and_its_sign_says_whether_it_is_told_apart() {
        let track = |id: &str| {
            let gates = Gates::new().with(crate::rules::Tensor::Beta, 1.0);
            Track::run(rule(id).expect("a rule"), &three(), &gates).expect("a run")
        };
        let (linear, delta) = (errors(&track("linear_attn"), 3, 3), errors(&track("delta_rule"), 3, 3));
        for map in [&linear, &delta] {
            assert!([(1, 0), (2, 0), (2, 1)].iter().all(|at| map[*at].is_nan()), "not told yet: {map}");
            assert!(map[(0, 2)].is_nan(), "lamp was told again: {map}");
            assert_eq!(map[(0, 0)], LEAST, "the first pair is alone, and exact: {map}");
        }
        // lamp → red disturbs sky → blue by their overlap of 0.6 in linear attention, and not in DeltaNet.
        assert!((linear[(1, 1)] - 0.6).abs() < 1e-12 && delta[(1, 1)] == LEAST);
        assert!((delta[(1, 2)].abs() - 0.453).abs() < 1e-3, "what lamp → blue costs the sky: {delta}");
        assert!(errors(&track("delta_rule"), 1, 3)[(0, 1)].is_nan(), "what is to come is not told");
    }
}
