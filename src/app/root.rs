//! The root component: everything that is on the page.

use leptos::prelude::*;
use leptos_use::{use_document, use_event_listener};

use super::history::follow_url;
use super::open_page::Arriving;
use super::shell::Shell;
use super::state::App;
use crate::browser::page;
use crate::i18n::*;
use crate::lab::Bench;
use crate::pages::Page;
use crate::scenario::Kind;
use crate::ui::symbol_rules;

/// The whole page.
#[component]
pub fn Deltascope(
    /// Fetches the contents of a page when it is first opened.
    view: fn(Page) -> Arriving,
) -> impl IntoView {
    let app = App::new();
    provide_context(app);
    let bench = Bench::keeping();
    provide_context(bench);
    let _ = use_event_listener(use_document(), leptos::ev::visibilitychange, move |_| {
        bench.hidden(page::is_hidden())
    });
    follow_url(app);
    Effect::new(move || {
        if app.scenario.with(|s| matches!(s.kind(), Kind::Sentence(_))) {
            app.fetch_sentences();
        }
    });
    let theme = app.read(|s| s.theme);
    Effect::new(move || page::set_root_attribute("data-theme", theme.get().map(crate::knobs::Named::id)));
    Effect::new(move || page::set_root_attribute("data-lit", app.lit.get().map(|symbol| symbol.id())));
    view! {
        <style>{symbol_rules()}</style>
        <I18nContextProvider set_lang_attr_on_html=true>
            <Shell view />
        </I18nContextProvider>
    }
}
