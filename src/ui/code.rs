//! Pseudo-code on the stage.

use leptos::prelude::*;

use super::{lettered, text};
use crate::app::use_app;
use crate::trace::{Line, Symbol};

/// The pseudo-code of a lane, line by line; the line that is being carried out is lit.
#[component]
pub fn Code(
    /// The lines.
    #[prop(into)]
    lines: Signal<Vec<Line>>,
    /// The line that is being carried out, from 0.
    #[prop(into)]
    now: Signal<Option<usize>>,
    /// How many lines one step of the stage carries out, from that line on.
    #[prop(into, default = Signal::derive(|| 1))]
    together: Signal<usize>,
    /// The id of this listing among those of the page.
    #[prop(into)]
    testid: String,
) -> impl IntoView {
    let app = use_app();
    let name = testid.clone();
    let line = move |number: usize, line: Line| {
        let makes = line.makes;
        let id = makes.map(Symbol::id);
        let here = move || now.get().is_some_and(|first| (first..first + together.get()).contains(&number));
        view! {
            <li class=id.map(|id| format!("sym-{id}-cells")) data-symbol=id class:now=here aria-current=move || here().then_some("step")>
                <code tabindex=id.map(|_| "0") data-testid=format!("{name}-{number}")
                    on:focus=move |_| app.lit.set(makes) on:blur=move |_| app.lit.set(None) inner_html=lettered(&line)></code>
            </li>
        }
    };
    view! {
        <ol class="code" translate="no" aria-label=text!(ui.code) data-testid=testid>
            {move || lines.get().into_iter().enumerate().map(|(number, of)| line(number, of)).collect_view()}
        </ol>
    }
}
