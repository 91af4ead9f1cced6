//! The maps of a stage, each at the stop in hand.

use leptos::prelude::*;

use super::Stage;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::run::{Axis, Lit, Map};
use crate::ui::{Heatmap, Later};

/// A row of maps that belong to no lane.
pub fn row(stage: Stage, first: usize, maps: &[Map]) -> Option<AnyView> {
    let maps: Vec<_> = maps.iter().enumerate().map(|(i, map)| heatmap(stage, first + i, map)).collect();
    (!maps.is_empty()).then(|| view! { <div class="maps inputs-maps">{maps}</div> }.into_any())
}

/// A map of the board.
pub fn heatmap(stage: Stage, number: usize, map: &Map) -> AnyView {
    let map = map.clone();
    view! { <Later><HeatmapOf stage number map=map.clone() /></Later> }.into_any()
}

#[component]
fn HeatmapOf(stage: Stage, number: usize, map: Map) -> impl IntoView {
    let i18n = use_i18n();
    let Map { symbol, name, axes, .. } = map;
    let shape = Memo::new(move || stage.now(|run, stop| run.shape(number, stop)).unwrap_or((1, 1)));
    let caption = Signal::derive(move || {
        let (rows, cols) = shape.get();
        axes_say(i18n.get_locale(), axes, rows, cols)
    });
    let matrix = Signal::derive(move || stage.now(|run, stop| run.seen(number, stop)).flatten());
    let full = Signal::derive(move || stage.now(|run, stop| run.full(number, stop)).unwrap_or(1.0));
    let lit = Signal::derive(move || {
        // What the words of a station speak of is marked, and stands alone until a reader points elsewhere.
        let pointed = stage.chosen.get() != stage.marks().first().map(|mark| mark.first());
        if stage.station.get().is_some() && !pointed {
            return Vec::new();
        }
        stage.now(|run, stop| run.lit(number, stop, stage.chosen.get())).unwrap_or_default()
    });
    let marked = Signal::derive(move || -> Vec<Lit> {
        stage.marks().iter().filter(|mark| mark.map == number).map(|mark| mark.cells).collect()
    });
    view! {
        <Heatmap map=number symbol name=Signal::derive(move || name.clone()) caption matrix shape=Signal::derive(move || shape.get())
            full cell=stage.cell lit marked chosen=stage.chosen />
    }
}

/// The meaning of rows and columns, with their numbers.
fn axes_say(locale: Locale, [rows_are, cols_are]: [Axis; 2], rows: usize, cols: usize) -> String {
    match (rows_are, cols_are) {
        (Axis::Queries, Axis::Keys) => td_string!(locale, stage.axes_queries_keys, rows = rows, cols = cols),
        (Axis::Keys, Axis::Keys) => td_string!(locale, stage.axes_keys, rows = rows, cols = cols),
        (Axis::KeyChannels, Axis::ValueChannels) => {
            td_string!(locale, stage.axes_key_value, rows = rows, cols = cols)
        }
        (Axis::ValueChannels, Axis::KeyChannels) => {
            td_string!(locale, stage.axes_value_key, rows = rows, cols = cols)
        }
        (Axis::Entries, _) | (_, Axis::Entries) => format!("{rows} × {cols}"),
        _ => td_string!(locale, stage.axes_tokens, rows = rows, cols = cols),
    }
    .to_string()
}
