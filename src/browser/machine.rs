//! The facts about browser and machine that stand in a report.

use js_sys::Reflect;
use leptos::prelude::window;

use crate::timing::report::{build, simd};
use crate::timing::{Environment, Run};

/// Logical processors that the browser admits to.
pub fn cores() -> usize {
    (window().navigator().hardware_concurrency() as usize).max(1)
}

/// The circumstances under which this page's worker has made a run.
pub fn environment(run: &Run) -> Environment {
    let navigator = window().navigator();
    let isolated = Reflect::get(&window(), &"crossOriginIsolated".into());
    Environment {
        user_agent: navigator.user_agent().unwrap_or_default(),
        cores: cores() as u32,
        cross_origin_isolated: isolated.is_ok_and(|value| value.is_truthy()),
        grain_ms: run.grain_ms,
        build: build(),
        simd: simd().to_owned(),
        date: js_sys::Date::new_0().to_iso_string().into(),
        suite: run.plan.suite.clone(),
        limit: run.limit(),
        drift: run.drift(),
    }
}
