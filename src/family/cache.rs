//! Edges from rules that keep every key and value.

use crate::inputs::effective;
use crate::math::Mat;
use crate::rules::{
    DeltaRule, Deltaformer, ForgettingAttn, Inputs, PathAttn, RuleEntry, RuleError, SoftmaxAttn, Tensor,
};

use super::edge::Edge;
use super::side::{Read, Side, Sides, Told, outputs_of};
use super::stream::AllTensors;

/// g = 0.
pub(super) const FORGETTING_SOFTMAX: Edge =
    Edge::knob::<ForgettingAttn, SoftmaxAttn>("forgetting-softmax", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::G), x.set()))
    });

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    FORGETTING_SOFTMAX,
    // β = 0 and g = 0: no key is turned.
    Edge::knob::<PathAttn, SoftmaxAttn>("path-softmax", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Beta).zero(Tensor::G), x.set()))
    }),
    // β = 0, and g / scale: PaTH multiplies its gate by the scale, forgetting attention does not.
    Edge::knob::<PathAttn, ForgettingAttn>("path-forgetting", |x, turned| {
        let divided = x.get(Tensor::G) / x.inputs().scale;
        Ok(Sides::new(x.turned(turned).zero(Tensor::Beta).to(Tensor::G, divided), x.set()))
    }),
    // β = 0.
    Edge::knob::<Deltaformer, SoftmaxAttn>("deltaformer-softmax", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Beta), x.set()))
    }),
    // w = k, before the softmax and times β_j: A of DeltaNet.
    Edge::rewriting::<PathAttn, DeltaRule>("path-delta", |x, turned| {
        let a = Told::from(x.turned(turned).to(Tensor::W, x.get(Tensor::K))).read(Read::Scores);
        let rule = RuleEntry::stepping::<DeltaRule>();
        let matrix = effective(&rule, &x.read_by(&rule.info))?;
        Ok(Sides { b: Side::Given(matrix), ..Sides::new(a, x.set()) })
    }),
    // β = 2: a product of reflections is what two DeltaNets over w take from q and from k.
    Edge::rewriting::<PathAttn, SoftmaxAttn>("path-softmax-reflections", |x, turned| {
        let a = x.turned(turned).all(Tensor::Beta, 2.0).zero(Tensor::G);
        Ok(Sides::new(a, reflected(x, 2.0)?))
    }),
];

/// The stream with q − DeltaNet(q, w, w) and k − DeltaNet(k, w, w), both with this β for all and scale 1, in the place of q and k.
///
/// With β = 2 the first is H_1 ⋯ H_t q_t and the second H_1 ⋯ H_t k_t, H = I − 2 w wᵀ; as each H is its own inverse, their product is that of
/// the H between two tokens. With another β it is not.
pub(super) fn reflected(x: &AllTensors, beta: f64) -> Result<Inputs, RuleError> {
    let w = x.get(Tensor::W);
    let over = x.set().all(Tensor::Beta, beta).to(Tensor::K, w.clone()).scale(1.0).x.with(Tensor::V, w);
    let less = |own: Mat| -> Result<Mat, RuleError> {
        let taken = outputs_of::<DeltaRule>(&over.clone().with(Tensor::Q, own.clone()))?;
        Ok(own - taken)
    };
    let (q, k) = (less(x.get(Tensor::Q))?, less(x.get(Tensor::K))?);
    Ok(x.set().x.with(Tensor::Q, q).with(Tensor::K, k))
}
