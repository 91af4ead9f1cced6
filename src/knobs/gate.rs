//! Gates as knobs: one number for all tokens, or a list.

use std::ops::RangeInclusive;

use super::{Draw, Knob, Value, decimal};
use crate::inputs::Gate;

/// No stream of a page is longer.
const MOST_TOKENS: usize = 64;

impl Value for Gate {
    type Range = RangeInclusive<f64>;

    fn written(&self) -> String {
        self.text().unwrap_or_default()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        if !text.contains(',') {
            let constant = Knob { key: knob.key, default: knob.default.at(0), range: knob.range.clone() };
            return f64::read(text, &constant).map(Self::Constant).map_err(Self::Constant);
        }
        let valid = |text: &str| decimal(text).filter(|x| knob.range.contains(x));
        Self::read(text, MOST_TOKENS, valid).ok_or_else(|| knob.default.clone())
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        match draw.whole(&(0..=19)) {
            0 => Self::Constant(draw.number(range)),
            tokens => Self::PerToken((0..tokens).map(|_| draw.number(range)).collect()),
        }
    }
}
