//! One or more factors I − β k kᵀ in the plane: mirrors, what two of them make, and how projections turn a direction round.
//!
//! ```text
//! β = 2: a mirror, that turns k round        two mirrors whose keys are at an angle α: a turn by 2α        α = 60°: a third of a turn
//! β ≤ 1: one factor turns nothing round, nor do two; n projections in turn take (1, 0) to −cosⁿ(π/n) (1, 0)
//! ```

use super::transitions::{complex_eigenvalues, product_of};
use crate::math::Mat;
use crate::rules::RuleError;

/// Two factors in the plane, as one token of DeltaProduct has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mirrors {
    /// The angle of each key, in radians.
    pub angles: [f64; 2],
    /// β of each; 2 is a mirror.
    pub betas: [f64; 2],
}

impl Default for Mirrors {
    /// Mirrors with keys at 0° and 60°: three times they are once round.
    fn default() -> Self {
        Self { angles: [0.0, std::f64::consts::FRAC_PI_3], betas: [2.0; 2] }
    }
}

impl Mirrors {
    /// (I − β₁ k₁ k₁ᵀ)(I − β₂ k₂ k₂ᵀ), `[2, 2]`, of S ← S P.
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn product(&self) -> Result<Mat, RuleError> {
        product_of(&plane_keys(&self.angles), &self.betas)
    }

    /// Where the row (1, 0) lies at first and after 1, 2, … `times` products.
    ///
    /// # Errors
    /// As [`Mirrors::product`].
    pub fn path(&self, times: usize) -> Result<Vec<[f64; 2]>, RuleError> {
        let product = self.product()?;
        let next = |at: &Mat| Some(at * &product);
        let rows = std::iter::successors(Some(Mat::identity(1, 2)), next);
        Ok(rows.take(times.saturating_add(1)).map(|row| [row[(0, 0)], row[(0, 1)]]).collect())
    }

    /// ‖Pⁿ − I‖: 0 where n products are once round.
    ///
    /// # Errors
    /// As [`Mirrors::product`].
    pub fn off_after(&self, times: usize) -> Result<f64, RuleError> {
        let product = self.product()?;
        let power = (0..times).fold(Mat::identity(2, 2), |power, _| power * &product);
        Ok((power - Mat::identity(2, 2)).norm())
    }

    /// The real and imaginary part of both eigenvalues; nothing where an entry is not finite.
    ///
    /// # Errors
    /// As [`Mirrors::product`].
    pub fn eigenvalues(&self) -> Result<Option<Vec<[f64; 2]>>, RuleError> {
        Ok(complex_eigenvalues(&self.product()?))
    }
}

/// Unit vectors of the plane at these angles, in radians: `[n, 2]`.
pub fn plane_keys(angles: &[f64]) -> Mat {
    Mat::from_fn(angles.len(), 2, |row, column| match column {
        0 => angles[row].cos(),
        _ => angles[row].sin(),
    })
}

/// Where the row (1, 0) lies at first and after each of `n` projections, with β = 1, on the lines at π/n, 2π/n, … π: n + 1 places. The key
/// of each is at right angles to its line.
///
/// # Errors
/// None: the inputs fit.
pub fn projections(n: usize) -> Result<Vec<[f64; 2]>, RuleError> {
    let mut at = Mat::identity(1, 2);
    let mut places = vec![[1.0, 0.0]];
    for line in 1..=n {
        let angle = std::f64::consts::PI * line as f64 / n as f64;
        at *= product_of(&plane_keys(&[angle + std::f64::consts::FRAC_PI_2]), &[1.0])?;
        places.push([at[(0, 0)], at[(0, 1)]]);
    }
    Ok(places)
}

/// −cosⁿ(π/n), the number that [`projections`] multiply (1, 0) by: 1, 0, −1/8, −1/4, … towards −1. No product of n factors with β ≤ 1 has a
/// smaller real eigenvalue. 1 for no factor.
pub fn turned_by_projections(n: usize) -> f64 {
    if n == 0 { 1.0 } else { -(std::f64::consts::PI / n as f64).cos().powf(n as f64) }
}

/// How many ones it takes until the state of a parity with this β is shorter than `limit`: |1 − β|ⁿ < limit. Nothing where it never is: β
/// of 0 or less, of 2 or more, and where `limit` is 0 and β is not 1.
pub fn ones_until(beta: f64, limit: f64) -> Option<usize> {
    let kept = (1.0 - beta).abs();
    if kept == 0.0 {
        return (limit > 0.0).then_some(1);
    }
    let steps = limit.ln() / kept.ln();
    ((0.0..1.0).contains(&kept) && steps.is_finite()).then(|| steps.max(0.0).floor() as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_at_an_angle_turn_by_twice_as_much() {
        for degrees in [0.0_f64, 10.0, 60.0, 90.0, 135.0] {
            let mirrors = Mirrors { angles: [0.3, 0.3 + degrees.to_radians()], ..Mirrors::default() };
            let turned = mirrors.path(1).unwrap()[1];
            // A row is turned by its second mirror last.
            let expected = [(2.0 * degrees).to_radians().cos(), (2.0 * degrees).to_radians().sin()];
            assert!((turned[0] - expected[0]).abs() + (turned[1] - expected[1]).abs() < 1e-14, "{turned:?}");
        }
    }

    #[test]
    fn any_angle_and_any_beta_have_an_answer() {
        for x in [f64::NAN, f64::INFINITY, 1e300, -1.0, 0.0] {
            let mirrors = Mirrors { angles: [x, 1.0], betas: [x, 2.0] };
            let _ = (mirrors.off_after(3).unwrap(), mirrors.path(3).unwrap(), mirrors.eigenvalues().unwrap());
            let _ = (ones_until(x, 0.01), ones_until(1.5, x), ones_until(1.0, x));
        }
        assert_eq!(projections(0).unwrap(), [[1.0, 0.0]]);
        assert_eq!([0.0, 2.0, -0.5, 2.5].map(|beta| ones_until(beta, 0.01)), [None; 4]);
        assert_eq!(
            (ones_until(1.0, 0.01), ones_until(1.5, 0.5), ones_until(1.5, 2.0)),
            (Some(1), Some(2), Some(1))
        );
    }
}
