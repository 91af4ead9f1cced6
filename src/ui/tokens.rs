//! The strip of tokens, on which a reader sees and chooses the token in hand.

use std::cmp::Ordering;

use leptos::prelude::*;

use crate::app::Held;
use crate::erased::effect;
use crate::inputs::Stream;

/// The classes of a token: still to come, done, in hand.
const COMING: &str = "token";
const DONE: &str = "token done";
const NOW: &str = "token now";

/// The tokens in order: done, in hand, or still to come. Each token is a button that goes there.
#[component]
pub fn TokenStrip(
    /// The stream, once it is there.
    #[prop(into)]
    stream: Signal<Option<Held<Stream>>>,
    /// How many are done or in hand; the last of them is in hand.
    #[prop(into)]
    now: Signal<usize>,
    /// Whether a token can be picked.
    #[prop(into)]
    can_pick: Signal<bool>,
    /// The name of the strip, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// Called with the token, from 0, that a reader picks.
    #[prop(into)]
    on_pick: Callback<usize>,
) -> impl IntoView {
    let button = move |(t, label): (usize, &String), place: RwSignal<&'static str>| {
        view! {
            <button class=move || place.get() aria-pressed=move || (place.get() == NOW).to_string() disabled=move || !can_pick.get()
                on:click=move |_| on_pick.run(t)>{label.clone()}</button>
        }
    };
    let buttons = move |stream: Held<Stream>| {
        // A step changes few tokens: each hears of its own change alone.
        let places: Vec<_> = stream.labels.iter().map(|_| RwSignal::new(COMING)).collect();
        let buttons = stream
            .labels
            .iter()
            .enumerate()
            .zip(&places)
            .map(|(of, place)| button(of, *place))
            .collect_view();
        effect(move || {
            let now = now.get();
            for (t, place) in places.iter().enumerate() {
                let is = match (t + 1).cmp(&now) {
                    Ordering::Less => DONE,
                    Ordering::Equal => NOW,
                    Ordering::Greater => COMING,
                };
                if place.get_untracked() != is {
                    place.set(is);
                }
            }
        });
        buttons
    };
    view! {
        <div class="tokens" role="group" aria-label=label>{move || stream.get().map(buttons)}</div>
    }
}
