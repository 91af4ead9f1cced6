//! A part of a page whose code is a piece of the wasm of its own.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{When, text};
use crate::browser::{page, presence, style, turns};

/// What shows the part, on its way.
type Arriving = Pin<Box<dyn Future<Output = Option<ViewFn>>>>;

/// A part of a page that is fetched once the page is at rest, and again when a reader asks for it after a failure.
#[component]
pub fn Part<F, A, V>(
    /// Fetches what shows it.
    fetch: F,
    /// The class of its place, which keeps room for it.
    class: &'static str,
    /// Whether it waits for the first sign of a reader: what is not in sight when a page opens does.
    #[prop(optional)]
    waits: bool,
    /// What stands there until it has arrived.
    #[prop(optional, into)]
    before: ViewFn,
) -> impl IntoView
where
    F: Fn() -> A + 'static,
    A: Future<Output = Result<V, SplitLoaderError>> + 'static,
    V: Fn() -> AnyView + Send + Sync + 'static,
{
    let fetch = move || -> Arriving {
        let arriving = fetch();
        Box::pin(async move { Some(arriving.await.ok()?.into()) })
    };
    // One component for all parts: the page carries its code once.
    view! { <Erased fetch=Box::new(fetch) class waits before /> }
}

#[component]
fn Erased(
    fetch: Box<dyn Fn() -> Arriving>,
    class: &'static str,
    waits: bool,
    before: ViewFn,
) -> impl IntoView {
    let waits = RwSignal::new(waits);
    // What has arrived: nothing yet, or nothing at all.
    let shows = RwSignal::new(None::<Option<ViewFn>>);
    // Whether all of it stands there, also what comes in a turn of its own.
    let whole = RwSignal::new(false);
    let fetch = StoredValue::new_local(fetch);
    let ask = move || {
        // The page may have been left meanwhile.
        let Some(arriving) = fetch.try_with_value(|fetch| fetch()) else { return };
        let style = style::ask_for_later();
        leptos::task::spawn_local(async move {
            let arrived = arriving.await;
            style.arrives().await;
            // Parts that arrive together are built one by one.
            page::next_task().await;
            _ = shows.try_set(Some(arrived));
        });
    };
    let at_rest = move || {
        _ = waits.try_set(false);
        page::when_idle(ask);
    };
    if waits.get_untracked() {
        presence::when_there(at_rest)
    } else {
        at_rest()
    }
    let failed = move |()| shows.with(|shows| matches!(shows, Some(None)));
    view! {
        <div class=class data-waits=move || waits.get() aria-busy=move || (!waits.get() && !whole.get() && !failed(())).then_some("true")>
            {move || match shows.get() {
                Some(Some(show)) => turns::build_part(|| show.run(), move || _ = whole.try_set(true)),
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
