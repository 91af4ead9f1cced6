//! A matrix as coloured cells.

use std::sync::Arc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Canvas;
use leptos::prelude::*;

use super::picture::{Colours, NUMBER_FROM_PX, Picture};
use crate::app::use_app;
use crate::browser::canvas::Sheet;
use crate::browser::keys;
use crate::browser::numbers::{self, Numbers};
use crate::browser::palette::Palette;
use crate::erased::{Memo, Steady, effect};
use crate::lessons::run::{Cell, Lit};
use crate::math::Mat;
use crate::number::within;
use crate::trace::Symbol;

/// The width of a digit, as a part of its height.
const DIGIT_WIDTH: f64 = 0.56;
/// No number is written smaller.
const SMALLEST_PX: f64 = 10.0;

/// The rectangle of cells that are marked: its first row and column, its rows and columns, then those of the whole matrix. Nothing
/// where none is marked.
fn box_of(marked: &[Lit], shape: (usize, usize)) -> Option<String> {
    let places = || marked.iter().map(|lit| lit.place(shape));
    let (top, left) = (places().map(|[row, ..]| row).min()?, places().map(|[_, col, ..]| col).min()?);
    let bottom = places().map(|[row, _, height, _]| row + height).max()?;
    let right = places().map(|[_, col, _, width]| col + width).max()?;
    Some(format!("{top} {left} {} {} {} {}", bottom - top, right - left, shape.0, shape.1))
}

/// Writes every number into its cell; where there is none, nothing.
fn write_numbers(sheet: &Sheet, m: Option<&Mat>, palette: &Palette, full: f64, side: f64) {
    let Some(m) = m else { return };
    let (colours, px) = (Colours::from(palette), (side * 0.3).clamp(SMALLEST_PX, 15.0));
    for col in 0..m.ncols() {
        for row in 0..m.nrows() {
            let x = m[(row, col)];
            if x.is_nan() {
                continue;
            }
            let ink = colours.ink_on(x, full, [palette.ink, palette.card]);
            let (col, row) = (col as f64 + 0.5, row as f64 + 0.5);
            let most = ((side - 4.0) / (px * DIGIT_WIDTH)) as usize;
            let written = within(x, most);
            // A long number is written smaller: it must not touch the next.
            let roomy = (side - 8.0) / (written.chars().count() as f64 * DIGIT_WIDTH);
            sheet.write(ink, px.min(roomy).max(SMALLEST_PX), &written, col * side, row * side);
        }
    }
}

/// What is drawn of a matrix.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// The matrix, once there is one.
    pub matrix: Option<Arc<Mat>>,
    /// Its shape, also while there is no matrix yet.
    pub shape: (usize, usize),
    /// Entries of this size or more have the full colour.
    pub full: f64,
    /// CSS pixels of a cell's side.
    pub cell: f64,
    /// The outlines: cells, rows or columns that are lit.
    pub lit: Vec<Lit>,
    /// The cells of which the station of a guided walk speaks.
    pub marked: Vec<Lit>,
}

/// What is said of a matrix.
#[derive(Clone, PartialEq)]
pub struct Called {
    /// Its symbol, which lights up with it and stands above it; nothing where it is no letter of a formula.
    pub symbol: Option<Symbol>,
    /// Its name, for a screen reader.
    pub name: String,
    /// The meaning of its rows and columns.
    pub caption: String,
    /// Whether that is written below it.
    pub axes: bool,
}

/// A matrix as coloured cells: warm above 0, cool below, and a dot in every negative cell, so that colour is not alone.
///
/// A cell is chosen by pointer or, with the heat map in focus, by the arrow keys. Pointer or focus on it lights its letter
/// in formulas, and the line of code that makes it.
#[component]
pub fn Heatmap(
    /// Its number on the stage.
    map: usize,
    /// What is said of it.
    called: Steady<Called>,
    /// What is drawn of it. (A step of the stage changes few matrices: one that is as it was is not drawn again.)
    drawn: Steady<Drawn>,
    /// The id for tests, where it is not that of its letter.
    #[prop(optional)]
    testid: Option<String>,
    /// Where it stands in its block, for the style sheet.
    #[prop(optional)]
    place: String,
    /// The cell of the stage that a reader has chosen.
    chosen: RwSignal<Option<Cell>>,
    /// The part of it that moves into a product: its class and its style.
    beam: Steady<Option<(&'static str, String)>>,
) -> impl IntoView {
    let app = use_app();
    let node: NodeRef<Canvas> = NodeRef::new();
    let here = Memo::new(move || chosen.get().filter(|cell| cell.map == map));
    // The sheet of before: to ask the browser for it and for its size takes as long as to draw.
    let before = StoredValue::new_local(None);
    effect(move || {
        let Some(canvas) = node.get() else { return };
        let Drawn { matrix, shape: (rows, cols), full, cell: side, lit, marked } = drawn.get();
        let pictured = app.pictured.get();
        if pictured && let Some(m) = &matrix {
            numbers::tell(&*canvas, || Numbers::Matrix(m.clone()));
        }
        let ratio = app.pixel_ratio.get();
        let (width, height) = (cols as f64 * side, rows as f64 * side);
        let same = before.get_value().filter(|sheet: &Sheet| sheet.is(width, height, ratio));
        let Some(sheet) = same.or_else(|| Sheet::new(&canvas, width, height, ratio)) else { return };
        before.set_value(Some(sheet.clone()));
        app.palette.with(|palette| {
            let (wide, high) = sheet.size;
            let mut picture = Picture::new(wide as usize, high as usize, palette.empty);
            if let Some(m) = matrix.as_ref().filter(|m| m.shape() == (rows, cols)) {
                picture.cells(m, &palette.into(), full, side, sheet.ratio);
            }
            sheet.put(&picture.rgba);
            if side >= NUMBER_FROM_PX {
                write_numbers(&sheet, matrix.as_deref(), palette, full, side);
            }
            let outline = |lit: Lit, colour, line| {
                let [row, col, height, width] = lit.place((rows, cols));
                let (x, y) = (col as f64 * side, row as f64 * side);
                sheet.outline(colour, line, x, y, width as f64 * side, height as f64 * side);
            };
            lit.into_iter().for_each(|lit| outline(lit, palette.ink, 1.5));
            marked.into_iter().for_each(|marked| outline(marked, palette.accent, 3.0));
            if let Some(at) = here.get().filter(|_| !pictured) {
                let (x, y) = (at.col as f64 * side, at.row as f64 * side);
                sheet.outline(palette.accent, 2.5, x, y, side.max(4.0), side.max(4.0));
            }
        });
    });

    let choose = move |row: usize, col: usize| {
        let (rows, cols) = drawn.with_untracked(|drawn| drawn.shape);
        if rows > 0 && cols > 0 {
            let cell = Some(Cell { map, row: row.min(rows - 1), col: col.min(cols - 1) });
            // A pointer that moves within a cell chooses nothing new.
            if chosen.get_untracked() != cell {
                chosen.set(cell);
            }
        }
    };
    let point = move |ev: MouseEvent| {
        let side = drawn.with_untracked(|drawn| drawn.cell);
        choose(
            (f64::from(ev.offset_y()).max(0.0) / side) as usize,
            (f64::from(ev.offset_x()).max(0.0) / side) as usize,
        );
    };
    let key = move |ev: KeyboardEvent| {
        if keys::is_a_shortcut(&ev) {
            return;
        }
        let Cell { row, col, .. } = here.get_untracked().unwrap_or(Cell { map, row: 0, col: 0 });
        match ev.key().as_str() {
            "ArrowRight" => choose(row, col + 1),
            "ArrowLeft" => choose(row, col.saturating_sub(1)),
            "ArrowDown" => choose(row + 1, col),
            "ArrowUp" => choose(row.saturating_sub(1), col),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let symbol = move || called.with(|called| called.symbol.map(Symbol::id));
    let sym = move |ends: &str| symbol().map_or_else(String::new, |id| format!("sym-{id}{ends}"));
    let name = move || called.with(|called| called.name.clone());
    let says = move || called.with(|called| format!("{}, {}", called.name, called.caption));
    view! {
            <figure class=move || format!("heatmap {}", sym("-cells")) data-symbol=symbol style=place
    data-marked=move || drawn.with(|drawn| box_of(&drawn.marked, drawn.shape))>
                <div class="map">
                <figcaption hidden=move || symbol().is_none()><b class=move || format!("sym {}", sym("")) data-symbol=symbol>{name}</b></figcaption>
                <canvas node_ref=node tabindex="0" role="application" aria-label=says
                    data-testid=move || testid.clone().or_else(|| symbol().map(|id| format!("map-{id}")))
                    on:click=point
                    // What moves under a mouse that rests was not pointed at, nor what a finger scrolls by.
                    on:pointermove=move |ev| if ev.pointer_type() == "mouse" && (ev.movement_x(), ev.movement_y()) != (0, 0) { point(ev.into()) }
                    on:focus=move |_| {
                        app.lit.set(called.with_untracked(|called| called.symbol));
                        if here.get_untracked().is_none() { choose(0, 0) }
                    }
                    on:blur=move |_| app.lit.set(None)
                    on:keydown=key></canvas>
                <span class="beams" aria-hidden="true"><i class=move || beam.with(|beam| beam.as_ref().map(|beam| beam.0)) style=move || beam.with(|beam| beam.as_ref().map(|beam| beam.1.clone()))></i></span>
                </div>
                <small hidden=move || called.with(|called| !called.axes)>{move || called.with(|called| called.caption.clone())}</small>
            </figure>
        }
}
