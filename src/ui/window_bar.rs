//! Which tokens of a reader's own arrays a page runs on.

use leptos::prelude::*;

use super::{NumberKnob, ScaleKnob, SwitchKnob, When, text};
use crate::app::{Held, Load, Offer, use_app};
use crate::knob;

/// The window: its first token, how many there are, the head; and whether the gates of the arrays and their state are in force.
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
    let Offer { tokens: all, heads, longest, has, carried, .. } = *offer;
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
        has.gates.then(|| view! { <SwitchKnob knob=knob!(input own_gates) label=text!(input.own_gates) /> });
    // The state of the arrays is that before their first token.
    let may_start =
        move || has.start && app.scenario.with(|s| s.page.carries_state() && s.source.given.first == 1);
    let own_start = view! {
        <When on=move |()| may_start()><SwitchKnob knob=knob!(input own_start) label=text!(input.own_start) /></When>
    };
    let starts =
        move || may_start() && stream.with(|stream| stream.as_ref().is_some_and(|s| s.initial.is_some()));
    let (own, nothing) = (text!(input.from_own), text!(input.from_nothing));
    let from = move || if starts() { own.get() } else { nothing.get() };
    if carried {
        return view! {
            {own_gates} {own_start}
            <p class="hint" data-testid="window">
                {text!(input.carried, first = first(), last = last())} " " {from} " " {text!(input.carried_others)}
            </p>
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
        {own_gates} {own_start}
        <p class="hint" data-testid="window">{text!(input.window, first = first(), last = last(), all = all)} " " {from}</p>
    }
    .into_any()
}
