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

/// A 95 % interval of the geometric mean, over pairs of sets of samples, of the first median over the second: of 2000
/// resamples, in each of which every set is drawn anew. The same seed gives the same interval. `None` for no pairs, or a pair
/// without samples.
pub fn ratio_interval(pairs: &[[&[f64]; 2]], seed: u64) -> Option<(f64, f64)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut resample = Vec::new();
    let mut ln_median = |samples: &[f64]| {
        resample.clear();
        resample.extend((0..samples.len()).map(|_| samples[rng.random_range(0..samples.len())]));
        Some(median(&resample)?.ln())
    };
    let mut means = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let mut sum = 0.0;
        for [over, under] in pairs {
            sum += ln_median(over)? - ln_median(under)?;
        }
        means.push((sum / pairs.len() as f64).exp());
    }
    means.sort_unstable_by(f64::total_cmp);
    (!pairs.is_empty()).then(|| Some((quantile_sorted(&means, 0.025)?, quantile_sorted(&means, 0.975)?)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_has_the_interval_of_its_two_medians() {
        // With one set that does not spread, the interval is that of the other, divided.
        let samples: Vec<f64> = (1..=101).map(f64::from).collect();
        let (low, high) = ratio_interval(&[[&samples, &[2.0; 5]]], 1).unwrap();
        assert!((19.5..=21.5).contains(&low) && (29.5..=31.5).contains(&high), "{low} to {high}");
        // Of four such pairs the mean is surer than of one.
        let (of_four_low, of_four_high) = ratio_interval(&[[&*samples, &[2.0; 5]]; 4], 1).unwrap();
        assert!((of_four_high - of_four_low) < 0.6 * (high - low), "{of_four_low} to {of_four_high}");
        let (low, high) = ratio_interval(&[[&[8.0], &[2.0]], [&[1.0], &[1.0]]], 1).unwrap();
        assert!((low - 2.0).abs() < 1e-12 && (high - 2.0).abs() < 1e-12, "the geometric mean of 4 and 1");
        assert_eq!(ratio_interval(&[], 1), None);
        assert_eq!(ratio_interval(&[[&[1.0], &[]]], 1), None);
    }

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
