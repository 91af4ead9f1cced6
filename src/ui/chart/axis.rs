//! From numbers to pixels, and the numbers worth a tick.

/// How an axis maps its range to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    log: bool,
    from_px: f64,
    to_px: f64,
}

impl Axis {
    /// A linear axis over `low..=high`; a range without extent is widened.
    pub fn linear(low: f64, high: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, log: false, from_px: 0.0, to_px: 1.0 }
    }

    /// A logarithmic axis over `low..=high`, both positive; a range without extent is widened to both sides.
    pub fn log(low: f64, high: f64) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low / 2.0, low * 2.0) };
        Self { low, high, log: true, from_px: 0.0, to_px: 1.0 }
    }

    /// The same axis from pixel `from` to pixel `to`, which may be smaller: vertical axes grow upwards.
    pub fn between(self, from_px: f64, to_px: f64) -> Self {
        Self { from_px, to_px, ..self }
    }

    /// The pixel of a number.
    pub fn px(&self, x: f64) -> f64 {
        let part = if self.log {
            (x / self.low).ln() / (self.high / self.low).ln()
        } else {
            (x - self.low) / (self.high - self.low)
        };
        self.from_px + part * (self.to_px - self.from_px)
    }

    /// Whether a number lies on the axis.
    pub fn holds(&self, x: f64) -> bool {
        (self.low..=self.high).contains(&x)
    }

    /// At most `most` round numbers on the axis: on a linear one multiples of 1, 2 or 5 times a power of ten, on a
    /// logarithmic one powers of `base`, thinned out evenly.
    pub fn ticks(&self, base: f64, most: usize) -> Vec<f64> {
        let most = most.max(2);
        if self.log {
            let first = (self.low.ln() / base.ln() - 1e-9).ceil() as i32;
            let last = (self.high.ln() / base.ln() + 1e-9).floor() as i32;
            let every = ((last - first).max(0) as usize / most + 1) as i32;
            return (first..=last).filter(|e| (e - first) % every == 0).map(|e| base.powi(e)).collect();
        }
        let rough = (self.high - self.low) / (most - 1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|&s| s >= rough * (1.0 - 1e-9));
        let step = step.unwrap_or(rough);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|i| i as f64 * step).collect()
    }
}

/// A count: 512, 1024, and from 16384 on in powers of two, 16 Ki; a part of one as it is, 0.25.
pub fn count(x: f64) -> String {
    match x {
        x if x >= 1048576.0 && x % 1048576.0 == 0.0 => format!("{} Mi", x / 1048576.0),
        x if x >= 16384.0 && x % 1024.0 == 0.0 => format!("{} Ki", x / 1024.0),
        x if x < 1.0 => x.to_string(),
        x => format!("{x:.0}"),
    }
}

/// Milliseconds with the unit that suits them, to three digits: 12.3 µs, 1.50 ms, 2 s.
pub fn duration(ms: f64) -> String {
    let (value, unit) = match ms {
        ms if !ms.is_finite() => return "–".to_owned(),
        ms if ms < 1e-3 => (ms * 1e6, "ns"),
        ms if ms < 1.0 => (ms * 1e3, "µs"),
        ms if ms < 1e3 => (ms, "ms"),
        ms => (ms / 1e3, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

/// A number to three significant digits, without trailing zeros behind a whole number.
pub fn three_digits(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let magnitude = x.abs().log10().floor();
    if !(-3.0..6.0).contains(&magnitude) {
        return format!("{x:.1e}");
    }
    let digits = (2.0 - magnitude).max(0.0) as usize;
    let text = format!("{x:.digits$}");
    match text.split_once('.') {
        Some((whole, part)) if part.chars().all(|c| c == '0') => whole.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_axes_are_straight_in_logarithms() {
        let axis = Axis::log(1.0, 100.0).between(200.0, 0.0);
        assert_eq!([1.0, 10.0, 100.0].map(|x| axis.px(x).round()), [200.0, 100.0, 0.0]);
        assert!(axis.holds(100.0) && !axis.holds(101.0));
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(Axis::log(64.0, 1024.0).ticks(2.0, 9), [64.0, 128.0, 256.0, 512.0, 1024.0]);
        assert_eq!(Axis::log(64.0, 1024.0).ticks(2.0, 3), [64.0, 256.0, 1024.0]);
        assert_eq!(Axis::log(0.02, 30.0).ticks(10.0, 9), [0.1, 1.0, 10.0]);
        assert_eq!(Axis::linear(0.0, 10.0).ticks(10.0, 6), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(Axis::linear(0.0, 0.37).ticks(10.0, 5), [0.0, 0.1, 0.2, 0.30000000000000004]);
        assert!(Axis::linear(3.0, 3.0).ticks(10.0, 5).len() > 1);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(
            [0.25, 64.0, 4096.0, 16384.0, 1048576.0].map(count),
            ["0.25", "64", "4096", "16 Ki", "1 Mi"]
        );
        assert_eq!(
            [0.0123, 1.5, 100.0, 2000.0, 4e-5].map(duration),
            ["12.3 µs", "1.50 ms", "100 ms", "2 s", "40 ns"]
        );
        assert_eq!(duration(f64::NAN), "–");
        assert_eq!([0.0, 0.05, 123456.0, 1e-9].map(three_digits), ["0", "0.0500", "123456", "1.0e-9"]);
    }
}
