//! Codes of positions, and the weights that DeltaNet makes of them, with no word in sight: a position DeltaNet.
//!
//! ```text
//! sinusoids  p_t = √(2/d) (cos ω_0 t, cos ω_1 t, …, sin ω_0 t, sin ω_1 t, …), ω_k = 10000^(−2k/d)        ‖p_t‖ = 1
//! constant   p_t = 1, in one channel
//! A_ij = β_j p_jᵀ H_{j+1} ⋯ H_{i−1} p_i for j < i        A_ii = β_i ‖p_i‖²        H_s = I − β_s p_s p_sᵀ
//! ```
//!
//! So a token is asked before it is written, and has a weight of its own. DeltaNet as it is, written and then asked, multiplies row i
//! by 1 − β_i left of the diagonal: with β = 1 its matrix is I.

use crate::math::{Mat, Vector};
use crate::rules::{DeltaRule, Form, GatedDeltaRule, Inputs, RuleEntry, RuleError, Tensor};

/// The base of the frequencies: the slowest pair of channels turns about once in 2π · 10000 tokens.
const BASE: f64 = 10_000.0;

/// What stands for the position of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionCode {
    /// Cosines and sines of so many channels: see [`sinusoids`].
    Sinusoids(usize),
    /// The same number for every position.
    Constant,
}

impl PositionCode {
    /// The codes of the positions 0 … T − 1, `[T, d]`.
    pub fn rows(self, tokens: usize) -> Mat {
        match self {
            Self::Sinusoids(d) => sinusoids(tokens, d),
            Self::Constant => Mat::from_element(tokens, 1, 1.0),
        }
    }
}

/// The frequency ω_k = 10000^(−2k/d) of pair k, in radians a token.
fn frequency(pair: usize, d: usize) -> f64 {
    BASE.powf(-2.0 * pair as f64 / d as f64)
}

/// The codes of the positions 0 … T − 1 in d channels, `[T, d]`, each of length 1: first all cosines, then all sines. Of an odd d the
/// last channel is 0; one channel has no pair, and no length.
pub fn sinusoids(tokens: usize, d: usize) -> Mat {
    let pairs = d / 2;
    let size = (1.0 / pairs as f64).sqrt();
    let frequencies: Vec<f64> = (0..pairs).map(|pair| frequency(pair, d)).collect();
    let angle = |t: usize, pair: usize| t as f64 * frequencies[pair];
    Mat::from_fn(tokens, d, |t, channel| match channel.checked_div(pairs) {
        Some(0) => size * angle(t, channel).cos(),
        Some(1) => size * angle(t, channel - pairs).sin(),
        _ => 0.0,
    })
}

/// r(m) = p_i·p_{i+m} = (2/d) Σ_k cos ω_k m of the sinusoids in d channels; 0 where there is no pair of channels.
pub fn overlap(distance: usize, d: usize) -> f64 {
    let pairs = d / 2;
    let sum: f64 = (0..pairs).map(|pair| (distance as f64 * frequency(pair, d)).cos()).sum();
    sum / pairs.max(1) as f64
}

/// As many columns of a matrix are computed at once: those after the first so many begin with their own first token, since what is before
/// writes nothing into them.
const BLOCK: usize = 32;

/// DeltaNet over codes `[T, d]`, with the codes as keys, these values and scale 1, asked with these queries.
fn over_codes(queries: Mat, code: Mat, values: Mat, beta: &[f64]) -> Inputs {
    Inputs { scale: 1.0, ..Inputs::new(queries, code, values).with_each(Tensor::Beta, beta) }
}

/// The weights of DeltaNet as it is, `[T, T]`, for codes `[T, d]` and a β for each: every token is written, and then asked with its own
/// code. A_ij = (1 − β_i) β_j p_jᵀ H_{j+1} ⋯ H_{i−1} p_i for j < i and codes of length 1.
///
/// # Errors
/// Where there are no tokens or no channels, or not a β for each token.
pub fn read_after_write(code: &Mat, beta: &[f64]) -> Result<Mat, RuleError> {
    let values = Mat::identity(code.nrows(), code.nrows());
    let x = over_codes(code.clone(), code.clone(), values, beta);
    Ok(RuleEntry::of::<DeltaRule>().run(&x, Form::Recurrent)?.o)
}

/// The matrix A of the position DeltaNet, `[T, T]`, for codes `[T, d]` and a β for each: the rule is asked for each position before that
/// is written, and the token's own weight is β_i ‖p_i‖².
///
/// # Errors
/// As [`read_after_write`].
pub fn position_delta(code: &Mat, beta: &[f64]) -> Result<Mat, RuleError> {
    asked_before(&RuleEntry::of::<DeltaRule>(), code, beta, None)
}

/// The same by Gated DeltaNet, with a log decay g ≤ 0 for each token too: what a token forgets is all that was written before it.
///
/// # Errors
/// As [`read_after_write`], and where there is not a g for each token.
pub fn position_delta_gated(code: &Mat, beta: &[f64], g: &[f64]) -> Result<Mat, RuleError> {
    asked_before(&RuleEntry::of::<GatedDeltaRule>(), code, beta, Some(g))
}

fn asked_before(rule: &RuleEntry, code: &Mat, beta: &[f64], g: Option<&[f64]>) -> Result<Mat, RuleError> {
    let (tokens, channels) = code.shape();
    let mut a = Mat::zeros(tokens, tokens);
    // Token t asks with the code of the next one: what comes of it is the next row.
    let next = |t: usize, c: usize| if t + 1 < tokens { code[(t + 1, c)] } else { 0.0 };
    for first in (0..tokens.max(1)).step_by(BLOCK) {
        let (left, columns) = (tokens - first, BLOCK.min(tokens - first));
        let asked = Mat::from_fn(left, channels, |t, c| next(first + t, c));
        let told = code.rows(first, left).into_owned();
        let from_first = |each: &[f64]| each.iter().skip(first).copied().collect::<Vec<_>>();
        let mut x = over_codes(asked, told, Mat::identity(left, columns), &from_first(beta));
        if let Some(g) = g {
            x = x.with_each(Tensor::G, &from_first(g));
        }
        let answers = rule.run(&x, Form::Recurrent)?.o;
        for i in first + 1..tokens {
            (0..columns.min(i - first)).for_each(|j| a[(i, first + j)] = answers[(i - 1 - first, j)]);
        }
    }
    (0..tokens).for_each(|i| a[(i, i)] = own_weight(code, beta, i));
    Ok(a)
}

fn own_weight(code: &Mat, beta: &[f64], i: usize) -> f64 {
    beta.get(i).map_or(0.0, |beta| beta * code.row(i).norm_squared())
}

/// Row i of [`position_delta`] alone, from j = 0 to i: the query is turned back, token by token, at 2 d multiplications a token. Nothing
/// where there is no such row, or not a β for each token up to it.
pub fn position_row(code: &Mat, beta: &[f64], i: usize) -> Option<Vec<f64>> {
    let codes: Vec<Vector> = code.row_iter().take(i.checked_add(1)?).map(|row| row.transpose()).collect();
    let mut asked = codes.get(i)?.clone();
    let beta = beta.get(..=i)?;
    let mut weights = vec![own_weight(code, beta, i)];
    for (code, beta) in codes.iter().zip(beta).take(i).rev() {
        let weight = beta * code.dot(&asked);
        weights.push(weight);
        asked.axpy(-weight, code, 1.0);
    }
    weights.reverse();
    Some(weights)
}

/// f(m) = A_{i,i−m} of the position DeltaNet with one β for all, for m = 0 … T − 1: A depends on the distance alone, whatever T is.
/// f(0) = β, f(1) = β r(1), f(2) = β (r(2) − β r(1)²). Empty for no tokens.
pub fn by_distance(code: PositionCode, beta: f64, tokens: usize) -> Vec<f64> {
    let row =
        tokens.checked_sub(1).and_then(|last| position_row(&code.rows(tokens), &vec![beta; tokens], last));
    let mut row = row.unwrap_or_default();
    row.reverse();
    row
}

/// Σ_{j<s} |A_ij|: how much weight a row of [`position_row`] has left on the tokens before token s.
pub fn weight_before(row: &[f64], s: usize) -> f64 {
    row.iter().take(s).map(|weight| weight.abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::math::{max_abs_diff, normalise_rows};

    #[test]
    fn codes_have_length_one_and_overlap_by_their_distance() {
        for d in [2, 8, 32, 33] {
            let p = sinusoids(20, d);
            assert!(p.row_iter().all(|row| (row.norm() - 1.0).abs() < 1e-15), "{d}");
            for (i, j) in [(0, 0), (3, 4), (2, 19)] {
                assert!((p.row(i).dot(&p.row(j)) - overlap(j - i, d)).abs() < 1e-15, "{d}: {i}, {j}");
            }
        }
        assert_eq!(sinusoids(3, 1), Mat::zeros(3, 1));
        assert_eq!((overlap(3, 0), overlap(3, 1)), (0.0, 0.0));
    }

    #[test]
    fn a_row_by_itself_is_the_row_of_the_matrix() {
        // More tokens than are computed at once.
        let code = normalise_rows(&random(3, 70, 5).k);
        let beta: Vec<f64> = (0..70).map(|t| 0.025 * f64::from(t)).collect();
        let a = position_delta(&code, &beta).unwrap();
        for i in 0..70 {
            let row = position_row(&code, &beta, i).unwrap();
            assert_eq!(row.len(), i + 1);
            row.iter().enumerate().for_each(|(j, x)| assert!((x - a[(i, j)]).abs() < 1e-14, "{i}, {j}"));
            assert!((i + 1..70).all(|j| a[(i, j)] == 0.0));
        }
    }

    #[test]
    fn what_the_token_in_hand_writes_takes_its_share_from_all_before() {
        let code = normalise_rows(&random(4, 9, 4).k);
        let beta: Vec<f64> = (0..9).map(|t| 0.25 * f64::from(t)).collect();
        let (before, after) =
            (position_delta(&code, &beta).unwrap(), read_after_write(&code, &beta).unwrap());
        let expected = Mat::from_fn(9, 9, |i, j| before[(i, j)] * if j < i { 1.0 - beta[i] } else { 1.0 });
        assert!(max_abs_diff(&after, &expected) < 1e-14);
    }

    #[test]
    fn without_decay_the_gate_changes_nothing() {
        let code = sinusoids(7, 4);
        let beta = [0.5, 1.0, 0.0, 2.0, 0.25, 1.5, 0.75];
        assert_eq!(position_delta_gated(&code, &beta, &[0.0; 7]), position_delta(&code, &beta));
        let cut =
            position_delta_gated(&code, &beta, &[0.0, 0.0, 0.0, f64::NEG_INFINITY, 0.0, 0.0, 0.0]).unwrap();
        assert!((4..7).all(|i| (0..3).all(|j| cut[(i, j)] == 0.0)));
    }

    #[test]
    fn any_numbers_have_an_answer() {
        let none = Mat::zeros(0, 0);
        for code in [&none, &Mat::zeros(3, 0), &Mat::zeros(0, 3)] {
            let beta = vec![1.0; code.nrows()];
            assert!(position_delta(code, &beta).is_err() && read_after_write(code, &beta).is_err());
        }
        assert!(position_delta(&sinusoids(3, 2), &[1.0]).is_err());
        assert!(position_delta_gated(&sinusoids(2, 2), &[1.0; 2], &[]).is_err());
        assert_eq!(position_row(&sinusoids(3, 2), &[1.0], 2), None);
        assert_eq!(position_row(&sinusoids(3, 2), &[1.0; 3], 3), None);
        assert_eq!(position_row(&sinusoids(3, 2), &[1.0; 3], usize::MAX), None);
        assert_eq!(by_distance(PositionCode::Sinusoids(0), 0.5, 2), [0.0, 0.0]);
        assert_eq!(by_distance(PositionCode::Constant, 0.5, 0), [0.0; 0]);
        for x in [f64::NAN, f64::INFINITY, -1.0, 2.0, 1e300] {
            let a = position_delta(&sinusoids(5, 4), &[x; 5]).unwrap();
            assert_eq!(a.shape(), (5, 5));
            assert_eq!(by_distance(PositionCode::Sinusoids(4), x, 3).len(), 3);
        }
        assert_eq!((weight_before(&[0.5, -0.25, 1.0], 2), weight_before(&[0.5], 9)), (0.75, 0.5));
    }
}
