use leptos::prelude::*;

use super::{OpenPage, When, text};
use crate::app::{App, use_app};
use crate::browser::page;
use crate::i18n::*;
use crate::lessons::{Arriving, Page};
use crate::scenario::{Lang, Theme};
use crate::trace::Symbol;

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
    Effect::new(move || i18n.set_locale(locale(lang.get())));
    Effect::new(move || {
        document().set_title(&format!("{} · Deltascope", open.get().name(i18n.get_locale())))
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
                        on:click=move |ev| go(app, &ev, *page)>{move || page.name(i18n.get_locale())}</a>
                }).collect_view()}
            </nav>
            <button data-testid="lang" lang=move || other(lang.get()).tag() on:click=move |_| app.change(|s| s.lang = Some(other(lang.get_untracked())))>
                {move || match lang.get() { Lang::En => "中文", Lang::Zh => "English" }}
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
    view! {
        <When on=move |()| !app.corrections.with(Vec::is_empty)>
            <aside class="note" role="status" data-testid="note" aria-label=text!(shell.notes)>
                <ul>
                    {move || app.corrections.get().into_iter().map(|c| {
                        let (key, given, used) = (c.key, c.given, c.used);
                        view! { <li>{text!(shell.corrected, key = key, given = given.clone(), used = used.clone())}</li> }
                    }).collect_view()}
                </ul>
                <button on:click=move |_| app.corrections.set(Vec::new())>{text!(ui.dismiss)}</button>
            </aside>
        </When>
    }
}

const fn locale(lang: Lang) -> Locale {
    match lang {
        Lang::En => Locale::en,
        Lang::Zh => Locale::zh_CN,
    }
}

const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// The address of a page with everything else as it stands.
pub fn link(app: App, page: Page) -> String {
    app.scenario.with(|s| format!("?{}", s.at_page(page).write()))
}

/// Opens a page without a new request, unless the reader asks for another tab.
pub fn go(app: App, ev: &leptos::ev::MouseEvent, page: Page) {
    if ev.ctrl_key() || ev.meta_key() || ev.shift_key() {
        return;
    }
    ev.prevent_default();
    open(app, page);
}

/// Opens a page from its top.
pub fn open(app: App, page: Page) {
    app.change(|s| *s = s.at_page(page));
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
