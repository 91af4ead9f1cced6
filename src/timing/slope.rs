//! How time grows with size: the exponent of a power law, fitted on logarithms.

/// time ≈ factor · size^exponent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerLaw {
    /// The slope in a log-log chart.
    pub exponent: f64,
    /// Half the width of the exponent's 95 % interval; `None` for two points, through which any line fits.
    pub half_width: Option<f64>,
    /// Time at size 1.
    pub factor: f64,
}

impl PowerLaw {
    /// The fitted time at a size.
    pub fn at(&self, size: f64) -> f64 {
        self.factor * size.powf(self.exponent)
    }
}

/// Least squares of ln time on ln size; the interval is Student's, from the residuals. It says how straight the points
/// lie, and takes them as independent. `None` for fewer than two distinct sizes or a size or time that is not positive.
pub fn fit(points: &[(f64, f64)]) -> Option<PowerLaw> {
    if points.iter().any(|&(x, y)| !(x > 0.0 && y > 0.0 && x.is_finite() && y.is_finite())) {
        return None;
    }
    let count = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean_x = logs.iter().map(|p| p.0).sum::<f64>() / count;
    let mean_y = logs.iter().map(|p| p.1).sum::<f64>() / count;
    let spread: f64 = logs.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    if spread.is_nan() || spread < 1e-12 {
        return None;
    }
    let exponent = logs.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum::<f64>() / spread;
    let residual: f64 = logs.iter().map(|p| (p.1 - mean_y - exponent * (p.0 - mean_x)).powi(2)).sum();
    let half_width =
        student_975(points.len().saturating_sub(2)).map(|t| t * (residual / (count - 2.0) / spread).sqrt());
    Some(PowerLaw { exponent, half_width, factor: (mean_y - exponent * mean_x).exp() })
}

/// The slope between neighbouring points, sorted by size: (geometric middle of the two sizes, slope).
pub fn local_slopes(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let slope = |pair: &[(f64, f64)]| {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        ((x0 * x1).sqrt(), (y1 / y0).ln() / (x1 / x0).ln())
    };
    sorted.windows(2).filter(|pair| pair[0].0 < pair[1].0).map(slope).collect()
}

/// The 97.5 % quantile of Student's t; from 30 degrees of freedom on, within 4 % of the normal value used.
fn student_975(degrees: usize) -> Option<f64> {
    const TABLE: [f64; 29] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
        2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048,
        2.045,
    ];
    Some(*TABLE.get(degrees.checked_sub(1)?).unwrap_or(&1.96))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovers_an_exact_power_law() {
        let points: Vec<_> = (6..12).map(|i| (f64::from(1 << i), 3e-4 * 4f64.powi(i))).collect();
        let law = fit(&points).unwrap();
        assert!((law.exponent - 2.0).abs() < 1e-12);
        assert!((law.factor - 3e-4).abs() < 1e-12);
        assert!(law.half_width.unwrap() < 1e-9);
        assert!((law.at(128.0) - points[1].1).abs() < 1e-9);
    }

    #[test]
    fn the_interval_is_that_of_a_worked_example() {
        // ln y = 0, 1, 1, 2 at ln x = 0, 1, 2, 3: slope 0.6, residual variance 0.1, spread 5, t = 4.303.
        let points = [(0, 0), (1, 1), (2, 1), (3, 2)].map(|(x, y)| (f64::from(x).exp(), f64::from(y).exp()));
        let law = fit(&points).unwrap();
        assert!((law.exponent - 0.6).abs() < 1e-12);
        assert!((law.half_width.unwrap() - 4.303 * (0.1f64 / 5.0).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn refuses_what_has_no_slope() {
        assert_eq!(fit(&[]), None);
        assert_eq!(fit(&[(64.0, 1.0)]), None);
        assert_eq!(fit(&[(64.0, 1.0), (64.0, 2.0)]), None);
        assert_eq!(fit(&[(64.0, 0.0), (128.0, 2.0)]), None);
        assert_eq!(fit(&[(64.0, 1.0), (128.0, f64::NAN)]), None);
        assert_eq!(fit(&[(64.0, 1.0), (128.0, 2.0)]).unwrap().half_width, None);
    }

    #[test]
    fn local_slopes_sort_by_size() {
        let slopes = local_slopes(&[(4.0, 16.0), (1.0, 1.0), (2.0, 2.0)]);
        assert_eq!(slopes.len(), 2);
        assert!((slopes[0].1 - 1.0).abs() < 1e-12 && (slopes[1].1 - 3.0).abs() < 1e-12);
        assert!((slopes[0].0 - 2f64.sqrt()).abs() < 1e-12);
    }
}
