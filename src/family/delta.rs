//! Edges from the delta rule, its gates and its products.

use crate::math::{Dims, Mat};
use crate::rules::{
    Comba, DeltaRule, GatedDeltaProduct, GatedDeltaRule, Gdn2, Gla, Inputs, Kda, LinearAttn, SimpleGla,
    Tensor,
};

use super::edge::Edge;
use super::side::{Read, Sides, States, Told};
use super::stream::{AllTensors, all_waves, times_rows};

/// Keys to a token of the product.
const FACTORS: usize = 3;

/// Keys at right angles, T ≤ K, β = 1: nothing is there to be corrected.
pub(super) const DELTA_LINEAR: Edge = Edge::rewriting::<DeltaRule, LinearAttn>("delta-linear", |x, _| {
    let few = x.orthonormal();
    let a = few.x.clone().with(Tensor::Beta, Mat::from_element(few.tokens, 1, 1.0));
    Ok(Sides::new(a, few.x).orthonormal(few.tokens))
})
.switch();

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // b = w = β.
    Edge::knob::<Gdn2, Kda>("gdn2-kda", |x, turned| {
        let Dims { k, v, .. } = x.dims();
        let beta = |channels| x.in_channels(Tensor::Beta, channels);
        Ok(Sides::new(x.turned(turned).to(Tensor::Erase, beta(k)).to(Tensor::Write, beta(v)), x.set()))
    }),
    // b = 0, w = 1.
    Edge::knob::<Gdn2, Gla>("gdn2-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Erase).one(Tensor::Write), x.set()))
    }),
    // All channels of a token fade alike.
    Edge::knob::<Kda, GatedDeltaRule>("kda-gated-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).to(Tensor::Gk, x.in_channels(Tensor::G, x.dims().k)), x.set()))
    }),
    // g = 0.
    Edge::knob::<Kda, DeltaRule>("kda-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Gk), x.set()))
    }),
    // p = k, g = 0.
    Edge::knob::<Comba, DeltaRule>("comba-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).to(Tensor::P, x.get(Tensor::K)).zero(Tensor::G), x.set()))
    }),
    // p = γ k: the error of the faded state.
    Edge::knob::<Comba, GatedDeltaRule>("comba-gated-delta", |x, turned| {
        let faded = times_rows(&x.get(Tensor::K), &x.gamma());
        Ok(Sides::new(x.turned(turned).to(Tensor::P, faded), x.set()))
    }),
    // p = 0, β = 1.
    Edge::knob::<Comba, SimpleGla>("comba-simple-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::P).one(Tensor::Beta), x.set()))
    }),
    // p = 0, β = 1, g = 0.
    Edge::knob::<Comba, LinearAttn>("comba-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::P).one(Tensor::Beta).zero(Tensor::G), x.set()))
    }),
    // One key to a token.
    Edge::knob::<GatedDeltaProduct, GatedDeltaRule>("product-gated-delta", |x, _| {
        Ok(Sides::new(x.set(), x.set()))
    })
    .switch(),
    // Three keys to a token, g = 0: DeltaNet of three times as many tokens, read at every third.
    Edge::rewriting::<GatedDeltaProduct, DeltaRule>("product-delta", |x, turned| {
        let (a, b) = (x.turned(turned).zero(Tensor::G).x, x.get(Tensor::Q));
        let repeated = Mat::from_fn(b.nrows() * FACTORS, b.ncols(), |r, c| b[(r / FACTORS, c)]);
        let thirds: Vec<usize> = (0..b.nrows()).map(|t| t * FACTORS + FACTORS - 1).collect();
        let b = several(x, x.set().x).with(Tensor::Q, repeated);
        let b = Told::from(b).read(Read::Tokens(thirds.clone())).states(States::At(thirds));
        Ok(Sides::new(several(x, a), b))
    }),
    // g = 0.
    Edge::knob::<GatedDeltaRule, DeltaRule>("gated-delta-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::G), x.set()))
    }),
    DELTA_LINEAR,
];

/// The same with three keys, values and β to a token: a stream has one, so they are those of the waves of seed 1.
fn several(x: &AllTensors, of: Inputs) -> Inputs {
    let size = x.dims();
    let more = all_waves(Dims { t: size.t * FACTORS, ..size }, 1);
    let beta = more.get(Tensor::Beta).cloned().unwrap_or_default();
    of.with(Tensor::K, more.k).with(Tensor::V, more.v).with(Tensor::Beta, beta)
}
