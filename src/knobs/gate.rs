//! Gates as knobs: one number for all tokens, or a list; and the gates of any rule under one key.

use std::ops::RangeInclusive;

use super::{Draw, Knob, Value, decimal};
use crate::inputs::{By, Gate, Gates, Layer, Reads, Weight};
use crate::rules::Tensor;

crate::named!(By { Constant "constant", Token "token", Weights "weights" });

/// No stream of a page is longer.
const MOST_TOKENS: usize = 64;

impl Value for Gate {
    type Range = RangeInclusive<f64>;

    fn written(&self) -> String {
        self.text().unwrap_or_default()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        if !text.contains([',', 's', '*']) {
            let constant = Knob { key: knob.key, default: knob.default.at(0), range: knob.range.clone() };
            return f64::read(text, &constant).map(Self::Constant).map_err(Self::Constant);
        }
        read(text, &knob.range).unwrap_or_else(|| Err(knob.default.clone()))
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        match draw.whole(&(0..=MOST_TOKENS as u64 + 8)) {
            0 => Self::Constant(draw.number(range)),
            65.. => Self::Layer(draw_layer(*range.end() >= 2.0, draw)),
            tokens => Self::PerToken((0..tokens).map(|_| draw.number(range)).collect()),
        }
    }
}

/// The gate in a text; as an error what is left of a list with more tokens than there can be.
fn read(text: &str, range: &RangeInclusive<f64>) -> Option<Result<Gate, Gate>> {
    match Gate::read(text, usize::MAX, range, decimal)? {
        Gate::PerToken(mut all) if all.len() > MOST_TOKENS => {
            all.truncate(MOST_TOKENS);
            Some(Err(Gate::PerToken(all)))
        }
        gate => Some(Ok(gate)),
    }
}

/// Some layer, for tests; `may_double` says whether its gate may pass 1.
fn draw_layer(may_double: bool, draw: &mut Draw) -> Layer {
    let number = |draw: &mut Draw| draw.number(&(-Layer::LARGEST..=Layer::LARGEST));
    let weight = |draw: &mut Draw| {
        let first = draw.whole(&(0..=9)) as usize;
        let only = [None, Some([first, first]), Some([first, first + 3])];
        Weight {
            reads: draw.one_of(&[Reads::Key, Reads::Value]),
            channel: draw.whole(&(0..=40)) as usize,
            by: number(draw),
            only: draw.one_of(&only),
        }
    };
    let weights = (0..draw.whole(&(0..=Layer::MOST as u64))).map(|_| weight(draw)).collect();
    Layer { bias: number(draw), weights, doubled: may_double && draw.one_of(&[true, false]) }
}

/// Gates of these tensors, written `eta:0.3;p:0.5,0.4,`. One that stands at its default is not among them.
impl Value for Gates {
    type Range = Vec<Tensor>;

    fn written(&self) -> String {
        let gate = |(of, gate): (Tensor, &Gate)| Some(format!("{}:{}", of.id(), gate.text()?));
        self.iter().filter_map(gate).collect::<Vec<_>>().join(";")
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let parts: Vec<&str> = text.split(';').filter(|part| !part.is_empty()).collect();
        let found: Vec<_> = parts.iter().filter_map(|part| one_of(part, &knob.range)).collect();
        let are_whole = found.iter().all(|(_, gate)| gate.is_ok());
        let read: Self = found.into_iter().map(|(of, gate)| (of, gate.unwrap_or_else(|cut| cut))).collect();
        if are_whole && read.iter().count() == parts.len() { Ok(read) } else { Err(read) }
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        let gate = |of: &Tensor| {
            let info = of.gate().filter(|_| draw.one_of(&[true, false]))?;
            let constant = Gate::Constant(draw.number(&info.range));
            Some((*of, if of.is_per_token() { Gate::draw(&info.range, draw) } else { constant }))
        };
        range.iter().filter_map(gate).collect()
    }
}

/// One gate of a text, where it is that of one of these tensors and in its range: see [`read`].
fn one_of(text: &str, tensors: &[Tensor]) -> Option<(Tensor, Result<Gate, Gate>)> {
    let (id, text) = text.split_once(':')?;
    let of = *tensors.iter().find(|of| of.id() == id)?;
    let info = of.gate()?;
    let gate = read(text, &info.range)?;
    (of.is_per_token() || matches!(gate, Ok(Gate::Constant(_)))).then_some((of, gate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob() -> Knob<Gates> {
        Knob { key: "gates", default: Gates::new(), range: vec![Tensor::P, Tensor::Eta, Tensor::Lamb] }
    }

    #[test]
    fn gates_of_several_tensors_are_one_text() {
        let gates = Gates::new().with(Tensor::Eta, 0.25).with(Tensor::P, vec![0.5, 0.0]);
        assert_eq!(gates.written(), "p:0.5,0,;eta:0.25");
        assert_eq!(Gates::read(&gates.written(), &knob()), Ok(gates));
        assert_eq!(Gates::read("", &knob()), Ok(Gates::new()));
    }

    #[test]
    fn what_is_no_gate_is_left_out_and_the_others_stay() {
        let kept = Gates::new().with(Tensor::Eta, 0.25);
        for wrong in ["beta:0.5", "p:2", "p", "p:", "p:x", "lamb:0.5,0.5,", "nothing:1", "eta:0.25"] {
            assert_eq!(Gates::read(&format!("eta:0.25;{wrong}"), &knob()), Err(kept.clone()), "{wrong}");
        }
    }

    #[test]
    fn a_list_that_is_too_long_ends_with_the_last_token_and_that_is_said() {
        let list = |tokens: usize| vec![0.5; tokens];
        let most = Gates::new().with(Tensor::P, list(64));
        for text in [list(65), list(400)].map(|all| Gates::new().with(Tensor::P, all).written()) {
            assert_eq!(Gates::read(&text, &knob()), Err(most.clone()), "{text}");
        }
        assert_eq!(Gates::read(&most.written(), &knob()), Ok(most));
        let one = Knob { key: "beta", default: Gate::Constant(0.9), range: 0.0..=2.0 };
        assert_eq!(<Gate as Value>::read(&"0.5,".repeat(65), &one), Err(Gate::PerToken(list(64))));
    }
}
