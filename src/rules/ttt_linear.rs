//! TTT-linear: the state is a linear layer with LayerNorm, trained on each mini-batch as it goes by.
//!
//! ```text
//! loss ½‖LN(W k + c) − (v − k)‖²        u_s = ∂loss/∂z at z_s = W k_s + c, W and c those of the start of the mini-batch
//! y_t = W q + c − η_t Σ_{s≤t} (q·k_s + 1) u_s        o_t = y_t + LN(y_t)        q = scale q_t
//! at its end        W ← W − η Σ_s u_s k_sᵀ        c ← c − η Σ_s u_s        η that of its last token
//! ```
//!
//! with LN(z) = w∘ẑ + b, ẑ = (z − mean) / r, r = √(var + 1e-6), and u = (D e − Σe − ẑ Σ(e∘ẑ)) / (D r), e = w∘(LN(z) −
//! (v − k)). The η of the *reading* token is in y_t, the η of the *last* token of the mini-batch in the update. The
//! output reads what this token has already written: f(S_t; q_t), not f(S_{t−1}; q_t).
//!
//! K = V = D. Mini-batches of [`Inputs::mini_batch`] tokens are counted from the first token of a call, and the last
//! may be shorter: a sequence may be cut between mini-batches only. (The reference lets padding leak into the bias
//! instead.) Sun et al. 2024, *Learning to (Learn at Test Time)*.

use super::cost::counts;
use super::{Axis, Form, Forms, Info, Inputs, Output, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

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
        let [mut w, mut c] = x.start(&Self::INFO);
        let nothing = |of: &Mat<R>| Mat::<R>::zeros(of.nrows(), of.ncols());
        let (mut dw, mut dc) = (nothing(&w), nothing(&c));
        let norm = LayerNorm { w: x.row(Tensor::NormWeight, 0), b: x.row(Tensor::NormBias, 0) };
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let ((q, k, v), eta) = (x.token(t), x.each(Tensor::Eta, t));
            let z = apply(&w, &k) + c.transpose();
            probe.part(t, Part::Read, Symbol::R, &z);
            let u = norm.gradient(&z, &(v - &k));
            probe.part(t, Part::Error, Symbol::E, &u);
            add_outer(&mut dw, &u, &k);
            dc += u.transpose();
            let y = apply(&w, &q) + c.transpose() - (apply(&dw, &q) + dc.transpose()) * eta;
            let o_t = &y + norm.of(&y);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            set_row(&mut o, t, &o_t);
            if (t + 1) % x.mini_batch == 0 || t + 1 == x.dims().t {
                w -= std::mem::replace(&mut dw, nothing(&w)) * eta;
                c -= std::mem::replace(&mut dc, nothing(&c)) * eta;
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

/// LN(z) = w∘ẑ + b.
struct LayerNorm<R: Real> {
    w: Vector<R>,
    b: Vector<R>,
}

impl<R: Real> LayerNorm<R> {
    /// LN(z), `[D]`.
    fn of(&self, z: &Vector<R>) -> Vector<R> {
        self.w.component_mul(&Self::standard(z).0) + &self.b
    }

    /// ∂/∂z ½‖LN(z) − target‖², `[D]`.
    fn gradient(&self, z: &Vector<R>, target: &Vector<R>) -> Vector<R> {
        let d = R::from_f64(z.len() as f64);
        let (hat, r) = Self::standard(z);
        let e = self.w.component_mul(&(self.w.component_mul(&hat) + &self.b - target));
        let (sum, along) = (e.sum(), e.component_mul(&hat).sum());
        e.zip_map(&hat, |e, hat| (d * e - sum - hat * along) / (d * r))
    }

    /// ẑ, and r = √(var + 1e-6).
    fn standard(z: &Vector<R>) -> (Vector<R>, R) {
        let d = R::from_f64(z.len() as f64);
        let mean = z.sum() / d;
        let centred = z.map(|z| z - mean);
        let var = centred.map(|z| z * z).sum() / d;
        let r = (var + R::from_f64(1e-6)).sqrt();
        (centred.map(|z| z / r), r)
    }
}
