//! Gated DeltaNet-2: KDA with a strength of its own for each channel that is erased, and for each that is written.
//!
//! ```text
//! S̃ = S_{t−1} diag(γ_t)        S_t = S̃ + (w_t ⊙ v_t − S̃ (b_t ⊙ k_t)) k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with erase strengths b_t ∈ [0, 1]^K and write strengths w_t ∈ [0, 1]^V. b = w = β is KDA. Reference function:
//! flash-linear-attention 0.6.0, `naive_recurrent_gdn2`.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Part, Probe};

/// S̃ = S_{t−1} diag(γ_t); S_t = S̃ + (w_t⊙v_t − S̃ (b_t⊙k_t)) k_tᵀ.
pub struct Gdn2;

impl Rule for Gdn2 {
    const INFO: Info = Info {
        id: "gdn2",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::Erase, Tensor::Write],
        files: &[(Tensor::Gk, "g"), (Tensor::Erase, "b"), (Tensor::Write, "w")],
        wants_unit_keys: true,
        source: "flash-linear-attention 0.6.0, naive_recurrent_gdn2",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k) = (step.row(&[Tensor::Q]), step.row(&[Tensor::K]));
            let v = step.row(&[Tensor::Write, Tensor::V]);
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            let r = step.read(&s, &step.row(&[Tensor::Erase, Tensor::K]));
            step.error(&v, &r);
            step.erase(&mut s, &r, &k);
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let (k, v) = (x.row(Tensor::K, t), x.row(Tensor::V, t));
        let gamma = x.decays(Tensor::Gk, t);
        let a = -x.row(Tensor::Erase, t).component_mul(&k).component_mul(&gamma);
        vec![Row { gamma: Some(gamma), a: Some(a), w: k, c: x.row(Tensor::Write, t).component_mul(&v) }]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (2 * k + v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ], Reads::After, 2 * k + v),
        }
    }
}

impl Program for Gdn2 {
    const STEP: &'static str = "
        γ = exp g
        S = S diag(γ)
        r = S (b ⊙ k)
        e = w ⊙ v − r
        S = S + e kᵀ
        o = S (scale · q)
    ";
}
