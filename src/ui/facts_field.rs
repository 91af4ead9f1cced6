//! The field in which a reader writes facts of their own.

use leptos::prelude::*;

use super::{When, text};
use crate::app::{Load, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::text::Text;

/// What is being typed. It stays as it is until the facts are others.
#[derive(Clone)]
struct Draft {
    text: String,
    /// The facts that it says, or over which it was typed.
    of: String,
    /// Why it says none.
    wrong: Option<Text>,
}

/// A line for each fact. What cannot be told is named and stays in the field; the facts before it stay on the stage.
#[component]
pub fn FactsField() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let facts = app.read(|s| s.source.given.facts.clone());
    let lines = Memo::new(move || {
        let text = facts.get();
        match app.inputs.get() {
            Load::Ready(makes) => (makes.lines)(&text, i18n.get_locale()),
            _ => text,
        }
    });
    let draft = RwSignal::new(None::<Draft>);
    let held = move || draft.get().filter(|draft| facts.with(|facts| *facts == draft.of));
    let shown = move || held().map_or_else(|| lines.get(), |draft| draft.text);
    let wrong = move || held().and_then(|draft| draft.wrong);
    // Facts are told as they are typed.
    let tell = move |ev, done: bool| {
        let text = event_target_value(&ev);
        // A field that is taken off the page while it is typed in is told of, when all that it knew is gone.
        let Some(makes) = app.inputs.get_untracked().filter(|_| !draft.is_disposed()) else { return };
        draft.set(match (makes.held)(&text) {
            Ok(of) => {
                app.change(|s| s.source.given.facts.clone_from(&of));
                (!done).then_some(Draft { text, of, wrong: None })
            }
            Err(why) => {
                // A line that is not done yet is no mistake.
                let wrong = if done { Some(why) } else { untrack(wrong) };
                Some(Draft { text, of: facts.get_untracked(), wrong })
            }
        });
    };
    let complaint = move || wrong().map(|why| why.read(i18n.get_locale()));
    view! {
        <label class="knob facts">
            <span>{text!(input.own_facts)}</span>
            <textarea data-testid="facts" rows="4" spellcheck="false" prop:value=shown
                aria-invalid=move || wrong().is_some().to_string() on:input=move |ev| tell(ev, false) on:change=move |ev| tell(ev, true)></textarea>
            <When on=move |()| wrong().is_some()>
                <span class="wrong" role="alert" data-testid="facts-wrong">{complaint} " " {text!(input.facts_kept)}</span>
            </When>
            <span class="hint">{text!(input.own_hint)}</span>
        </label>
    }
}
