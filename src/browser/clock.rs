//! The browser's monotonic clock.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

use crate::timing::Clock;

/// `performance.now()` of the page or, in a worker, of the worker.
#[derive(Clone, Debug)]
pub struct BrowserClock(Performance);

impl BrowserClock {
    /// The clock of the global scope in which this runs; `None` where there is none.
    pub fn new() -> Option<Self> {
        let performance = Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok()?;
        performance.dyn_into().ok().map(Self)
    }
}

impl Clock for BrowserClock {
    fn now_ms(&self) -> f64 {
        self.0.now()
    }
}
