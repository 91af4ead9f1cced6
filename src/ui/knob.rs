//! Controls: each has a visible name, writes through a callback, and keeps its value when it is given nonsense.

use leptos::prelude::*;

use super::{When, marked, text};
use crate::browser::page;
use crate::erased::Memo;
use crate::knobs::{decimal, typed};
use crate::number::short;

/// Whether one of several can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    #[default]
    Open,
    /// It can, but is grey: only a part of it can be done.
    Grey,
    /// It cannot.
    Closed,
}

/// One of several, as a drop-down list.
#[component]
pub fn Choice(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// The present value.
    #[prop(into)]
    value: Signal<String>,
    /// (value, name) of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// How each value stands; without it all are open.
    #[prop(optional, into)]
    standing: Option<Callback<String, Standing>>,
    /// Called with the value that a reader chooses.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    // Each step of a stage notifies every control, and changes few of them: what has not changed is not built again.
    let (value, options) = (Memo::new(move || value.get()), Memo::new(move || options.get()));
    view! {
        <label class="knob">
            <span>{label}</span>
            <select data-testid=testid prop:value=move || value.get() on:change=move |ev| on_change.run(event_target_value(&ev))>
                {move || {
                    let chosen = value.get();
                    options.get().into_iter().map(|(id, name)| {
                        let standing = standing.map(|standing| standing.run(id.clone())).unwrap_or_default();
                        let class = if standing == Standing::Grey { "grey" } else { "" };
                        let closed = standing == Standing::Closed;
                        view! { <option class=class disabled=closed value=id.clone() selected=id == chosen>{name}</option> }
                    }).collect_view()
                }}
            </select>
        </label>
    }
}

/// On or off.
#[component]
pub fn Switch(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let change = move |ev| {
        on_change.run(event_target_checked(&ev));
        // The browser has switched the box already. Where the change was refused it is switched back.
        page::set_checked(&ev, on.get_untracked());
    };
    view! {
        <label class="knob switch">
            <input type="checkbox" data-testid=testid prop:checked=on on:change=change />
            <span>{label}</span>
        </label>
    }
}

/// A number on a scale.
#[component]
pub fn Slider(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// The present value.
    #[prop(into)]
    value: Signal<f64>,
    /// The smallest number.
    min: f64,
    /// The largest number.
    max: f64,
    /// The distance between two numbers.
    step: f64,
    /// The value as it is written beside the scale.
    #[prop(into)]
    shown: Signal<String>,
    /// Called with the number that a reader sets.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    let change = move |ev| {
        if let Some(value) = decimal(&event_target_value(&ev)) {
            on_change.run(value);
        }
    };
    view! {
        <label class="knob slider">
            <span><span inner_html=move || marked(&label.get())></span> " " <output>{shown}</output></span>
            <input type="range" data-testid=testid min=min max=max step=step prop:value=move || value.get() on:input=change />
        </label>
    }
}

/// A slider of a number that only its part of the page knows, and no link keeps.
#[component]
pub fn OwnSlider(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    testid: &'static str,
    /// The number.
    of: RwSignal<f64>,
    /// The smallest number, the largest, and the distance between two.
    range: [f64; 3],
) -> impl IntoView {
    let [min, max, step] = range;
    view! {
        <Slider label testid min max step value=of shown=Signal::derive(move || short(of.get())) on_change=move |x| of.set(x) />
    }
}

/// One of a few values that only its part of the page knows, and no link keeps. As text they tell them apart.
#[component]
pub fn OwnChoice<T: Copy + PartialEq + ToString + Send + Sync + 'static>(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// The value.
    of: RwSignal<T>,
    /// Each value with its name.
    #[prop(into)]
    options: Signal<Vec<(T, String)>>,
) -> impl IntoView {
    let named =
        move || options.get().into_iter().map(|(value, name)| (value.to_string(), name)).collect::<Vec<_>>();
    let choose = move |text: String| {
        let chosen = options.with_untracked(|all| {
            all.iter().map(|(value, _)| *value).find(|value| value.to_string() == text)
        });
        if let Some(chosen) = chosen {
            of.set(chosen);
        }
    };
    view! { <Choice label testid value=Signal::derive(move || of.get().to_string()) options=Signal::derive(named) on_change=choose /> }
}

/// A whole number, typed.
#[component]
pub fn NumberField(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// The present value.
    #[prop(into)]
    value: Signal<u64>,
    /// The smallest number.
    min: u64,
    /// The largest number.
    max: u64,
    /// Called with the number that a reader sets.
    #[prop(into)]
    on_change: Callback<u64>,
) -> impl IntoView {
    let accept = move |text: String| {
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(|number| on_change.run(number)).is_some()
    };
    let complaint = text!(ui.not_in_range, min = min, max = max, kept = value.get());
    view! { <TypedField label testid value=Signal::derive(move || value.get().to_string()) accept complaint /> }
}

/// A number, typed, no larger than `largest` either way.
#[component]
pub fn DecimalField(
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    #[prop(into)]
    testid: String,
    /// The present value.
    #[prop(into)]
    value: Signal<f64>,
    /// The largest size of a number.
    largest: f64,
    /// Called with the number that a reader sets.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    let accept = move |text: String| {
        let number = decimal(&text).filter(|number| number.abs() <= largest);
        number.map(|number| on_change.run(number)).is_some()
    };
    let complaint = text!(ui.not_a_decimal, largest = largest, kept = value.get());
    view! { <TypedField label testid value=Signal::derive(move || value.get().to_string()) accept complaint /> }
}

/// A text that is not accepted is named as long as the field has the focus, and the value before it stays in force.
#[component]
fn TypedField(
    label: Signal<String>,
    testid: String,
    value: Signal<String>,
    /// Takes the text, or says no.
    #[prop(into)]
    accept: Callback<String, bool>,
    complaint: Signal<String>,
) -> impl IntoView {
    let wrong = RwSignal::new(false);
    // A field that is taken off the page while it is typed in is left too, when all that it knew is gone.
    let change = move |ev| {
        if let Some(taken) = accept.try_run(typed(&event_target_value(&ev))) {
            wrong.set(!taken);
        }
    };
    // Whoever leaves the field finds the value there that is in force.
    let leave = move |ev| {
        if let Some(value) = value.try_get_untracked() {
            page::set_value(&ev, &value);
            wrong.set(false);
        }
    };
    view! {
        <label class="knob number">
            <span>{label}</span>
            <input type="text" inputmode="decimal" data-testid=testid prop:value=value
                aria-invalid=move || wrong.get().to_string() on:change=change on:blur=leave />
            <When on=move |()| wrong.get()><span class="wrong" role="alert">{complaint}</span></When>
        </label>
    }
}
