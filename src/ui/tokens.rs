//! The strip of tokens, on which a reader sees and chooses the token in hand.

use leptos::prelude::*;

use crate::app::Held;
use crate::inputs::Stream;

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
    let class = move |t: usize| match (t + 1).cmp(&now.get()) {
        std::cmp::Ordering::Less => "token done",
        std::cmp::Ordering::Equal => "token now",
        std::cmp::Ordering::Greater => "token",
    };
    view! {
        <div class="tokens" role="group" aria-label=label>
            {move || stream.get().map(|stream| stream.labels.iter().enumerate().map(|(t, label)| view! {
                <button class=move || class(t) aria-pressed=move || (now.get() == t + 1).to_string() disabled=move || !can_pick.get()
                    on:click=move |_| on_pick.run(t)>{label.clone()}</button>
            }).collect_view())}
        </div>
    }
}
