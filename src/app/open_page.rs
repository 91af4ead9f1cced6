//! The place of the open page, and the wait for its piece of the wasm.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{link, use_app};
use crate::browser::style;
use crate::erased::effect;
use crate::pages::Page;
use crate::ui::text;

/// The function that shows a page.
pub type Shows = Result<fn() -> AnyView, SplitLoaderError>;

/// The same, once its piece of the wasm is here.
pub type Arriving = Pin<Box<dyn Future<Output = Shows>>>;

/// A page, and the function that shows it; nothing where its piece could not be fetched.
pub type Arrived = (Page, Option<fn() -> AnyView>);

/// The open page, whose piece of the wasm is fetched when the page is first opened.
///
/// While it is on its way its place is kept; where it does not arrive, this says so and offers to try again.
#[component]
pub fn OpenPage(
    /// Fetches what a page shows.
    view: fn(Page) -> Arriving,
    /// The page that opens first.
    first: Arrived,
) -> impl IntoView {
    let app = use_app();
    let open = app.read(|s| s.page);
    // The page that has arrived last.
    let arrived = RwSignal::new(first);
    let fetch = Callback::new(move |page: Page| {
        let (arriving, style) = (view(page), style::ask_for_later());
        leptos::task::spawn_local(async move {
            let view = arriving.await.ok();
            style.arrives().await;
            arrived.set((page, view));
        });
    });
    effect(move || {
        let open = open.get();
        if open != arrived.get_untracked().0 {
            fetch.run(open);
        }
    });
    move || match arrived.get() {
        // While another page is on its way, the one before is still what has arrived.
        (page, view) if page == open.get() => view.map_or_else(|| failed(page, fetch), |view| view()),
        _ => view! { <p class="wait arriving" role="status">{text!(shell.arriving)}</p> }.into_any(),
    }
}

/// What stands in the place of a page that could not be fetched.
fn failed(page: Page, fetch: Callback<Page>) -> AnyView {
    let app = use_app();
    view! {
        <div class="note" role="alert" data-testid="page-failed">
            <p>{text!(shell.page_failed)}</p>
            <button data-testid="page-again" on:click=move |_| fetch.run(page)>{text!(input.again)}</button>
            <a href=link(app, page) data-testid="page-reload">{text!(shell.reload)}</a>
        </div>
    }
    .into_any()
}
