//! Edges from sums that fade.

use crate::math::Mat;
use crate::rules::{
    Gla, Hgrn, Inputs, LinearAttn, LogLinearAttn, Retention, Rwkv6, SimpleGla, Tensor, retention,
};

use super::edge::Edge;
use super::side::{Read, Sides, Told};

/// The head of the retention that a scalar gate becomes.
const HEAD: usize = 2;
/// The first head whose γ = 1 − 2^(−5−h) rounds to 1 in `f64`.
const LAST_HEAD: usize = 49;

/// g = 0.
pub(super) const SIMPLE_GLA_LINEAR: Edge =
    Edge::knob::<SimpleGla, LinearAttn>("simple-gla-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::G), x.set()))
    });

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // u = 1, w = 0.
    Edge::knob::<Rwkv6, LinearAttn>("rwkv6-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).one(Tensor::U).zero(Tensor::Gk), x.set()))
    }),
    // u = 0, and the query of the token before: o of token t + 1 is that of token t, since it reads before it fades and writes.
    Edge::rewriting::<Rwkv6, Gla>("rwkv6-gla", |x, turned| {
        let (q, t) = (x.get(Tensor::Q), x.dims().t);
        let before = Mat::from_fn(t, q.ncols(), |i, c| q[((i + t - 1) % t, c)]);
        let a = Told::from(x.turned(turned).zero(Tensor::U).to(Tensor::Q, before));
        let b = Told::from(x.set()).read(Read::Tokens((0..t - 1).collect()));
        Ok(Sides::new(a.read(Read::Tokens((1..t).collect())), b))
    }),
    // λ = 1 on every level.
    Edge::knob::<LogLinearAttn, SimpleGla>("log-linear-simple-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).one(Tensor::LevelScales), x.set()))
    }),
    // λ = 1 on every level, g = 0.
    Edge::knob::<LogLinearAttn, LinearAttn>("log-linear-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).one(Tensor::LevelScales).zero(Tensor::G), x.set()))
    }),
    // All channels of a token fade alike.
    Edge::knob::<Gla, SimpleGla>("gla-simple-gla", |x, turned| {
        Ok(Sides::new(x.turned(turned).to(Tensor::Gk, x.in_channels(Tensor::G, x.dims().k)), x.set()))
    }),
    // g = 0.
    Edge::knob::<Gla, LinearAttn>("gla-linear", |x, turned| {
        Ok(Sides::new(x.turned(turned).zero(Tensor::Gk), x.set()))
    }),
    // One value channel, v = 1, and what HGRN is told as keys: the row S is h.
    Edge::rewriting::<Gla, Hgrn>("gla-hgrn", |x, _| {
        let told = x.get(Tensor::V);
        let ones = Mat::from_element(x.dims().t, 1, 1.0);
        let a = Inputs::new(told.clone(), told, ones).with(Tensor::Gk, x.get(Tensor::Gv));
        Ok(Sides::new(Told::from(a).read(Read::RowOfState), x.set()))
    })
    .switch(),
    // All channels of a token fade alike; one key channel, q = k = 1.
    Edge::rewriting::<Hgrn, SimpleGla>("hgrn-simple-gla", |x, turned| {
        let a = x.turned(turned).to(Tensor::Gv, x.in_channels(Tensor::G, x.dims().v));
        let ones = Mat::from_element(x.dims().t, 1, 1.0);
        let b = Inputs { scale: 1.0, ..Inputs::new(ones.clone(), ones, x.get(Tensor::V)) };
        Ok(Sides::new(a, b.with(Tensor::G, x.get(Tensor::G))))
    }),
    SIMPLE_GLA_LINEAR,
    // g = ln(1 − 2^(−5−h)).
    Edge::knob::<SimpleGla, Retention>("simple-gla-retention", |x, turned| {
        let a = x.turned(turned).all(Tensor::G, retention::gamma::<f64>(HEAD).ln());
        Ok(Sides::new(a, Inputs { head: HEAD, ..x.set().x }))
    }),
    // h = 49, whose γ rounds to 1. The knob stops at whole heads.
    Edge::knob::<Retention, LinearAttn>("retention-linear", |x, turned| {
        let head = turned.between(x.inputs().head as f64, LAST_HEAD as f64).round();
        Ok(Sides::new(Inputs { head: head as usize, ..x.set().x }, x.set()))
    }),
];
