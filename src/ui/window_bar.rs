//! Which tokens of a reader's own arrays a page runs on.

use leptos::prelude::*;

use super::{NumberKnob, Slider, SwitchKnob, text};
use crate::app::{Held, Lens, Load, Offer, use_app};
use crate::erased::Memo;
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
    // A scale from 1 to what the arrays have; a number that is set for larger ones stands at its end.
    let scale = move |label: Signal<String>, Lens { knob, get, set }: Lens<u64>, most: usize| {
        let value = Memo::new(move || app.scenario.with(|s| (*get(s)).min(most as u64)));
        view! {
            <Slider label testid=knob.key min=1.0 max=most as f64 step=1.0 value=Signal::derive(move || value.get() as f64)
                shown=Signal::derive(move || value.get().to_string()) on_change=move |x: f64| app.change(|s| set(s, x as u64)) />
        }
    };
    let tokens = move || app.scenario.with(|s| (s.source.given.tokens as usize).clamp(1, longest));
    let first = move || {
        app.scenario.with(|s| (s.source.given.first as usize).clamp(1, (all + 1 - tokens().min(all)).max(1)))
    };
    let told = text!(input.window, first = first(), last = first() + tokens() - 1, all = all);
    view! {
        {scale(text!(input.first_token), knob!(input first), all)}
        {scale(text!(input.tokens), knob!(input tokens), longest)}
        {(heads > 1).then(|| view! { <NumberKnob knob=knob!(input of_head) label=text!(input.of_head, all = heads) /> })}
        {gates.then(|| view! { <SwitchKnob knob=knob!(input own_gates) label=text!(input.own_gates) /> })}
        <p class="hint" data-testid="window">{told}</p>
    }
}
