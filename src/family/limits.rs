//! Edges that hold in a limit: the difference of both rules against a parameter, and its slope on a log-log scale.

use crate::math::{Dims, Mat, apply, solve};
use crate::rules::{
    Based, DeltaRule, GatedDeltaRule, Inputs, LinearAttn, LinearAttnNormalized, MesaNet, Rule, RuleEntry,
    SimpleGla, SoftmaxAttn, Tensor,
};

use super::certificate::{Certificate, Refused};
use super::edge::{EdgeInfo, Kind, Leaves, Turns};
use super::kernel::{in_features, with_one};
use super::side::{Read, Side, Sides, States, Told};
use super::stream::AllTensors;
use super::turned::Turned;

/// An edge that holds in a limit.
#[derive(Debug)]
pub struct Limit {
    /// What there is to know of it.
    pub info: EdgeInfo,
    /// The rule that becomes the other.
    pub a: RuleEntry,
    /// The rule that it becomes.
    pub b: RuleEntry,
    /// The parameter where a knob begins and where it ends, both above 0.
    pub range: [f64; 2],
    /// The parameters of which the numbers are told.
    pub told: [f64; 3],
    /// Two parameters between which the slope is that of the limit: no ε of a rule is as large as the difference.
    pub sloping: [f64; 2],
    /// The slope in theory; nothing where the difference is no power of the parameter.
    pub power: Option<i32>,
    sides: fn(&AllTensors, f64) -> Result<Sides, Refused>,
}

/// All of them.
pub const LIMITS: &[Limit] = &[
    // β → 0 with v / β in the place of v: what is corrected is of the order of β.
    Limit {
        range: [1.0, 1e-4],
        told: [0.1, 0.01, 0.001],
        sloping: [0.01, 0.001],
        power: Some(1),
        ..Limit::of::<DeltaRule, LinearAttn>("delta-linear-limit", weakly)
    },
    Limit {
        range: [1.0, 1e-4],
        told: [0.1, 0.01, 0.001],
        sloping: [0.01, 0.001],
        power: Some(1),
        ..Limit::of::<GatedDeltaRule, SimpleGla>("gated-delta-simple-gla-limit", weakly)
    },
    // Λ = λ I, λ → ∞, β = 1, scale 1, each output times λ.
    Limit {
        range: [1.0, 1e8],
        told: [1e2, 1e4, 1e6],
        sloping: [1e4, 1e6],
        power: Some(-1),
        ..Limit::of::<MesaNet, SimpleGla>("mesa-simple-gla-limit", |x, ridge| {
            let a = x.set().one(Tensor::Beta).all(Tensor::Lamb, ridge).scale(1.0);
            let by = Mat::from_element(x.dims().t, 1, ridge);
            Ok(Sides::new(Told::from(a).read(Read::Times(by)), x.set().scale(1.0)))
        })
    },
    // Features (1, x), scale → 0: 1 + s against exp s.
    Limit {
        range: [1.0, 1e-3],
        told: [1.0, 0.1, 0.01],
        sloping: [0.1, 0.01],
        power: Some(2),
        ..Limit::of::<LinearAttnNormalized, SoftmaxAttn>("normalised-softmax-limit", |x, scale| {
            let scaled = x.scaled(scale);
            Ok(Sides::new(in_features(&scaled, with_one), scaled.set()))
        })
    },
    // Divided by the sum of its weights, scale → 0: 1 + s + s²/2 against exp s. Its ε of 1e-6 is the floor.
    Limit {
        range: [1.0, 1e-3],
        told: [1.0, 0.1, 0.01],
        sloping: [0.3, 0.1],
        power: Some(3),
        ..Limit::of::<Based, SoftmaxAttn>("based-softmax-limit", |x, scale| {
            let b = x.scaled(scale).set().x;
            let a = Inputs { normalise: true, ..b.clone() };
            Ok(Sides::new(Told::from(a).states(States::Nothing), b))
        })
    },
    // The first pairs told again and again, β = 1: S goes to the S of least squares, Vᵀ(KKᵀ)⁻¹K, by a constant factor each time.
    Limit {
        range: [1.0, 100.0],
        told: [1.0, 10.0, 100.0],
        sloping: [10.0, 100.0],
        power: None,
        ..Limit::of::<DeltaRule, MesaNet>("delta-mesa-limit", |x, times| {
            let few = few_pairs(x);
            let times = if times.is_nan() { 1 } else { times.clamp(1.0, MOST_TIMES).round() as usize };
            let again = |m: &Mat| Mat::from_fn(m.nrows() * times, m.ncols(), |r, c| m[(r % m.nrows(), c)]);
            let told = Inputs::new(again(&few.q), again(&few.k), again(&few.v));
            let ones = Mat::from_element(told.q.nrows(), 1, 1.0);
            let a = Told::from(told.with(Tensor::Beta, ones)).read(Read::LastState).states(States::Nothing);
            Ok(Sides::new(a, Side::Given(least_squares(&few))))
        })
    },
];

/// What there is to know of them.
pub const LIMIT_INFOS: [EdgeInfo; LIMITS.len()] = {
    let mut infos = [LIMITS[0].info; LIMITS.len()];
    let mut at = 0;
    while at < LIMITS.len() {
        infos[at] = LIMITS[at].info;
        at += 1;
    }
    infos
};

/// Pairs that are told again and again.
const PAIRS: usize = 3;
/// No more than this many times over.
const MOST_TIMES: f64 = 1000.0;

impl Limit {
    const fn of<A: Rule, B: Rule>(
        id: &'static str,
        sides: fn(&AllTensors, f64) -> Result<Sides, Refused>,
    ) -> Self {
        let info = EdgeInfo {
            id,
            a: A::INFO.id,
            b: Some(B::INFO.id),
            kind: Kind::Limit,
            turns: Turns::Line,
            leaves: Leaves::Rounding,
        };
        Self {
            info,
            a: RuleEntry::stepping::<A>(),
            b: RuleEntry::stepping::<B>(),
            range: [1.0; 2],
            told: [1.0; 3],
            sloping: [1.0; 2],
            power: None,
            sides,
        }
    }

    /// The parameter of a knob, on a log scale between the ends of its range.
    pub fn parameter(&self, turned: Turned) -> f64 {
        let [from, to] = self.range;
        turned.between(from.ln(), to.ln()).exp()
    }

    /// What both are told at this parameter. A parameter of 0 gives numbers that are infinite or NaN.
    ///
    /// # Errors
    /// Where a rule cannot run.
    pub fn sides(&self, x: &AllTensors, parameter: f64) -> Result<Sides, Refused> {
        (self.sides)(x, parameter)
    }

    /// How far A is from B at this parameter.
    ///
    /// # Errors
    /// As [`Limit::sides`], and where nothing but 0 is compared.
    pub fn certificate(&self, x: &AllTensors, parameter: f64) -> Result<Certificate, Refused> {
        Certificate::of(&self.sides(x, parameter)?, &self.a, Some(&self.b))
    }

    /// ln(d₂ / d₁) / ln(p₂ / p₁) of the differences d at two parameters p: the slope on a log-log scale.
    ///
    /// # Errors
    /// As [`Limit::certificate`].
    pub fn slope(&self, x: &AllTensors, [first, second]: [f64; 2]) -> Result<f64, Refused> {
        let (near, far) = (self.certificate(x, second)?.apart, self.certificate(x, first)?.apart);
        Ok((near / far).ln() / (second / first).ln())
    }
}

/// The same β for all, v / β in the place of v.
fn weakly(x: &AllTensors, beta: f64) -> Result<Sides, Refused> {
    let told = x.set().all(Tensor::Beta, beta).to(Tensor::V, x.get(Tensor::V) / beta);
    Ok(Sides::new(Told::from(told).states(States::Nothing), x.set()))
}

/// The first three pairs, or as many as there are tokens and channels.
fn few_pairs(x: &AllTensors) -> Inputs {
    let Dims { t, k, .. } = x.dims();
    x.inputs().tokens(0..PAIRS.min(t).min(k), None)
}

/// Vᵀ(KKᵀ)⁻¹K, `[V, K]`, of no more pairs than channels; not finite where keys depend on each other.
fn least_squares(x: &Inputs) -> Mat {
    let gram = &x.k * x.k.transpose();
    let mut s = Mat::zeros(x.v.ncols(), x.k.ncols());
    for (i, value) in x.v.column_iter().enumerate() {
        let weights = solve(gram.clone(), value.into_owned());
        s.set_row(i, &apply(&x.k.transpose(), &weights).transpose());
    }
    s
}
