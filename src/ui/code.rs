use leptos::prelude::*;

use super::text;
use crate::app::use_app;
use crate::trace::Symbol;

/// One line of pseudo-code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says; leading spaces stay.
    pub code: String,
    /// What it makes: to point at the line lights this, and this lights the line.
    pub makes: Option<Symbol>,
}

impl Line {
    /// A line that makes `symbol`.
    pub fn making(symbol: Symbol, code: impl Into<String>) -> Self {
        Self { code: code.into(), makes: Some(symbol) }
    }

    /// A line that only says how often, or in which order, others are carried out.
    pub fn around(code: impl Into<String>) -> Self {
        Self { code: code.into(), makes: None }
    }
}

/// What the stage carries out, line by line; the line in hand is lit.
#[component]
pub fn Code(
    #[prop(into)] lines: Signal<Vec<Line>>,
    /// The line that is being carried out, from 0.
    #[prop(into)]
    now: Signal<Option<usize>>,
    /// Tells one listing of a page from another.
    #[prop(into)]
    testid: String,
) -> impl IntoView {
    let app = use_app();
    let line = move |number: usize, Line { code, makes }: Line| {
        let id = makes.map(Symbol::id);
        let here = move || now.get() == Some(number);
        view! {
            <li class=id.map(|id| format!("sym-{id}-cells")) data-symbol=id class:now=here aria-current=move || here().then_some("step")>
                <code tabindex=id.map(|_| "0") on:focus=move |_| app.lit.set(makes) on:blur=move |_| app.lit.set(None)>{code}</code>
            </li>
        }
    };
    view! {
        <ol class="code" aria-label=text!(ui.code) data-testid=testid>
            {move || lines.get().into_iter().enumerate().map(|(number, of)| line(number, of)).collect_view()}
        </ol>
    }
}
