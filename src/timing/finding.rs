//! What is found when a question's suite has run, and how sure that is.
//!
//! This file is long because every way in which a question can end has a test here, on records whose times are known.

use super::crossover::{self, Found};
use super::question::{self, CHANNELS, Question, WAYS};
use super::slope::{PowerLaw, fit};
use super::{Case, Record, bootstrap};
use crate::fast::{Algorithm, Form};

/// The answer to a [`Question`], in numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// To [`Question::Quadratic`].
    Quadratic {
        /// What the exponent's interval says.
        growth: Growth,
        /// How the time of softmax attention grows.
        softmax: Exponent,
        /// How that of linear attention does.
        linear: Exponent,
        /// The smallest and the largest n.
        sizes: (usize, usize),
    },
    /// To [`Question::Wins`].
    Wins {
        /// Where linear attention begins to win.
        found: Found,
        /// Whether the sizes reach so far that at both ends one way is surely the faster one; where all sizes lie on one side
        /// of the crossover, at the end that is nearer to it.
        sure: bool,
        /// The smallest and the largest n.
        sizes: (usize, usize),
    },
    /// To [`Question::Simd`].
    Simd {
        /// What the factor's interval says.
        gain: Gain,
        /// How many times as fast vector code is: the geometric mean of all kernels and sizes, and its 95 % interval.
        factor: Factor,
        /// The kernel that gains least, and its factor.
        least: (Case, f64),
        /// The kernel that gains most, and its factor.
        most: (Case, f64),
    },
}

/// An exponent with the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponent {
    /// The exponent.
    pub exponent: f64,
    /// Where its interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// A factor with the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// The factor.
    pub of: f64,
    /// Where its interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// How a time grows, as far as the interval of its exponent tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// The interval holds 2.
    Quadratic,
    /// All of it is below 2.
    Flatter,
    /// All of it is above 2.
    Steeper,
    /// It holds both 1 and 2, so nothing can be told.
    Open,
}

/// What SIMD brings, as far as the interval of the factor tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gain {
    /// All of it is above [`LANES`]: more than the lanes alone can give.
    BeyondLanes,
    /// All of it is above 1.
    Faster,
    /// It holds 1: the two cannot be told apart.
    Even,
    /// All of it is below 1.
    Slower,
}

/// Numbers that one vector instruction takes at a time.
pub const LANES: f64 = 4.0;

impl Exponent {
    fn of(law: PowerLaw) -> Option<Self> {
        let (exponent, half) = (law.exponent, law.half_width?);
        Some(Self { exponent, low: exponent - half, high: exponent + half })
    }

    /// How many times as long twice the size takes.
    pub fn twice(self) -> f64 {
        self.exponent.exp2()
    }

    fn growth(self) -> Growth {
        match self {
            Self { low, high, .. } if low <= 1.0 && high >= 2.0 => Growth::Open,
            Self { high, .. } if high < 2.0 => Growth::Flatter,
            Self { low, .. } if low > 2.0 => Growth::Steeper,
            _ => Growth::Quadratic,
        }
    }
}

impl Factor {
    fn gain(self) -> Gain {
        match self {
            Self { low, .. } if low > LANES => Gain::BeyondLanes,
            Self { low, .. } if low > 1.0 => Gain::Faster,
            Self { high, .. } if high < 1.0 => Gain::Slower,
            _ => Gain::Even,
        }
    }
}

/// The answer to a question; `None` where too little of its suite could be timed.
pub fn finding(question: Question, records: &[Record]) -> Option<Finding> {
    match question {
        Question::Quadratic => quadratic(records),
        Question::Wins => wins(records),
        Question::Simd => simd(records),
    }
}

/// The records of a way, sorted by n.
fn of_way<'a>(records: &'a [Record], (kernel, algorithm): (&str, Algorithm)) -> Vec<&'a Record> {
    let is = |case: &Case| (&*case.kernel, case.form, case.d) == (kernel, Form::Own(algorithm), CHANNELS);
    let mut own: Vec<&Record> = records.iter().filter(|record| is(&record.case)).collect();
    own.sort_unstable_by_key(|record| record.case.n);
    own
}

/// The smallest and the largest n at which both ways were timed.
fn sizes(quadratic: &[&Record], linear: &[&Record]) -> Option<(usize, usize)> {
    let mut both = quadratic.iter().map(|r| r.case.n).filter(|n| linear.iter().any(|r| r.case.n == *n));
    let first = both.next()?;
    Some((first, both.next_back().unwrap_or(first)))
}

fn quadratic(records: &[Record]) -> Option<Finding> {
    let [softmax, linear] = [WAYS.quadratic, WAYS.linear].map(|way| of_way(records, way));
    let law = |own: &[&Record]| {
        let points: Vec<_> = own.iter().map(|r| (r.case.n as f64, r.median_ms)).collect();
        Exponent::of(fit(&points)?)
    };
    let sizes = sizes(&softmax, &linear)?;
    let (softmax, linear) = (law(&softmax)?, law(&linear)?);
    Some(Finding::Quadratic { growth: softmax.growth(), softmax, linear, sizes })
}

fn wins(records: &[Record]) -> Option<Finding> {
    let found = crossover::find(&WAYS, CHANNELS, records)?.found;
    let [softmax, linear] = [WAYS.quadratic, WAYS.linear].map(|way| of_way(records, way));
    let sizes = sizes(&softmax, &linear)?;
    let at = |n: usize| {
        let of = |own: &[&Record]| own.iter().find(|r| r.case.n == n).map(|r| (r.low_ms, r.high_ms));
        Some((of(&softmax)?, of(&linear)?))
    };
    let softmax_surely = |n| at(n).is_some_and(|(softmax, linear)| softmax.1 < linear.0);
    let linear_surely = |n| at(n).is_some_and(|(softmax, linear)| linear.1 < softmax.0);
    let sure = match found {
        Found::Within { .. } => softmax_surely(sizes.0) && linear_surely(sizes.1),
        Found::Below(_) => linear_surely(sizes.0),
        Found::Above(_) => softmax_surely(sizes.1),
    };
    Some(Finding::Wins { found, sure, sizes })
}

/// The geometric mean of some factors.
fn mean(factors: &[f64]) -> f64 {
    (factors.iter().map(|factor| factor.ln()).sum::<f64>() / factors.len() as f64).exp()
}

fn simd(records: &[Record]) -> Option<Finding> {
    let find = |case: &Case| records.iter().find(|record| record.case == *case);
    let timed: Vec<[&Record; 2]> =
        question::pairs().iter().filter_map(|[vector, plain]| Some([find(vector)?, find(plain)?])).collect();
    let factor = |both: &[&Record; 2]| both[1].median_ms / both[0].median_ms;
    let mut kernels: Vec<(Case, f64)> = Vec::new();
    for [vector, _] in &timed {
        if kernels.iter().all(|(case, _)| case.kernel != vector.case.kernel) {
            let of = timed.iter().filter(|[other, _]| other.case.kernel == vector.case.kernel);
            kernels.push((vector.case.clone(), mean(&of.map(factor).collect::<Vec<_>>())));
        }
    }
    kernels.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (least, most) = (kernels.first()?.clone(), kernels.last()?.clone());
    let samples: Vec<_> = timed.iter().map(|[vector, plain]| [&*plain.times_ms, &*vector.times_ms]).collect();
    let (low, high) = bootstrap::ratio_interval(&samples, super::SEED)?;
    let factor = Factor { of: mean(&timed.iter().map(factor).collect::<Vec<_>>()), low, high };
    Some(Finding::Simd { gain: factor.gain(), factor, least, most })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::record::Facts;

    /// A record of samples about a time, some of them less by this part and some more.
    fn record(case: Case, ms: f64, spread: f64) -> Record {
        let facts = Facts { flops: 1e6, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let times: Vec<f64> = (-6..=6).map(|i| ms * (1.0 + spread * f64::from(i) / 6.0)).collect();
        Record::new(case, &times, facts).unwrap()
    }

    /// The suite `quadratic`, where softmax takes such times.
    fn growing(softmax: impl Fn(f64) -> f64) -> Vec<Record> {
        let ms = |case: &Case| {
            let n = case.n as f64;
            if case.kernel == WAYS.quadratic.0 { softmax(n) } else { 64.0 * n }
        };
        question::quadratic()
            .into_iter()
            .map(|case| (ms(&case), case))
            .map(|(ms, case)| record(case, ms, 0.01))
            .collect()
    }

    fn growth(softmax: impl Fn(f64) -> f64) -> Growth {
        match finding(Question::Quadratic, &growing(softmax)) {
            Some(Finding::Quadratic { growth, .. }) => growth,
            other => panic!("{other:?}"),
        }
    }

    /// A deviation that is not the same for any two neighbours.
    fn wobble(n: f64, part: f64) -> f64 {
        if (n.log2() * 2.0).round() % 2.0 == 0.0 { 1.0 + part } else { 1.0 - part }
    }

    #[test]
    fn an_exponent_whose_interval_holds_two_is_quadratic_and_another_is_said_to_be_flatter_or_steeper() {
        assert_eq!(growth(|n| n * n * wobble(n, 0.02)), Growth::Quadratic);
        assert_eq!(growth(|n| n.powf(1.8) * wobble(n, 0.01)), Growth::Flatter);
        assert_eq!(growth(|n| n.powf(2.2) * wobble(n, 0.01)), Growth::Steeper);
        assert_eq!(growth(|n| n.powf(1.5) * wobble(n, 0.6)), Growth::Open);
    }

    #[test]
    fn growth_is_told_with_both_exponents_and_all_sizes() {
        let answer = finding(Question::Quadratic, &growing(|n| n * n * wobble(n, 0.02)));
        let Some(Finding::Quadratic { softmax, linear, sizes, .. }) = answer else { panic!("{answer:?}") };
        assert_eq!(sizes, (256, 2048));
        assert!(softmax.low < 2.0 && 2.0 < softmax.high && softmax.high - softmax.low > 0.01, "{softmax:?}");
        assert!((softmax.twice() - 4.0).abs() < 0.2, "{softmax:?}");
        assert!((linear.exponent - 1.0).abs() < 1e-9 && linear.high - linear.low < 1e-6, "{linear:?}");
    }

    #[test]
    fn too_few_sizes_answer_nothing() {
        let records = growing(|n| n * n);
        assert_eq!(finding(Question::Quadratic, &records[..4]), None, "two sizes have no interval");
        assert!(finding(Question::Quadratic, &records[..6]).is_some());
        for question in Question::ALL {
            assert_eq!(finding(question, &[]), None);
        }
        assert_eq!(finding(Question::Simd, &records), None, "records of another suite");
    }

    /// Softmax takes n², linear attention 64 n and this constant, at these sizes.
    fn crossing(sizes: &[usize], constant: f64, spread: f64) -> Finding {
        let both = |n: usize| {
            let case =
                |way: (&str, Algorithm)| Case { kernel: way.0.into(), form: way.1.into(), n, d: CHANNELS };
            let x = n as f64;
            [(case(WAYS.quadratic), x * x), (case(WAYS.linear), 64.0 * x + constant)]
        };
        let records: Vec<_> =
            sizes.iter().flat_map(|n| both(*n)).map(|(case, ms)| record(case, ms, spread)).collect();
        finding(Question::Wins, &records).unwrap()
    }

    #[test]
    fn a_crossover_is_sure_where_each_way_surely_wins_at_one_end() {
        let Finding::Wins { found, sure, sizes } = crossing(&[16, 32, 64, 128, 256], 0.0, 0.05) else {
            panic!()
        };
        let Found::Within { n, low, high } = found else { panic!("{found:?}") };
        assert!((n - 64.0).abs() < 0.1 && low < n && n < high && sure, "{found:?}");
        assert_eq!(sizes, (16, 256));
        let noisy = crossing(&[48, 64, 80], 0.0, 0.9);
        assert!(matches!(noisy, Finding::Wins { found: Found::Within { .. }, sure: false, .. }), "{noisy:?}");
    }

    #[test]
    fn sizes_on_one_side_of_the_crossover_show_none() {
        let below = crossing(&[128, 256, 512], 0.0, 0.05);
        assert_eq!(below, Finding::Wins { found: Found::Below(128.0), sure: true, sizes: (128, 512) });
        let above = crossing(&[16, 32], 1e9, 0.05);
        assert_eq!(above, Finding::Wins { found: Found::Above(32.0), sure: true, sizes: (16, 32) });
        let near = crossing(&[65, 256], 0.0, 0.2);
        assert_eq!(near, Finding::Wins { found: Found::Below(65.0), sure: false, sizes: (65, 256) });
    }

    /// The suite `simd`, where plain loops take so many times as long, by kernel.
    fn beside_plain(factor: impl Fn(&str) -> f64, spread: f64) -> Finding {
        let both = |[vector, plain]: [Case; 2]| {
            let ms = factor(&vector.kernel);
            [record(vector, 1.0, spread), record(plain, ms, spread)]
        };
        let records: Vec<_> = question::pairs().into_iter().flat_map(both).collect();
        finding(Question::Simd, &records).unwrap()
    }

    #[test]
    fn the_factor_is_the_geometric_mean_and_names_the_extremes() {
        let answer = beside_plain(|kernel| if kernel == "delta_rule/causal" { 8.0 } else { 1.0 }, 0.02);
        let Finding::Simd { gain, factor, least, most } = answer else { panic!() };
        assert_eq!(gain, Gain::Faster);
        assert!((factor.of - 2.0).abs() < 1e-9 && factor.low < 2.0 && 2.0 < factor.high, "{factor:?}");
        assert_eq!((most.0.kernel.as_str(), least.1), ("delta_rule/causal", 1.0));
        assert!((most.1 - 8.0).abs() < 1e-9);
    }

    #[test]
    fn a_gain_is_what_its_interval_says() {
        let gain = |factor, spread| match beside_plain(|_| factor, spread) {
            Finding::Simd { gain, .. } => gain,
            other => panic!("{other:?}"),
        };
        assert_eq!(gain(6.0, 0.05), Gain::BeyondLanes);
        assert_eq!(gain(3.0, 0.05), Gain::Faster);
        assert_eq!(gain(1.01, 0.2), Gain::Even);
        assert_eq!(gain(0.5, 0.05), Gain::Slower);
    }
}
