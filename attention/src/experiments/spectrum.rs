//! How a state spreads over its directions.

use crate::math::Mat;

/// A singular value counts for the rank from this part of the largest on.
const COUNTS: f64 = 1e-6;

/// The singular values of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// σ₁ ≥ σ₂ ≥ …
    pub values: Vec<f64>,
}

impl Spectrum {
    /// That of a state; nothing where an entry is not finite.
    pub fn of(state: &Mat) -> Option<Self> {
        let finite = state.iter().all(|x| x.is_finite());
        let mut values: Vec<f64> = finite.then(|| state.singular_values())?.iter().copied().collect();
        values.sort_by(|a, b| b.total_cmp(a));
        Some(Self { values })
    }

    /// How many of them are larger than 10⁻⁶ σ₁.
    pub fn rank(&self) -> usize {
        self.counted().len()
    }

    /// Those that are.
    pub fn counted(&self) -> &[f64] {
        let largest = self.values.first().copied().unwrap_or(0.0);
        let rank = self.values.partition_point(|value| *value > COUNTS * largest);
        &self.values[..rank]
    }

    /// ‖S‖, the root of the sum of their squares.
    pub fn norm(&self) -> f64 {
        self.values.iter().map(|value| value * value).sum::<f64>().sqrt()
    }

    /// As how many equal ones they are: exp of the entropy of σᵢ²/Σσ². 0 for a state of zeros.
    pub fn spread(&self) -> f64 {
        let all: f64 = self.values.iter().map(|value| value * value).sum();
        if all == 0.0 {
            return 0.0;
        }
        let parts = self.values.iter().map(|value| value * value / all).filter(|part| *part > 0.0);
        (-parts.map(|part| part * part.ln()).sum::<f64>()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_directions_count_in_full_and_a_state_of_zeros_has_none() {
        let spectrum = Spectrum::of(&(Mat::identity(4, 4) * 3.0)).unwrap();
        assert_eq!((spectrum.rank(), spectrum.norm()), (4, 6.0));
        assert!((spectrum.spread() - 4.0).abs() < 1e-12);
        let nothing = Spectrum::of(&Mat::zeros(3, 2)).unwrap();
        assert_eq!((nothing.rank(), nothing.norm(), nothing.spread()), (0, 0.0, 0.0));
        assert_eq!(Spectrum::of(&Mat::from_element(2, 2, f64::NAN)), None);
    }

    #[test]
    fn an_outer_product_has_one_direction() {
        let spectrum = Spectrum::of(&Mat::from_fn(3, 3, |row, col| ((row + 1) * (col + 2)) as f64)).unwrap();
        assert_eq!(spectrum.rank(), 1);
        assert!((spectrum.spread() - 1.0).abs() < 1e-9);
    }
}
