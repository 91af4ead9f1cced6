//! Edges from rules whose loss is not the squared error.

use crate::math::Mat;
use crate::rules::{Contrastive, DeltaRule, Huber, HuberByCoordinate, Inputs, LinearAttn, RuleError, Tensor};

use super::edge::Edge;
use super::side::{Sides, parts_of};
use super::stream::times_rows;

/// A temperature beside which every score is 0 in `f64`.
const HOT: f64 = 1e20;

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // Values of one channel, the others being 0: the length of an error is the size of its only number.
    Edge::rewriting::<HuberByCoordinate, Huber>("huber-by-coordinate-huber", |x, turned| {
        let v = x.get(Tensor::V);
        let first = Mat::from_fn(v.nrows(), v.ncols(), |t, i| if i == 0 { v[(t, i)] } else { 0.0 });
        let told = || x.turned(turned).to(Tensor::V, first.clone());
        Ok(Sides::new(told(), told()))
    }),
    // δ = ∞, on a line of 1 / δ; any δ that no error passes does the same.
    Edge::knob::<HuberByCoordinate, DeltaRule>("huber-by-coordinate-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).growing(Tensor::Delta), x.set()))
    }),
    // δ = ∞, on a line of 1 / δ; any δ that no error passes does the same.
    Edge::knob::<Huber, DeltaRule>("huber-delta", |x, turned| {
        Ok(Sides::new(x.turned(turned).growing(Tensor::Delta), x.set()))
    }),
    // τ so hot that every value told is as likely as any other, on a line of 1 / τ, and β with it so that β / τ stays: what is written is
    // the value less the mean of those told so far.
    Edge::rewriting::<Contrastive, LinearAttn>("contrastive-linear", |x, turned| {
        let tau = x.get(Tensor::Tau);
        let hot = tau.map(|tau| 1.0 / turned.between(1.0 / tau, 1.0 / HOT));
        let beta = x.get(Tensor::Beta) * (hot[(0, 0)] / tau[(0, 0)]);
        let a = x.set().to(Tensor::Tau, hot).to(Tensor::Beta, beta);
        Ok(Sides::new(a, writing_less_mean(x.inputs())?))
    }),
    // Keys at right angles, T ≤ K: nothing is read for a key before it is told, so that every value is as likely as any other.
    Edge::rewriting::<Contrastive, LinearAttn>("contrastive-linear-orthonormal", |x, _| {
        let few = x.orthonormal();
        let b = writing_less_mean(&few.x)?;
        Ok(Sides::new(few.x, b).orthonormal(few.tokens))
    })
    .switch(),
];

/// The same with (β_t / τ) (v_t − the mean of the distinct values told so far) in the place of v_t.
fn writing_less_mean(x: &Inputs) -> Result<Inputs, RuleError> {
    let told = parts_of::<Contrastive>(x, "U")?;
    let less = Mat::from_fn(x.v.nrows(), x.v.ncols(), |t, i| {
        x.v[(t, i)] - told.get(t).map_or(0.0, |told| told.column(i).mean())
    });
    let tau = x.get(Tensor::Tau).map_or(1.0, |tau| tau[(0, 0)]);
    let strength = x.get(Tensor::Beta).map(|beta| beta / tau);
    let v = strength.iter().fold(less, |less, strength| times_rows(&less, strength));
    Ok(x.clone().with(Tensor::V, v))
}
