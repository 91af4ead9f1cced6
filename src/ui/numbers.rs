//! A table of numbers.

use leptos::prelude::*;

use super::marked;

/// A cell of it.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberCell {
    /// Its id for tests.
    pub id: String,
    /// The number; nothing where there is none yet.
    pub value: Option<f64>,
    /// How it is written.
    pub shown: String,
}

impl NumberCell {
    /// A number that is written by `write`; a dash where there is none.
    pub fn of(id: String, value: Option<f64>, write: fn(f64) -> String) -> Self {
        Self { id, value, shown: value.map_or_else(|| "–".to_owned(), write) }
    }
}

/// A row of it: its name, with the marks of a text, and its cells.
pub type NumberRow = (String, Vec<NumberCell>);

/// The table, which scrolls where it is wider than its place.
#[component]
pub fn NumberTable(
    /// The id for tests.
    testid: &'static str,
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// The names of the columns, that of the names of the rows first, with the marks of a text.
    #[prop(into)]
    head: Signal<Vec<String>>,
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<NumberRow>>,
) -> impl IntoView {
    let column = |name: String| view! { <th scope="col" inner_html=marked(&name)></th> };
    let cell = |cell: NumberCell| {
        let value = cell.value.map(|value| value.to_string());
        view! { <td data-testid=cell.id data-value=value>{cell.shown}</td> }
    };
    let row = move |(name, cells): NumberRow| {
        view! { <tr><th scope="row" inner_html=marked(&name)></th>{cells.into_iter().map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="numbers-table" tabindex="0" role="region" aria-label=label>
            <table data-testid=testid>
                <thead><tr>{move || head.get().into_iter().map(column).collect_view()}</tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
