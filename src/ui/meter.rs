//! The equivalence meter.

use leptos::prelude::*;

use super::text;
use crate::i18n::*;
use crate::number::difference;
use crate::trace::Reading;

/// A difference from here on, where it is rounding, is told as a share of the numbers that it is a difference of: they have exploded, and
/// in itself it would look like a failure.
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
    let state = move || reading.get().map(|reading| state_of(&reading));
    let verdict = move || match reading.get() {
        Some(r) if r.agrees() => t_string!(i18n, ui.meter_ok),
        Some(_) => t_string!(i18n, ui.meter_broken),
        None => "",
    };
    // A difference says little without the numbers that it is a difference of.
    let beside = move || {
        let r = reading.get().filter(|r| r.size > 0.0 && r.apart.is_finite())?;
        let size = difference(r.size);
        if !r.agrees() {
            return Some(t_string!(i18n, ui.meter_beside, size = size));
        }
        let apart = difference(r.apart);
        share_of(&r).map(|_| t_string!(i18n, ui.meter_share, size = size, apart = apart))
    };
    view! {
        // What the sign says is told as the term of the glossary that it is.
        <span class="meter" data-testid="meter" data-state=state role="status" data-term="meter" tabindex="0">
            <span class="mark" aria-hidden="true">{move || reading.get().map_or("…", |reading| sign_of(&reading))}</span>
            <span>{what} <span class="in-words" data-testid="agreement">{verdict}</span></span>
            " "
            <b>{move || reading.get().map(told)}</b>
            {beside}
            {move || single.and_then(|single| single.get()).map(|apart| view! { <span class="single">{text!(ui.single, apart = difference(apart))}</span> })}
        </span>
    }
}

/// The sign and the number of the meter, in few letters, for where the meter itself is out of sight. It repeats what the meter tells.
#[component]
pub fn MeterSign(
    /// How far the sides are apart, once they are known.
    #[prop(into)]
    reading: Signal<Option<Reading>>,
) -> impl IntoView {
    let sign = |reading: Reading| {
        view! { <span class="meter sign" aria-hidden="true" data-state=state_of(&reading)>{sign_of(&reading)} " " <b>{told(reading)}</b></span> }
    };
    move || reading.get().map(sign)
}

/// The difference as a share of the largest number, where that says more: see [`LARGE`].
fn share_of(reading: &Reading) -> Option<f64> {
    (reading.agrees() && reading.size > 0.0 && reading.apart >= LARGE).then(|| reading.apart / reading.size)
}

/// The number of the meter.
fn told(reading: Reading) -> String {
    difference(share_of(&reading).unwrap_or(reading.apart))
}

fn state_of(reading: &Reading) -> &'static str {
    if reading.agrees() { "ok" } else { "broken" }
}

fn sign_of(reading: &Reading) -> &'static str {
    if reading.agrees() { "=" } else { "≠" }
}
