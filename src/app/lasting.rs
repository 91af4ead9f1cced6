//! What outlives the view that asks for it.

use leptos::prelude::*;

/// The owner of everything that lasts as long as the app.
#[derive(Clone)]
struct Root(Owner);

/// Makes the component that calls this the owner of all that lasts.
pub(super) fn provide_root() {
    provide_context(Root(Owner::current().unwrap_or_default()));
}

/// Makes something that outlives the view that asks for it, and lasts as long as the app.
pub fn lasting<T>(make: impl FnOnce() -> T) -> T {
    let Root(owner) = expect_context();
    owner.with(make)
}
