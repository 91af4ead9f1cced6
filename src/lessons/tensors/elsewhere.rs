//! What a reader has brought, as an input of every other page.

use leptos::prelude::*;

use super::menu::Menu;
use super::refused::{no_stream, unfit};
use crate::app::{App, Has, Held, Load, Offer, at, page_name, show, use_app};
use crate::erased::effect;
use crate::i18n::*;
use crate::inputs::{Kind, Stream};
use crate::knobs::Several;
use crate::pages::Page;
use crate::scenario::{Given as Settings, Scenario, address};
use crate::text::Text;
use crate::ui::{When, text};

/// Offers what the files say, as it is meant, to every page; without files what a link has carried here.
pub fn offer(menu: Menu) {
    let app = use_app();
    let numbers = app.read(|s| s.source.given.numbers.clone());
    effect(move || {
        let offered = match menu.given.get() {
            None => numbers.with(|numbers| carried(numbers)),
            Some(Err(error)) => Load::Failed(unfit(&error)),
            Some(Ok(given)) => {
                let convention = menu.convention.get();
                let has = Has { gates: given.has_gates(), start: given.has_start() };
                let (sizes, longest) = (given.sizes, given.longest_window());
                let cut = move |set: &Settings| {
                    let window =
                        given.window(set.of_head as usize - 1, set.first as usize - 1, set.tokens as usize);
                    given.stream(&convention, &window).map_err(no_stream)
                };
                let heads = sizes.batch * sizes.heads;
                ready([sizes.tokens, heads, longest], has, false, cut)
            }
        };
        app.brought.offer.set(offered);
    });
}

/// Tokens that `cut` cuts windows of; with the gates and the state that they have, where these are in force.
fn ready(
    [tokens, heads, longest]: [usize; 3],
    has: Has,
    carried: bool,
    cut: impl Fn(&Settings) -> Result<Stream, Text> + Send + Sync + 'static,
) -> Load<Held<Offer>> {
    let cut = move |set: &Settings| {
        let stream = cut(set)?;
        let stream = if set.own_gates { stream } else { stream.without_gates() };
        Ok(if set.own_start { stream } else { stream.from_nothing() })
    };
    Load::Ready(Held::new(Offer {
        tokens,
        heads,
        longest,
        has,
        carried,
        cut: Box::new(cut),
        carry: Stream::to_link,
    }))
}

/// The numbers that a link carries, all of them.
fn carried(numbers: &str) -> Load<Held<Offer>> {
    if numbers.is_empty() {
        return Load::Failed(crate::say!(input.bring));
    }
    let Some(stream) = Stream::from_link(numbers) else {
        return Load::Failed(crate::say!(input.link_broken));
    };
    let tokens = stream.len();
    let has = Has { gates: stream.gates.iter().next().is_some(), start: stream.initial.is_some() };
    ready([tokens, 1, tokens], has, true, move |_| Ok(stream.clone()))
}

/// The scenario that runs the rule in hand on these arrays, step by step.
fn stepped(app: App, rule: &'static str) -> Scenario {
    let mut next = at(app, Page::State);
    next.station = None;
    next.source.kind = Some(Kind::Tensors);
    next.knobs.state.set.rules = Several(vec![rule]);
    next
}

/// Where the arrays can be watched.
#[component]
pub fn Elsewhere(menu: Menu) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let ready =
        move |()| app.brought.offer.with(|offer| matches!(offer, Load::Ready(offer) if !offer.carried));
    let page = move || page_name(i18n.get_locale(), Page::State);
    let open = move |ev: leptos::ev::MouseEvent| show(app, &ev, untrack(|| stepped(app, menu.rule.get())));
    view! {
        <When on=ready>
            <p class="hint">
                <a data-testid="step-through" href=move || address::write(&stepped(app, menu.rule.get())) on:click=open>
                    {move || t_string!(i18n, tensors.step_through, page = page()).to_string()}</a>
                " " {text!(tensors.elsewhere)}
            </p>
        </When>
    }
}
