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
    let Offer { tokens: all, heads, longest, gates, .. } = *offer;
    // What is on the stage says itself which tokens it has.
    let stream = app.ready();
    let token = move |of: fn(&[String]) -> Option<&String>| {
        stream
            .with(|stream| stream.as_ref().and_then(|stream| of(&stream.labels).cloned()))
            .unwrap_or_default()
    };
    let told =
        text!(input.window, first = token(|all| all.first()), last = token(|all| all.last()), all = all);
    view! {
        <ScaleKnob knob=knob!(input first) label=text!(input.first_token) most=all as u64 />
        <ScaleKnob knob=knob!(input tokens) label=text!(input.tokens) most=longest as u64 />
        {(heads > 1).then(|| view! { <NumberKnob knob=knob!(input of_head) label=text!(input.of_head, all = heads) /> })}
        {gates.then(|| view! { <SwitchKnob knob=knob!(input own_gates) label=text!(input.own_gates) /> })}
        <p class="hint" data-testid="window">{told}</p>
    }
}
