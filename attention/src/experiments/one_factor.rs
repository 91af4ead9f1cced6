//! A token that is the cycle of three slots, and one factor that should do it: how near it comes, and what a word of cycles then says.
//!
//! ```text
//! C: 1 2 3 becomes 2 3 1        H = I − β k kᵀ        ‖C − H‖² = 6 − 3 β cos²τ + β², τ the angle of k and the plane x + y + z = 0
//! ```
//!
//! In that plane C turns by 120°, and all keys are alike. At best the difference is √3.75 = 1.9365, with β = 1.5; √6 is doing nothing. The
//! spectral norm of C − H is √3 or more: some vector of the plane is at right angles to k, so that H leaves it alone, and C turns it by
//! 120°. All this is of one token of one layer without a gate.

use super::permutations::Permutation;
use super::spectrum::Spectrum;
use super::transitions::product_of;
use crate::math::Mat;
use crate::rules::RuleError;

/// The cycle of three slots, `[3, 3]`, of S ← S C.
pub fn three_cycle() -> Mat {
    Permutation::cycle(3).matrix()
}

/// One factor I − β k kᵀ in three channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneFactor {
    /// β.
    pub beta: f64,
    /// The angle of the key in the plane x + y + z = 0, in radians, from (1, −1, 0).
    pub angle: f64,
    /// The angle τ of the key and that plane, in radians: π/2 is the key (1, 1, 1)/√3.
    pub tilt: f64,
}

impl Default for OneFactor {
    /// One of the best: β = 1.5, k = (1, −1, 0)/√2.
    fn default() -> Self {
        Self { beta: 1.5, angle: 0.0, tilt: 0.0 }
    }
}

impl OneFactor {
    /// k, `[1, 3]`, of length 1.
    pub fn key(&self) -> Mat {
        let (across, along, up) = (0.5_f64.sqrt(), 6_f64.sqrt().recip(), 3_f64.sqrt().recip());
        let axes = Mat::from_row_slice(3, 3, &[across, -across, 0.0, along, along, -2.0 * along, up, up, up]);
        let flat = self.tilt.cos();
        Mat::from_row_slice(1, 3, &[flat * self.angle.cos(), flat * self.angle.sin(), self.tilt.sin()]) * axes
    }

    /// H, `[3, 3]`.
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn factor(&self) -> Result<Mat, RuleError> {
        product_of(&self.key(), &[self.beta])
    }

    /// ‖C − H‖, the root of the sum of the squares.
    ///
    /// # Errors
    /// As [`OneFactor::factor`].
    pub fn off(&self) -> Result<f64, RuleError> {
        Ok((three_cycle() - self.factor()?).norm())
    }

    /// The same by its closed form: √(6 − 3 β cos²τ + β²).
    pub fn off_by_formula(&self) -> f64 {
        (6.0 - 3.0 * self.beta * self.tilt.cos().powi(2) + self.beta * self.beta).sqrt()
    }

    /// The spectral norm of C − H, how far off the vector is that suffers most: √3 or more. Nothing where β or an angle is not finite.
    ///
    /// # Errors
    /// As [`OneFactor::factor`].
    pub fn most_off(&self) -> Result<Option<f64>, RuleError> {
        let apart = Spectrum::of(&(three_cycle() - self.factor()?));
        Ok(apart.and_then(|spectrum| spectrum.values.first().copied()))
    }
}

/// Two states of a word are told apart from this distance on.
const APART: f64 = 1e-9;

/// The best share of the words c⁰, c¹, … c^(T−1) that three linear scores can tell by t mod 3, where a token is one factor with this β.
///
/// With one factor the state after t tokens lies on a line, at z = (1 − β)ᵗ. The largest of three linear scores cuts a line into three
/// intervals at most, one for each score. Nothing for no token.
pub fn best_share(beta: f64, tokens: usize) -> Option<f64> {
    let mut states: Vec<(f64, usize)> = std::iter::successors(Some(1.0), |z| Some(z * (1.0 - beta)))
        .zip((0..3).cycle())
        .take(tokens)
        .collect();
    states.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    // What cannot be told apart is counted together.
    let mut groups: Vec<[usize; 3]> = Vec::new();
    let mut last = f64::NAN;
    for (z, label) in states {
        match groups.last_mut() {
            Some(group) if (z - last).is_nan() || z - last <= APART => group[label] += 1,
            _ => groups.push(std::array::from_fn(|own| usize::from(own == label))),
        }
        last = z;
    }
    let best = Permutation::all(3)?.iter().map(|order| most_right(&groups, order.slots())).max()?;
    (tokens > 0).then(|| best as f64 / tokens as f64)
}

/// How many are right at most where intervals have these labels, from left to right; one may be empty.
fn most_right(groups: &[[usize; 3]], order: &[usize]) -> usize {
    // The most that are right so far, in each interval.
    let mut most = [0; 3];
    for group in groups {
        let mut reached = 0;
        for (most, label) in most.iter_mut().zip(order) {
            reached = reached.max(*most);
            *most = reached + group.get(*label).copied().unwrap_or(0);
        }
    }
    most.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_length_one_and_lie_in_the_plane_where_they_are_not_tilted() {
        for step in 0..12 {
            let angle = f64::from(step) * 0.6;
            let flat = OneFactor { angle, ..OneFactor::default() }.key();
            assert!((flat.norm() - 1.0).abs() < 1e-15 && flat.sum().abs() < 1e-15, "{flat}");
            let tilted = OneFactor { angle, tilt: 0.4, beta: 1.0 }.key();
            assert!((tilted.norm() - 1.0).abs() < 1e-15);
            assert!((tilted.sum() / 3_f64.sqrt() - 0.4_f64.sin()).abs() < 1e-15);
        }
    }

    #[test]
    fn any_number_has_an_answer() {
        for x in [f64::NAN, f64::INFINITY, -3.0, 1e200] {
            let factor = OneFactor { beta: x, angle: x, tilt: x };
            let _ = (factor.off().unwrap(), factor.off_by_formula(), factor.most_off().unwrap());
            let _ = best_share(x, 30);
        }
        assert_eq!((best_share(1.5, 0), best_share(1.5, 1)), (None, Some(1.0)));
        // Nothing is told apart: one label is right for ten of thirty.
        assert_eq!((best_share(0.0, 30), best_share(f64::NAN, 30)), (Some(10.0 / 30.0), Some(10.0 / 30.0)));
    }

    #[test]
    fn three_states_on_a_line_can_all_be_told_apart() {
        assert_eq!(
            (best_share(0.5, 3), best_share(1.5, 3), best_share(2.0, 3)),
            (Some(1.0), Some(1.0), Some(2.0 / 3.0))
        );
    }
}
