//! The maps of a stage, each at the stop in hand, a product between its operands.

use std::sync::Arc;

use leptos::prelude::*;

use super::Stage;
use super::motion::beam;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::run::{Axis, Lit, Map, Run, blocks};
use crate::math::Mat;
use crate::names;
use crate::trace::Symbol;
use crate::ui::{Heatmap, Later};

/// The axes of a map are written below it where it is so wide: below a narrow one the words would be a tower.
const AXES_FROM_PX: f64 = 110.0;

/// The blocks of some maps, of which the first has this number.
pub fn blocks_of(stage: Stage, first: usize, maps: &[Map]) -> Vec<AnyView> {
    let block = |block: Vec<(usize, [usize; 2])>| {
        let last = block.iter().map(|(_, [row, _])| *row).max().unwrap_or(0);
        let of = |(number, [row, col]): &(usize, [usize; 2])| {
            let place = format!("--row:{row};--col:{}", col + 1);
            let map = maps[number - first].clone();
            // The axes of a map that another stands below are left to those who point at it.
            heatmap(stage, *number, map, place, *row == last)
        };
        let maps = block.iter().map(of).collect_view();
        view! { <div class="block" class:apart=move || stage.layout.get().apart>{maps}</div> }.into_any()
    };
    blocks(first, maps).into_iter().map(block).collect()
}

/// A map of the board.
fn heatmap(stage: Stage, number: usize, map: Map, place: String, axes: bool) -> AnyView {
    view! { <Later><HeatmapOf stage number map=map.clone() place=place.clone() axes /></Later> }.into_any()
}

/// What a map is at a stop.
#[derive(Clone, PartialEq)]
struct Seen {
    called: Option<Symbol>,
    shape: (usize, usize),
    matrix: Option<Arc<Mat>>,
    full: f64,
}

impl Default for Seen {
    fn default() -> Self {
        Self { called: None, shape: (1, 1), matrix: None, full: 1.0 }
    }
}

#[component]
fn HeatmapOf(stage: Stage, number: usize, map: Map, place: String, axes: bool) -> impl IntoView {
    let i18n = use_i18n();
    let Map { symbol, name, axes: of, .. } = map;
    // One memo for all that a step may change: few follow the stop itself, and a step asks those alone.
    let now = Memo::new(move || {
        let seen = |run: &dyn Run, stop| Seen {
            called: run.called(number, stop),
            shape: run.shape(number, stop),
            matrix: run.seen(number, stop),
            full: run.full(number, stop),
        };
        stage.now(seen).unwrap_or_default()
    });
    let shape = Memo::new(move || now.with(|now| now.shape));
    let caption = Signal::derive(move || axes_say(i18n.get_locale(), of, shape.get()));
    let matrix = Signal::derive(move || now.with(|now| now.matrix.clone()));
    let full = Signal::derive(move || now.with(|now| now.full));
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
    let cell = Signal::derive(move || stage.layout.get().cell);
    let beam = Memo::new(move || beam(stage, number));
    let written = Memo::new(move || {
        axes && !of.contains(&Axis::One) && cell.get() * shape.get().1 as f64 >= AXES_FROM_PX
    });
    let axes = Signal::derive(move || written.get());
    // k gives way to q in one place, and r to o.
    let called = Memo::new(move || now.with(|now| now.called.unwrap_or(symbol)));
    let name = Signal::derive(move || match called.get() {
        now if now == symbol => name.clone(),
        now => now.glyph().to_owned(),
    });
    view! {
        <Heatmap map=number symbol=Signal::derive(move || called.get()) name caption axes place matrix shape=Signal::derive(move || shape.get())
            full cell lit marked chosen=stage.chosen beam=Signal::derive(move || beam.get().map(|beam| (beam.class(), beam.style()))) />
    }
}

/// The meaning of rows and columns, with their numbers: tokens × channels: 3 × 2. Of a vector, that of its entries.
fn axes_say(locale: Locale, axes: [Axis; 2], (rows, cols): (usize, usize)) -> String {
    let [rows_are, cols_are] = axes.map(|axis| match axis {
        Axis::Queries => td_string!(locale, axis.queries),
        Axis::Keys => td_string!(locale, axis.keys),
        Axis::Tokens => td_string!(locale, axis.tokens),
        Axis::Channels => td_string!(locale, axis.channels),
        Axis::KeyChannels => td_string!(locale, axis.key_channels),
        Axis::ValueChannels => td_string!(locale, axis.value_channels),
        Axis::Entries | Axis::One => "",
    });
    match axes {
        [Axis::One, _] => names::titled(locale, cols_are, &cols.to_string()),
        [_, Axis::One] => names::titled(locale, rows_are, &rows.to_string()),
        _ if rows_are.is_empty() || cols_are.is_empty() => format!("{rows} × {cols}"),
        _ => names::titled(locale, &format!("{rows_are} × {cols_are}"), &format!("{rows} × {cols}")),
    }
}
