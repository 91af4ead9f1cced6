use leptos::prelude::*;

use super::number::difference;
use crate::i18n::*;

/// How far apart two ways of computing the same thing are, measured now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The largest difference.
    pub apart: f64,
    /// What rounding alone may account for.
    pub allowed: f64,
}

impl Reading {
    /// Whether rounding accounts for the difference; a NaN is no agreement.
    pub fn agrees(self) -> bool {
        self.apart <= self.allowed
    }
}

/// The equivalence meter: what is compared, the largest difference, and whether that is rounding.
#[component]
pub fn Meter(
    /// What is compared, such as "recurrent = chunkwise = parallel".
    #[prop(into)]
    what: Signal<String>,
    #[prop(into)] reading: Signal<Option<Reading>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = move || reading.get().map(|r| if r.agrees() { "ok" } else { "broken" });
    let verdict = move || match reading.get() {
        Some(r) if r.agrees() => t_string!(i18n, ui.meter_ok).to_string(),
        Some(_) => t_string!(i18n, ui.meter_broken).to_string(),
        None => String::new(),
    };
    view! {
        <span class="meter" data-testid="meter" data-state=state role="status" title=verdict>
            <span class="mark" aria-hidden="true">{move || match state() { Some("broken") => "≠", Some(_) => "=", None => "…" }}</span>
            <span>{what}</span>
            " "
            <b>{move || reading.get().map(|r| difference(r.apart))}</b>
            <span class="visually-hidden">" " {verdict}</span>
        </span>
    }
}
