//! Softmax attention: every rule here is measured against it.
//!
//! ```text
//! o_i = Σ_j p_ij v_j        p_ij = exp(scale q_i·k_j) / Σ_l exp(scale q_i·k_l)        j, l visible to i
//! ```
//!
//! Its state is every key and value so far. A window of W sees i−W < j ≤ i. Beside the outputs it gives `max_logits`,
//! the largest scale q_i·k_j of each query. Vaswani et al. 2017, eq. 1. The chunk form visits the keys in blocks and
//! corrects the sums when a larger score turns up: Milakov and Gimelshein 2018, alg. 3.

use super::frame::{Cached, Step, attend, counts, give, largest, scores, stack};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, add_scaled, apply_rows, mix_rows, set_row};
use crate::trace::{Part, Probe, Symbol};

/// O = softmax(scale Q Kᵀ + mask) V.
pub struct SoftmaxAttn;

impl Rule for SoftmaxAttn {
    const INFO: Info = Info {
        id: "softmax_attn",
        state: &[StatePart::KEYS, StatePart::VALUES],
        also: &["max_logits"],
        source: "Vaswani et al. 2017, eq. 1",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [before, k, v] = cache(x);
        let (mut o, mut max_logits) = (Mat::zeros(x.dims().t, x.dims().v), Mat::zeros(x.dims().t, 1));
        give(probe, "cached k", &k);
        give(probe, "cached v", &v);
        let keys = Cached::inputs(&k, "cached k", Symbol::K, before.nrows());
        let values = Cached::inputs(&v, "cached v", Symbol::V, before.nrows());
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let q = step.row(&[Tensor::Q]);
            let visible = x.mask.visible(before.nrows() + t, k.nrows());
            let scores = apply_rows(&k, visible.clone(), &q);
            step.scores(Part::Output, &scores, &q, &keys, visible.start, None);
            max_logits[t] = largest(&scores);
            let p = step.softmax(Part::Output, scores);
            set_row(&mut o, t, &step.mix(Part::Output, Symbol::O, &values, visible, &p));
        }
        Output { also: vec![max_logits], ..Output::new(o, [k, v]) }
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let [before, k, v] = cache(x);
        let (mut o, mut max_logits) = (Mat::zeros(x.dims().t, x.dims().v), Mat::zeros(x.dims().t, 1));
        for t in 0..x.dims().t {
            let q = x.query(t);
            let (mut highest, mut sum) = (R::neg_infinity(), R::zero());
            let mut weighted = Vector::zeros(x.dims().v);
            let visible = x.mask.visible(before.nrows() + t, k.nrows());
            for start in visible.clone().step_by(chunk_size) {
                let block = start..visible.end.min(start + chunk_size);
                let scores = apply_rows(&k, block.clone(), &q);
                let higher = highest.max(largest(&scores));
                let correction = (highest - higher).exp();
                let w = scores.map(|score| (score - higher).exp());
                sum = sum * correction + w.sum();
                let old = std::mem::replace(&mut weighted, mix_rows(&v, block, &w));
                add_scaled(&mut weighted, correction, &old);
                highest = higher;
            }
            max_logits[t] = highest;
            o.set_row(t, &weighted.map(|o| o / sum).transpose());
        }
        Some(Output { also: vec![max_logits], ..Output::new(o, [k, v]) })
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [before, k, v] = cache(x);
        let visible = |t| x.mask.visible(before.nrows() + t, k.nrows());
        let scores = scores(x, &k);
        let highest = |t: usize| visible(t).map(|j| scores[(t, j)]).fold(R::neg_infinity(), R::max);
        let max_logits = Mat::from_fn(x.dims().t, 1, |t, _| highest(t));
        let o = attend(&scores, &v, visible);
        Some(Output { also: vec![max_logits], ..Output::new(o, [k, v]) })
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let ([t, k, v], total) = (counts(size), size.before + size.t);
        let seen = |t: usize| size.mask.visible(size.before + t, total).len();
        let sum = |of: &dyn Fn(usize) -> u64| (0..size.t).map(|t| of(seen(t))).sum::<u64>();
        match form {
            Form::Recurrent => t * k + sum(&|seen| seen as u64 * (k + v)),
            Form::Chunk(chunk_size) => {
                let corrections = |seen: usize| seen.div_ceil(chunk_size) as u64 * (1 + v);
                t * k + sum(&|seen| seen as u64 * (k + v) + corrections(seen))
            }
            Form::Parallel => t * k + t * total as u64 * (k + v),
        }
    }
}

impl Program for SoftmaxAttn {
    const STEP: &'static str = "
        first:
            if full:
                keys = [keys; k]
                values = [values; v]
        if full:
            p = softmax(keys (scale · q))
            o = valuesᵀ p
        else:
            keys = [keys; kᵀ]
            values = [values; vᵀ]
            if window:
                p = softmax(last(window, keys) (scale · q))
                o = last(window, values)ᵀ p
            else:
                p = softmax(keys (scale · q))
                o = valuesᵀ p
    ";
    const LETTERS: &'static [&'static str] = &["keys", "values"];
}

/// The keys of the initial state; then these and those of the sequence, and the same of the values.
fn cache<R: Real>(x: &Inputs<R>) -> [Mat<R>; 3] {
    let [k, v] = x.start(&SoftmaxAttn::INFO);
    let (keys, values) = (stack(&k, &x.k), stack(&v, &x.v));
    [k, keys, values]
}
