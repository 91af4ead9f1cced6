//! The list of the letters of a page, with their meanings.

use leptos::prelude::*;

use super::text;
use crate::app::use_app;
use crate::i18n::*;
use crate::names;
use crate::trace::Symbol;

/// The letters of a page with their meanings. A letter that is pointed at, or focused, lights up wherever it stands.
#[component]
pub fn Letters(
    /// The symbols of the page.
    #[prop(into)]
    symbols: Signal<Vec<Symbol>>,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let letter = move |symbol: Symbol| {
        view! {
            <dt>
                <button class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id() aria-label=symbol.spoken() data-testid=format!("symbol-{}", symbol.id())
                    on:focus=move |_| app.lit.set(Some(symbol)) on:blur=move |_| app.lit.set(None)>{symbol.glyph()}</button>
            </dt>
            <dd>{move || names::symbol(i18n.get_locale(), symbol)}</dd>
        }
    };
    view! {
        <section class="letters" aria-labelledby="letters">
            <h2 id="letters">{text!(letters.title)}</h2>
            <dl>{move || symbols.get().into_iter().map(letter).collect_view()}</dl>
            <p class="hint">{text!(letters.colours)}</p>
        </section>
    }
}
