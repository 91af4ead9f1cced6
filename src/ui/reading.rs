//! What is read beside the stage and below it: the prose after the guided walk, the letters, the end of the lesson.
//!
//! None of it is needed for the walk, so it is fetched when the page is at rest. On the page that is opened first, the text of its own
//! HTML file stands in its place until then.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::seen::Paper;
use super::stage::{Stage, View};
use super::{Later, Letters, Seen, When, passage, text};
use crate::app::follow;
use crate::erased::Memo;
use crate::inputs::Scale;
use crate::lessons::prose::Passage;
use crate::trace::Symbol;

/// What a lesson gives to read: a piece of the wasm of its own.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Beside the stage.
    pub text: View,
    /// Below everything.
    pub end: View,
}

/// Fetches it.
pub type FetchReading = fn() -> Pin<Box<dyn Future<Output = Result<Reading, SplitLoaderError>>>>;

/// The prose after the walk, and the letters of the page.
#[component]
pub fn Text(
    /// The stage of which it speaks.
    stage: Stage,
    /// The prose, passage by passage.
    prose: &'static [Passage],
    /// Letters that neither a formula nor a map nor a line of code shows.
    letters: &'static [Symbol],
    /// The sentence of the prose that depends on the run.
    #[prop(optional, into)]
    verdict: Option<Signal<String>>,
    /// Shown below the letters.
    #[prop(optional, into)]
    beside: ViewFn,
) -> impl IntoView {
    let scale = stage.app.read(|s| s.scale());
    let formulas = prose.iter().filter_map(|passage| match passage {
        Passage::Formulas(all) => Some(all.iter().map(|formula| formula.mathml)),
        _ => None,
    });
    let formulas: Vec<&'static str> = formulas.flatten().collect();
    let all_letters = Memo::new(move || {
        let shown = stage.letters();
        let in_formula = |symbol: Symbol| {
            let mark = format!("data-symbol=\"{}\"", symbol.id());
            formulas.iter().any(|formula| formula.contains(&mark))
        };
        let used =
            |symbol: &Symbol| letters.contains(symbol) || shown.contains(symbol) || in_formula(*symbol);
        Symbol::ALL.iter().copied().filter(used).collect::<Vec<_>>()
    });
    view! {
        <section class="prose" on:click=move |ev| follow(stage.app, &ev)>
            {prose.iter().map(|of| passage(of, verdict)).collect_view()}
            <When on=move |()| scale.get() != Scale::One>
                <p class="hint" data-testid="scaled">
                    {text!(stage.scaled, scale = scale.get().name(), behind = scale.get().behind())}
                </p>
            </When>
        </section>
        <Later><Letters symbols=all_letters /></Later>
        <Later>{beside.run()}</Later>
    }
}

/// The summary of this run, with its numbers, and papers to read on in.
pub fn end(seen: Signal<String>, papers: &'static [Paper]) -> AnyView {
    view! { <Seen seen papers /> }.into_any()
}
