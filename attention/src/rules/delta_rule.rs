//! DeltaNet: read what the state holds for the key, take it out, put the value in.
//!
//! ```text
//! r_t = S_{t−1} k_t        S_t = S_{t−1} − β_t r_t k_tᵀ + β_t v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! that is, S_t = S_{t−1} + β_t (v_t − S_{t−1} k_t) k_tᵀ: one step of gradient descent, of size β_t, on ½‖S k_t −
//! v_t‖². Along k_t the state is multiplied by 1 − β_t‖k_t‖², which stays within [−1, 1] for unit keys and β ≤ 2, and
//! explodes for long keys. Schlag et al. 2021, eq. 24; chunks: Yang et al. 2024, *Parallelizing Linear Transformers
//! with the Delta Rule*, eqs. 8–11.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} + β_t (v_t − S_{t−1} k_t) k_tᵀ.
pub struct DeltaRule;

impl Rule for DeltaRule {
    const INFO: Info = Info {
        id: "delta_rule",
        parts: &[Part::Read, Part::Error, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta],
        wants_unit_keys: true,
        source: "Schlag et al. 2021, eq. 24; Yang et al. 2024, eqs. 8–11",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &k);
            step.error(&v, &r);
            step.erase(&mut s, step.beta() * &r, &k);
            step.write(&mut s, step.beta() * &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::correct(x, t, None)]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 2 * v + 4 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::READ], Reads::After, k),
        }
    }
}

impl Program for DeltaRule {
    const STEP: &'static str = "
        r = S k
        e = v − r
        S = S + β e kᵀ
        o = S (scale · q)
    ";
}
