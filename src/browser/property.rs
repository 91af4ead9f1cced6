//! What the browser's own objects have and do, asked for by its name.
//!
//! Each call of `web_sys` is a few lines of the script that every page loads first. What only a part uses that arrives later is asked
//! for by its name, and nobody waits for it.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object of the browser, or one of its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing(JsValue);

impl<T: AsRef<JsValue>> From<&T> for Thing {
    fn from(of: &T) -> Self {
        Self(of.as_ref().clone())
    }
}

impl Thing {
    /// What is known everywhere: `document`, `Image` and their like.
    pub fn global(name: &str) -> Self {
        Self(js_sys::global().into()).get(name)
    }

    /// What it has under a name; nothing where it has nothing.
    pub fn get(&self, name: &str) -> Self {
        if self.is_there() {
            Self(Reflect::get(&self.0, &name.into()).unwrap_or_default())
        } else {
            Self::default()
        }
    }

    /// A number that it has; NaN where that is none.
    pub fn number(&self, name: &str) -> f64 {
        self.get(name).0.as_f64().unwrap_or(f64::NAN)
    }

    /// A text that it has; an empty one where that is none.
    pub fn text(&self, name: &str) -> String {
        self.get(name).0.as_string().unwrap_or_default()
    }

    /// What it answers to a call; nothing where it cannot be called, or fails.
    pub fn call(&self, name: &str, told: &[JsValue]) -> Self {
        let Some(method) = self.get(name).0.dyn_ref::<Function>().cloned() else { return Self::default() };
        Self(Reflect::apply(&method, &self.0, &Array::from_iter(told)).unwrap_or_default())
    }

    /// What it answers to a call with one text.
    pub fn ask(&self, name: &str, told: &str) -> Self {
        self.call(name, &[told.into()])
    }

    /// A new object of this class.
    pub fn made(&self, told: &[JsValue]) -> Self {
        let class = self.0.dyn_ref::<Function>();
        Self(
            class
                .and_then(|class| Reflect::construct(class, &Array::from_iter(told)).ok())
                .unwrap_or_default(),
        )
    }

    /// Gives it something under a name.
    pub fn set(&self, name: &str, value: impl Into<JsValue>) {
        // What cannot be set stays as it is.
        let _ = Reflect::set(&self.0, &name.into(), &value.into());
    }

    /// Takes away what it has of its own under a name.
    pub fn take(&self, name: &str) {
        if let Some(object) = self.0.dyn_ref::<js_sys::Object>() {
            let _ = Reflect::delete_property(object, &name.into());
        }
    }

    /// Whether there is anything.
    pub fn is_there(&self) -> bool {
        !self.0.is_null() && !self.0.is_undefined()
    }

    /// All that it lists.
    pub fn listed(&self) -> Vec<Self> {
        if self.is_there() { Array::from(&self.0).iter().map(Self).collect() } else { Vec::new() }
    }

    /// As it is.
    pub fn value(&self) -> &JsValue {
        &self.0
    }

    /// As a text.
    pub fn as_text(&self) -> String {
        self.0.as_string().unwrap_or_default()
    }
}

impl Default for Thing {
    fn default() -> Self {
        Self(JsValue::UNDEFINED)
    }
}
