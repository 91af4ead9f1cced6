//! The sheet of keys: every key of the page, opened by `?` or by its button.

use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;

use super::explanations::{Explanations, explanations};
use crate::browser::events::on_window;
use crate::browser::page;
use crate::i18n::*;
use crate::ui::text;

/// A text in the language in force.
type Says = fn(Locale) -> &'static str;

/// Some keys, and what they do.
type Does = (&'static str, Says);

/// Where keys do something, and what each does. Keys with a space between them do two things, or one each.
const SHEET: [(Says, &[Does]); 7] = [
    (
        |locale| td_string!(locale, keys.everywhere),
        &[
            ("?", |locale| td_string!(locale, keys.sheet)),
            ("Tab", |locale| td_string!(locale, keys.tab)),
            ("Esc", |locale| td_string!(locale, keys.escape)),
        ],
    ),
    (
        |locale| td_string!(locale, keys.walking),
        &[
            ("→ ␣", |locale| td_string!(locale, keys.on)),
            ("←", |locale| td_string!(locale, keys.back)),
            ("Home End", |locale| td_string!(locale, keys.walk_ends)),
        ],
    ),
    (
        |locale| td_string!(locale, keys.stepping),
        &[
            ("← →", |locale| td_string!(locale, keys.step)),
            ("␣", |locale| td_string!(locale, keys.play)),
            ("Home End", |locale| td_string!(locale, keys.ends)),
        ],
    ),
    (
        |locale| td_string!(locale, keys.controls),
        &[
            ("← → ↑ ↓", |locale| td_string!(locale, keys.adjust)),
            ("␣", |locale| td_string!(locale, keys.press)),
            ("Enter", |locale| td_string!(locale, keys.enter)),
        ],
    ),
    (|locale| td_string!(locale, keys.matrices), &[("← → ↑ ↓", |locale| td_string!(locale, keys.cell))]),
    (
        |locale| td_string!(locale, keys.tips),
        &[
            ("← → ↑ ↓", |locale| td_string!(locale, keys.tip)),
            ("Esc", |locale| td_string!(locale, keys.release_tip)),
        ],
    ),
    (
        |locale| td_string!(locale, keys.charts),
        &[
            ("← →", |locale| td_string!(locale, keys.sizes)),
            ("↑ ↓", |locale| td_string!(locale, keys.lines)),
            ("Esc", |locale| td_string!(locale, keys.release)),
        ],
    ),
];

/// The sheet as HTML. It is a list of constant texts, so it needs no view for each.
pub(super) fn sheet(locale: Locale) -> String {
    let mut html = String::new();
    for (place, does) in SHEET {
        html += &["<h3>", place(locale), "</h3><dl>"].concat();
        for (keys, what) in does {
            html += "<dt>";
            for key in keys.split(' ') {
                let key = if key == "␣" { td_string!(locale, keys.space) } else { key };
                html += &["<kbd>", key, "</kbd>"].concat();
            }
            html += &["</dt><dd>", what(locale), "</dd>"].concat();
        }
        html += "</dl>";
    }
    html + "<p>" + td_string!(locale, keys.touch) + "</p>"
}

/// The button that opens the sheet of keys, and the sheet. Escape closes it, and the browser gives the focus back.
#[component]
pub fn KeySheet() -> impl IntoView {
    let i18n = use_i18n();
    let dialog: NodeRef<Dialog> = NodeRef::new();
    // The texts come when the sheet is first opened.
    let texts = RwSignal::new(None::<Explanations>);
    let open = move || {
        leptos::task::spawn_local(async move {
            if texts.get_untracked().is_none() {
                texts.set(explanations().await.ok());
            }
            if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
                // It fails only where the sheet stands open already.
                let _ = dialog.show_modal();
            }
        });
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    on_window(leptos::ev::keydown, move |ev: KeyboardEvent| {
        if ev.key() == "?" && !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() && !page::is_typing() {
            ev.prevent_default();
            open();
        }
    });
    view! {
        <button type="button" data-testid="keys" aria-haspopup="dialog" aria-label=text!(keys.title) title=text!(keys.title)
            on:click=move |_| open()>"?"</button>
        // Its keys are its own: arrows and space must not step the lesson behind it.
        <dialog node_ref=dialog class="keys" aria-labelledby="keys-title" data-testid="key-sheet" closedby="any"
            on:keydown=|ev| ev.stop_propagation()>
            <h2 id="keys-title">{text!(keys.title)}</h2>
            <button type="button" data-testid="keys-close" autofocus on:click=close>{text!(shell.close)}</button>
            <div inner_html=move || texts.get().map(|texts| (texts.keys)(i18n.get_locale()))></div>
        </dialog>
    }
}
