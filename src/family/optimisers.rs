//! Edges from rules that take better steps of descent: momentum, least squares, a layer that is trained.

use crate::math::{Dims, Mat, solve};
use crate::rules::{
    Comba, DeltaRule, Inputs, LinearAttn, MesaNet, MomentumDeltaRule, RuleError, State, Tensor, TttLinear,
};

use super::edge::Edge;
use super::kernel::with_one;
use super::side::{Read, Side, Sides, States, Told, outputs_of, parts_of};
use super::stream::times_rows;

/// λ of the ridge of least squares over keys at right angles.
const RIDGE: f64 = 0.5;

/// From top to bottom.
pub(super) const EDGES: &[Edge] = &[
    // μ = 0, on a line of μ itself; Comba with β η in the place of β.
    Edge::knob::<MomentumDeltaRule, Comba>("momentum-comba", |x, turned| {
        let strength = x.get(Tensor::Beta).component_mul(&x.get(Tensor::Eta));
        Ok(Sides::new(x.turned(turned).forgetting(Tensor::LogMu), x.set().to(Tensor::Beta, strength)))
    }),
    // γ = 0, on a line of γ itself, and β = 1: μ is the decay of Comba, η its strength. S is −M then.
    Edge::knob::<MomentumDeltaRule, Comba>("momentum-comba-decay", |x, turned| {
        let b = x.set().to(Tensor::G, x.get(Tensor::LogMu)).to(Tensor::Beta, x.get(Tensor::Eta));
        Ok(Sides::new(x.turned(turned).forgetting(Tensor::G).one(Tensor::Beta), b))
    }),
    // p = k, (H_t + Λ)⁻¹ k in the place of k, β = 1, g = 0, scale 1.
    Edge::rewriting::<Comba, MesaNet>("comba-mesa", |x, turned| {
        let b = x.set().one(Tensor::Beta).zero(Tensor::G).scale(1.0).x;
        let a = x.turned(turned).to(Tensor::P, x.get(Tensor::K)).one(Tensor::Beta).zero(Tensor::G);
        let a = a.to(Tensor::K, preconditioned(&b)?).scale(1.0);
        Ok(Sides::new(a, Told::from(b).states(States::Solved)))
    }),
    // Keys at right angles, T ≤ K, Λ = λ I, β = 1, g = 0, scale 1; each output times 1 + λ.
    Edge::rewriting::<MesaNet, DeltaRule>("mesa-delta", |x, _| {
        let few = x.orthonormal();
        let each = |number| Mat::from_element(few.tokens, 1, number);
        let b = Inputs { scale: 1.0, ..few.x.clone() }.with(Tensor::Beta, each(1.0));
        let ridge = Mat::from_element(1, x.dims().k, RIDGE);
        let a = b.clone().with(Tensor::G, each(0.0)).with(Tensor::Lamb, ridge);
        let a = Told::from(a).read(Read::Times(each(1.0 + RIDGE)));
        Ok(Sides::new(a, b).orthonormal(few.tokens))
    })
    .switch(),
    // One mini-batch of all tokens, from W = 0 and c = 0: a sum over keys (k, 1) and values −u, times η, then y + LN(y). The knob stops at
    // whole tokens.
    Edge::rewriting::<TttLinear, LinearAttn>("ttt-linear", |x, turned| {
        let Dims { t, .. } = x.dims();
        let mini_batch = turned.between(x.inputs().mini_batch as f64, t as f64).round();
        let a = Inputs { mini_batch: mini_batch as usize, ..x.set().x };
        let q = with_one(&(x.get(Tensor::Q) * x.inputs().scale));
        let b = Inputs::new(q, with_one(&x.get(Tensor::K)), -first_gradients(x.inputs())?);
        let sums = outputs_of::<LinearAttn>(&Inputs { scale: 1.0, ..b })?;
        Ok(Sides { b: Side::Given(normed(&sums, x.inputs())?), ..Sides::new(a, x.set()) })
    }),
    // η = 0: it answers with the bias of its norm.
    Edge::to_constant::<TttLinear>("ttt-constant", |x, turned| {
        let bias = x.get(Tensor::NormBias);
        let b = Mat::from_fn(x.dims().t, x.dims().v, |_, i| bias[(0, i)]);
        Ok(Sides { b: Side::Given(b), ..Sides::new(x.turned(turned).zero(Tensor::Eta), x.set()) })
    }),
];

/// (H_t + Λ)⁻¹ k_t of each token, `[T, K]`, with the H of MesaNet on these inputs.
pub(super) fn preconditioned(x: &Inputs) -> Result<Mat, RuleError> {
    let ridge = x.get(Tensor::Lamb).map(|ridge| Mat::from_diagonal(&ridge.row(0).transpose()));
    let mut keys = x.k.clone();
    for (t, h) in parts_of::<MesaNet>(x, "H")?.into_iter().enumerate() {
        let regular = ridge.iter().fold(h, |h, ridge| h + ridge);
        keys.set_row(t, &solve(regular, x.k.row(t).transpose()).transpose());
    }
    Ok(keys)
}

/// u of each token at W = 0 and c = 0, `[T, V]`: what a step of size −1 of TTT makes of its c.
fn first_gradients(x: &Inputs) -> Result<Mat, RuleError> {
    let x = x.clone().with(Tensor::Eta, Mat::from_element(x.dims().t, 1, -1.0));
    let mut all = Mat::zeros(x.dims().t, x.dims().v);
    for t in 0..x.dims().t {
        for c in parts_of::<TttLinear>(&x.tokens(t..t + 1, None), "c")? {
            all.set_row(t, &c.row(0));
        }
    }
    Ok(all)
}

/// y + LN(y) of y = η ⊙ o: what TTT answers to y with a layer W = I, c = 0 that does not learn.
fn normed(o: &Mat, layer: &Inputs) -> Result<Mat, RuleError> {
    let (t, d) = o.shape();
    let of = |tensor: Tensor| layer.get(tensor).cloned().unwrap_or_default();
    let y = times_rows(o, &of(Tensor::Eta));
    let x = Inputs::new(y, Mat::zeros(t, d), Mat::zeros(t, d))
        .with(Tensor::Eta, Mat::zeros(t, 1))
        .with(Tensor::NormWeight, of(Tensor::NormWeight))
        .with(Tensor::NormBias, of(Tensor::NormBias));
    let layer = State::new([Mat::identity(d, d), Mat::zeros(1, d)]);
    outputs_of::<TttLinear>(&Inputs { scale: 1.0, initial: Some(layer), ..x })
}
