//! Forgetting attention (FoX): softmax attention whose scores fade with the tokens in between.
//!
//! ```text
//! o_i = Σ_{j≤i} softmax_j(scale q_i·k_j + Σ_{j<s≤i} g_s) v_j
//! ```
//!
//! The gate is *not* multiplied by the scale; PaTH's is. The state is every key and value, and for each of them the
//! sum of the gates since. Lin et al. 2025, *Forgetting Transformer*.

use super::cache::{attend, scores, softmax, stack};
use super::cost::counts;
use super::{Form, Forms, Info, Inputs, Output, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, apply_rows, mix_rows, set_row};
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
        for t in 0..x.dims().t {
            let seen = 0..before + t + 1;
            fade(&mut bias, before + t, x.g(t));
            let w = softmax(apply_rows(&k, seen.clone(), &x.query(t)) + bias.rows(0, seen.end));
            let o_t = mix_rows(&v, seen, &w);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            set_row(&mut o, t, &o_t);
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
            fade(&mut bias, before + t, x.g(t));
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

/// The scores of the first `tokens` keys fade by g.
pub(super) fn fade<R: Real>(bias: &mut Vector<R>, tokens: usize, g: R) {
    bias.rows_mut(0, tokens).iter_mut().for_each(|bias| *bias += g);
}
