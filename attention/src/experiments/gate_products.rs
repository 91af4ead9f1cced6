//! What becomes of a product of gates in a small number type: it fades away, sticks, or overflows.

use crate::inputs::random;
use crate::math::{Mat, rms_ratio};

/// No count goes beyond so many tokens.
const MOST: usize = 200_000;

/// Tokens between the two products of a [`ratio`].
const APART: usize = 10;

/// What becomes of ∏γ in `f32`, multiplied token by token. Nothing for what has not happened within 200 000 tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fading {
    /// The number of tokens from which on the product is below the smallest normal number, 2⁻¹²⁶: digits get lost.
    pub below_normal: Option<usize>,
    /// The number of tokens from which on it is 0.
    pub zero: Option<usize>,
    /// The number of tokens from which on it stays what it is, and that is not 0: γ times the last few digits rounds to them.
    pub stuck: Option<(usize, f32)>,
}

/// What becomes of ∏γ in `f32`, for γ in [0, 1].
pub fn fading(gamma: f64) -> Fading {
    let mut found = Fading { below_normal: None, zero: None, stuck: None };
    let mut product = 1.0_f32;
    for n in 1..=MOST {
        let next = product * gamma as f32;
        if found.below_normal.is_none() && next < f32::MIN_POSITIVE {
            found.below_normal = Some(n);
        }
        if next == 0.0 {
            found.zero = Some(n);
        } else if next == product && next < f32::MIN_POSITIVE {
            found.stuck = Some((n - 1, product));
        }
        if next == 0.0 || next == product {
            break;
        }
        product = next;
    }
    found
}

/// ∏γ over `n` tokens, multiplied in `f32`: at most `n` multiplications.
pub fn by_products(gamma: f64, n: usize) -> f32 {
    repeated(1.0, n, |product| product * gamma as f32)
}

/// exp(Σ ln γ) over `n` tokens: the sum, of at most `n` additions, and the exponential in `f32`.
pub fn by_logs(gamma: f64, n: usize) -> f32 {
    sum_of_logs(gamma, n).exp()
}

fn sum_of_logs(gamma: f64, n: usize) -> f32 {
    repeated(0.0, n, |sum| sum + gamma.ln() as f32)
}

/// A step so many times over, or until it changes nothing.
fn repeated(from: f32, n: usize, step: impl Fn(f32) -> f32) -> f32 {
    let mut at = from;
    for _ in 0..n {
        let next = step(at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}

/// ∏γ over i + 10 tokens by ∏γ over `i` tokens, both multiplied in `f32`: it should be γ¹⁰. Nothing where it is 0/0.
pub fn ratio(gamma: f64, i: usize) -> Option<f32> {
    quotient(by_products(gamma, i.saturating_add(APART)), by_products(gamma, i))
}

/// The same from the sums of ln γ, in `f32`: exp(b_{i+10} − b_i).
pub fn ratio_by_logs(gamma: f64, i: usize) -> f32 {
    (sum_of_logs(gamma, i.saturating_add(APART)) - sum_of_logs(gamma, i)).exp()
}

fn quotient(above: f32, below: f32) -> Option<f32> {
    Some(above / below).filter(|ratio| !ratio.is_nan())
}

/// The first number of tokens `i`, from 1, for which [`ratio`] is off by more than 1 %, or 0/0. Nothing where there is none up to
/// 200 000 tokens.
pub fn ratio_wrong_from(gamma: f64) -> Option<usize> {
    let right = gamma.powi(APART as i32);
    let step = |product: &f32| Some(product * gamma as f32);
    let products = || std::iter::successors(Some(gamma as f32), step);
    let is_wrong = |(below, above): (f32, f32)| {
        quotient(above, below).is_none_or(|ratio| (f64::from(ratio) - right).abs() > 0.01 * right)
    };
    products().zip(products().skip(APART)).take(MOST).position(is_wrong).map(|at| at + 1)
}

/// A number type in which exp(−Σ ln γ) is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// `f32`: up to 3.4·10³⁸.
    Single,
    /// `f16`: up to 65504.
    Half,
}

impl Width {
    /// Its largest number.
    pub fn largest(self) -> f64 {
        match self {
            Self::Single => f64::from(f32::MAX),
            Self::Half => 65_504.0,
        }
    }
}

/// The first length C of a chunk at which γ^{−C}, by which the chunk form multiplies its last key, is over the largest number of a type.
/// Nothing where no chunk of up to 200 000 tokens is so long: γ = 1, or close to it.
pub fn overflows_at(gamma: f64, width: Width) -> Option<usize> {
    let (rate, room) = (-gamma.ln(), width.largest().ln());
    // The first C with C · rate > room, or one before it, where the quotient was rounded up.
    let about = (room / rate).floor();
    if !(0.0..MOST as f64).contains(&about) {
        return None;
    }
    let about = about as usize;
    (about.max(1)..=about + 2).find(|c| *c as f64 * rate > room)
}

/// How a chunk is computed with its gates: o_i = Σ_{j≤i} (γ_{j+1} … γ_i) (q_i·k_j) v_j, with b_i = Σ_{j≤i} ln γ_j.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkForm {
    /// Two factors, (q_i exp b_i)·(k_j exp(−b_j)): the second overflows.
    Naive,
    /// exp(b_i − b_j), then times 1 or 0: above the diagonal that is ∞ · 0.
    MaskedAfter,
    /// b_i − b_j, or −∞ above the diagonal, then exp.
    MaskedFirst,
}

impl ChunkForm {
    /// All of them, in the order in which they are told of.
    pub const ALL: [Self; 3] = [Self::Naive, Self::MaskedAfter, Self::MaskedFirst];
}

/// What a form makes of a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChunkFound {
    /// Rows of outputs, one for each token, with a NaN or an infinite number.
    pub lost: usize,
    /// All rows.
    pub rows: usize,
    /// rms(o − o₆₄)/rms(o₆₄), with o₆₄ by recurrence in `f64`, where no row is lost.
    pub error: Option<f64>,
}

/// Channels of queries, keys and values in [`chunk`].
const CHANNELS: usize = 8;

/// The longest chunk that [`chunk`] computes.
const LONGEST: usize = 512;

/// A chunk of `c` random tokens with one γ for all, for γ in (0, 1], computed in `f32`; `c` is 512 at most. Tokens have 8 channels,
/// those of seed 1.
pub fn chunk(gamma: f64, c: usize, form: ChunkForm) -> ChunkFound {
    let rows = c.min(LONGEST);
    let x = random(1, rows, CHANNELS);
    let mut sum = 0.0;
    let logs: Vec<f32> = (0..rows)
        .map(|_| {
            sum += gamma.ln();
            sum as f32
        })
        .collect();
    let single = |m: &Mat| m.map(|x| x as f32);
    let (q, k, v) = (single(&x.q), single(&x.k), single(&x.v));
    let scores: Mat<f32> = match form {
        ChunkForm::Naive => {
            let q = Mat::from_fn(rows, CHANNELS, |i, c| q[(i, c)] * logs[i].exp());
            let k = Mat::from_fn(rows, CHANNELS, |j, c| k[(j, c)] * (-logs[j]).exp());
            let all = q * k.transpose();
            Mat::from_fn(rows, rows, |i, j| if j <= i { all[(i, j)] } else { 0.0 })
        }
        ChunkForm::MaskedAfter => {
            let all = q * k.transpose();
            let mask = |i, j| if j <= i { 1.0 } else { 0.0 };
            Mat::from_fn(rows, rows, |i, j| all[(i, j)] * (logs[i] - logs[j]).exp() * mask(i, j))
        }
        ChunkForm::MaskedFirst => {
            let all = q * k.transpose();
            let gate = |i: usize, j: usize| if j <= i { logs[i] - logs[j] } else { f32::NEG_INFINITY };
            let score = |i, j| if j <= i { all[(i, j)] } else { 0.0 };
            Mat::from_fn(rows, rows, |i, j| score(i, j) * gate(i, j).exp())
        }
    };
    let o = scores * v;
    let lost = o.row_iter().filter(|row| row.iter().any(|x| !x.is_finite())).count();
    let error = (lost == 0).then(|| rms_ratio(&o, &by_recurrence(gamma, &x.q, &x.k, &x.v)));
    ChunkFound { lost, rows, error }
}

/// o_t = S_t q_t with S_t = γ S_{t−1} + v_t k_tᵀ.
fn by_recurrence(gamma: f64, q: &Mat, k: &Mat, v: &Mat) -> Mat {
    let mut state = Mat::zeros(v.ncols(), k.ncols());
    let mut o = Mat::zeros(q.nrows(), v.ncols());
    for t in 0..q.nrows() {
        state = state * gamma + v.row(t).transpose() * k.row(t);
        o.set_row(t, &(&state * q.row(t).transpose()).transpose());
    }
    o
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_of_one_and_of_zero_have_an_answer() {
        assert_eq!(fading(1.0), Fading { below_normal: None, zero: None, stuck: None });
        assert_eq!(fading(0.0), Fading { below_normal: Some(1), zero: Some(1), stuck: None });
        assert_eq!((by_products(1.0, usize::MAX), by_logs(1.0, usize::MAX)), (1.0, 1.0));
        assert_eq!((by_products(0.0, 3), by_logs(0.0, 3)), (0.0, 0.0));
        assert_eq!((ratio(1.0, 5), ratio(0.0, 5), ratio_wrong_from(1.0)), (Some(1.0), None, None));
        assert_eq!(ratio_wrong_from(0.0), Some(1));
        for width in [Width::Single, Width::Half] {
            assert_eq!((overflows_at(1.0, width), overflows_at(0.0, width)), (None, Some(1)));
        }
        for gamma in [0.0, 1.0, f64::NAN, -0.5, 1e-300, 2.0, 0.999_999_999] {
            let _ = (fading(gamma), ratio(gamma, 50), ratio_wrong_from(gamma));
            let _ = overflows_at(gamma, Width::Half);
            let _ = ChunkForm::ALL.map(|form| chunk(gamma, 20, form));
        }
    }

    #[test]
    fn a_power_of_two_is_exact_until_there_is_no_number_for_it() {
        assert_eq!(by_products(0.5, 149), f32::from_bits(1));
        assert_eq!((ratio(0.5, 139), ratio(0.5, 140)), (Some(0.5_f32.powi(10)), Some(0.0)));
        assert_eq!((ratio_wrong_from(0.5), ratio(0.5, 150)), (Some(140), None));
    }

    #[test]
    fn a_short_chunk_is_the_same_in_all_forms() {
        for form in ChunkForm::ALL {
            let found = chunk(0.9, 16, form);
            assert_eq!((found.lost, found.rows), (0, 16));
            assert!(found.error.unwrap() < 3e-7, "{form:?}: {found:?}");
            assert_eq!(chunk(0.9, 0, form), ChunkFound { lost: 0, rows: 0, error: Some(0.0) });
        }
        assert_eq!(chunk(1.0, 9999, ChunkForm::MaskedFirst).rows, 512);
    }
}
