//! Pairs that look like an edge and are none.

use crate::rules::{
    Comba, DeltaRule, Deltaformer, ForgettingAttn, GatedDeltaRule, Gla, Kda, LinearAttn, LogLinearAttn,
    MesaNet, PathAttn, Rule, RuleEntry, Rwkv6, Rwkv7, SimpleGla, SoftmaxAttn, Tensor, TttLinear,
};

use super::cache::reflected;
use super::certificate::{Certificate, Refused};
use super::low_rank::along;
use super::optimisers::preconditioned;
use super::side::{Read, Sides, Told};
use super::stream::{AllTensors, times_rows};
use super::turned::Turned;

/// A pair that looks like an edge and is none.
#[derive(Debug)]
pub struct NotEdge {
    /// Its name: of the text that says why it is none.
    pub id: &'static str,
    /// The rule that looks as if it became the other.
    pub a: RuleEntry,
    /// The other.
    pub b: RuleEntry,
    /// Whether a condition is met that looks as if it were enough. If not, there is no knob at all, and both are told the same.
    pub tempting: bool,
    sides: fn(&AllTensors) -> Result<Sides, Refused>,
}

/// All of them.
pub static NOT_EDGES: &[NotEdge] = &[
    // β = 0 writes nothing.
    NotEdge::of::<DeltaRule, LinearAttn>("delta-silent", |x| {
        Ok(Sides::new(x.set().zero(Tensor::Beta), x.set()))
    }),
    // p = k with a gate: the error of the state before it fades.
    NotEdge::of::<Comba, GatedDeltaRule>("comba-undecayed", |x| {
        Ok(Sides::new(x.set().to(Tensor::P, x.get(Tensor::K)), x.set()))
    }),
    // β = 0, but g is not divided by the scale.
    NotEdge::of::<PathAttn, ForgettingAttn>("path-scaled-gate", |x| {
        Ok(Sides::new(x.set().zero(Tensor::Beta), x.set()))
    }),
    // w = k, after the softmax.
    NotEdge::of::<PathAttn, DeltaRule>("path-after-softmax", |x| {
        Ok(Sides::new(x.set().to(Tensor::W, x.get(Tensor::K)).zero(Tensor::G), x.set()))
    }),
    // β = 1.5: H is not its own inverse, so that queries and keys cannot be turned each by itself.
    NotEdge::of::<PathAttn, SoftmaxAttn>("path-half-reflections", |x| {
        let a = x.set().all(Tensor::Beta, 1.5).zero(Tensor::G);
        Ok(Sides::new(a, reflected(x, 1.5)?))
    }),
    // (H_t + Λ)⁻¹ k with γ < 1: H fades, Λ does not.
    NotEdge::of::<MesaNet, Comba>("mesa-fading", |x| {
        let a = x.set().one(Tensor::Beta).scale(1.0).x;
        let keys = preconditioned(&a)?;
        let faded = times_rows(&x.get(Tensor::K), &x.gamma());
        let b = x.set().one(Tensor::Beta).to(Tensor::P, faded).to(Tensor::K, keys).scale(1.0);
        Ok(Sides::new(a, b))
    }),
    // κ = k, a = β: a unit κ beside a gate for each channel.
    NotEdge::of::<Rwkv7, Kda>("rwkv7-unit", |x| {
        let erase = x.in_channels(Tensor::Beta, x.dims().k);
        Ok(Sides::new(along(x, Turned::DONE, x.get(Tensor::K), erase), x.set()))
    }),
    // u = 1: it reads before it fades.
    NotEdge::of::<Rwkv6, Gla>("rwkv6-reads-first", |x| Ok(Sides::new(x.set().one(Tensor::U), x.set()))),
    // The same q, k, v and β: one erases by a softmax of q.
    NotEdge::of::<Deltaformer, DeltaRule>("deltaformer-by-query", |x| Ok(Sides::new(x.set(), x.set()))),
    // λ = 1e-9, β = 1, g = 0, scale 1, after more tokens than channels: one is the least-squares solution, the other one step towards it.
    NotEdge::of::<MesaNet, DeltaRule>("mesa-one-step", |x| {
        let a = x.set().one(Tensor::Beta).zero(Tensor::G).all(Tensor::Lamb, 1e-9).scale(1.0);
        let last = Read::Tokens(vec![x.dims().t - 1]);
        let b = Told::from(x.set().one(Tensor::Beta).scale(1.0)).read(last.clone());
        Ok(Sides::new(Told::from(a).read(last), b))
    }),
    // exp s against s.
    NotEdge::without_knob::<SoftmaxAttn, SimpleGla>("softmax-exponential"),
    NotEdge::without_knob::<ForgettingAttn, SimpleGla>("forgetting-exponential"),
    // Its LayerNorm and its residual cannot be turned off.
    NotEdge::without_knob::<TttLinear, DeltaRule>("ttt-norm"),
    // One has levels and corrects nothing, the other corrects and has no levels.
    NotEdge::without_knob::<LogLinearAttn, GatedDeltaRule>("log-linear-corrects-nothing"),
];

impl NotEdge {
    const fn of<A: Rule, B: Rule>(
        id: &'static str,
        sides: fn(&AllTensors) -> Result<Sides, Refused>,
    ) -> Self {
        Self { id, a: RuleEntry::stepping::<A>(), b: RuleEntry::stepping::<B>(), tempting: true, sides }
    }

    const fn without_knob<A: Rule, B: Rule>(id: &'static str) -> Self {
        Self { tempting: false, ..Self::of::<A, B>(id, |x| Ok(Sides::new(x.set(), x.set()))) }
    }

    /// What both are told.
    ///
    /// # Errors
    /// Where a rule cannot run.
    pub fn sides(&self, x: &AllTensors) -> Result<Sides, Refused> {
        (self.sides)(x)
    }

    /// How far A is from B.
    ///
    /// # Errors
    /// As [`NotEdge::sides`], and where nothing but 0 is compared.
    pub fn certificate(&self, x: &AllTensors) -> Result<Certificate, Refused> {
        Certificate::of(&self.sides(x)?, &self.a, Some(&self.b))
    }
}
