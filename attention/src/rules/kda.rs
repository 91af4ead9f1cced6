//! Kimi Delta Attention: Gated DeltaNet with a decay for each key channel.
//!
//! ```text
//! S̃ = S_{t−1} diag(γ_t)        S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t
//! ```
//!
//! The order matters, for diag(γ) and kkᵀ do not commute: S_t = S_{t−1} diag(γ_t) (I − β_t k_t k_tᵀ) + β_t v_t k_tᵀ.
//! Kimi Team 2025, *Kimi Linear*.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Part, Probe};

/// S̃ = S_{t−1} diag(γ_t); S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ.
pub struct Kda;

impl Rule for Kda {
    const INFO: Info = Info {
        id: "kda",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::Gk],
        files: &[(Tensor::Gk, "g")],
        wants_unit_keys: true,
        source: "Kimi Team 2025; flash-linear-attention 0.6.0, naive_recurrent_kda",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            let r = step.read(&s, &k);
            step.error(&v, &r);
            step.erase(&mut s, step.beta() * &r, &k);
            step.write(&mut s, step.beta() * &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::correct(x, t, Some(x.decays(Tensor::Gk, t)))]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 2 * v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ], Reads::After, 2 * k),
        }
    }
}

impl Program for Kda {
    const STEP: &'static str = "
        γ = exp g
        S = S diag(γ)
        r = S k
        e = v − r
        S = S + β e kᵀ
        o = S (scale · q)
    ";
}
