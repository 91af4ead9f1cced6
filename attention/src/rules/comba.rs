//! Comba: the error is measured along a direction of its own, and against the state *before* it fades.
//!
//! ```text
//! r_t = S_{t−1} p_t        S_t = γ_t S_{t−1} + β_t (v_t − r_t) k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! The reference disagrees with itself: its chunk form and its kernels read the undecayed state, as here and in the
//! paper; its recurrent form reads the decayed one, and is about 13 % away on its own data. This rule follows the
//! chunk form. Hu et al. 2025, *Comba*. As gradient descent: β_t on ½‖S p_t − v_t‖² + (1 − γ_t)/(2β_t) ‖S‖² for p =
//! k, with the 2.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S_t = γ_t S_{t−1} + β_t (v_t − S_{t−1} p_t) k_tᵀ.
pub struct Comba;

impl Rule for Comba {
    const INFO: Info = Info {
        id: "comba",
        parts: &[Part::Read, Part::Error, Part::Decay, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::G, Tensor::P],
        wants_unit_keys: true,
        source: "Hu et al. 2025; flash-linear-attention 0.6.0, naive_chunk_comba",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &step.row(&[Tensor::P]));
            step.error(&v, &r);
            step.decay(&mut s, step.gamma());
            step.erase(&mut s, step.beta() * &r, &k);
            step.write(&mut s, step.beta() * &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let gamma = Vector::from_element(x.dims().k, x.g(t).exp());
        let (k, v) = (x.row(Tensor::K, t), x.row(Tensor::V, t));
        vec![Row { gamma: Some(gamma), a: Some(-x.row(Tensor::P, t)), w: k * x.beta(t), c: v }]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 2 * v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_READ], Reads::After, k),
        }
    }
}

impl Program for Comba {
    const STEP: &'static str = "
        γ = exp g
        r = S p
        e = v − r
        S = γ S + β e kᵀ
        o = S (scale · q)
    ";
}
