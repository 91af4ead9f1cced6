//! Scalar gate, Mamba-2's SSD: the state fades by a number that each token brings.
//!
//! ```text
//! S_t = γ_t S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp g_t
//! ```
//!
//! Dao and Gu 2024, *Transformers are SSMs*. In Mamba-2's letters q = C, k = B, v = Δ x, g = Δ A with
//! A < 0, scale = 1, and a skip D x outside. Lightning attention is the same with a constant g.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S_t = γ_t S_{t−1} + v_t k_tᵀ, one γ_t for all channels.
pub struct SimpleGla;

impl Rule for SimpleGla {
    const INFO: Info = Info {
        id: "simple_gla",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::G],
        source: "Dao and Gu 2024; flash-linear-attention 0.6.0, naive_recurrent_simple_gla",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.decay(&mut s, step.gamma());
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, Some(Vector::from_element(x.dims().k, x.g(t).exp())))]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_ADD], Reads::After, 0),
        }
    }
}

impl Program for SimpleGla {
    const STEP: &'static str = "
        γ = exp g
        S = γ S + v kᵀ
        o = S (scale · q)
    ";
}
