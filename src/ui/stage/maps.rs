//! The maps of a stage, each at the stop in hand, a product between its operands.

use leptos::prelude::*;

use super::Stage;
use super::motion::beam;
use crate::erased::Steady;
use crate::i18n::*;
use crate::lessons::run::{Axis, Lit, Map, blocks};
use crate::names;
use crate::ui::heatmap::{Called, Drawn};
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

#[component]
fn HeatmapOf(stage: Stage, number: usize, map: Map, place: String, axes: bool) -> impl IntoView {
    let i18n = use_i18n();
    let Map { symbol, name, axes: of, .. } = map;
    let shape = move || stage.now(|run, stop| run.shape(number, stop)).unwrap_or((1, 1));
    let drawn = Steady::new(move || Drawn {
        matrix: stage.now(|run, stop| run.seen(number, stop)).flatten(),
        shape: shape(),
        full: stage.now(|run, stop| run.full(number, stop)).unwrap_or(1.0),
        cell: stage.layout.get().cell,
        lit: lit(stage, number),
        marked: stage.marks().iter().filter(|mark| mark.map == number).map(|mark| mark.cells).collect(),
    });
    let called = Steady::new(move || {
        // k gives way to q in one place, and r to o.
        let now = stage.now(|run, stop| run.called(number, stop)).flatten().unwrap_or(symbol);
        let shape = shape();
        Called {
            symbol: Some(now),
            name: if now == symbol { name.clone() } else { now.glyph().to_owned() },
            caption: axes_say(i18n.get_locale(), of, shape),
            axes: axes
                && !of.contains(&Axis::One)
                && stage.layout.get().cell * shape.1 as f64 >= AXES_FROM_PX,
        }
    });
    let beam = Steady::new(move || beam(stage, number).map(|beam| (beam.class(), beam.style())));
    view! { <Heatmap map=number called drawn place chosen=stage.chosen beam /> }
}

/// What is lit of a map.
fn lit(stage: Stage, number: usize) -> Vec<Lit> {
    // What the words of a station speak of is marked, and stands alone until a reader points elsewhere.
    let pointed = stage.chosen.get() != stage.marks().first().map(|mark| mark.first());
    if stage.station.get().is_some() && !pointed {
        return Vec::new();
    }
    stage.now(|run, stop| run.lit(number, stop, stage.chosen.get())).unwrap_or_default()
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
