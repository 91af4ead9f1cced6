//! Edges between softmax and sums by a kernel.

use crate::math::{Mat, dot};
use crate::rules::{
    Based, Inputs, LinearAttn, LinearAttnNormalized, SoftmaxAttn, Tensor, linear_attn_normalized,
};

use super::edge::Edge;
use super::side::{Read, Sides, States, Told, parts_of};
use super::stream::AllTensors;

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // φ(x) = (1, x, x⊗x/√2) of scale · q and of k.
    Edge::rewriting::<Based, LinearAttn>("based-linear", |x, _| {
        Ok(Sides::new(outputs_only(x.set().x), outputs_only(in_features(x, taylor))))
    })
    .switch(),
    // The same, both divided by the sum of their weights.
    Edge::rewriting::<Based, LinearAttnNormalized>("based-normalised", |x, _| {
        let a = Inputs { normalise: true, ..x.set().x };
        Ok(Sides::new(outputs_only(a), outputs_only(in_features(x, taylor))))
    })
    .switch()
    .but_for_epsilon(),
    // Queries and keys without their signs, and each output times z·q, by which it was divided.
    Edge::rewriting::<LinearAttnNormalized, LinearAttn>("normalised-linear", |x, turned| {
        let positive = x.set().at_once(Tensor::Q, f64::abs).at_once(Tensor::K, f64::abs).x;
        let sums = parts_of::<LinearAttnNormalized>(&positive, "z")?;
        let by = sums.iter().enumerate().map(|(t, z)| {
            let sum = dot(&z.row(0).transpose(), &positive.query(t)) + linear_attn_normalized::EPSILON;
            turned.between(1.0, sum)
        });
        let by = Mat::from_iterator(sums.len(), 1, by);
        Ok(Sides::new(Told::from(positive.clone()).read(Read::Times(by)), positive))
    }),
    // scale = 0 on one side, q = k = 1 on the other: both are the mean of the values so far.
    Edge::rewriting::<SoftmaxAttn, LinearAttnNormalized>("softmax-normalised", |x, turned| {
        let scale = turned.between(x.inputs().scale, 0.0);
        let ones = Mat::from_element(x.dims().t, 1, 1.0);
        let b = Inputs { scale: 1.0, ..Inputs::new(ones.clone(), ones, x.get(Tensor::V)) };
        Ok(Sides::new(x.set().scale(scale), b))
    })
    .but_for_epsilon(),
];

/// A state of features has K² columns: outputs say enough.
fn outputs_only(x: Inputs) -> Told {
    Told::from(x).states(States::Nothing)
}

/// The stream with features of scale · q and of k, `[T, features]`, and scale 1.
pub(super) fn in_features(x: &AllTensors, features: fn(&Mat) -> Mat) -> Inputs {
    let (q, k) = (features(&(x.get(Tensor::Q) * x.inputs().scale)), features(&x.get(Tensor::K)));
    Inputs { scale: 1.0, ..Inputs::new(q, k, x.get(Tensor::V)) }
}

/// (1, x) of each row: φ(x)·φ(y) = 1 + x·y.
pub(super) fn with_one(x: &Mat) -> Mat {
    x.clone().insert_column(0, 1.0)
}

/// (1, x, x⊗x/√2) of each row: φ(x)·φ(y) = 1 + x·y + (x·y)²/2.
fn taylor(x: &Mat) -> Mat {
    let (t, d) = x.shape();
    let half = 0.5f64.sqrt();
    Mat::from_fn(t, 1 + d + d * d, |t, c| match c {
        0 => 1.0,
        c if c <= d => x[(t, c - 1)],
        c => x[(t, (c - 1 - d) / d)] * x[(t, (c - 1 - d) % d)] * half,
    })
}
