//! PaTH attention: the tokens between a key and a query turn the key, by a product of Householder matrices.
//!
//! ```text
//! H_s = I − β_s w_s w_sᵀ        A_ij = k_jᵀ H_{j+1} H_{j+2} ⋯ H_i q_i        A_ii = k_i·q_i
//! o_i = Σ_{j≤i} softmax_j(scale (A_ij + Σ_{j<s≤i} g_s)) v_j
//! ```
//!
//! with unit w_s and β_s ∈ (0, 2). The gate, where there is one, *is* multiplied by the scale; forgetting attention's
//! is not. The order of the product matters: the H next to the query is the latest. As a recurrence, each token turns
//! every key that is in the cache, k_j ← H_t k_j; all at once, the query is turned back, from i down to j. Yang et
//! al. 2025, *PaTH Attention*.

use super::frame::{Cached, Step, attend, counts, fade_scores, give, stack};
use super::{Form, Forms, Info, Inputs, Output, Program, Rule, RuleError, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, add_scaled, apply_rows, dot, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum, Symbol};

/// O = softmax(scale (A + D)) V, A_ij = k_jᵀ H_{j+1} ⋯ H_i q_i.
pub struct PathAttn;

impl Rule for PathAttn {
    const INFO: Info = Info {
        id: "path_attn",
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::W],
        may_read: &[Tensor::G],
        state: &[StatePart::KEYS, StatePart::VALUES, StatePart::BIAS],
        forms: Forms::NO_CHUNKS,
        source: "Yang et al. 2025 (PaTH); flash-linear-attention 0.6.0, naive_path_attn",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [k, v, bias] = x.start(&Self::INFO);
        let before = k.nrows();
        let (mut k, v) = (stack(&k, &x.k), stack(&v, &x.v));
        let mut bias = stack(&bias, &Mat::zeros(x.dims().t, 1)).column(0).into_owned();
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        give(probe, "cached k", &k);
        give(probe, "cached v", &v);
        let values = Cached::inputs(&v, "cached v", Symbol::V, before);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, seen) = (step.row(&[Tensor::Q]), 0..before + t + 1);
            turn_keys(&mut step, &mut k, before + t);
            let d = step.fade_scores(&mut bias, before + t);
            let scores = apply_rows(&k, seen.clone(), &q) + &*d * x.scale;
            let keys = Cached { rows: &k, given: Some("cached k"), name: Symbol::K.into(), place: None };
            step.scores(Part::Output, &scores, &q, &keys, 0, Some((&d, true)));
            let p = step.softmax(Part::Output, scores);
            set_row(&mut o, t, &step.mix(Part::Output, Symbol::O, &values, seen, &p));
        }
        Output::new(o, [k, v, Mat::from_columns(&[bias])])
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [k, v, bias] = x.start(&Self::INFO);
        let (t, before) = (x.dims().t, k.nrows());
        let (mut k, v) = (stack(&k, &x.k), stack(&v, &x.v));
        let mut bias = stack(&bias, &Mat::zeros(t, 1)).column(0).into_owned();
        let mut scores = turned_scores(x, &k);
        for i in 0..t {
            fade_scores(&mut bias, before + i, x.g(i));
            let mut row = scores.row_mut(i);
            row += (&bias * x.scale).transpose();
        }
        let o = attend(&scores, &v, |t| 0..before + t + 1);
        (0..t).for_each(|i| reflect(&mut k, before + i, x.beta(i), &x.row(Tensor::W, i)));
        Some(Output::new(o, [k, v, Mat::from_columns(&[bias])]))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let ([t, k, v], before) = (counts(size), size.before as u64);
        let turn_keys: u64 = (0..t).map(|t| (before + t) * (2 * k + 1)).sum();
        let turn_query: u64 = (0..t).map(|t| (t + 1) * (3 * k + 1) + before * k).sum();
        match form {
            Form::Parallel => t * k + turn_query + t * (before + t) * (1 + v) + turn_keys,
            _ => t * k + turn_keys + (0..t).map(|t| (before + t + 1) * (k + v + 1)).sum::<u64>(),
        }
    }
}

impl Program for PathAttn {
    const STEP: &'static str = "
        keys = keys − β (keys w) wᵀ
        keys = [keys; kᵀ]
        values = [values; vᵀ]
        if g:
            D = [D + g; 0]
        else:
            D = [D; 0]
        p = softmax(keys (scale · q) + scale · D)
        o = valuesᵀ p
    ";
    const LETTERS: &'static [&'static str] = &["keys", "values", "D"];
}

/// scale · A, `[T, N + T]`, with N tokens in the initial state: the scores of the rule before its gate and its softmax. 0 for the keys
/// that come after a query.
///
/// # Errors
/// As [`Inputs::check`].
pub fn scores<R: Real>(x: &Inputs<R>) -> Result<Mat<R>, RuleError> {
    x.check(&PathAttn::INFO, Form::Parallel)?;
    let [k, _, _] = x.start(&PathAttn::INFO);
    Ok(turned_scores(x, &stack(&k, &x.k)))
}

/// The same for inputs that fit: `k` are the keys of the initial state, and those of the sequence below them.
fn turned_scores<R: Real>(x: &Inputs<R>, k: &Mat<R>) -> Mat<R> {
    let t = x.dims().t;
    let before = k.nrows() - t;
    let keys: Vec<Vector<R>> = k.row_iter().map(|key| key.transpose()).collect();
    let turns: Vec<(R, Vector<R>)> = (0..t).map(|j| (x.beta(j), x.row(Tensor::W, j))).collect();
    let (earlier, keys) = keys.split_at(before);
    let mut scores = Mat::zeros(t, k.nrows());
    for i in 0..t {
        let mut r = x.query(i);
        for (j, (key, (beta, w))) in keys.iter().zip(&turns).enumerate().take(i + 1).rev() {
            scores[(i, before + j)] = dot(key, &r);
            let along = dot(w, &r);
            add_scaled(&mut r, -*beta * along, w);
        }
        earlier.iter().enumerate().for_each(|(j, key)| scores[(i, j)] = dot(key, &r));
    }
    scores
}

/// Turns the first `tokens` keys by the reflection of this token, and takes note of it.
fn turn_keys<R: Real, P: Probe>(step: &mut Step<'_, R, P>, k: &mut Mat<R>, tokens: usize) {
    let (beta, w) = (step.beta(), step.row(&[Tensor::W]));
    let before = step.latest("cached k");
    reflect(k, tokens, beta.value(), &w);
    step.record(Part::Output, "k", &k.rows(0, tokens), |source| {
        let Some(before) = before else { return Made::given() };
        let key = |at| Operand::new(Symbol::K, before.clone(), [Index::Row, at]).unplaced();
        let mut along = vec![beta.operand(), key(Index::Inner)];
        along.extend([source.of(&w, Index::Inner), source.of(&w, Index::Col)].concat());
        Made::of([Sum::once([key(Index::Col)]), Sum::each(w.len(), along).minus()])
    });
    step.give("cached k", k);
}

/// k_j ← (I − β w wᵀ) k_j for the first `tokens` keys.
fn reflect<R: Real>(k: &mut Mat<R>, tokens: usize, beta: R, w: &Vector<R>) {
    for (j, along) in apply_rows(k, 0..tokens, w).iter().enumerate() {
        let mut key = k.row(j).transpose();
        add_scaled(&mut key, -beta * *along, w);
        k.set_row(j, &key.transpose());
    }
}
