use std::sync::Arc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use leptos_use::use_media_query;

use crate::app::use_app;
use crate::browser::canvas::{Sheet, token};
use crate::math::Mat;
use crate::trace::Symbol;

/// One entry of one matrix on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which heat map of the stage; each has its number.
    pub map: usize,
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub col: usize,
}

/// Entries of a heat map that stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lit {
    /// A whole row.
    Row(usize),
    /// A whole column.
    Col(usize),
    /// One entry.
    Entry(usize, usize),
}

/// Cells at least this large carry the mark of a negative number.
const MARK_FROM_PX: f64 = 5.0;

/// A matrix as coloured cells: warm above 0, cool below, and a dot in every negative cell, so that colour is not alone.
///
/// A cell is chosen by pointer or, with the heat map in focus, by the arrow keys. Pointer or focus on it lights its letter
/// in formulas, and the line of code that makes it.
#[component]
pub fn Heatmap(
    /// Its number on the stage.
    map: usize,
    symbol: Symbol,
    /// What it is, for a screen reader.
    #[prop(into)]
    name: Signal<String>,
    /// What stands under it: the meaning of rows and columns.
    #[prop(into)]
    caption: Signal<String>,
    #[prop(into)] matrix: Signal<Option<Arc<Mat>>>,
    /// The shape, also while there is no matrix yet.
    #[prop(into)]
    shape: Signal<(usize, usize)>,
    /// The size that has the full colour.
    #[prop(into)]
    full: Signal<f64>,
    /// CSS pixels of a cell's side.
    #[prop(into)]
    cell: Signal<f64>,
    #[prop(into)] lit: Signal<Vec<Lit>>,
    chosen: RwSignal<Option<Cell>>,
) -> impl IntoView {
    let app = use_app();
    let node: NodeRef<Canvas> = NodeRef::new();
    let dark = use_media_query("(prefers-color-scheme: dark)");
    let theme = app.read(|s| s.theme);
    let here = Memo::new(move |_| chosen.get().filter(|cell| cell.map == map));
    // A step of the stage reaches every matrix and changes few: what has not changed is not drawn again.
    let (matrix, lit) = (Memo::new(move |_| matrix.get()), Memo::new(move |_| lit.get()));
    let (shape, full, cell) =
        (Memo::new(move |_| shape.get()), Memo::new(move |_| full.get()), Memo::new(move |_| cell.get()));
    let colours = Memo::new(move |_| {
        let _ = (theme.get(), dark.get());
        Colours::of_the_theme()
    });
    Effect::new(move || {
        let Some(canvas) = node.get() else { return };
        let ((rows, cols), side) = (shape.get(), cell.get());
        let Some(sheet) = Sheet::new(&canvas, cols as f64 * side, rows as f64 * side) else { return };
        colours.with(|colours| {
            sheet.fill(&colours.empty, 0.0, 0.0, cols as f64 * side, rows as f64 * side);
            matrix.with(|m| {
                if let Some(m) = m.as_ref().filter(|m| m.shape() == (rows, cols)) {
                    paint(&sheet, colours, m, full.get(), side);
                }
            });
            for lit in lit.get() {
                let (row, col, height, width) = match lit {
                    Lit::Row(row) => (row, 0, 1, cols),
                    Lit::Col(col) => (0, col, rows, 1),
                    Lit::Entry(row, col) => (row, col, 1, 1),
                };
                let (x, y) = (col as f64 * side, row as f64 * side);
                sheet.outline(&colours.ink, 1.5, x, y, width as f64 * side, height as f64 * side);
            }
            if let Some(at) = here.get() {
                let (x, y) = (at.col as f64 * side, at.row as f64 * side);
                sheet.outline(&colours.accent, 2.5, x, y, side.max(4.0), side.max(4.0));
            }
        });
    });

    let choose = move |row: usize, col: usize| {
        let (rows, cols) = shape.get_untracked();
        if rows > 0 && cols > 0 {
            let cell = Some(Cell { map, row: row.min(rows - 1), col: col.min(cols - 1) });
            // A pointer that moves within a cell chooses nothing new.
            if chosen.get_untracked() != cell {
                chosen.set(cell);
            }
        }
    };
    let point = move |ev: PointerEvent| {
        let side = cell.get_untracked();
        choose(
            (f64::from(ev.offset_y()).max(0.0) / side) as usize,
            (f64::from(ev.offset_x()).max(0.0) / side) as usize,
        );
    };
    let key = move |ev: KeyboardEvent| {
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
    view! {
        <figure class=format!("heatmap sym-{}-cells", symbol.id()) data-symbol=symbol.id()>
            <figcaption><b class=format!("sym sym-{}", symbol.id())>{move || name.get()}</b> " " <span>{caption}</span></figcaption>
            <canvas node_ref=node tabindex="0" role="application" aria-label=move || format!("{}, {}", name.get(), caption.get())
                data-testid=format!("map-{}", symbol.id())
                on:pointerdown=point
                on:pointermove=move |ev| if ev.pointer_type() == "mouse" { point(ev) }
                on:focus=move |_| {
                    app.lit.set(Some(symbol));
                    if here.get_untracked().is_none() { choose(0, 0) }
                }
                on:blur=move |_| app.lit.set(None)
                on:keydown=key></canvas>
        </figure>
    }
}

/// The colours of cells, as the theme in force has them.
#[derive(Clone, PartialEq)]
struct Colours {
    above: String,
    below: String,
    mark: String,
    empty: String,
    ink: String,
    accent: String,
}

impl Colours {
    fn of_the_theme() -> Self {
        Self {
            above: format!("rgb({})", token("--pos")),
            below: format!("rgb({})", token("--neg")),
            mark: token("--card"),
            empty: token("--empty"),
            ink: token("--ink"),
            accent: token("--accent"),
        }
    }
}

/// Tints every cell: those above 0, those below, and the marks of the latter, so that each colour is chosen once.
fn paint(sheet: &Sheet, colours: &Colours, m: &Mat, full: f64, side: f64) {
    let gap = if side >= 8.0 { 1.0 } else { 0.0 };
    let full = full.max(f64::MIN_POSITIVE);
    let cells: Vec<(f64, f64, f64)> = (0..m.ncols())
        .flat_map(|col| (0..m.nrows()).map(move |row| (row, col)))
        .map(|(row, col)| {
            let x = m[(row, col)];
            let strength = (x.abs() / full).clamp(0.0, 1.0).sqrt();
            (strength.copysign(x), col as f64 * side, row as f64 * side)
        })
        .collect();
    let above = cells.iter().copied().filter(|(strength, ..)| *strength > 0.0);
    let below =
        cells.iter().filter(|(strength, ..)| *strength < 0.0).map(|(strength, x, y)| (-strength, *x, *y));
    sheet.tint(&colours.above, side - gap, above);
    sheet.tint(&colours.below, side - gap, below.clone());
    if side >= MARK_FROM_PX {
        let dot = (side / 5.0).max(1.0);
        let inset = (side - gap - dot) / 2.0;
        let seen = below.filter(|(strength, ..)| *strength > 0.1);
        sheet.tint(&colours.mark, dot, seen.map(|(_, x, y)| (1.0, x + inset, y + inset)));
    }
}
