//! A part of a page that is built in a task of its own.

use leptos::prelude::*;

use super::When;
use crate::browser::turns;

/// Builds its contents when all parts before it are built, each in a task of its own, while the first page or a part
/// that has arrived is being built; else at once.
#[component]
pub fn Later(children: ChildrenFn) -> impl IntoView {
    let turn = RwSignal::new(!turns::building());
    if !turn.get_untracked() {
        // The page may have been left meanwhile.
        turns::in_turn(move || _ = turn.try_set(true));
    }
    let children = StoredValue::new(children);
    view! { <When on=move |()| turn.get()>{children.with_value(|children| children())}</When> }
}
