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

    /// What it says, each letter of ours apart from what stands around it.
    fn pieces(&self) -> Vec<(Option<Symbol>, String)> {
        let mut pieces: Vec<(Option<Symbol>, String)> = Vec::new();
        let mut before = ' ';
        let mut rest = self.code.chars().peekable();
        while let Some(letter) = rest.next() {
            // The letters of a word are no symbols; capitals side by side are a product.
            let alone = ![Some(&before), rest.peek()].into_iter().flatten().any(char::is_ascii_lowercase);
            let symbol = Symbol::from_letter(letter).filter(|_| alone);
            match pieces.last_mut() {
                Some((None, text)) if symbol.is_none() => text.push(letter),
                _ => pieces.push((symbol, letter.to_string())),
            }
            before = letter;
        }
        pieces
    }
}

/// What the stage carries out, line by line; the line in hand is lit.
#[component]
pub fn Code(
    #[prop(into)] lines: Signal<Vec<Line>>,
    /// The line that is being carried out, from 0.
    #[prop(into)]
    now: Signal<Option<usize>>,
    /// How many lines from there on one step of the stage carries out.
    #[prop(into, default = Signal::derive(|| 1))]
    together: Signal<usize>,
    /// Tells one listing of a page from another.
    #[prop(into)]
    testid: String,
) -> impl IntoView {
    let app = use_app();
    let name = testid.clone();
    let line = move |number: usize, line: Line| {
        let makes = line.makes;
        let id = makes.map(Symbol::id);
        let here = move || now.get().is_some_and(|first| (first..first + together.get()).contains(&number));
        let piece = |(symbol, text): (Option<Symbol>, String)| {
            let id = symbol.map(Symbol::id);
            view! { <span class=id.map(|id| format!("sym sym-{id}")) data-symbol=id>{text}</span> }
        };
        view! {
            <li class=id.map(|id| format!("sym-{id}-cells")) data-symbol=id class:now=here aria-current=move || here().then_some("step")>
                <code tabindex=id.map(|_| "0") data-testid=format!("{name}-{number}")
                    on:focus=move |_| app.lit.set(makes) on:blur=move |_| app.lit.set(None)>
                    {line.pieces().into_iter().map(piece).collect_view()}
                </code>
            </li>
        }
    };
    view! {
        <ol class="code" aria-label=text!(ui.code) data-testid=testid>
            {move || lines.get().into_iter().enumerate().map(|(number, of)| line(number, of)).collect_view()}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_apart_and_words_and_indices_do_not() {
        let pieces = |code: &str| {
            let all = Line::around(code).pieces();
            assert_eq!(all.iter().map(|(_, text)| text.as_str()).collect::<String>(), code);
            all.into_iter().filter_map(|(symbol, _)| symbol).collect::<Vec<_>>()
        };
        assert_eq!(pieces("  A[i,j] += Q[i,l]·K[j,l]"), [Symbol::A, Symbol::Q, Symbol::K]);
        assert_eq!(pieces("A = softmax(A)"), [Symbol::A, Symbol::A]);
        assert_eq!(pieces("L = tril(QKᵀ)"), [Symbol::L, Symbol::Q, Symbol::K]);
        assert_eq!(pieces("S += vₜ kₜᵀ"), [Symbol::S, Symbol::V, Symbol::K]);
        assert_eq!(pieces("for l, for c:"), []);
    }
}
