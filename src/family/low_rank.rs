//! Edges from transitions that are diagonal plus low rank.
//!
//! Where B has a β in its write, A writes with β k in the place of k.

use crate::math::{Dims, Mat};
use crate::rules::{Comba, DeltaRule, Dplr, GatedDeltaRule, Gdn2, Gla, Iplr, Kda, LinearAttn, Rwkv7, Tensor};

use super::edge::Edge;
use super::side::Sides;
use super::stream::{AllTensors, spread};
use super::turned::{Turned, Turning};

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // a = −κ, b = a ∘ κ.
    Edge::knob::<Dplr, Rwkv7>("dplr-rwkv7", |x, turned| {
        let kappa = x.get(Tensor::P);
        let b = kappa.component_mul(&x.get(Tensor::Erase));
        Ok(Sides::new(x.turned(turned).to(Tensor::A, -kappa).to(Tensor::B, b), x.set()))
    }),
    // a = −γ ∘ b ∘ k, b = k, and w ∘ v in the place of v.
    Edge::rewriting::<Dplr, Gdn2>("dplr-gdn2", |x, turned| {
        let erased = x.get(Tensor::Erase).component_mul(&x.get(Tensor::K));
        let a = x.turned(turned).to(Tensor::A, -x.channel_gamma().component_mul(&erased));
        let written = x.get(Tensor::Write).component_mul(&x.get(Tensor::V));
        Ok(Sides::new(a.to(Tensor::B, x.get(Tensor::K)).to(Tensor::V, written), x.set()))
    }),
    // a = −γ ∘ k, b = β k.
    Edge::rewriting::<Dplr, Kda>("dplr-kda", |x, turned| {
        let a = -x.channel_gamma().component_mul(&x.get(Tensor::K));
        Ok(Sides::new(correcting(x, turned, a), x.set()))
    }),
    // All channels of a token fade alike, a = −p, b = β k.
    Edge::rewriting::<Dplr, Comba>("dplr-comba", |x, turned| {
        let gates = x.in_channels(Tensor::G, x.dims().k);
        Ok(Sides::new(correcting(x, turned, -x.get(Tensor::P)).to(Tensor::Gk, gates), x.set()))
    }),
    // g = 0.
    Edge::knob::<Dplr, Iplr>("dplr-iplr", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Gk), x.set()))
    }),
    // a = 0.
    Edge::knob::<Dplr, Gla>("dplr-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::A), x.set()))
    }),
    // κ = γ ∘ k, which is no unit vector, and a = β / γ, which may pass 1: outside the ranges of its layer. γ > 0.
    Edge::rewriting::<Rwkv7, Kda>("rwkv7-kda", |x, turned| {
        let Dims { k, .. } = x.dims();
        let gamma = x.channel_gamma();
        let kappa = gamma.component_mul(&x.get(Tensor::K));
        let erase = x.in_channels(Tensor::Beta, k).component_div(&gamma);
        Ok(Sides::new(along(x, turned, kappa, erase), x.set()))
    }),
    // All channels of a token fade alike, κ = k, a = γ β.
    Edge::rewriting::<Rwkv7, GatedDeltaRule>("rwkv7-gated-delta", |x, turned| {
        let Dims { k, .. } = x.dims();
        let erase = spread(&x.gamma().component_mul(&x.get(Tensor::Beta)), k);
        let a = along(x, turned, x.get(Tensor::K), erase);
        Ok(Sides::new(a.to(Tensor::Gk, x.in_channels(Tensor::G, k)), x.set()))
    }),
    // w = 0, κ = k, a = β.
    Edge::rewriting::<Rwkv7, DeltaRule>("rwkv7-delta", |x, turned| {
        let erase = x.in_channels(Tensor::Beta, x.dims().k);
        Ok(Sides::new(along(x, turned, x.get(Tensor::K), erase).zero(Tensor::Gk), x.set()))
    }),
    // a = 0.
    Edge::knob::<Rwkv7, Gla>("rwkv7-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Erase), x.set()))
    }),
    // a = −k, b = β k.
    Edge::rewriting::<Iplr, DeltaRule>("iplr-delta", |x, turned| {
        Ok(Sides::new(correcting(x, turned, -x.get(Tensor::K)), x.set()))
    }),
    // a = 0.
    Edge::knob::<Iplr, LinearAttn>("iplr-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::A), x.set()))
    }),
];

/// Reads along a; β k in the place of b and of k.
fn correcting(x: &AllTensors, turned: Turned, a: Mat) -> Turning {
    let written = x.written_keys();
    x.turned(turned).to(Tensor::A, a).to(Tensor::B, written.clone()).to(Tensor::K, written)
}

/// RWKV-7 with this κ and a; β k in the place of k.
pub(super) fn along(x: &AllTensors, turned: Turned, kappa: Mat, erase: Mat) -> Turning {
    x.turned(turned).to(Tensor::P, kappa).to(Tensor::Erase, erase).to(Tensor::K, x.written_keys())
}
