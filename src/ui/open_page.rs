use leptos::prelude::*;

use super::shell::link;
use super::text;
use crate::app::{Load, use_app};
use crate::lessons::{Arriving, Page};

/// The open page, whose piece of the wasm is fetched when the page is first opened.
///
/// While it is on its way its place is kept; where it does not arrive, this says so and offers to try again.
#[component]
pub fn OpenPage(
    /// Fetches what a page shows.
    view: fn(Page) -> Arriving,
) -> impl IntoView {
    let app = use_app();
    let open = app.read(|s| s.page);
    let shown = RwSignal::new(Load::Pending);
    let fetch = move |page| {
        shown.set(Load::Pending);
        leptos::task::spawn_local(async move {
            let arrived = view(page).await;
            // The reader may have gone on to another page meanwhile.
            if open.get_untracked() == page {
                shown.set(arrived.map_or_else(|error| Load::Failed(error.to_string()), Load::Ready));
            }
        });
    };
    Effect::new(move || fetch(open.get()));
    move || {
        match shown.get() {
        Load::Pending => view! { <p class="wait arriving" role="status">{text!(shell.arriving)}</p> }.into_any(),
        Load::Ready(view) => view(),
        Load::Failed(_) => view! {
            <div class="note" role="alert" data-testid="page-failed">
                <p>{text!(shell.page_failed)}</p>
                <button data-testid="page-again" on:click=move |_| fetch(open.get_untracked())>{text!(input.again)}</button>
                <a href=link(app, open.get_untracked()) data-testid="page-reload">{text!(shell.reload)}</a>
            </div>
        }
        .into_any(),
    }
    }
}
