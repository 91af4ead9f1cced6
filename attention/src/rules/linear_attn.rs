//! Linear attention: every pair is added to the state and none is taken out.
//!
//! ```text
//! S_t = S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! Katharopoulos et al. 2020, *Transformers are RNNs*, eqs. 16–20, without feature map and normaliser. In parallel
//! O = ((scale Q Kᵀ) ⊙ M) V, M the lower triangle of ones.

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Part, Probe};

/// S_t = S_{t−1} + v_t k_tᵀ.
pub struct LinearAttn;

impl Rule for LinearAttn {
    const INFO: Info = Info {
        id: "linear_attn",
        parts: &[Part::Write, Part::Output],
        source: "Katharopoulos et al. 2020, eqs. 16–20",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, None)]
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (k + 2 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::ADD], Reads::After, 0),
        }
    }
}

impl Program for LinearAttn {
    const STEP: &'static str = "
        S = S + v kᵀ
        o = S (scale · q)
    ";
}
