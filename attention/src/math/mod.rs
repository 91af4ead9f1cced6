//! The letters: matrices, vectors, dimensions and the scalar they are made of. No attention lives here.
//!
//! | letter | shape | meaning |
//! |---|---|---|
//! | `q`, `k` | `[T, K]` | queries and keys, one token a row |
//! | `v`, `o` | `[T, V]` | values and outputs, one token a row |
//! | `S` | `[V, K]` | the state; it maps a key to a value, `S k ≈ v` |
//! | `β` | `[T]` | write strength of each token |
//! | `g` | `[T]` | log of the decay, `γ = exp g`, `g ≤ 0` |
//! | `C` | | chunk size |

mod linalg;
mod product;
mod real;

pub use linalg::{add_outer, add_scaled, apply, apply_rows, dot, mix_rows, scale_columns, set_row, solve};
pub use product::{LoopOrder, product};
pub use real::Real;

/// A matrix of any size, stored by columns.
pub type Mat<R = f64> = nalgebra::DMatrix<R>;

/// A column vector of any length.
pub type Vector<R = f64> = nalgebra::DVector<R>;

/// The sizes of one head: `t` tokens, keys of `k` channels, values of `v` channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dims {
    /// Number of tokens, T.
    pub t: usize,
    /// Key channels, d_k.
    pub k: usize,
    /// Value channels, d_v.
    pub v: usize,
}

/// The largest |a − b| over all entries; 0 for empty matrices.
///
/// A NaN on either side is a difference of NaN, never hidden: `max` alone would drop it.
///
/// # Panics
/// Where the shapes differ.
pub fn max_abs_diff<R: Real>(a: &Mat<R>, b: &Mat<R>) -> f64 {
    assert_eq!(a.shape(), b.shape(), "max_abs_diff compares matrices of one shape");
    a.iter().zip(b.iter()).map(|(a, b)| (a.to_f64() - b.to_f64()).abs()).fold(0.0, nan_max)
}

/// The entries, row by row, as files and other programs have them.
pub fn row_by_row(m: &Mat) -> impl Iterator<Item = f64> + '_ {
    m.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>())
}

/// The largest |a| over all entries; 0 for an empty matrix, NaN where an entry is NaN.
pub fn max_abs<R: Real>(a: &Mat<R>) -> f64 {
    a.iter().map(|a| a.to_f64().abs()).fold(0.0, nan_max)
}

/// rms(a − b) / rms(b): the measure of error that the golden tests and the lab use. 0 where both are 0.
///
/// # Panics
/// Where the shapes differ.
pub fn rms_ratio<R: Real>(a: &Mat<R>, b: &Mat<f64>) -> f64 {
    assert_eq!(a.shape(), b.shape(), "rms_ratio compares matrices of one shape");
    let squares = |x: f64| x * x;
    let error: f64 = a.iter().zip(b.iter()).map(|(a, b)| squares(a.to_f64() - b)).sum();
    let size: f64 = b.iter().copied().map(squares).sum();
    if error == 0.0 { 0.0 } else { (error / size).sqrt() }
}

/// Every row divided by its Euclidean norm, as `x / max(‖x‖, 1e-12)`, the libraries' rule; a row of zeros stays. Numbers
/// whose squares are too large for `f64` have a norm all the same.
pub fn normalise_rows(m: &Mat) -> Mat {
    let mut out = m.clone();
    for mut row in out.row_iter_mut() {
        let largest = row.amax();
        if largest > LARGEST_SQUARED {
            row /= largest;
        }
        let norm = row.norm().max(1e-12);
        row /= norm;
    }
    out
}

/// The squares of numbers up to this size can be added up: there are fewer than 10⁸ of them in a row.
const LARGEST_SQUARED: f64 = 1e150;

/// The larger of two numbers; NaN where one of them is NaN, which `f64::max` would hide.
pub fn nan_max(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_never_a_small_difference() {
        let a = Mat::from_row_slice(1, 2, &[1.0, f64::NAN]);
        let b = Mat::from_row_slice(1, 2, &[1.0, 2.0]);
        assert!(max_abs_diff(&a, &b).is_nan());
        assert!(max_abs_diff(&b, &a).is_nan());
        assert!(rms_ratio(&a, &b).is_nan());
    }

    #[test]
    fn normalised_rows_are_unit_vectors_and_zero_stays_zero() {
        let m = normalise_rows(&Mat::from_row_slice(2, 2, &[3.0, 4.0, 0.0, 0.0]));
        assert_eq!(m, Mat::from_row_slice(2, 2, &[0.6, 0.8, 0.0, 0.0]));
    }

    #[test]
    fn rows_of_any_size_have_the_direction_that_they_had() {
        let row = [3.0, 0.0, -4.0, 12.0];
        for exponent in (-11..=307).step_by(3) {
            let size = 10f64.powi(exponent);
            let m = normalise_rows(&Mat::from_row_slice(1, 4, &row.map(|x| x / 12.0 * size)));
            let expected = Mat::from_row_slice(1, 4, &row.map(|x| x / 13.0));
            assert!(max_abs_diff(&m, &expected) < 1e-15, "{size:e}: {m}");
        }
        let largest = normalise_rows(&Mat::from_row_slice(1, 2, &[f64::MAX, -f64::MAX]));
        assert!((largest.norm() - 1.0).abs() < 1e-15, "{largest}");
        // Shorter than 1e-12 is too short to have a direction.
        let short = normalise_rows(&Mat::from_row_slice(1, 2, &[0.0, 1e-200]));
        assert_eq!(short, Mat::from_row_slice(1, 2, &[0.0, 1e-200 / 1e-12]));
        assert!(normalise_rows(&Mat::from_row_slice(1, 2, &[f64::NAN, 1e200])).iter().any(|x| x.is_nan()));
    }
}
