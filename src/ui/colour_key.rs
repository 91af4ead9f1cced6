//! What the colours of cells mean.

use leptos::prelude::*;

use super::text;
use crate::number::plain;

/// What the colours of cells mean: above 0, below 0, and from which size on they are full.
#[component]
pub fn ColourKey(
    /// The size of an entry that has the full colour.
    #[prop(into)]
    full: Signal<f64>,
) -> impl IntoView {
    view! {
        <p class="colour-key">
            <span><i class="above" aria-hidden="true"></i> {text!(stage.above)}</span>
            <span><i class="below" aria-hidden="true"></i> {text!(stage.below)}</span>
            <span>{text!(stage.full_colour, size = plain(full.get()))}</span>
        </p>
    }
}
