//! Controls that are tied to a knob of the scenario: key, range and value come from the knob, the label from the locales.

use leptos::prelude::*;

use super::{Choice, NumberField, Slider, Switch};
use crate::app::{Lens, use_app};
use crate::erased::Memo;
use crate::knobs::{Named, find};
use crate::number::short;

/// On or off.
#[component]
pub fn SwitchKnob(
    /// The knob.
    knob: Lens<bool>,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let Lens { knob, get, set } = knob;
    let on = Memo::new(move || app.scenario.with(|s| *get(s)));
    view! { <Switch label testid=knob.key on on_change=move |on| app.change(|s| set(s, on)) /> }
}

/// A number on a scale from one end of its range to the other.
#[component]
pub fn SliderKnob(
    /// The knob.
    knob: Lens<f64>,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The distance between two numbers.
    #[prop(default = 0.01)]
    step: f64,
) -> impl IntoView {
    let app = use_app();
    let Lens { knob, get, set } = knob;
    let value = Memo::new(move || app.scenario.with(|s| *get(s)));
    view! {
        <Slider label testid=knob.key min=*knob.range.start() max=*knob.range.end() step value
            shown=Signal::derive(move || short(value.get())) on_change=move |x| app.change(|s| set(s, x)) />
    }
}

/// A whole number on a scale.
#[component]
pub fn ScaleKnob(
    /// The knob.
    knob: Lens<u64>,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The largest number here and now, where that is less than the knob allows; a number that is set beyond it stands at its end.
    #[prop(optional)]
    most: Option<u64>,
) -> impl IntoView {
    let app = use_app();
    let Lens { knob, get, set } = knob;
    let most = most.unwrap_or(*knob.range.end());
    let value = Memo::new(move || app.scenario.with(|s| (*get(s)).min(most)));
    view! {
        <Slider label testid=knob.key min=*knob.range.start() as f64 max=most as f64 step=1.0 value=Signal::derive(move || value.get() as f64)
            shown=Signal::derive(move || value.get().to_string()) on_change=move |x: f64| app.change(|s| set(s, x as u64)) />
    }
}

/// A whole number, typed.
#[component]
pub fn NumberKnob(
    /// The knob.
    knob: Lens<u64>,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let Lens { knob, get, set } = knob;
    let value = Memo::new(move || app.scenario.with(|s| *get(s)));
    view! {
        <NumberField label testid=knob.key min=*knob.range.start() max=*knob.range.end() value
            on_change=move |x| app.change(|s| set(s, x)) />
    }
}

/// One of several things with names.
#[component]
pub fn ChoiceKnob<T: Named + Send + Sync>(
    /// The knob.
    knob: Lens<T>,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The name of each thing in the language in force.
    #[prop(into)]
    name: Callback<T, String>,
    /// Where it is not the key.
    #[prop(optional)]
    testid: Option<&'static str>,
) -> impl IntoView {
    let app = use_app();
    let Lens { knob, get, set } = knob;
    let value = Signal::derive(move || app.scenario.with(|s| get(s).id().to_owned()));
    let options = Signal::derive(move || {
        T::ALL.iter().map(|thing| (thing.id().to_owned(), name.run(*thing))).collect::<Vec<_>>()
    });
    view! {
        <Choice label testid=testid.unwrap_or(knob.key) value options
            on_change=move |id: String| if let Some(thing) = find(&id) { app.change(|s| set(s, thing)) } />
    }
}
