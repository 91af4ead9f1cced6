//! The map of pages: every page by chapter, in reading order, with the question that it answers and what it shows.

use leptos::prelude::*;

use crate::app::{go, link, page_name, use_app};
use crate::i18n::*;
use crate::names;
use crate::pages::Page;
use crate::ui::text;

macro_rules! questions {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        /// The question of a page, and what it shows.
        fn about(locale: Locale, page: Page) -> [&'static str; 2] {
            match page { $(Page::$page => [td_string!(locale, $slug.asks), td_string!(locale, $slug.description)],)* }
        }
    };
}

for_each_page!(questions);

/// Every page but this one.
#[component]
pub fn Overview() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let page = move |page: &'static Page| {
        let page = *page;
        let says = move |which: usize| move || about(i18n.get_locale(), page)[which];
        view! {
            <li data-testid=format!("way-{}", page.slug())>
                <a href=move || link(app, page) on:click=move |ev| go(app, &ev, page)>
                    <b>{move || page_name(i18n.get_locale(), page)}</b> " " <span>{says(0)}</span>
                </a>
                <p>{says(1)}</p>
            </li>
        }
    };
    let chapter = move |pages: &'static [Page]| {
        let id = pages[0].chapter();
        view! {
            <li>
                <h3>{move || names::chapter(i18n.get_locale(), id)}</h3>
                <ol>{pages.iter().map(page).collect_view()}</ol>
            </li>
        }
    };
    view! {
        <section class="overview">
            <h2>{text!(start.path)}</h2>
            <ol>{Page::chapters().filter(|pages| !pages.contains(&Page::Start)).map(chapter).collect_view()}</ol>
        </section>
    }
}
