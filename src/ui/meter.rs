//! The equivalence meter.

use leptos::prelude::*;

use super::text;
use crate::i18n::*;
use crate::number::difference;
use crate::trace::Reading;

/// A difference from here on is told beside the numbers that it is a difference of.
const LARGE: f64 = 1e-6;

/// The equivalence meter: what is compared, the largest difference, and whether that is rounding.
#[component]
pub fn Meter(
    /// What is compared, such as "recurrent = chunkwise = parallel".
    #[prop(into)]
    what: Signal<String>,
    /// How far the sides are apart, once they are known.
    #[prop(into)]
    reading: Signal<Option<Reading>>,
    /// How far float32 is from float64, where both were run.
    #[prop(optional, into)]
    single: Option<Signal<Option<f64>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = move || reading.get().map(|r| if r.agrees() { "ok" } else { "broken" });
    let verdict = move || match reading.get() {
        Some(r) if r.agrees() => t_string!(i18n, ui.meter_ok).to_string(),
        Some(_) => t_string!(i18n, ui.meter_broken).to_string(),
        None => String::new(),
    };
    // A difference that is no small number in itself may be small beside numbers that have exploded: then both are told.
    let apart = move || {
        let r = reading.get()?;
        let apart = difference(r.apart);
        if !r.agrees() || r.apart < LARGE {
            return Some(apart);
        }
        let (size, relative) = (difference(r.size), difference(r.apart / r.size));
        Some(t_string!(i18n, ui.meter_relative, apart = apart, size = size, relative = relative))
    };
    view! {
        <span class="meter" data-testid="meter" data-state=state role="status" title=verdict>
            <span class="mark" aria-hidden="true">{move || match state() { Some("broken") => "≠", Some(_) => "=", None => "…" }}</span>
            <span>{what}</span>
            " "
            <b>{apart}</b>
            {move || single.and_then(|single| single.get()).map(|apart| view! { <span class="single">{text!(ui.single, apart = difference(apart))}</span> })}
            <span class="visually-hidden">" " {verdict}</span>
        </span>
    }
}
