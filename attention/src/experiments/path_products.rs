//! What a product of PaTH's reflections keeps of a query, and whether it can be undone.
//!
//! ```text
//! H_s = I − β w_s w_sᵀ        P_T = H_1 ⋯ H_T
//! ```

use super::lengths::{pass, vectors};
use super::spectrum::Spectrum;
use crate::inputs::normals;
use crate::math::{Mat, normalise_rows};

/// Where 1 − β‖w‖² is as small as this, it is 0 but for rounding.
const SINGULAR: f64 = 1e-12;

/// The condition number ‖P_T‖ ‖P_T⁻¹‖, in the spectral norm, for directions `[T, d]`. Infinite where a H has no inverse, as with β = 1 and a
/// unit direction, or where it has no room in `f64`. Nothing without channels, and for what is not finite.
///
/// The inverse is a product by itself, of H⁻¹ = I + β/(1 − β‖w‖²) w wᵀ. So the number is right far beyond 1/ε, which is where a singular
/// value of P_T is lost beside the largest, and a product that is inverted has no digits left.
pub fn condition(w: &Mat, beta: f64) -> Option<f64> {
    let d = w.ncols();
    if d == 0 || !beta.is_finite() || w.iter().any(|x| !x.is_finite()) {
        return None;
    }
    // The inverse is transposed, so that both products run the same way.
    let (mut product, mut inverse) = (Mat::identity(d, d), Mat::identity(d, d));
    for w in vectors(w) {
        let along = 1.0 - beta * w.norm_squared();
        if along.abs() < SINGULAR {
            return Some(f64::INFINITY);
        }
        pass(&mut product, &w, beta);
        pass(&mut inverse, &w, -beta / along);
    }
    let norm = |m: &Mat| Spectrum::of(m).and_then(|spectrum| spectrum.values.first().copied());
    let condition = norm(&product).zip(norm(&inverse)).map(|(norm, of_inverse)| norm * of_inverse);
    Some(condition.filter(|condition| !condition.is_nan()).unwrap_or(f64::INFINITY))
}

/// ‖H_n ⋯ H_1 q‖² for n = 0, 1, … T, T + 1 numbers, for a unit query and unit directions in d channels that a seed draws.
///
/// Its expectation is (1 − β(2 − β)/d)ⁿ, the square of [`expected_share`](super::expected_share): but for β = 2 scores go to 0 with the
/// distance, and so to the weight of a token that nothing is known of. They are not cut off.
pub fn query_left(seed: u64, beta: f64, d: usize, tokens: usize) -> Vec<f64> {
    let mut numbers = normals(seed);
    let mut draw =
        |rows: usize| normalise_rows(&Mat::from_row_iterator(rows, d, numbers.by_ref().take(rows * d)));
    let (mut query, directions) = (draw(1), draw(tokens));
    let after = vectors(&directions).into_iter().map(|w| {
        pass(&mut query, &w, beta);
        query.norm_squared()
    });
    let before = if d == 0 { 0.0 } else { 1.0 };
    std::iter::once(before).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_that_of_the_eigenvalues_along_one_direction() {
        let along = |t: i32, beta: f64, expected: f64| {
            let w = Mat::from_fn(t as usize, 3, |_, c| [0.6, 0.0, 0.8][c]);
            let found = condition(&w, beta).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-10, "{t}, {beta}: {found} and not {expected}");
        };
        along(5, 0.5, 32.0);
        along(70, 1.5, 2_f64.powi(70));
        along(9, 2.0, 1.0);
        along(4, 3.0, 16.0);
    }

    #[test]
    fn any_numbers_have_an_answer() {
        for beta in [1.0, 2.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(condition(&Mat::identity(3, 3), beta).is_some(), beta.is_finite());
            assert_eq!(query_left(1, beta, 3, 4).len(), 5);
        }
        assert_eq!(condition(&Mat::zeros(0, 0), 1.0), None);
        assert_eq!(condition(&Mat::from_element(2, 2, f64::NAN), 1.0), None);
        assert_eq!(condition(&Mat::zeros(0, 3), 1.0), Some(1.0));
        assert_eq!(condition(&Mat::identity(2, 2), 1.0), Some(f64::INFINITY));
        assert_eq!(condition(&Mat::from_element(400, 1, 1.0), 0.0), Some(1.0));
        assert_eq!(
            condition(&Mat::from_fn(4000, 2, |t, c| if t % 2 == c { 1.0 } else { 0.0 }), 3.0),
            Some(f64::INFINITY)
        );
        assert_eq!((query_left(1, 1.0, 0, 2), query_left(1, 1.0, 1, 1)), (vec![0.0; 3], vec![1.0, 0.0]));
    }
}
