//! The root component: everything that is on the page.

use leptos::prelude::*;

use super::brought::Restore;
use super::history::follow_url;
use super::lasting::provide_root;
use super::open_page::{Arrived, Arriving};
use super::shell::Shell;
use super::state::{App, here, use_app};
use crate::browser::{page, turns};
use crate::erased::effect;
use crate::i18n::provide_i18n;
use crate::names::Language;
use crate::pages::Page;
use crate::ui::{Later, symbol_rules};

/// Starts the program: once the piece of the open page is here, it takes the place of the text that the HTML file brought along.
pub fn start(view: fn(Page) -> Arriving, restore: Restore) {
    // Leptos has no spawner before it is mounted.
    wasm_bindgen_futures::spawn_local(async move {
        let page = here().0.page;
        let first = (page, view(page).await.ok());
        turns::build(move |place| {
            leptos::mount::mount_to(place, move || view! { <Deltascope view first restore /> }).forget()
        });
    });
}

/// The whole page.
#[component]
fn Deltascope(
    /// Fetches the contents of a page when it is first opened.
    view: fn(Page) -> Arriving,
    /// The page that opens first, and what shows it.
    first: Arrived,
    /// Fetches what brings back a reader's own files.
    restore: Restore,
) -> impl IntoView {
    let app = App::new(restore);
    provide_context(app);
    provide_root();
    provide_i18n(app.lang());
    view! { <Later><InStep view first /></Later> }
}

/// The shell, and what goes along with the state: the address, the tokens in hand, and what the style sheet asks the root element.
#[component]
fn InStep(view: fn(Page) -> Arriving, first: Arrived) -> impl IntoView {
    let app = use_app();
    follow_url(app);
    let input = app.read(|s| (s.kind(), s.source.given.numbers.clone()));
    effect(move || {
        input.with(|_| ());
        app.fetch_input();
    });
    let lang = app.lang();
    effect(move || page::set_root_attribute("lang", Some(Language::of(lang.get()).tag)));
    // It runs at once, and so ahead of every picture that is drawn in the colours of the theme.
    let paint = RenderEffect::new(move |_| {
        page::set_root_attribute("data-theme", app.theme.get().map(crate::knobs::Named::id))
    });
    on_cleanup(move || drop(paint));
    // Now, while nothing has been built that a browser would have to style before it can tell a colour.
    app.palette.with_untracked(|_| ());
    effect(move || page::set_root_attribute("data-lit", app.lit.get().map(|symbol| symbol.id())));
    effect(move || page::set_root_attribute("data-play", app.station.get().is_none().then_some("")));
    view! {
        <style>{symbol_rules()}</style>
        <Later><Shell view first /></Later>
    }
}
