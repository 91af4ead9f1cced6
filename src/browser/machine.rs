//! The facts about browser and machine that stand in a report.

use std::cell::LazyCell;

use js_sys::Reflect;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use super::clock::BrowserClock;
use crate::timing::clock::{COARSEST_MS, grain_at_a_glance};
use crate::timing::report::build;
use crate::timing::{Environment, Run};

/// Logical processors that the browser admits to.
pub fn cores() -> usize {
    (window().navigator().hardware_concurrency() as usize).max(1)
}

/// Whether the page is cross-origin isolated, which makes the clock finer.
fn isolated() -> bool {
    Reflect::get(&window(), &"crossOriginIsolated".into()).is_ok_and(|value| value.is_truthy())
}

/// Milliseconds of a step of the worker's clock before it was watched: those of the page's, which is of the same kind.
pub fn usual_grain_ms() -> f64 {
    thread_local! {
        static SEEN: LazyCell<f64> = LazyCell::new(|| BrowserClock::new().map_or(COARSEST_MS, |clock| grain_at_a_glance(&clock)));
    }
    SEEN.with(|grain_ms| **grain_ms)
}

/// Whether the browser knows vector instructions; where it does not, `web/first.js` notes where other programs lie.
pub fn knows_vectors() -> bool {
    !document().document_element().is_some_and(|root| root.has_attribute("data-scalar"))
}

/// The browser's own name for itself.
pub fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// The date and time now, ISO 8601, UTC.
pub fn date() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Such a date and time as this place and this language (BCP 47) write it; what is no date stays as it is.
pub fn local_date(date: &str, language: &str) -> String {
    let local = String::from(js_sys::Date::new(&date.into()).to_locale_string(language, &JsValue::UNDEFINED));
    if local == "Invalid Date" { date.to_owned() } else { local }
}

/// The circumstances under which this page's worker has made a run, or a run that was kept was made.
pub fn environment(run: &Run) -> Environment {
    if let Some(kept) = &run.kept {
        return kept.clone();
    }
    Environment {
        user_agent: user_agent(),
        cores: cores() as u32,
        cross_origin_isolated: isolated(),
        grain_ms: run.grain_ms,
        build: build(),
        simd: if knows_vectors() { "simd128" } else { "scalar" }.to_owned(),
        date: run.date.clone(),
        suite: run.plan.suite.clone(),
        limit: run.limit(),
        drift: run.drift(),
    }
}
