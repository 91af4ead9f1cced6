//! A knob of the scenario as controls see it: what is known of it, and how to read and write it.

use crate::knobs::{Knob, Value};
use crate::scenario::Scenario;

/// One knob. Usually made by [`knob!`](crate::knob).
#[derive(Clone)]
pub struct Lens<T: Value> {
    /// Its key, default and range.
    pub knob: Knob<T>,
    /// Its value in a scenario.
    pub get: fn(&Scenario) -> &T,
    /// Sets it in a scenario.
    pub set: fn(&mut Scenario, T),
}

/// A knob of a page, `knob!(mask.causal)`, or of the input, `knob!(input seed)`.
#[macro_export]
macro_rules! knob {
    (input $knob:ident) => {
        $crate::app::Lens {
            knob: $crate::scenario::Given::$knob(),
            get: |s| &s.source.given.$knob,
            set: |s, value| s.source.given.$knob = value,
        }
    };
    // One that several pages have.
    ($page:ident . set . $knob:ident) => {
        $crate::app::Lens {
            knob: $crate::lessons::lockstep::Set::$knob(),
            get: |s| &s.knobs.$page.set.$knob,
            set: |s, value| s.knobs.$page.set.$knob = value,
        }
    };
    ($page:ident . $knob:ident) => {
        $crate::app::Lens {
            knob: $crate::lessons::$page::Scenario::$knob(),
            get: |s| &s.knobs.$page.$knob,
            set: |s, value| s.knobs.$page.$knob = value,
        }
    };
}
