//! A gate that weights make of each token: its formula, its numbers at the token in hand, and every weight to be set.
//!
//! This file is long because a layer is told in letters and in numbers, and each of its weights is set in four ways.

use std::fmt::Write;

use leptos::prelude::*;

use crate::app::Held;
use crate::browser::page;
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::{Layer, Reads, Stream, Weight};
use crate::names;
use crate::number::{fine, plain, short};
use crate::trace::Line;
use crate::ui::{Choice, Slider, Switch, When, lettered, text};

/// What a slider reaches; a link may name more.
const REACH: f64 = 20.0;

/// What the layer reads at the token in hand, and whose gate it makes.
#[derive(Clone, Copy)]
pub struct OfToken {
    /// The letter of the gate.
    pub letter: Signal<String>,
    /// The tokens.
    pub stream: Signal<Option<Held<Stream>>>,
    /// The one in hand, from 0.
    pub token: Signal<usize>,
    /// The channels of the gate that can have weights of their own; 0 where it is one number.
    pub channels: Signal<usize>,
    /// The rules on the stage that have one number for all channels where another has channels; nothing where there are none.
    pub whole: Signal<String>,
    /// What the gate may be at most: 2 σ may pass 1, and where it is 0 the gate is −σ.
    pub largest: f64,
}

/// What stands before σ.
fn before(layer: &Layer, largest: f64) -> &'static str {
    match (layer.doubled, largest > 0.0) {
        (false, true) => "",
        (true, true) => "2 ",
        (false, false) => "−",
        (true, false) => "−2 ",
    }
}

/// A weight and what it is multiplied by: − 15 · kₜ[7], or − 15 · 0.8.
fn term(text: &mut String, by: f64, with: &str) {
    let sign = if by < 0.0 { "−" } else { "+" };
    let _ = write!(text, " {sign} {} · {with}", plain(by.abs()));
}

/// What a weight reads, in letters.
fn letter(reads: Reads, channel: usize) -> String {
    format!("{}ₜ[{}]", reads.letter(), channel + 1)
}

/// βₜ = σ(6 − 15 · kₜ[7]).
fn formula(of: &str, largest: f64, layer: &Layer, says_channels: impl Fn([usize; 2]) -> String) -> String {
    let mut sum = plain(layer.bias);
    for weight in &layer.weights {
        term(&mut sum, weight.by, &letter(weight.reads, weight.channel));
        if let Some(only) = weight.only {
            let _ = write!(sum, " ({})", says_channels(only));
        }
    }
    format!("{of}ₜ = {}σ({sum})", before(layer, largest))
}

/// The gate of a token, for each stretch of channels that have the same: the stretch, the sum in numbers, and what comes out. A gate without
/// channels is one stretch.
fn made(layer: &Layer, stream: &Stream, token: usize, all: usize) -> Vec<([usize; 2], String, f64)> {
    let tokens = [&stream.k, &stream.v];
    let of = |c: Option<usize>| {
        let mut sum = plain(layer.bias);
        for weight in layer.weights_for(c) {
            let x = weight.read_of(tokens, token);
            let x = if x < 0.0 { format!("({})", short(x)) } else { short(x) };
            term(&mut sum, weight.by, &x);
        }
        (sum, layer.of_sum(layer.sum(tokens, token, c)))
    };
    let mut stretches: Vec<([usize; 2], String, f64)> = Vec::new();
    for c in 0..all.max(1) {
        let (sum, gate) = of((all > 0).then_some(c));
        match stretches.last_mut() {
            Some(([_, last], same, _)) if *same == sum => *last = c,
            _ => stretches.push(([c, c], sum, gate)),
        }
    }
    stretches
}

/// The weights of one gate.
#[component]
pub fn LayerKnob(
    /// Whose gate it makes, and of what.
    of: OfToken,
    /// The id for tests; those of its parts begin with it.
    testid: &'static str,
    /// The layer.
    layer: Memo<Layer>,
    /// Called with the layer that a reader makes.
    #[prop(into)]
    on_change: Callback<Layer>,
) -> impl IntoView {
    let i18n = use_i18n();
    let OfToken { letter, stream, token, channels: all, whole, largest } = of;
    let change = move |change: &dyn Fn(&mut Layer)| {
        let mut next = layer.get_untracked();
        change(&mut next);
        on_change.run(next);
    };
    let of_channels = move |only: [usize; 2]| match only {
        [c, last] if c == last => t_string!(i18n, layer.channel, c = c + 1).to_string(),
        [first, last] => t_string!(i18n, layer.channels, first = first + 1, last = last + 1).to_string(),
    };
    let says = move || {
        layer.with(|layer| lettered(&Line::around(formula(&letter.get(), largest, layer, of_channels))))
    };
    let at_token = Memo::new(move || {
        let (token, all) = (token.get(), all.get());
        stream.get().map(|stream| layer.with(|layer| made(layer, &stream, token, all)))
    });
    let numbers = move || {
        let before = layer.with(|layer| before(layer, largest));
        let stretches = at_token.get().unwrap_or_default();
        let is_one = stretches.len() == 1;
        let says = move |whose: Option<String>, sum: &str, gate: f64| {
            let says = format!("{before}σ({sum}) = {}", fine(gate));
            whose.map_or_else(|| says.clone(), |whose| names::titled(i18n.get_locale(), &whose, &says))
        };
        let signed = move |gate: f64| if largest > 0.0 { gate } else { -gate };
        let line = move |(of, sum, gate): ([usize; 2], String, f64)| {
            let gate = signed(gate);
            let says = says((!is_one).then(|| of_channels(of)), &sum, gate);
            view! { <span class="stretch" data-value=gate.to_string()>{says}</span> }
        };
        // A rule with one number takes every weight whole, also those for a few channels.
        let of_whole = |(_, sum, gate): ([usize; 2], String, f64)| {
            let rules = t_string!(i18n, layer.whole, rules = whole.get()).to_string();
            view! { <span class="stretch">{says(Some(rules), &sum, signed(gate))}</span> }
        };
        let apart = (!is_one && !whole.with(String::is_empty)).then(|| {
            let made = stream.get().map(|stream| layer.with(|layer| made(layer, &stream, token.get(), 0)));
            made.into_iter().flatten().map(of_whole).collect_view()
        });
        view! { {stretches.into_iter().map(line).collect_view()} {apart} }.into_any()
    };
    let weights = Memo::new(move || layer.with(|layer| layer.weights.len()));
    let add = move || {
        let widths = stream.get_untracked().map_or([1, 1], |stream| [stream.k.ncols(), stream.v.ncols()]);
        change(&|layer| {
            // The first channel that none reads yet.
            let all = [Reads::Key, Reads::Value].into_iter().zip(widths);
            let mut all = all.flat_map(|(reads, width)| (0..width).map(move |channel| (reads, channel)));
            let is_read = |of: &(Reads, usize)| {
                layer.weights.iter().any(|weight| (weight.reads, weight.channel) == *of)
            };
            let (reads, channel) = all.find(|of| !is_read(of)).unwrap_or((Reads::Key, 0));
            layer.weights.push(Weight { reads, channel, by: 0.0, only: None });
        });
        // The new weight stands before the button: who goes on by keyboard goes on there.
        let new =
            format!("[data-testid={testid}-reads-{}]", layer.with_untracked(|layer| layer.weights.len()));
        request_animation_frame(move || page::focus(&new));
    };
    let is_full = move || weights.get() >= Layer::MOST;
    let bias = Signal::derive(move || layer.with(|layer| layer.bias));
    view! {
        <div class="layer" data-testid=format!("{testid}-layer")>
            <p class="formula-line" inner_html=says></p>
            <p class="numbers" data-testid=format!("{testid}-made")>
                <span class="stretch">{move || t_string!(i18n, state.of_token, t = token.get() + 1)}</span>{numbers}</p>
            <div class="layer-weights">
                <Slider label=text!(layer.bias) testid=format!("{testid}-bias") min=-REACH max=REACH step=0.1 value=bias
                    shown=Signal::derive(move || plain(bias.get())) on_change=move |x| change(&|layer| layer.bias = x) />
                {move || (0..weights.get()).map(|i| view! { <WeightRow i of testid layer change=on_change /> }).collect_view()}
                <button type="button" data-testid=format!("{testid}-add") disabled=is_full on:click=move |_| add()>
                    {text!(layer.add)}</button>
                {(largest >= 2.0).then(|| view! {
                    <Switch label=text!(layer.doubled) testid=format!("{testid}-doubled")
                        on=Signal::derive(move || layer.with(|layer| layer.doubled)) on_change=move |on| change(&|layer| layer.doubled = on) />
                })}
            </div>
        </div>
    }
}

/// One weight: what it reads, how strongly, and for which channels.
#[component]
fn WeightRow(
    i: usize,
    of: OfToken,
    testid: &'static str,
    layer: Memo<Layer>,
    change: Callback<Layer>,
) -> impl IntoView {
    let i18n = use_i18n();
    let OfToken { stream, channels: all, .. } = of;
    let weight = Memo::new(move || layer.with(|layer| layer.weights.get(i).copied()));
    let set = move |set: &dyn Fn(&mut Weight)| {
        let mut next = layer.get_untracked();
        next.weights.get_mut(i).into_iter().for_each(set);
        change.run(next);
    };
    let remove = move || {
        let mut next = layer.get_untracked();
        if i < next.weights.len() {
            next.weights.remove(i);
        }
        // The weight that takes its place, or the button that adds one.
        let goes_on = if i < next.weights.len() { format!("reads-{}", i + 1) } else { "add".to_owned() };
        change.run(next);
        request_animation_frame(move || page::focus(&format!("[data-testid={testid}-{goes_on}]")));
    };
    // k1, k2 … v1, v2 …: every channel that the tokens have, and the one that the weight has.
    let what = |reads: Reads, channel: usize| format!("{}{}", reads.letter(), channel + 1);
    let read = Memo::new(move || {
        let widths = stream.get().map_or([1, 1], |stream| [stream.k.ncols(), stream.v.ncols()]);
        let own = weight.get().map(|weight| (weight.reads, weight.channel));
        let of = |(reads, width): (Reads, usize)| {
            let own = own.filter(|(of, channel)| *of == reads && *channel >= width);
            (0..width).chain(own.map(|(_, channel)| channel)).map(move |channel| (reads, channel))
        };
        [(Reads::Key, widths[0]), (Reads::Value, widths[1])].into_iter().flat_map(of).collect::<Vec<_>>()
    });
    let options = Signal::derive(move || {
        let named = |(reads, channel): (Reads, usize)| (what(reads, channel), letter(reads, channel));
        read.with(|all| all.iter().copied().map(named).collect::<Vec<_>>())
    });
    let value = Signal::derive(move || weight.get().map(|of| what(of.reads, of.channel)).unwrap_or_default());
    let reads = move |id: String| {
        let found = read
            .with_untracked(|all| all.iter().copied().find(|(reads, channel)| what(*reads, *channel) == id));
        if let Some((reads, channel)) = found {
            set(&|weight| (weight.reads, weight.channel) = (reads, channel));
        }
    };
    let by = Signal::derive(move || weight.get().map_or(0.0, |weight| weight.by));
    // The first and the last channel of the gate that it is for.
    let end = move |place: usize, name: Signal<String>, id: &str| {
        let value = Signal::derive(move || {
            let [first, last] =
                weight.get().and_then(|of| of.only).unwrap_or([0, all.get().saturating_sub(1)]);
            [first, last][place].to_string()
        });
        let options = Signal::derive(move || {
            let own = value.get().parse().ok().filter(|own| *own >= all.get());
            (0..all.get()).chain(own).map(|c| (c.to_string(), (c + 1).to_string())).collect::<Vec<_>>()
        });
        let on_change = move |id: String| {
            let Ok(c) = id.parse::<usize>() else { return };
            let last = all.get_untracked().saturating_sub(1);
            set(&|weight| {
                let [from, to] = weight.only.unwrap_or([0, last]);
                let ends = if place == 0 { [c, to.max(c)] } else { [from.min(c), c] };
                weight.only = (ends != [0, last]).then_some(ends);
            });
        };
        view! { <Choice label=name testid=format!("{testid}-{id}-{}", i + 1) value options on_change /> }
    };
    let own =
        move || view! { {end(0, text!(layer.from), "from")} {end(1, text!(layer.to), "to")} }.into_any();
    let place = Signal::derive(move || t_string!(i18n, layer.weight, i = i + 1).to_string());
    view! {
        <div class="weight" role="group" aria-label=place>
            <Choice label=text!(layer.reads) testid=format!("{testid}-reads-{}", i + 1) value options on_change=reads />
            <Slider label=place testid=format!("{testid}-weight-{}", i + 1) min=-REACH max=REACH step=0.5 value=by
                shown=Signal::derive(move || plain(by.get())) on_change=move |x| set(&|weight| weight.by = x) />
            <When on=move |()| { all.get() > 1 }>{own()}</When>
            <button type="button" data-testid=format!("{testid}-remove-{}", i + 1) on:click=move |_| remove()
                aria-label=move || t_string!(i18n, layer.remove, i = i + 1).to_string()>"×"</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::facts;

    fn layer(text: &str) -> Layer {
        Layer::read(text, |text| text.parse().ok()).expect("a layer")
    }

    #[test]
    fn the_formula_is_the_layer_in_letters() {
        let says = |text: &str| formula("β", 2.0, &layer(text), |only| format!("{only:?}"));
        assert_eq!(says("s(6)k7(-15)v1(0.5)"), "βₜ = σ(6 − 15 · kₜ[7] + 0.5 · vₜ[1])");
        let of_a = |text: &str| formula("a", 0.0, &layer(text), |_| String::new());
        assert_eq!(of_a("s(1)"), "aₜ = −σ(1)");
        assert_eq!(says("2s(-1)k8(-16)4-6"), "βₜ = 2 σ(−1 − 16 · kₜ[8] ([3, 5]))");
    }

    #[test]
    fn channels_with_the_same_sum_are_told_once() {
        let stream = facts();
        let of = layer("s(2)k1(-4)2-3k2(1)");
        let made = made(&of, &stream, 0, 5);
        let stretches: Vec<[usize; 2]> = made.iter().map(|(stretch, ..)| *stretch).collect();
        assert_eq!(stretches, [[0, 0], [1, 2], [3, 4]]);
        for ([first, _], _, gate) in &made {
            assert_eq!(*gate, of.of_sum(of.sum([&stream.k, &stream.v], 0, Some(*first))));
        }
        assert_eq!(super::made(&of, &stream, 0, 0).len(), 1, "a gate that is one number");
    }
}
