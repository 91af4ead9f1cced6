//! Forgetting attention (FoX): softmax attention whose scores fade with the tokens in between.
//!
//! ```text
//! o_i = Σ_{j≤i} softmax_j(scale q_i·k_j + Σ_{j<s≤i} g_s) v_j
//! ```
//!
//! The gate is *not* multiplied by the scale; PaTH's is. The state is every key and value, and for each of them the
//! sum of the gates since. Lin et al. 2025, *Forgetting Transformer*.

use super::frame::{Cached, Step, attend, counts, fade_scores, give, scores, stack};
use super::{Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, apply_rows, set_row};
use crate::trace::{Part, Probe, Symbol};

/// O = softmax(scale Q Kᵀ + D) V, D_ij = g_{j+1} + ⋯ + g_i.
pub struct ForgettingAttn;

impl Rule for ForgettingAttn {
    const INFO: Info = Info {
        id: "forgetting_attn",
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::G],
        state: &[StatePart::KEYS, StatePart::VALUES, StatePart::BIAS],
        forms: Forms::NO_CHUNKS,
        source: "Lin et al. 2025; flash-linear-attention 0.6.0, naive_forgetting_attn",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [k, v, bias] = x.start(&Self::INFO);
        let before = k.nrows();
        let (k, v) = (stack(&k, &x.k), stack(&v, &x.v));
        let mut bias = stack(&bias, &Mat::zeros(x.dims().t, 1)).column(0).into_owned();
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        give(probe, "cached k", &k);
        give(probe, "cached v", &v);
        let keys = Cached::inputs(&k, "cached k", Symbol::K, before);
        let values = Cached::inputs(&v, "cached v", Symbol::V, before);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, seen) = (step.row(&[Tensor::Q]), 0..before + t + 1);
            let d = step.fade_scores(&mut bias, before + t);
            let scores = apply_rows(&k, seen.clone(), &q) + &*d;
            step.scores(Part::Output, &scores, &q, &keys, 0, Some((&d, false)));
            let p = step.softmax(Part::Output, scores);
            set_row(&mut o, t, &step.mix(Part::Output, Symbol::O, &values, seen, &p));
        }
        Output::new(o, [k, v, Mat::from_columns(&[bias])])
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [k, v, bias] = x.start(&Self::INFO);
        let before = k.nrows();
        let (k, v) = (stack(&k, &x.k), stack(&v, &x.v));
        let mut bias = stack(&bias, &Mat::zeros(x.dims().t, 1)).column(0).into_owned();
        let mut scores = scores(x, &k);
        for t in 0..x.dims().t {
            fade_scores(&mut bias, before + t, x.g(t));
            let mut row = scores.row_mut(t);
            row += bias.transpose();
        }
        let o = attend(&scores, &v, |t| 0..before + t + 1);
        Some(Output::new(o, [k, v, Mat::from_columns(&[bias])]))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let ([t, k, v], before) = (counts(size), size.before as u64);
        match form {
            Form::Parallel => t * k + t * (before + t) * (k + v),
            _ => t * k + (0..t).map(|t| (before + t + 1) * (k + v)).sum::<u64>(),
        }
    }
}

impl Program for ForgettingAttn {
    const STEP: &'static str = "
        keys = [keys; kᵀ]
        values = [values; vᵀ]
        D = [D + g; 0]
        p = softmax(keys (scale · q) + D)
        o = valuesᵀ p
    ";
    const LETTERS: &'static [&'static str] = &["keys", "values", "D"];
}
