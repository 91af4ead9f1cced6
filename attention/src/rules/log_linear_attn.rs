//! Log-linear attention: a state for each power of two of the past, weighted anew by every token.
//!
//! ```text
//! o_i = scale Σ_{j≤i} λ_i[l(i, j)] (γ_{j+1} ⋯ γ_i) (q_i·k_j) v_j        l(i, i) = 0        γ_t = exp g_t
//! ```
//!
//! For j < i, l(i, j) − 1 is the highest bit in which i and j differ (positions from 0): level l holds 2^(l−1)
//! tokens, the nearest ones the lowest levels, as in a Fenwick tree. T tokens need ⌈log₂ T⌉ + 1 levels; here the
//! usual scale is 1. The recurrence keeps a bucket `[V, K]` for every bit of the number of tokens, and carries as one
//! does when one counts: a new token takes all buckets of its trailing ones with it. Guo et al. 2025, *Log-Linear
//! Attention*.

use super::frame::{Step, counts, give, widened};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, add_scaled, apply, dot, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum, Symbol};

/// O = ((scale Q Kᵀ) ⊙ Γ ⊙ λ[levels]) V.
pub struct LogLinearAttn;

/// The number of tokens so far.
pub(super) const COUNT: StatePart =
    StatePart { name: "n", axes: [Axis::One, Axis::One], files: ["n0", "nt"] };
/// The bucket of bit b of that number in rows V·b to V·(b + 1).
const BUCKETS: StatePart =
    StatePart { name: "buckets", axes: [Axis::Buckets, Axis::K], files: ["buckets0", "bucketst"] };

impl Rule for LogLinearAttn {
    const INFO: Info = Info {
        id: "log_linear_attn",
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::G, Tensor::LevelScales],
        state: &[BUCKETS, COUNT],
        forms: Forms::NO_CHUNKS,
        source: "Guo et al. 2025; flash-linear-attention 0.6.0, naive_log_linear_attn",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let (before, mut buckets) = start(x);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        buckets.iter().enumerate().for_each(|(bit, bucket)| give(probe, letter(bit), bucket));
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let ((q, k, v), lambda) = (step.token(), x.row(Tensor::LevelScales, t));
            let mut s = Mat::zeros(v.len(), k.len());
            add_outer(&mut s, &v, &k);
            let mut o_t = apply(&s, &q) * lambda[0];
            for bit in bits(before + t) {
                step.fade(Part::Output, letter(bit), &mut buckets[bit], step.gamma());
                add_scaled(&mut o_t, lambda[bit + 1], &apply(&buckets[bit], &q));
            }
            step.record(Part::Output, Symbol::O, &o_t, |source| {
                let read = |level: usize, held: Vec<Operand>| {
                    let lambda = vec![Operand::number_of("λ", lambda[level].to_f64())];
                    Sum::each(q.len(), [lambda, held, source.of(&q, Index::Inner)].concat())
                };
                let own = [source.of(&v, Index::Row), source.of(&k, Index::Inner)].concat();
                let made = bits(before + t).fold(Made::of([read(0, own)]), |made, bit| {
                    let at = [Index::Row, Index::Inner];
                    made.and(read(bit + 1, vec![Operand::new(letter(bit), widened(&buckets[bit]), at)]))
                });
                made.times(source.scale(&q))
            });
            set_row(&mut o, t, &o_t);
            let carry = (before + t).trailing_ones() as usize;
            let empty = || Mat::zeros(v.len(), k.len());
            let carried: Vec<Mat<R>> =
                buckets[..carry].iter_mut().map(|bucket| std::mem::replace(bucket, empty())).collect();
            carried.iter().for_each(|bucket| s += bucket);
            step.record(Part::Output, letter(carry), &s, |source| {
                let own = Sum::once([source.of(&v, Index::Row), source.of(&k, Index::Col)].concat());
                carried.iter().enumerate().fold(Made::of([own]), |made, (bit, bucket)| {
                    let at = [Index::Row, Index::Col];
                    made.and(Sum::once([Operand::new(letter(bit), widened(bucket), at)]))
                })
            });
            (0..carry).for_each(|bit| step.give(letter(bit), &buckets[bit]));
            buckets[carry] = s;
        }
        finish(o, &buckets, before + x.dims().t)
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let (before, old) = start(x);
        let total = before + x.dims().t;
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        let mut buckets = vec![Mat::zeros(x.dims().v, x.dims().k); old.len()];
        let from_bucket = |bit| Written { last: last_in(before, bit), bucket: Some(bit), decay: R::one() };
        let mut written: Vec<Written<R>> = bits(before).map(from_bucket).collect();
        for i in 0..x.dims().t {
            let (q, lambda) = (x.query(i), x.row(Tensor::LevelScales, i));
            written.iter_mut().for_each(|of| of.decay *= x.g(i).exp());
            written.push(Written { last: before + i, bucket: None, decay: R::one() });
            let mut o_i = Vector::zeros(x.dims().v);
            for Written { last, bucket, decay } in &written {
                let weight = lambda[level(before + i, *last)] * *decay;
                match bucket {
                    Some(bit) => add_scaled(&mut o_i, weight, &apply(&old[*bit], &q)),
                    None => {
                        let overlap = dot(&q, &x.row(Tensor::K, last - before));
                        add_scaled(&mut o_i, weight * overlap, &x.row(Tensor::V, last - before));
                    }
                }
            }
            o.set_row(i, &o_i.transpose());
        }
        for Written { last, bucket, decay } in written {
            let into = &mut buckets[level(total, last) - 1];
            match bucket {
                Some(bit) => *into += &old[bit] * decay,
                None => {
                    let (k, v) = (x.row(Tensor::K, last - before), x.row(Tensor::V, last - before));
                    add_outer(into, &(v * decay), &k);
                }
            }
        }
        Some(finish(o, &buckets, total))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let buckets = |tokens: usize| u64::from(tokens.count_ones());
        let old = buckets(size.before);
        match form {
            Form::Parallel => {
                let read: u64 =
                    (0..t).map(|t| k + old + t + old * (1 + v * k + v) + (t + 1) * (2 + k + v)).sum();
                read + old * v * k + t * (v + v * k)
            }
            _ => {
                let all: u64 = (0..size.t).map(|t| buckets(size.before + t)).sum();
                t * (k + v + 2 * v * k) + all * (v + 2 * v * k)
            }
        }
    }
}

impl Program for LogLinearAttn {
    const STEP: &'static str = "
        γ = exp g
        B = γ B
        s = v kᵀ
        o = λ[0] s (scale · q)
        for i in 1..L:
            o = o + λ[i] B[i − 1] (scale · q)
        for i in 0..L:
            if n mod 2^(i + 1) = 2^(i + 1) − 1:
                s = s + B[i]
                B[i] = 0 · B[i]
            if n mod 2^(i + 1) = 2^i − 1:
                B[i] = s
        n = n + 1
    ";
    const LETTERS: &'static [&'static str] = &["B", "n"];
}

/// The writes of one token, or of all the tokens of an old bucket, which move from level to level together.
struct Written<R> {
    /// The last of the tokens.
    last: usize,
    /// The bit of the old bucket, if it is one.
    bucket: Option<usize>,
    /// How much it has faded since.
    decay: R,
}

/// l(i, j): 0 for j = i, else one more than the highest bit in which they differ.
pub const fn level(i: usize, j: usize) -> usize {
    (usize::BITS - (i ^ j).leading_zeros()) as usize
}

/// How many levels n tokens need, ⌈log₂ n⌉ + 1.
pub const fn levels(n: usize) -> usize {
    level(n.saturating_sub(1), 0) + 1
}

/// The bits that are set in n, the lowest first.
fn bits(n: usize) -> impl Iterator<Item = usize> {
    (0..usize::BITS as usize).filter(move |bit| n >> bit & 1 == 1)
}

/// The letter of the bucket of bit `bit`, as far as a run that is recorded can go.
fn letter(bit: usize) -> &'static str {
    const LETTERS: [&str; 20] = [
        "B₀", "B₁", "B₂", "B₃", "B₄", "B₅", "B₆", "B₇", "B₈", "B₉", "B₁₀", "B₁₁", "B₁₂", "B₁₃", "B₁₄", "B₁₅",
        "B₁₆", "B₁₇", "B₁₈", "B₁₉",
    ];
    LETTERS.get(bit).copied().unwrap_or("B")
}

/// The last token in the bucket of bit `bit` when there are n.
fn last_in(n: usize, bit: usize) -> usize {
    (n >> bit << bit) - 1
}

/// The tokens before these, and their buckets.
fn start<R: Real>(x: &Inputs<R>) -> (usize, Vec<Mat<R>>) {
    let [buckets, _] = x.start(&LogLinearAttn::INFO);
    let (size, v) = (x.size(&LogLinearAttn::INFO), x.dims().v);
    (size.before, (0..size.levels).map(|bit| buckets.rows(bit * v, v).into_owned()).collect())
}

fn finish<R: Real>(o: Mat<R>, buckets: &[Mat<R>], tokens: usize) -> Output<R> {
    let v = buckets[0].nrows();
    let rows = |i: usize, j: usize| buckets[i / v][(i % v, j)];
    let stacked = Mat::from_fn(v * buckets.len(), buckets[0].ncols(), rows);
    Output::new(o, [stacked, Mat::from_element(1, 1, R::from_f64(tokens as f64))])
}
