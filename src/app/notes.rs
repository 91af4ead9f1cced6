//! The notes about the address, at the top of the page. They are a piece of the wasm of their own: few addresses need them.

use leptos::prelude::*;

use super::{Shows, corrected, use_app};
use crate::i18n::*;
use crate::text::Text;
use crate::ui::{Part, When, text};

/// Fetches them.
#[leptos::wasm_split::wasm_split(notes, wasm_split_path = ::leptos::wasm_split, fallible)]
fn notes() -> Shows {
    Ok(|| view! { <List /> }.into_any())
}

/// What of the query string had to be changed, until it is dismissed.
#[component]
pub fn Notes() -> impl IntoView {
    let app = use_app();
    view! {
        <When on=move |()| !app.corrections.with(Vec::is_empty)><Part fetch=notes class="notes" /></When>
    }
}

#[component]
fn List() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let lang = app.lang();
    // As it is when the address is read: what a reader sets later is not what the address was corrected to.
    let all = move || {
        let reader = (lang.get_untracked(), app.shown_theme());
        let says = |all: &Vec<_>| app.scenario.with_untracked(|set| corrected::says(set, reader, all));
        let item = |text: Text| view! { <li>{move || text.read(i18n.get_locale())}</li> };
        app.corrections.with(says).into_iter().map(item).collect_view()
    };
    view! {
        <aside class="note" role="status" data-testid="note" aria-label=text!(shell.notes)>
            <ul>{all}</ul>
            <button on:click=move |_| app.corrections.set(Vec::new())>{text!(ui.dismiss)}</button>
        </aside>
    }
}
