//! The header: the name, the chapters with their pages, what can be done with the open page, and the reader's own settings.
//!
//! At a desk every page stands in it. On a phone one button names the open page and its chapter, and opens the list: an element
//! with `popover`, which the browser itself opens and closes, so it works before the program is here.

use leptos::prelude::*;

use super::at_rest::tools;
use super::{go, link, page_name, use_app};
use crate::browser::page;
use crate::i18n::*;
use crate::names::{self, LANGUAGES, Language};
use crate::pages::Page;
use crate::scenario::{Scenario, Theme, address};
use crate::ui::{Later, text};

/// The id of the list of pages.
const LIST: &str = "pages";

/// The header of every page.
#[component]
pub fn Header() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let open = app.read(|s| s.page);
    let chapter_name = move |page: Page| names::chapter(i18n.get_locale(), page.chapter());
    let name = move |page: Page| page_name(i18n.get_locale(), page);
    // A chapter that is called like its page is not named twice.
    let of_chapter = move || Some(chapter_name(open.get())).filter(|chapter| *chapter != name(open.get()));
    let page_link = move |page: &'static Page| {
        view! {
            <a href=move || link(app, *page) data-testid=format!("nav-{}", page.slug())
                aria-current=move || (open.get() == *page).then_some("page")
                on:click=move |ev| go(app, &ev, *page)>{move || name(*page)}</a>
        }
    };
    let chapter = move |pages: &'static [Page]| {
        view! {
            <li><span>{move || chapter_name(pages[0])}</span> <div>{pages.iter().map(page_link).collect_view()}</div></li>
        }
    };
    // A frame in somebody else's page leads to this moment in full.
    let framed = app.read(|s| s.embed);
    let brand = move || match framed.get() {
        true => app.set.with(|s| address::write(&Scenario { embed: false, ..s.clone() })),
        false => link(app, Page::Start),
    };
    // On a phone the list hangs from its button, which moves when the upper row of the header scrolls away.
    let hangs = RwSignal::new(None::<f64>);
    view! {
        <header class="top">
            <a class="brand" target=move || framed.get().then_some("_blank") href=brand
                on:click=move |ev| if !framed.get_untracked() { go(app, &ev, Page::Start) }>"Deltascope"</a>
            <nav aria-label=text!(shell.nav)>
                <button type="button" class="menu" data-testid="menu" popovertarget=LIST
                    on:click=move |ev| hangs.set(page::bottom_of(&ev))>
                    <span>{of_chapter}</span> <b>{move || name(open.get())}</b>
                </button>
                <ul class="pages" id=LIST popover="auto" style:top=move || hangs.get().map(|y| format!("{}px", y + 6.0)) on:click=|_| page::hide_popover(LIST)>
                    {Page::chapters().map(chapter).collect_view()}
                </ul>
            </nav>
            <Later>{tools()}</Later>
            <div class="tools">
                <Later>
                    <LanguageButton />
                    <ThemeButton />
                </Later>
            </div>
        </header>
    }
}

/// Goes on to the next language.
#[component]
fn LanguageButton() -> impl IntoView {
    let app = use_app();
    let lang = app.lang();
    let other = move || next(lang.get());
    view! {
        <button type="button" data-testid="lang" lang=move || other().tag on:click=move |_| app.choose_lang(untrack(other).locale)>
            {move || other().endonym}
        </button>
    }
}

/// Dark becomes light, and light dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let app = use_app();
    let other = move || match app.shown_theme() {
        Theme::Dark => Theme::Light,
        Theme::Light => Theme::Dark,
    };
    view! {
        <button type="button" data-testid="theme" aria-label=text!(shell.theme) title=text!(shell.theme)
            on:click=move |_| app.choose_theme(other())>"◐"</button>
    }
}

/// The language after this one in their list; after the last the first.
fn next(locale: Locale) -> &'static Language {
    let at = LANGUAGES.iter().position(|language| language.locale == locale).unwrap_or_default();
    &LANGUAGES[(at + 1) % LANGUAGES.len()]
}
