//! What stands around the open page: header, notes and footer.

use leptos::prelude::*;

use super::open_page::{Arriving, OpenPage};
use super::{go, link, page_name, use_app};
use crate::browser::page;
use crate::i18n::*;
use crate::names::{LANGUAGES, Language};
use crate::pages::Page;
use crate::scenario::Theme;
use crate::trace::Symbol;
use crate::ui::{When, text};

/// Header, notes, the open page and footer.
#[component]
pub fn Shell(
    /// What the pages show.
    view: fn(Page) -> Arriving,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let open = app.read(|s| s.page);
    let lang = app.lang();
    // The texts follow the scenario.
    Effect::new(move || i18n.set_locale(lang.get()));
    Effect::new(move || {
        document().set_title(&format!("{} · Deltascope", page_name(i18n.get_locale(), open.get())))
    });
    // Whatever names a symbol lights it, wherever it stands.
    let light = move |ev: leptos::ev::PointerEvent| {
        let id = page::symbol_under(&ev);
        let symbol = id.as_deref().and_then(Symbol::from_id);
        if symbol != app.lit.get_untracked() {
            app.lit.set(symbol);
        }
    };
    view! {
        <a class="skip" href="#main">{text!(shell.skip)}</a>
        <header class="top">
            <a class="brand" href=move || link(app, Page::Start) on:click=move |ev| go(app, &ev, Page::Start)>"Deltascope"</a>
            <nav aria-label=text!(shell.nav)>
                {Page::ALL.iter().map(|page| view! {
                    <a href=move || link(app, *page) data-testid=format!("nav-{}", page.slug())
                        aria-current=move || (open.get() == *page).then_some("page")
                        on:click=move |ev| go(app, &ev, *page)>{move || page_name(i18n.get_locale(), *page)}</a>
                }).collect_view()}
            </nav>
            <button data-testid="lang" lang=move || next(lang.get()).tag on:click=move |_| app.change(|s| s.lang = Some(next(lang.get_untracked()).locale))>
                {move || next(lang.get()).endonym}
            </button>
            <button data-testid="theme" aria-label=text!(shell.theme) title=text!(shell.theme)
                on:click=move |_| app.change(|s| s.theme = Some(match s.theme {
                    Some(Theme::Dark) => Theme::Light,
                    Some(Theme::Light) => Theme::Dark,
                    None if page::prefers_dark() => Theme::Light,
                    None => Theme::Dark,
                }))>"◐"</button>
        </header>
        <Notes />
        <main id="main" on:pointerover=light><OpenPage view /></main>
        <footer>
            <details>
                <summary>{text!(shell.about)}</summary>
                <p>{text!(shell.about_what)}</p>
                <p>{text!(shell.about_data)}</p>
                <p>{text!(shell.about_reference)}</p>
                <p>{text!(shell.about_licence)}</p>
            </details>
        </footer>
    }
}

/// What of the query string had to be changed, until it is dismissed.
#[component]
fn Notes() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    view! {
        <When on=move |()| !app.corrections.with(Vec::is_empty)>
            <aside class="note" role="status" data-testid="note" aria-label=text!(shell.notes)>
                <ul>
                    {move || app.corrections.get().into_iter().map(|correction| {
                        let says = correction.says();
                        view! { <li>{move || says.read(i18n.get_locale())}</li> }
                    }).collect_view()}
                </ul>
                <button on:click=move |_| app.corrections.set(Vec::new())>{text!(ui.dismiss)}</button>
            </aside>
        </When>
    }
}

/// The language after this one in their list; after the last the first.
fn next(locale: Locale) -> &'static Language {
    let at = LANGUAGES.iter().position(|language| language.locale == locale).unwrap_or_default();
    &LANGUAGES[(at + 1) % LANGUAGES.len()]
}
