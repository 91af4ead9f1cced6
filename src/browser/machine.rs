//! What the browser tells of itself and of the machine.

use js_sys::Reflect;
use leptos::prelude::window;

use crate::timing::Environment;
use crate::timing::report::{build, simd};

/// The circumstances of measurements made now by this page's worker.
pub fn environment(suite: &str, grain_ms: Option<f64>) -> Environment {
    let navigator = window().navigator();
    let isolated = Reflect::get(&window(), &"crossOriginIsolated".into());
    Environment {
        user_agent: navigator.user_agent().unwrap_or_default(),
        cores: navigator.hardware_concurrency() as u32,
        cross_origin_isolated: isolated.is_ok_and(|value| value.is_truthy()),
        grain_ms,
        build: build(),
        simd: simd().to_owned(),
        date: js_sys::Date::new_0().to_iso_string().into(),
        suite: suite.to_owned(),
    }
}
