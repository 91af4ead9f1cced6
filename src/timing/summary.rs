//! Order statistics of a set of samples, and Tukey's labels for the unusual ones.

use serde::{Deserialize, Serialize};

/// How far a sample lies from the bulk; Tukey, "Exploratory Data Analysis" (1977): mild outside 1.5, severe outside
/// 3 interquartile ranges from the nearer quartile. Samples are labelled, never dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Below Q1 − 3 (Q3 − Q1).
    LowSevere,
    /// Below Q1 − 1.5 (Q3 − Q1).
    LowMild,
    /// Within the fences.
    Normal,
    /// Above Q3 + 1.5 (Q3 − Q1).
    HighMild,
    /// Above Q3 + 3 (Q3 − Q1).
    HighSevere,
}

/// The `p`-quantile, 0 ≤ p ≤ 1, by linear interpolation between order statistics (Hyndman and Fan's type 7, the
/// default of R and NumPy). `None` for no samples.
pub fn quantile(samples: &[f64], p: f64) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile_sorted(&sorted, p)
}

/// [`quantile`] of samples that are sorted already.
pub fn quantile_sorted(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

/// The middle sample, or the mean of the middle two.
pub fn median(samples: &[f64]) -> Option<f64> {
    quantile(samples, 0.5)
}

/// Tukey's label of each sample, in the order of the samples.
pub fn labels(samples: &[f64]) -> Vec<Label> {
    let (Some(q1), Some(q3)) = (quantile(samples, 0.25), quantile(samples, 0.75)) else {
        return Vec::new();
    };
    let range = q3 - q1;
    let label = |&x: &f64| match x {
        x if x < q1 - 3.0 * range => Label::LowSevere,
        x if x < q1 - 1.5 * range => Label::LowMild,
        x if x > q3 + 3.0 * range => Label::HighSevere,
        x if x > q3 + 1.5 * range => Label::HighMild,
        _ => Label::Normal,
    };
    samples.iter().map(label).collect()
}

/// How many of the samples fall into each of twelve bins of one width, and where the bins begin and end; one bin where all
/// samples are equal. `None` for no samples.
pub fn histogram(times_ms: &[f64]) -> Option<(Vec<usize>, f64, f64)> {
    const BINS: usize = 12;
    let low = times_ms.iter().copied().reduce(f64::min)?;
    let high = times_ms.iter().copied().reduce(f64::max)?;
    let mut counts = vec![0; if high > low { BINS } else { 1 }];
    let last = counts.len() - 1;
    for time in times_ms {
        let place = if high > low { (time - low) / (high - low) * BINS as f64 } else { 0.0 };
        counts[(place as usize).min(last)] += 1;
    }
    Some((counts, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        let samples = [7.0, 1.0, 3.0, 10.0];
        assert_eq!(median(&samples), Some(5.0));
        assert_eq!(quantile(&samples, 0.25), Some(2.5));
        assert_eq!(quantile(&samples, 1.0), Some(10.0));
        assert_eq!(median(&[4.0]), Some(4.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn outliers_are_labelled_by_side_and_severity() {
        let mut samples: Vec<f64> = (0..=100).map(f64::from).collect();
        samples.extend([210.0, 300.0, -60.0, -150.0]);
        let found: Vec<_> = labels(&samples).into_iter().skip(101).collect();
        assert_eq!(found, [Label::HighMild, Label::HighSevere, Label::LowMild, Label::LowSevere]);
        assert!(labels(&samples[..101]).iter().all(|&l| l == Label::Normal));
        assert!(labels(&[]).is_empty());
    }

    #[test]
    fn every_sample_falls_into_a_bin() {
        let (counts, low, high) = histogram(&[1.0, 1.0, 2.0, 13.0]).unwrap();
        assert_eq!((counts.len(), counts[0], counts[1], counts[11], low, high), (12, 2, 1, 1, 1.0, 13.0));
        assert_eq!(histogram(&[3.0, 3.0]), Some((vec![2], 3.0, 3.0)));
        assert_eq!(histogram(&[]), None);
    }
}
