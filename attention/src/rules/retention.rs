//! RetNet: the state fades by a constant of its head.
//!
//! ```text
//! S_t = γ_h S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_h = 1 − 2^(−5−h), h = 0, 1, … over all heads
//! ```
//!
//! Sun et al. 2023, *Retentive Network*, without rotary embedding and group norm. One step of gradient
//! descent on −⟨S k_t, v_t⟩ + (1 − γ)/2 ‖S‖²; (1 − γ²)/2, as one translation prints, is wrong.

use super::frame::{Reads, Row, RowKind, Scalar, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = γ_h S_{t−1} + v_t k_tᵀ.
pub struct Retention;

impl Rule for Retention {
    const INFO: Info = Info {
        id: "retention",
        parts: &[Part::Decay, Part::Write, Part::Output],
        source: "Sun et al. 2023; flash-linear-attention 0.6.0, naive_retention",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.decay(&mut s, Scalar::new(Symbol::Gamma, None, gamma(x.head)));
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, Some(Vector::from_element(x.dims().k, gamma(x.head))))]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_ADD], Reads::After, 0),
        }
    }
}

impl Program for Retention {
    const STEP: &'static str = "
        γ = 1 − 2^(−5 − head)
        S = γ S + v kᵀ
        o = S (scale · q)
    ";
}

/// γ_h = 1 − 2^(−5−h) of head `h`, counted from 0.
pub fn gamma<R: Real>(h: usize) -> R {
    R::from_f64(1.0 - (-5.0 - h as f64).exp2())
}
