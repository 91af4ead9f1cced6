//! What explains itself: the letters and terms of the page, found under a pointer or a focus, and the tooltip beside them.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// A letter or a term. A letter in the name of a lane is part of a button, which does something else.
const MARK: &str = ".sym[data-symbol]:not(.lane-switch *),[data-term]";
/// What takes the focus for all letters in it: the formulas of a passage, a line of code, a scale for those of its name. A scale that is
/// dragged is not covered.
const HOLDERS: &str = ".eq,.code code,.slider input:focus-visible";
/// The id of the tooltip.
pub const TOOLTIP: &str = "explained";
/// Between a mark and its tooltip, and between the tooltip and the end of the window, in CSS pixels. `style/ui.css` bridges the
/// first, so that a pointer can move over.
const GAP: f64 = 6.0;

/// An element that explains itself.
#[derive(Clone, PartialEq)]
pub struct Mark(Element);

/// What a mark is.
pub enum Kind {
    /// A letter: the id of its symbol.
    Symbol(String),
    /// A term of the glossary.
    Term(String),
}

impl Mark {
    /// The letter or the term around what an event meets.
    pub fn under(event: &Event) -> Option<Self> {
        target(event)?.closest(MARK).ok()?.map(Self)
    }

    /// What explains itself on focus: a letter, a term, or all letters of formulas, of a line of code and of a scale's name.
    pub fn in_focus(event: &Event) -> Option<Self> {
        Some(target(event)?)
            .filter(|at| [MARK, HOLDERS].iter().any(|of| at.matches(of) == Ok(true)))
            .map(Self)
            .filter(|mark| !mark.kinds().is_empty())
    }

    /// What it is; of several letters each once.
    pub fn kinds(&self) -> Vec<Kind> {
        if let Some(term) = self.0.get_attribute("data-term") {
            return vec![Kind::Term(term)];
        }
        let mut ids: Vec<String> = self.0.get_attribute("data-symbol").into_iter().collect();
        let named = self.0.closest("label").ok().flatten();
        if let Ok(inside) = named.as_ref().unwrap_or(&self.0).query_selector_all(MARK) {
            let all = (0..inside.length()).filter_map(|i| inside.item(i)?.dyn_into::<Element>().ok());
            for id in all.filter_map(|letter| letter.get_attribute("data-symbol")) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        ids.into_iter().map(Kind::Symbol).collect()
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Whether an event meets the tooltip itself.
pub fn meets_tooltip(event: &Event) -> bool {
    target(event).and_then(|at| at.closest(".explained").ok().flatten()).is_some()
}

/// Shows `html` in the tooltip beside a mark: below it, or above where there is no room, and never out of the window.
pub fn show(tooltip: &HtmlElement, html: &str, Mark(mark): &Mark) {
    hide(tooltip);
    tooltip.set_inner_html(html);
    let _ = tooltip.remove_attribute("hidden");
    let _ = mark.set_attribute("aria-describedby", TOOLTIP);
    let Some(root) = document().document_element() else { return };
    let (wide, high) = (f64::from(root.client_width()), f64::from(root.client_height()));
    let (at, own) = (mark.get_bounding_client_rect(), tooltip.get_bounding_client_rect());
    let left = at.left() + (at.width() - own.width()) / 2.0;
    let left = left.min(wide - own.width() - GAP).max(GAP);
    let (above, below) = (at.top() - GAP - own.height(), at.bottom() + GAP);
    let top = if below + own.height() > high && above > 0.0 { above } else { below };
    let scrolled = |by: Result<f64, _>| by.unwrap_or(0.0);
    let (x, y) = (scrolled(window().scroll_x()), scrolled(window().scroll_y()));
    let _ = tooltip.set_attribute("style", &format!("left:{}px;top:{}px", left + x, top + y));
}

/// Hides the tooltip.
pub fn hide(tooltip: &HtmlElement) {
    // Without a place of its own it is as wide as its text, wherever it stood before.
    let _ = tooltip.remove_attribute("style");
    let _ = tooltip.set_attribute("hidden", "");
    // Words that nobody sees would stay in the language in which they were told.
    tooltip.set_inner_html("");
    let described = document().query_selector(&format!("[aria-describedby={TOOLTIP}]"));
    if let Ok(Some(mark)) = described {
        let _ = mark.remove_attribute("aria-describedby");
    }
}
