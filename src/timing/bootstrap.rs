//! How sure one may be of a median.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::summary::{median, quantile_sorted};

/// Resamples drawn; the ends of the interval then wander by about one per cent of its width between seeds.
const RESAMPLES: usize = 2000;

/// A 95 % interval of the median, (low, high): the 2.5 % and 97.5 % quantiles of the medians of 2000 resamples drawn
/// with replacement (Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13). The same seed gives
/// the same interval. `None` for no samples.
pub fn median_interval(samples: &[f64], seed: u64) -> Option<(f64, f64)> {
    if samples.is_empty() {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut resample = vec![0.0; samples.len()];
    let mut medians = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        resample.fill_with(|| samples[rng.random_range(0..samples.len())]);
        medians.extend(median(&resample));
    }
    medians.sort_unstable_by(f64::total_cmp);
    Some((quantile_sorted(&medians, 0.025)?, quantile_sorted(&medians, 0.975)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_binomial_interval() {
        // For 101 distinct samples the order statistics 41 and 61 enclose the median with 95 %.
        let samples: Vec<f64> = (1..=101).map(f64::from).collect();
        let (low, high) = median_interval(&samples, 1).unwrap();
        assert!((39.0..=43.0).contains(&low), "{low}");
        assert!((59.0..=63.0).contains(&high), "{high}");
    }

    #[test]
    fn is_seeded_and_shrinks_to_a_point_without_spread() {
        let samples = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        assert_eq!(median_interval(&samples, 5), median_interval(&samples, 5));
        assert_eq!(median_interval(&[2.0; 9], 1), Some((2.0, 2.0)));
        assert_eq!(median_interval(&[], 1), None);
    }

    #[test]
    fn covers_the_true_median_about_as_often_as_it_says() {
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        let covered = (0..400)
            .filter(|&seed| {
                let samples: Vec<f64> = (0..25).map(|_| -rng.random::<f64>().ln()).collect();
                let (low, high) = median_interval(&samples, seed).unwrap();
                (low..=high).contains(&2f64.ln())
            })
            .count();
        assert!((360..=395).contains(&covered), "{covered} of 400");
    }
}
