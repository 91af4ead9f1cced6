//! IPLR: identity plus low rank, any two directions.
//!
//! ```text
//! S_t = S_{t−1} + (S_{t−1} a_t) b_tᵀ + v_t k_tᵀ = S_{t−1} (I + a_t b_tᵀ) + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! DeltaNet is a = −k, b = βk, and βk in the place of k. Reference function: flash-linear-attention 0.6.0,
//! `iplr_recurrence` (its α is a, its β is b).

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} (I + a_t b_tᵀ) + v_t k_tᵀ.
pub struct Iplr;

impl Rule for Iplr {
    const INFO: Info = Info {
        id: "iplr",
        parts: &[Part::Read, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::A, Tensor::B],
        source: "flash-linear-attention 0.6.0, iplr_recurrence",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &step.row(&[Tensor::A]));
            step.correct(&mut s, &r, &step.row(&[Tensor::B]));
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let c = Vector::zeros(x.dims().v);
        let low_rank = Row { gamma: None, a: Some(x.row(Tensor::A, t)), w: x.row(Tensor::B, t), c };
        vec![low_rank, Row::add(x, t, None)]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 4 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::READ, RowKind::ADD], Reads::After, 0),
        }
    }
}

impl Program for Iplr {
    const STEP: &'static str = "
        r = S a
        S = S + r bᵀ + v kᵀ
        o = S (scale · q)
    ";
}
