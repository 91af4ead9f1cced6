//! GLA: each key channel of the state fades by itself.
//!
//! ```text
//! S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t ∈ [0, 1]^K
//! ```
//!
//! Yang et al. 2024, *Gated Linear Attention Transformers with Hardware-Efficient Training*.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ.
pub struct Gla;

impl Rule for Gla {
    const INFO: Info = Info {
        id: "gla",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk],
        source: "Yang et al. 2024 (GLA); flash-linear-attention 0.6.0, naive_recurrent_gla",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, Some(x.decays(Tensor::Gk, t)))]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_ADD], Reads::After, 0),
        }
    }
}

impl Program for Gla {
    const STEP: &'static str = "
        γ = exp g
        S = S diag(γ) + v kᵀ
        o = S (scale · q)
    ";
}
