//! Which tokens of a reader's own arrays a page runs on.

use leptos::prelude::*;

use super::{NumberKnob, ScaleKnob, SwitchKnob, text};
use crate::app::{Held, Load, Offer, use_app};
use crate::knob;

/// The window: its first token, how many there are, the head; and whether the gates of the arrays are in force.
#[component]
pub fn WindowBar() -> impl IntoView {
    let app = use_app();
    move || match app.brought.offer.get() {
        Load::Ready(offer) => Some(view! { <Window offer /> }),
        _ => None,
    }
}

#[component]
fn Window(offer: Held<Offer>) -> impl IntoView {
    let app = use_app();
    let Offer { tokens: all, heads, longest, gates, carried, .. } = *offer;
    // What is on the stage says itself which tokens it has.
    let stream = app.ready();
    let token = move |of: fn(&[String]) -> Option<&String>| {
        stream
            .with(|stream| stream.as_ref().and_then(|stream| of(&stream.labels).cloned()))
            .unwrap_or_default()
    };
    let (first, last) = (move || token(|all| all.first()), move || token(|all| all.last()));
    let tokens = app.read(|s| s.source.given.tokens);
    let own_gates =
        gates.then(|| view! { <SwitchKnob knob=knob!(input own_gates) label=text!(input.own_gates) /> });
    if carried {
        return view! {
            {own_gates}
            <p class="hint" data-testid="window">{text!(input.carried, first = first(), last = last())}</p>
        }
        .into_any();
    }
    view! {
        // The last window ends with the last token.
        {move || {
            let most = (all as u64 + 1).saturating_sub(tokens.get().min(longest as u64)).max(1);
            view! { <ScaleKnob knob=knob!(input first) label=text!(input.first_token) most /> }
        }}
        <ScaleKnob knob=knob!(input tokens) label=text!(input.tokens) most=longest as u64 />
        {(heads > 1).then(|| view! { <NumberKnob knob=knob!(input of_head) label=text!(input.of_head, all = heads) /> })}
        {own_gates}
        <p class="hint" data-testid="window">{text!(input.window, first = first(), last = last(), all = all)}</p>
    }
    .into_any()
}
