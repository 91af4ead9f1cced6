//! RWKV-7: the direction along which it erases may differ, channel by channel, from the direction along which it reads.
//!
//! ```text
//! r_t = S_{t−1} κ_t        S_t = S_{t−1} diag(exp w_t) − r_t (a_t ⊙ κ_t)ᵀ + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with κ_t a unit vector, erase strengths a_t ∈ (0, 1)^K and log decays w_t. This is DPLR with a = −κ, b = a⊙κ: the
//! read sees the *undecayed* state. Usually scale = 1; their receptance r is q. Peng et al. 2025, *RWKV-7 "Goose"*.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} (diag(γ_t) − κ_t (a_t⊙κ_t)ᵀ) + v_t k_tᵀ.
pub struct Rwkv7;

impl Rule for Rwkv7 {
    const INFO: Info = Info {
        id: "rwkv7",
        parts: &[Part::Read, Part::Decay, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::P, Tensor::Erase],
        files: &[(Tensor::Q, "r"), (Tensor::Gk, "w"), (Tensor::P, "kk"), (Tensor::Erase, "a")],
        letters: &[(Tensor::P, "κ"), (Tensor::Erase, "a")],
        source: "Peng et al. 2025; flash-linear-attention 0.6.0, dplr_recurrence, as its RWKV-7 kernel calls it",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &step.row(&[Tensor::P]));
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            step.erase(&mut s, &r, &step.row(&[Tensor::Erase, Tensor::P]));
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let kappa = x.row(Tensor::P, t);
        let erase = Row {
            gamma: Some(x.decays(Tensor::Gk, t)),
            a: Some(-&kappa),
            w: x.row(Tensor::Erase, t).component_mul(&kappa),
            c: Vector::zeros(x.dims().v),
        };
        vec![erase, Row::add(x, t, None)]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (2 * k + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ, RowKind::ADD], Reads::After, k),
        }
    }
}

impl Program for Rwkv7 {
    const STEP: &'static str = "
        r = S κ
        S = S diag(exp g) − r (a ⊙ κ)ᵀ + v kᵀ
        o = S (scale · q)
    ";
}
