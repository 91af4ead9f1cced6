use leptos::prelude::*;

use super::text;
use crate::app::use_app;
use crate::i18n::*;
use crate::trace::Symbol;

/// What the letters of a page mean. To point at one, or to focus it, lights what it stands for.
#[component]
pub fn Letters(symbols: &'static [Symbol]) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let letter = move |symbol: Symbol| {
        view! {
            <dt>
                <button class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id() aria-label=symbol.spoken() data-testid=format!("symbol-{}", symbol.id())
                    on:focus=move |_| app.lit.set(Some(symbol)) on:blur=move |_| app.lit.set(None)>{symbol.glyph()}</button>
            </dt>
            <dd>{move || meaning(i18n.get_locale(), symbol)}</dd>
        }
    };
    view! {
        <section class="letters" aria-labelledby="letters">
            <h2 id="letters">{text!(symbol.title)}</h2>
            <dl>{symbols.iter().map(|symbol| letter(*symbol)).collect_view()}</dl>
        </section>
    }
}

/// A symbol's sentence.
pub fn meaning(locale: Locale, symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Q => td_string!(locale, symbol.q),
        Symbol::K => td_string!(locale, symbol.k),
        Symbol::V => td_string!(locale, symbol.v),
        Symbol::O => td_string!(locale, symbol.o),
        Symbol::S => td_string!(locale, symbol.s),
        Symbol::A => td_string!(locale, symbol.a),
        Symbol::P => td_string!(locale, symbol.p),
        Symbol::R => td_string!(locale, symbol.r),
        Symbol::E => td_string!(locale, symbol.e),
        Symbol::L => td_string!(locale, symbol.l),
        Symbol::W => td_string!(locale, symbol.w),
        Symbol::U => td_string!(locale, symbol.u),
        Symbol::Beta => td_string!(locale, symbol.beta),
        Symbol::Gamma => td_string!(locale, symbol.gamma),
    }
}
