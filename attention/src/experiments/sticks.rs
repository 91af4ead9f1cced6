//! Weights by breaking a stick, which are those of a position DeltaNet over a constant code, and their logarithms.

use std::cmp::Ordering;

use crate::math::{Mat, Vector};

/// The matrix of [`position_delta`](super::position_delta) over a constant code in closed form, `[T, T]`, for a β of each token.
///
/// A_ij = β_j ∏_{j<s<i} (1 − β_s) for j < i, and A_ii = β_i. Left of the diagonal row i has the sum 1 − ∏_{s<i} (1 − β_s).
pub fn stick_breaking(beta: &[f64]) -> Mat {
    let mut a = Mat::from_diagonal(&Vector::from_column_slice(beta));
    for i in 0..beta.len() {
        let mut stick = 1.0;
        for (j, beta) in beta.iter().enumerate().take(i).rev() {
            a[(i, j)] = beta * stick;
            stick *= 1.0 - beta;
        }
    }
    a
}

/// ln of [`stick_breaking`], as sums, `[T, T]`: ln β_j + Σ_{j<s<i} ln(1 − β_s), as [`log_weights`] says. Nothing where a β is not within
/// [0, 1].
///
/// For one β it is, but for a constant, ALiBi with the slope m = −ln(1 − β), and else forgetting attention with g_s = ln(1 − β_s), and ln β_j
/// besides; but both without the gate of the token that asks. So for one β the token itself weighs as much as its neighbour, and with
/// ALiBi e^m times as much.
pub fn log_stick_breaking(beta: &[f64]) -> Option<Mat> {
    if !beta.iter().all(|beta| (0.0..=1.0).contains(beta)) {
        return None;
    }
    let mut logs = Mat::from_element(beta.len(), beta.len(), f64::NEG_INFINITY);
    for (i, own) in beta.iter().enumerate() {
        let mut stick = 0.0;
        for (j, beta) in beta.iter().enumerate().take(i).rev() {
            logs[(i, j)] = beta.ln() + stick;
            stick += (-beta).ln_1p();
        }
        logs[(i, i)] = own_log(*own);
    }
    Some(logs)
}

/// ln A, `[T, T]`, of weights A: −∞ where a weight is 0, and for later tokens. Nothing where a weight is below 0, or no number.
///
/// A token is never hidden from itself: where its own weight is 0, which is that of a filler, its logarithm is set to 0.
pub fn log_weights(a: &Mat) -> Option<Mat> {
    let square = a.nrows() == a.ncols();
    let none_below_zero = (0..a.nrows()).all(|i| (0..=i).all(|j| a.get((i, j)).is_some_and(|a| *a >= 0.0)));
    (square && none_below_zero).then(|| {
        Mat::from_fn(a.nrows(), a.ncols(), |i, j| match i.cmp(&j) {
            Ordering::Less => f64::NEG_INFINITY,
            Ordering::Equal => own_log(a[(i, j)]),
            Ordering::Greater => a[(i, j)].ln(),
        })
    })
}

/// ln of a token's own weight, which must hide no token from itself.
pub(super) fn own_log(weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { weight.ln() }
}

/// The share of the weights left of the diagonal that are below 0. Nothing where there are none left of it.
pub fn negative_share(a: &Mat) -> Option<f64> {
    let left: Vec<f64> = (0..a.nrows()).flat_map(|i| (0..i.min(a.ncols())).map(move |j| a[(i, j)])).collect();
    let negative = left.iter().filter(|weight| **weight < 0.0).count();
    (!left.is_empty()).then(|| negative as f64 / left.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::{PositionCode, position_delta};
    use crate::math::max_abs_diff;

    #[test]
    fn a_stick_that_is_used_up_has_no_logarithm_and_the_token_itself_always_has_one() {
        let beta = [0.5, 0.0, 1.0, 0.0, 0.25, 0.0];
        let a = position_delta(&PositionCode::Constant.rows(6), &beta).unwrap();
        assert!(max_abs_diff(&a, &stick_breaking(&beta)) < 1e-15);
        let (logs, sums) = (log_weights(&a).unwrap(), log_stick_breaking(&beta).unwrap());
        for i in 0..6 {
            assert_eq!(logs[(i, i)], if beta[i] == 0.0 { 0.0 } else { beta[i].ln() });
            for j in 0..6 {
                assert!(
                    logs[(i, j)] == sums[(i, j)] || (logs[(i, j)] - sums[(i, j)]).abs() < 1e-14,
                    "{i}, {j}"
                );
            }
        }
        assert_eq!((logs[(3, 0)], logs[(3, 1)], logs[(3, 2)]), (f64::NEG_INFINITY, f64::NEG_INFINITY, 0.0));
    }

    #[test]
    fn any_numbers_have_an_answer() {
        for x in [f64::NAN, f64::INFINITY, -1.0, 2.0, 1e300] {
            assert_eq!(stick_breaking(&[x; 4]).shape(), (4, 4));
            assert_eq!(log_stick_breaking(&[x; 3]), None);
            let a = Mat::from_element(2, 2, x);
            let logs = log_weights(&a);
            assert_eq!(logs.is_some(), x > 0.0, "{x}");
            assert_eq!(negative_share(&a), Some(if x < 0.0 { 1.0 } else { 0.0 }));
        }
        let none = Mat::zeros(0, 0);
        assert_eq!((log_weights(&Mat::zeros(2, 3)), log_weights(&none)), (None, Some(none.clone())));
        assert_eq!((negative_share(&none), negative_share(&Mat::zeros(1, 1))), (None, None));
        assert_eq!(negative_share(&Mat::from_element(2, 1, -1.0)), Some(1.0));
        assert_eq!((stick_breaking(&[]), log_stick_breaking(&[])), (none.clone(), Some(none)));
    }
}
