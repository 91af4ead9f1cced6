//! DeltaFormer: softmax attention that takes out of each value what earlier tokens already say.
//!
//! ```text
//! u_t = v_t − β_t Σ_{j<t} softmax_{j<t}(scale q_t·k_j) u_j        u_0 = v_0
//! o_t = Σ_{j≤t} softmax_{j≤t}(scale q_t·k_j) u_j
//! ```
//!
//! The weights of the erase come from the *query* of the token, in a softmax over the strict past of its own. The
//! state is every key and every u. Reference function: flash-linear-attention 0.6.0, `naive_deltaformer_attn`; Zhong
//! et al. 2025, *Understanding Transformer from the Perspective of Associative Memory*.

use super::frame::{Cached, Step, attend, counts, give, scores, stack, weights};
use super::{Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, apply_rows, mix_rows, set_row};
use crate::trace::{Part, Probe, Symbol};

/// u_t = v_t − β_t (what attention to the strict past gives); O = softmax(scale Q Kᵀ) U.
pub struct Deltaformer;

impl Rule for Deltaformer {
    const INFO: Info = Info {
        id: "deltaformer",
        parts: &[Part::Read, Part::Error, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta],
        state: &[StatePart::KEYS, StatePart { name: "cached u", ..StatePart::VALUES }],
        forms: Forms::NO_CHUNKS,
        source: "flash-linear-attention 0.6.0, naive_deltaformer_attn",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [k, u] = x.start(&Self::INFO);
        let before = k.nrows();
        let (k, mut u) = (stack(&k, &x.k), stack(&u, &x.v));
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        give(probe, "cached k", &k);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, v) = (step.row(&[Tensor::Q]), step.row(&[Tensor::V]));
            let (past, seen) = (0..before + t, 0..before + t + 1);
            let scores = apply_rows(&k, seen.clone(), &q);
            let keys = Cached::inputs(&k, "cached k", Symbol::K, before);
            step.scores(Part::Read, &scores, &q, &keys, 0, None);
            let p = step.softmax(Part::Read, scores.rows(0, past.end).into_owned());
            let r = step.mix(Part::Read, Symbol::R, &cached(&u), past.clone(), &p);
            let u_t = step.error(&v, step.beta() * &r);
            u.set_row(past.end, &u_t.transpose());
            let p = step.softmax(Part::Output, scores);
            set_row(&mut o, t, &step.mix(Part::Output, Symbol::O, &cached(&u), seen, &p));
        }
        Output::new(o, [k, u])
    }

    /// (I + diag(β) W) U = V with W the strict weights: a triangular system, then plain attention to U.
    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [k, u] = x.start(&Self::INFO);
        let before = k.nrows();
        let (k, mut u) = (stack(&k, &x.k), stack(&u, &x.v));
        let scores = scores(x, &k);
        let strict = weights(&scores, |t| 0..before + t);
        for t in 0..x.dims().t {
            let past = 0..before + t;
            let r =
                mix_rows(&u, past.clone(), &strict.view((t, 0), (1, past.end)).transpose().column(0).into());
            u.set_row(past.end, &(x.row(Tensor::V, t) - r * x.beta(t)).transpose());
        }
        let o = attend(&scores, &u, |t| 0..before + t + 1);
        Some(Output::new(o, [k, u]))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let ([t, k, v], before) = (counts(size), size.before as u64);
        let erase: u64 = (0..t).map(|t| (before + t) * v + v).sum();
        match form {
            Form::Parallel => t * k + t * (before + t) * (k + v) + erase,
            _ => t * k + (0..t).map(|t| (before + t + 1) * (k + v)).sum::<u64>() + erase,
        }
    }
}

impl Program for Deltaformer {
    const STEP: &'static str = "
        p = softmax(keys (scale · q))
        u = v − β Uᵀ p
        keys = [keys; kᵀ]
        U = [U; uᵀ]
        p = softmax(keys (scale · q))
        o = Uᵀ p
    ";
    const LETTERS: &'static [&'static str] = &["keys", "U"];
}

/// Every u so far.
fn cached<R: Real>(u: &Mat<R>) -> Cached<'_, R> {
    Cached { rows: u, given: None, name: "u".into(), place: None }
}
