//! DPLR: diagonal plus low rank, the transition of which the other rules with one S are special cases.
//!
//! ```text
//! S_t = S_{t−1} (diag(γ_t) + a_t b_tᵀ) + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t
//! ```
//!
//! The low-rank part reads the *undecayed* state. IPLR is γ = 1, RWKV-7 is a = −κ, b = a⊙κ. Reference function:
//! flash-linear-attention 0.6.0, `dplr_recurrence` (its α is a, its β is b).

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} (diag(γ_t) + a_t b_tᵀ) + v_t k_tᵀ.
pub struct Dplr;

impl Rule for Dplr {
    const INFO: Info = Info {
        id: "dplr",
        parts: &[Part::Read, Part::Decay, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::A, Tensor::B],
        source: "flash-linear-attention 0.6.0, dplr_recurrence",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &step.row(&[Tensor::A]));
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            step.correct(&mut s, &r, &step.row(&[Tensor::B]));
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let gamma = Some(x.decays(Tensor::Gk, t));
        let c = Vector::zeros(x.dims().v);
        let low_rank = Row { gamma, a: Some(x.row(Tensor::A, t)), w: x.row(Tensor::B, t), c };
        vec![low_rank, Row::add(x, t, None)]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ, RowKind::ADD], Reads::After, 0),
        }
    }
}

impl Program for Dplr {
    const STEP: &'static str = "
        γ = exp g
        r = S a
        S = S diag(γ) + r bᵀ + v kᵀ
        o = S (scale · q)
    ";
}
