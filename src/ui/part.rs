//! A part of a page whose code is a piece of the wasm of its own.

use leptos::prelude::*;

use super::{When, text};
use crate::app::Arriving;
use crate::browser::page;

/// A part of a page that is fetched once the page is at rest.
#[component]
pub fn Part(
    /// Fetches what it shows.
    fetch: fn() -> Arriving,
    /// The class of its place, which keeps room for it.
    class: &'static str,
    /// What stands there until it has arrived.
    #[prop(optional, into)]
    before: ViewFn,
) -> impl IntoView {
    // What has arrived: nothing yet, or nothing at all.
    let shows = RwSignal::new(None::<Option<fn() -> AnyView>>);
    let ask = move || {
        leptos::task::spawn_local(async move {
            let arrived = fetch().await.ok();
            // The page may have been left meanwhile.
            shows.try_set(Some(arrived));
        });
    };
    page::when_idle(ask);
    let failed = move |()| shows.with(|shows| matches!(shows, Some(None)));
    view! {
        <div class=class>
            {move || match shows.get() {
                Some(Some(show)) => show(),
                _ => before.run(),
            }}
            <When on=failed>
                <div class="note" role="alert" data-testid="part-failed">
                    <p>{text!(ui.part_failed)}</p>
                    <button data-testid="part-again" on:click=move |_| ask()>{text!(input.again)}</button>
                </div>
            </When>
        </div>
    }
}
