//! How large the inverse of a triangular matrix gets: any such matrix, and those that keys make.
//!
//! The chunk form of DeltaNet inverts I + tril(β K Kᵀ, −1). For any numbers below a diagonal of ones the inverse grows exponentially with
//! their rows. For unit keys and β ≤ 2 its entry ij is −β k_iᵀ ∏(I − β k kᵀ) k_j, with the keys between j and i: a product of
//! contractions, and so never over max(1, β).

use crate::inputs::normals;
use crate::math::{Mat, max_abs};

/// (I + L)⁻¹ by forward substitution, row by row: `below` is L, `[n, n]`, of which only what is below the diagonal is read. Of a matrix
/// that is not square the largest square from its first entry counts.
pub fn inverse_of_lower(below: &Mat) -> Mat {
    let n = below.nrows().min(below.ncols());
    // A row of L is then a column, whose entries lie side by side.
    let rows = below.transpose();
    let mut inverse = Mat::identity(n, n);
    for j in 0..n {
        let mut column = inverse.column_mut(j);
        for i in j + 1..n {
            let known = j..i;
            let sum: f64 = known.map(|s| rows[(s, i)] * column[s]).sum();
            column[i] = -sum;
        }
    }
    inverse
}

/// Random numbers of N(0, 1) below a diagonal, 0 elsewhere: of n² numbers of a seed, row by row, those that stand there.
pub fn random_below(seed: u64, n: usize) -> Mat {
    below(&Mat::from_row_iterator(n, n, normals(seed).take(n * n)))
}

/// tril(β K Kᵀ, −1): how much each key overlaps with those before it. Keys are `[T, K]`, as they are.
pub fn overlaps_below(keys: &Mat, beta: f64) -> Mat {
    below(&(keys * keys.transpose() * beta))
}

fn below(m: &Mat) -> Mat {
    Mat::from_fn(m.nrows(), m.ncols(), |i, j| if j < i { m[(i, j)] } else { 0.0 })
}

/// The largest |entry| of (I + L)⁻¹; NaN where one is NaN.
pub fn largest_of_inverse(below: &Mat) -> f64 {
    max_abs(&inverse_of_lower(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::max_abs_diff;

    #[test]
    fn an_inverse_times_its_matrix_is_one() {
        let l = random_below(4, 12);
        let product = (Mat::identity(12, 12) + &l) * inverse_of_lower(&l);
        assert!(max_abs_diff(&product, &Mat::identity(12, 12)) < 1e-11);
        assert_eq!(l[(3, 1)], normals(4).nth(3 * 12 + 1).unwrap());
    }

    #[test]
    fn what_is_on_and_above_the_diagonal_is_not_read() {
        let all = Mat::from_fn(5, 5, |i, j| (i * 5 + j) as f64 / 7.0);
        let found = inverse_of_lower(&all);
        assert_eq!(found, inverse_of_lower(&below(&all)));
        assert!((0..5).all(|i| found[(i, i)] == 1.0 && (i + 1..5).all(|j| found[(i, j)] == 0.0)));
    }

    #[test]
    fn any_matrix_has_an_answer() {
        assert_eq!(largest_of_inverse(&Mat::zeros(0, 0)), 0.0);
        assert_eq!(largest_of_inverse(&Mat::zeros(1, 3)), 1.0);
        assert!(largest_of_inverse(&Mat::from_element(3, 3, f64::NAN)).is_nan());
        assert_eq!(overlaps_below(&Mat::zeros(0, 3), 1.0).shape(), (0, 0));
        assert_eq!(random_below(1, 0).shape(), (0, 0));
    }
}
