//! Letters and terms explain themselves: one tooltip and one set of listeners for the whole page.
//!
//! The tooltip appears on hover and on focus, stays while the pointer is on it, and leaves on Escape (WCAG 1.4.13). A finger that
//! taps a letter shows it until it taps elsewhere.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use super::explanations::{Explanations, explanations};
use super::use_app;
use crate::browser::events::on_window;
use crate::browser::marks::{self, Kind, Mark, TOOLTIP};
use crate::browser::page;
use crate::i18n::*;
use crate::names;
use crate::trace::Symbol;

/// What is pointed at, what has the focus, and what was dismissed while the pointer was on it.
#[derive(Default)]
struct At {
    pointer: Option<Mark>,
    focus: Option<Mark>,
    dismissed: Option<Mark>,
}

/// The tooltip, and what makes it appear. Whatever names a symbol also lights it, wherever it stands.
#[component]
pub fn Explain() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let node: NodeRef<Div> = NodeRef::new();
    let at = StoredValue::new_local(At::default());
    // The texts come when the first is asked for.
    let texts = StoredValue::new(None::<Explanations>);
    let show = move || {
        let Some(tooltip) = node.get_untracked() else { return };
        let mark = at.with_value(|at| at.pointer.clone().or_else(|| at.focus.clone()));
        match mark.zip(texts.get_value()) {
            Some((mark, texts)) => {
                marks::show(&tooltip, &(texts.told)(i18n.get_locale_untracked(), &mark), &mark);
            }
            None => marks::hide(&tooltip),
        }
    };
    let fetch = move || {
        leptos::task::spawn_local(async move {
            if let Ok(arrived) = explanations().await {
                texts.set_value(Some(arrived));
                show();
            }
        });
    };
    let change = move |change: &dyn Fn(&mut At)| {
        at.update_value(change);
        let asked = at.with_value(|at| at.pointer.is_some() || at.focus.is_some());
        if asked && texts.with_value(Option::is_none) {
            fetch();
        }
        show();
    };
    on_window(ev::pointerover, move |event| {
        let symbol = page::symbol_under(&event).as_deref().and_then(Symbol::from_id);
        if marks::meets_tooltip(&event) {
            return;
        }
        if symbol != app.lit.get_untracked() {
            app.lit.set(symbol);
        }
        let mark = Mark::under(&event);
        let same = at.with_value(|at| match mark {
            Some(_) => at.pointer == mark || at.dismissed == mark,
            None => at.pointer.is_none() && at.dismissed.is_none(),
        });
        if !same {
            change(&|at| *at = At { pointer: mark.clone(), focus: at.focus.clone(), dismissed: None });
        }
    });
    on_window(ev::focusin, move |event| {
        change(&|at| at.focus = Mark::in_focus(&event));
    });
    on_window(ev::focusout, move |_| {
        if at.with_value(|at| at.focus.is_some()) {
            change(&|at| at.focus = None);
        }
    });
    on_window(ev::keydown, move |event| {
        if event.key() == "Escape" {
            change(&|at| *at = At { dismissed: at.pointer.take(), ..At::default() });
        }
    });
    view! { <div class="explained" id=TOOLTIP role="tooltip" data-testid="explained" node_ref=node hidden></div> }
}

/// What a mark means, as HTML: for each letter its glyph, its spoken name and its sentence; for a term its name and its sentence.
pub(super) fn told(locale: Locale, mark: &Mark) -> String {
    let line = |kind: Kind| match kind {
        Kind::Symbol(id) => {
            let Some(symbol) = Symbol::from_id(&id) else { return String::new() };
            let (glyph, spoken) = (symbol.glyph(), symbol.spoken());
            let spoken = if spoken == glyph { String::new() } else { [" <i>", spoken, "</i>"].concat() };
            let (glyph, sentence) =
                (["<b class=\"sym sym-", &id, "\">", glyph, "</b>"].concat(), names::symbol(locale, symbol));
            ["<p>", &glyph, &spoken, " ", sentence, "</p>"].concat()
        }
        Kind::Term(id) => {
            let (Some(name), Some(sentence)) = (names::term(locale, &id), names::term_sentence(locale, &id))
            else {
                return String::new();
            };
            ["<p><b>", name, "</b> ", sentence, "</p>"].concat()
        }
    };
    mark.kinds().into_iter().map(line).collect()
}
