use crate::scenario::{Knobs, Query, QueryWriter};

/// Nothing is set on this page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario;

impl Knobs for Scenario {
    fn read(_: &mut Query) -> Self {
        Self
    }

    fn write(&self, _: &mut QueryWriter) {}
}
