//! TTT-linear: the state is a linear layer with LayerNorm, trained on each mini-batch as it goes by.
//!
//! ```text
//! loss ½‖LN(W k + c) − (v − k)‖²        u_s = ∂loss/∂z at z_s = W k_s + c, W and c those of the start of the mini-batch
//! y_t = W q + c − η_t Σ_{s≤t} (q·k_s + 1) u_s        o_t = y_t + LN(y_t)        q = scale q_t
//! at its end        W ← W − η Σ_s u_s k_sᵀ        c ← c − η Σ_s u_s        η that of its last token
//! ```
//!
//! with LN(z) = w⊙ẑ + b, ẑ = (z − mean) / r, r = √(var + 1e-6), and u = (D δ − Σδ − ẑ Σ(δ⊙ẑ)) / (D r), δ = w⊙(LN(z) −
//! (v − k)). The sums of u_s k_sᵀ and of u_s so far are ΔW and Δc. The η of the *reading* token is in y_t, the η of the *last* token of the mini-batch in the update. The
//! output reads what this token has already written: f(S_t; q_t), not f(S_{t−1}; q_t).
//!
//! K = V = D. Mini-batches of [`Inputs::mini_batch`] tokens are counted from the first token of a call, and the last
//! may be shorter: a sequence may be cut between mini-batches only. (The reference lets padding leak into the bias
//! instead.) Sun et al. 2024, *Learning to (Learn at Test Time)*.

use super::frame::{Letter, Scalar, Source, Step, begin, counts, widened};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, apply, set_row};
use crate::trace::{Index, Made, Name, Operand, Part, Probe, Sum, Symbol};

/// o_t = y_t + LN(y_t), y_t the layer after a step of gradient descent, at q_t.
pub struct TttLinear;

impl Rule for TttLinear {
    const INFO: Info = Info {
        id: "ttt_linear",
        parts: &[Part::Read, Part::Error, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Eta, Tensor::NormWeight, Tensor::NormBias],
        files: &[(Tensor::NormWeight, "w"), (Tensor::NormBias, "b")],
        state: &[
            StatePart { name: "W", ..StatePart::S },
            StatePart { name: "c", axes: [Axis::One, Axis::V], files: ["hb0", "hbt"] },
        ],
        forms: Forms::RECURRENT,
        square: true,
        source: "Sun et al. 2024; flash-linear-attention 0.6.0, chunk_ttt_linear_ref",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut w, mut c] = begin(&Self::INFO, x, probe);
        let nothing = |of: &Mat<R>| Mat::<R>::zeros(of.nrows(), of.ncols());
        let (mut dw, mut dc) = (nothing(&w), nothing(&c));
        let norm = LayerNorm { w: x.row(Tensor::NormWeight, 0), b: x.row(Tensor::NormBias, 0) };
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let ((q, k, v), eta) = (step.token(), step.each(Tensor::Eta));
            if t % x.mini_batch == 0 {
                step.give("ΔW", &dw);
                step.give("Δc", &dc);
            }
            let z = Letter::column(Name::written(Symbol::R, "z"), apply(&w, &k) + c.transpose());
            step.record(Part::Read, Symbol::R, &*z, |source| {
                Made::of(layer(source, [("W", &w), ("c", &c)], &k, None))
            });
            let u = norm.gradient(&mut step, &z, &v, &k);
            step.outer(Part::Error, "ΔW", false, &mut dw, (&u).into(), &k);
            dc += u.transpose();
            step.change(Part::Error, "Δc", &dc, |source, before| {
                Made::of([Sum::once([before]), Sum::once(source.of(&u, Index::Col))])
            });
            let learned = (apply(&dw, &q) + dc.transpose()) * eta.value();
            let y = Letter::column("y", apply(&w, &q) + c.transpose() - learned);
            step.record(Part::Output, "y", &*y, |source| {
                let [read, bias] = layer(source, [("W", &w), ("c", &c)], &q, None);
                let [learned, shift] = layer(source, [("ΔW", &dw), ("Δc", &dc)], &q, Some(eta));
                Made::of([read, bias, learned.minus(), shift.minus()])
            });
            set_row(&mut o, t, &norm.residual(&mut step, &y));
            if (t + 1) % x.mini_batch == 0 || t + 1 == x.dims().t {
                for (name, of, held, change) in [("W", "ΔW", &mut w, &mut dw), ("c", "Δc", &mut c, &mut dc)]
                {
                    let change = std::mem::replace(change, nothing(held));
                    *held -= &change * eta.value();
                    step.change(Part::Output, name, held, |_, before| {
                        let learned = Operand::new(of, widened(&change), [Index::Row, Index::Col]);
                        Made::of([Sum::once([before]), Sum::once([eta.operand(), learned]).minus()])
                    });
                }
            }
        }
        Output::new(o, [w, c])
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let (gradient, norm) = (7 * v, 2 * v);
        t * (k + 4 * v * k + gradient + norm + v) + t.div_ceil(size.mini_batch as u64) * (v * k + v)
    }
}

impl Program for TttLinear {
    const STEP: &'static str = "
        first:
            ΔW = 0 · W
            Δc = 0 · c
        z = W k + c
        r = √(var(z) + 1e-6)
        ẑ = (z − mean(z)) / r
        δ = w ⊙ (w ⊙ ẑ + b − (v − k))
        u = (δ − mean(δ) − mean(δ ⊙ ẑ) ẑ) / r
        ΔW = ΔW + u kᵀ
        Δc = Δc + u
        y = W (scale · q) + c − η (ΔW (scale · q) + Δc)
        ŷ = (y − mean(y)) / √(var(y) + 1e-6)
        o = y + w ⊙ ŷ + b
        if (t + 1) mod mini_batch = 0 or t + 1 = T:
            W = W − η ΔW
            c = c − η Δc
            ΔW = 0 · ΔW
            Δc = 0 · Δc
    ";
}

/// by · (W k + c) as two sums, the scale of a query written out.
fn layer<R: Real>(
    source: Source<'_, R>,
    [(of_w, w), (of_c, c)]: [(&'static str, &Mat<R>); 2],
    k: &Letter<R>,
    by: Option<Scalar<R>>,
) -> [Sum; 2] {
    let by = Vec::from_iter(by.map(Scalar::operand));
    let w = vec![Operand::new(of_w, widened(w), [Index::Row, Index::Inner])];
    let c = vec![Operand::new(of_c, widened(c), [Index::First, Index::Row])];
    let scale = Vec::from_iter(source.scale(k));
    let read = [by.clone(), scale, w, source.of(k, Index::Inner)].concat();
    [Sum::each(k.len(), read), Sum::once([by, c].concat())]
}

/// LN(z) = w⊙ẑ + b.
struct LayerNorm<R: Real> {
    w: Vector<R>,
    b: Vector<R>,
}

/// ẑ = (z − mean) / r, r = √(var + 1e-6).
struct Standard<R: Real> {
    hat: Letter<R>,
    r: R,
}

impl<R: Real> LayerNorm<R> {
    /// y + LN(y), `[D]`.
    fn residual<P: Probe>(&self, step: &mut Step<'_, R, P>, y: &Letter<R>) -> Vector<R> {
        let Standard { hat, .. } = standard(step, Part::Output, "ŷ", y);
        let (w, b) = (step.row_of(0, &[Tensor::NormWeight]), step.row_of(0, &[Tensor::NormBias]));
        let o = &**y + (self.w.component_mul(&hat) + &self.b);
        step.record(Part::Output, Symbol::O, &o, |source| {
            let row = |of: &Letter<R>| source.of(of, Index::Row);
            Made::of([Sum::once(row(y)), Sum::once([row(&w), row(&hat)].concat()), Sum::once(row(&b))])
        });
        o
    }

    /// u = ∂/∂z ½‖LN(z) − (v − k)‖², `[D]`.
    fn gradient<P: Probe>(
        &self,
        step: &mut Step<'_, R, P>,
        z: &Letter<R>,
        v: &Letter<R>,
        k: &Letter<R>,
    ) -> Letter<R> {
        let d = R::from_f64(z.len() as f64);
        let Standard { hat, r } = standard(step, Part::Error, "ẑ", z);
        let (w, b) = (step.row_of(0, &[Tensor::NormWeight]), step.row_of(0, &[Tensor::NormBias]));
        let target = &**v - &**k;
        let e = self.w.component_mul(&(self.w.component_mul(&hat) + &self.b - target));
        let delta = Letter::column("δ", e);
        step.record(Part::Error, "δ", &*delta, |source| {
            let row = |of: &Letter<R>| source.of(of, Index::Row);
            let norm = [Sum::once([row(&w), row(&hat)].concat()), Sum::once(row(&b))];
            Made::of(norm).and(Sum::once(row(v)).minus()).and(Sum::once(row(k))).times(row(&w))
        });
        let (sum, along) = (delta.sum(), delta.component_mul(&hat).sum());
        let u = delta.zip_map(&hat, |e, hat| (d * e - sum - hat * along) / (d * r));
        step.record(Part::Error, Symbol::E, &u, |source| {
            let number = |name, value: f64| vec![Operand::number_of(name, value)];
            let d = d.to_f64();
            let own = [number("D", d), source.of(&delta, Index::Row)].concat();
            let along = [source.of(&hat, Index::Row), number("Σ δẑ", along.to_f64())].concat();
            Made::of([
                Sum::once(own),
                Sum::once(number("Σ δ", sum.to_f64())).minus(),
                Sum::once(along).minus(),
            ])
            .times(number("1 / (D r)", 1.0 / (d * r.to_f64())))
        });
        Letter::column(Name::written(Symbol::E, "u"), u)
    }
}

/// Standardises z and takes note of it.
fn standard<R: Real, P: Probe>(
    step: &mut Step<'_, R, P>,
    part: Part,
    name: &'static str,
    z: &Letter<R>,
) -> Standard<R> {
    let d = R::from_f64(z.len() as f64);
    let mean = z.sum() / d;
    let centred = z.map(|z| z - mean);
    let var = centred.map(|z| z * z).sum() / d;
    let r = (var + R::from_f64(1e-6)).sqrt();
    let hat = Letter::column(name, centred.map(|z| z / r));
    step.record(part, name, &*hat, |source| {
        let mean = Sum::once([Operand::number_of("mean", mean.to_f64())]).minus();
        Made::of([Sum::once(source.of(z, Index::Row)), mean])
            .times([Operand::number_of("1 / r", 1.0 / r.to_f64())])
    });
    Standard { hat, r }
}
