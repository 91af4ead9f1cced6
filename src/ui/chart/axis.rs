//! From numbers to pixels, and the numbers worth a tick: a coordinate of plotters with round ticks of its own.
//!
//! plotters' linear coordinate does the arithmetic, of the number or of its logarithm. Its own ticks do not serve (a test
//! below shows each): a `LogCoord` has none where the range holds no power of its base, writes some twice, and with base 2
//! has 76.8 between 64 and 128; a linear range shorter than 2.2e-16, as errors of exact recall have, gets one tick. And no
//! tick knows how wide its text is. [`Axis`] is one type for both scales, so that the page carries the code that draws once.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use plotters::coord::types::RangedCoordf64;

pub use crate::number::{duration, short as three_digits};

/// The most ticks that a linear axis has.
const MOST_TICKS: usize = 8;
/// The fewest ticks from which a reader can tell the scale of an axis.
const FEWEST_TICKS: usize = 3;

/// A linear or logarithmic axis with its ticks.
#[derive(Clone)]
pub struct Axis {
    low: f64,
    high: f64,
    /// The base whose powers are round; none on a linear axis.
    base: Option<f64>,
    /// Over the numbers, or over their logarithms.
    line: RangedCoordf64,
    written: fn(f64) -> String,
    ticks: Vec<f64>,
}

impl Axis {
    /// A linear axis over `low..=high`, without ticks yet; a range without extent is widened.
    pub fn linear(low: f64, high: f64, written: fn(f64) -> String) -> Self {
        let high = if high > low { high } else { low + low.abs().max(1.0) };
        Self { low, high, base: None, line: (low..high).into(), written, ticks: Vec::new() }
    }

    /// A logarithmic axis over `low..=high`, both positive, on which the powers of `base` are round, without ticks yet; a
    /// range without extent is widened to both sides.
    pub fn log(low: f64, high: f64, base: f64, written: fn(f64) -> String) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low / 2.0, low * 2.0) };
        Self { low, high, base: Some(base), line: (low.ln()..high.ln()).into(), written, ticks: Vec::new() }
    }

    /// The same axis with ticks for the pixels `from..to`: the roundest of which three or more have room, else those of which
    /// most do. A tick takes `extent` pixels along the axis. On an axis of `counts`, fractions of more than one have none.
    pub fn with_ticks(self, pixels: (i32, i32), counts: bool, extent: impl Fn(&str) -> i32) -> Self {
        let fits = |ticks: &[f64]| {
            let places = ticks.iter().map(|x| (self.map(x, pixels), extent(&self.text(*x))));
            let places: Vec<_> = places.collect();
            places.windows(2).all(|pair| 2 * (pair[1].0 - pair[0].0).abs() >= pair[0].1 + pair[1].1)
        };
        let mut best = Vec::new();
        for mut ticks in self.candidates() {
            ticks.retain(|x| self.holds(*x));
            let whole = |x: &&f64| **x < 1.0 || x.fract() == 0.0;
            // A range that holds no two whole numbers is no range of counts.
            if counts && ticks.iter().filter(whole).count() > 1 {
                ticks.retain(|x| whole(&x));
            }
            if ticks.len() > best.len() && fits(&ticks) {
                best = ticks;
            }
            if best.len() >= FEWEST_TICKS {
                break;
            }
        }
        Self { ticks: best, ..self }
    }

    /// Whether a number lies on the axis, but for a rounding error.
    fn holds(&self, x: f64) -> bool {
        let (below, above) = match self.base {
            Some(_) => (1e-9 * self.low, 1e-9 * self.high),
            None => (1e-9 * (self.high - self.low), 1e-9 * (self.high - self.low)),
        };
        (self.low - below..=self.high + above).contains(&x)
    }

    /// Sets of round numbers, the roundest first; some of the numbers lie outside.
    fn candidates(&self) -> Vec<Vec<f64>> {
        let steps = || (2..=MOST_TICKS).rev().map(|most| multiples(self.low, self.high, most));
        let Some(base) = self.base else { return steps().collect() };
        let [first, last] = [self.low, self.high].map(|x| (x.ln() / base.ln()).round() as i32);
        let powers = |every: usize, of: &[f64]| -> Vec<f64> {
            (first - 1..=last + 1)
                .filter(|e| e.rem_euclid(every as i32) == 0)
                .flat_map(|e| of.iter().map(move |m| m * base.powi(e)))
                .collect()
        };
        let between: &[f64] = if base == 2.0 { &[1.0, 1.5] } else { &[1.0, 2.0, 5.0] };
        let mut all = vec![powers(1, &[1.0]), powers(1, between)];
        if self.high / self.low < 10.0 {
            all.extend(steps());
        }
        all.extend((2..=(last - first).max(2) as usize).map(|every| powers(every, &[1.0])));
        all
    }

    /// The text of a tick.
    pub fn text(&self, x: f64) -> String {
        (self.written)(x)
    }

    /// The numbers that have ticks.
    pub fn ticks(&self) -> &[f64] {
        &self.ticks
    }
}

/// Multiples of 1, 2 or 5 times a power of ten, about `most` of them from `low` to `high`.
fn multiples(low: f64, high: f64, most: usize) -> Vec<f64> {
    let rough = (high - low) / (most - 1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|&s| s >= rough * (1.0 - 1e-9));
    let step = step.unwrap_or(rough);
    if !(step.is_normal() && (low / step).abs() < 1e15) {
        return Vec::new();
    }
    let first = (low / step - 1e-9).ceil() as i64;
    (first..=first + most as i64).map(|i| i as f64 * step).collect()
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, x: &f64, pixels: (i32, i32)) -> i32 {
        self.line.map(&if self.base.is_some() { x.ln() } else { *x }, pixels)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// A count: 512, 1024, and from 16384 on in powers of two, 16 Ki; a part of one as it is, 0.25.
pub fn count(x: f64) -> String {
    match x {
        x if x >= 1048576.0 && x % 1048576.0 == 0.0 => format!("{} Mi", x / 1048576.0),
        x if x >= 16384.0 && x % 1024.0 == 0.0 => format!("{} Ki", x / 1024.0),
        x if x.fract() == 0.0 => format!("{x:.0}"),
        x => round(x),
    }
}

/// A round number in the style of the page, without the zeros that end a fraction: 0.2, 1.5, 2.5e-7.
pub fn round(x: f64) -> String {
    unpadded(&three_digits(x))
}

/// The same of milliseconds: 1.5 ms.
pub fn round_duration(ms: f64) -> String {
    unpadded(&duration(ms))
}

fn unpadded(text: &str) -> String {
    let (number, rest) = text.split_at(text.find(['e', ' ']).unwrap_or(text.len()));
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    number.to_owned() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::coord::combinators::{IntoLogRange, LogCoord};
    use plotters::coord::ranged1d::BoldPoints;
    use plotters::coord::types::RangedCoordf64;

    /// The ticks of an axis 400 pixels long whose texts take 40 pixels each.
    fn ticks(axis: Axis) -> Vec<f64> {
        axis.with_ticks((0, 400), false, |_| 40).ticks
    }

    fn log(low: f64, high: f64, base: f64) -> Vec<f64> {
        ticks(Axis::log(low, high, base, round))
    }

    #[test]
    fn log_axes_are_straight_in_logarithms() {
        let axis = Axis::log(1.0, 100.0, 10.0, round);
        assert_eq!([1.0, 10.0, 100.0].map(|x| axis.map(&x, (200, 0))), [200, 100, 0]);
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(log(64.0, 1024.0, 2.0), [64.0, 128.0, 256.0, 512.0, 1024.0]);
        assert_eq!(log(0.02, 30.0, 10.0), [0.1, 1.0, 10.0]);
        let linear = |high| ticks(Axis::linear(0.0, high, round));
        assert_eq!(linear(10.0), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(linear(0.37).into_iter().map(round).collect::<Vec<_>>(), ["0", "0.1", "0.2", "0.3"]);
        assert!(ticks(Axis::linear(3.0, 3.0, round)).len() > 1);
    }

    #[test]
    fn less_than_a_decade_has_ticks_all_the_same() {
        assert_eq!(log(2.1, 3.7, 10.0), [2.5, 3.0, 3.5]);
        assert_eq!(log(1.5, 8.0, 10.0), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(log(3.0, 40.0, 10.0), [5.0, 10.0, 20.0]);
        assert_eq!(log(500.0, 1100.0, 2.0), [512.0, 768.0, 1024.0]);
        assert!(log(600.0, 700.0, 2.0).len() >= 3);
        assert!(log(5.0, 5.0, 10.0).len() >= 3);
    }

    #[test]
    fn counts_have_no_fractions_unless_there_are_only_fractions() {
        let counts = |low, high| Axis::log(low, high, 2.0, count).with_ticks((0, 400), true, |_| 40).ticks;
        assert_eq!(counts(0.9, 2.2), [1.0, 2.0]);
        assert_eq!(counts(0.9, 3.3), [1.0, 2.0, 3.0]);
        assert_eq!(counts(0.2, 1.1), [0.25, 0.5, 1.0]);
        assert_eq!(counts(1.15, 1.75).len(), 6, "an intensity");
    }

    #[test]
    fn ticks_whose_texts_would_touch_are_thinned() {
        let narrow = Axis::log(64.0, 1048576.0, 2.0, count).with_ticks((0, 200), false, |_| 40);
        assert_eq!(narrow.ticks, [64.0, 512.0, 4096.0, 32768.0, 262144.0]);
        let wide = Axis::log(1e-300, 1e300, 10.0, round).with_ticks((0, 400), false, |_| 60);
        assert!((3..=7).contains(&wide.ticks.len()), "{:?}", wide.ticks);
    }

    #[test]
    fn ranges_at_the_edge_of_f64_are_no_trouble() {
        for axis in [
            Axis::linear(0.0, f64::MAX, round),
            Axis::linear(-f64::MAX, f64::MAX, round),
            Axis::linear(0.0, 5e-324, round),
            Axis::linear(1e300, 1e300, round),
            Axis::log(f64::MIN_POSITIVE, f64::MAX, 10.0, round),
        ] {
            assert!(ticks(axis).len() <= 12);
        }
        assert_eq!(ticks(Axis::linear(0.0, 4e-16, round)).len(), 5, "as errors of exact recall are");
    }

    #[test]
    fn the_ticks_of_plotters_do_not_serve() {
        let theirs = |range: Range<f64>, base| {
            let axis: LogCoord<f64> = range.log_scale().base(base).into();
            axis.key_points(BoldPoints(20))
        };
        assert!(theirs(2.1..8.0, 10.0).is_empty(), "less than a decade: none");
        assert_eq!(theirs(1.0..100.0, 10.0)[9..11], [10.0, 10.0], "one twice");
        assert_eq!(theirs(64.0..128.0, 2.0)[..2], [64.0, 76.8], "not round");
        let short: RangedCoordf64 = (0.0..2e-16).into();
        assert_eq!(short.key_points(BoldPoints(8)), [0.0]);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(
            [0.25, 64.0, 4096.0, 16384.0, 1048576.0].map(count),
            ["0.25", "64", "4096", "16 Ki", "1 Mi"]
        );
        assert_eq!([0.0, 0.05, 100.0, 2.5e-7, 1e6].map(round), ["0", "0.05", "100", "2.5e-7", "1e6"]);
        assert_eq!([1.5, 100.0, 0.002].map(round_duration), ["1.5 ms", "100 ms", "2 µs"]);
    }
}
