//! The field in which a reader writes facts of their own.

use leptos::prelude::*;

use super::{When, text};
use crate::app::{Load, use_app};
use crate::erased::Memo;
use crate::i18n::*;

/// A line for each fact. What cannot be told is named and stays in the field; the facts before it stay on the stage.
#[component]
pub fn FactsField() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let facts = app.read(|s| s.source.given.facts.clone());
    let wrong = RwSignal::new(None);
    let lines = Memo::new(move || {
        let text = facts.get();
        match app.inputs.get() {
            Load::Ready(makes) => (makes.lines)(&text, i18n.get_locale()),
            _ => text,
        }
    });
    // What is being typed, and the facts that it stands for or was typed over: it stays as it is until they are others.
    let typed = RwSignal::new(None::<(String, String)>);
    let shown = move || {
        let own = typed.with(|typed| {
            let (text, of) = typed.as_ref()?;
            facts.with(|facts| facts == of).then(|| text.clone())
        });
        own.unwrap_or_else(|| lines.get())
    };
    // Facts are told as they are typed. A line that is not done yet is no mistake.
    let tell = move |ev, done: bool| {
        let text = event_target_value(&ev);
        let Some(makes) = app.inputs.get_untracked() else { return };
        match (makes.check)(&text) {
            Ok(()) => {
                wrong.set(None);
                let joined = text.lines().map(str::trim).filter(|line| !line.is_empty());
                let joined = joined.collect::<Vec<_>>().join(";");
                typed.set((!done).then(|| (text, joined.clone())));
                app.change(|s| s.source.given.facts = joined);
            }
            Err(why) => {
                typed.set(Some((text, facts.get_untracked())));
                if done {
                    wrong.set(Some(why));
                }
            }
        }
    };
    let complaint = move || wrong.get().map(|why| why.read(i18n.get_locale()));
    view! {
        <label class="knob facts">
            <span>{text!(input.own_facts)}</span>
            <textarea data-testid="facts" rows="4" spellcheck="false" prop:value=shown
                aria-invalid=move || wrong.with(Option::is_some).to_string() on:input=move |ev| tell(ev, false) on:change=move |ev| tell(ev, true)></textarea>
            <When on=move |()| wrong.with(Option::is_some)>
                <span class="wrong" role="alert" data-testid="facts-wrong">{complaint} " " {text!(input.facts_kept)}</span>
            </When>
            <span class="hint">{text!(input.own_hint)}</span>
        </label>
    }
}
