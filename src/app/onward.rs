//! The end of every page: the page before it and the page after it, in reading order.

use leptos::prelude::*;

use super::{go, link, page_name, use_app};
use crate::i18n::*;
use crate::pages::Page;
use crate::ui::text;

/// Links to the page before and the page after.
#[component]
pub fn Onward() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let open = app.read(|s| s.page);
    let way = move |page: Page, way: &'static str, says: Signal<String>| {
        view! {
            <a class=way rel=way href=move || link(app, page) data-testid=format!("page-{way}") on:click=move |ev| go(app, &ev, page)>
                <span>{says}</span> " " <b>{move || page_name(i18n.get_locale(), page)}</b>
            </a>
        }
    };
    view! {
        <nav class="onward" aria-label=text!(shell.onward)>
            {move || open.get().before().map(|page| way(page, "prev", text!(shell.page_before)))}
            {move || open.get().after().map(|page| way(page, "next", text!(shell.page_after)))}
        </nav>
    }
}
