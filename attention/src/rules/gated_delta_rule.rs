//! Gated DeltaNet: let the state fade, then correct it.
//!
//! ```text
//! S̃ = γ_t S_{t−1}        r_t = S̃ k_t        S_t = S̃ − β_t r_t k_tᵀ + β_t v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with γ_t = exp g_t. The decay comes first, and the error is measured against the *decayed* state. Yang et al. 2025,
//! *Gated Delta Networks*, eq. 10. (Its UT transform is printed with a minus sign; (I + tril(…))⁻¹ is right.)

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S̃ = γ_t S_{t−1}; S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ.
pub struct GatedDeltaRule;

impl Rule for GatedDeltaRule {
    const INFO: Info = Info {
        id: "gated_delta_rule",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::G],
        wants_unit_keys: true,
        source: "Yang et al. 2025, eq. 10",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.decay(&mut s, step.gamma());
            let r = step.read(&s, &k);
            step.error(&v, &r);
            step.erase(&mut s, step.beta() * &r, &k);
            step.write(&mut s, step.beta() * &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::correct(x, t, Some(Vector::from_element(x.dims().k, x.g(t).exp())))]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 2 * v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ], Reads::After, 2 * k),
        }
    }
}

impl Program for GatedDeltaRule {
    const STEP: &'static str = "
        γ = exp g
        S = γ S
        r = S k
        e = v − r
        S = S + β e kᵀ
        o = S (scale · q)
    ";
}
