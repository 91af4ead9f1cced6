//! [`When`]: contents that are there only while something holds.

use crate::erased::Memo;
use leptos::prelude::*;

/// Shows its contents while something holds.
///
/// Leptos's own `Show` is a new type for each condition and each content, and the compiler writes out every one of them.
/// This component is one type, so the page is smaller.
#[component]
pub fn When(
    /// `move |()| …`, read anew whenever a signal in it changes.
    #[prop(into)]
    on: Callback<(), bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let on = Memo::new(move || on.run(()));
    (move || if on.get() { children() } else { ().into_any() }).into_any()
}
