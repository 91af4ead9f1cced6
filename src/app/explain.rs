//! Letters and terms explain themselves: one tooltip and one set of listeners for the whole page.
//!
//! The tooltip appears on hover and on focus, stays while the pointer is on it, and leaves on Escape (WCAG 1.4.13). A finger that
//! taps a letter shows it until it taps elsewhere.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos_use::{use_document, use_event_listener};

use super::use_app;
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
    let show = move || {
        let Some(tooltip) = node.get_untracked() else { return };
        match at.with_value(|at| at.pointer.clone().or_else(|| at.focus.clone())) {
            Some(mark) => marks::show(&tooltip, &told(i18n.get_locale_untracked(), &mark), &mark),
            None => marks::hide(&tooltip),
        }
    };
    let change = move |change: &dyn Fn(&mut At)| {
        at.update_value(change);
        show();
    };
    let document = use_document();
    let _ = use_event_listener(document, ev::pointerover, move |event| {
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
    let document = use_document();
    let _ = use_event_listener(document, ev::focusin, move |event| {
        change(&|at| at.focus = Mark::in_focus(&event));
    });
    let document = use_document();
    let _ = use_event_listener(document, ev::focusout, move |_| {
        if at.with_value(|at| at.focus.is_some()) {
            change(&|at| at.focus = None);
        }
    });
    let document = use_document();
    let _ = use_event_listener(document, ev::keydown, move |event| {
        if event.key() == "Escape" {
            change(&|at| *at = At { dismissed: at.pointer.take(), ..At::default() });
        }
    });
    view! { <div class="explained" id=TOOLTIP role="tooltip" data-testid="explained" node_ref=node hidden></div> }
}

/// What a mark means, as HTML: for each letter its glyph, its spoken name and its sentence; for a term its name and its sentence.
fn told(locale: Locale, mark: &Mark) -> String {
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
