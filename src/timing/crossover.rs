//! From which n on the linear way is faster: found by bisection, beside the n that counting predicts.
//!
//! This file is long because the search, its result and the reason for it are tried on the same machine, one whose times are known.

use super::{Case, Record};
use crate::fast::Algorithm::{self, Left, Recurrent, Right, Streaming};
use crate::fast::Form;

/// A way that costs n² and one that costs n, which compute the same kind of attention.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The kernel whose time grows with n².
    pub quadratic: (&'static str, Algorithm),
    /// The kernel whose time grows with n.
    pub linear: (&'static str, Algorithm),
    /// The n at which both take as many operations, given d.
    pub predicted: fn(f64) -> f64,
}

/// The pairs that are compared. Over the whole sequence 4n²d = 4nd² at n = d; under a causal mask 2n(n + 1)d = 4nd² at n + 1 = 2d.
pub const PAIRS: [Pair; 3] = [
    Pair { quadratic: ("linear_attn/full", Left), linear: ("linear_attn/full", Right), predicted: |d| d },
    Pair {
        quadratic: ("softmax_attn/full", Streaming),
        linear: ("linear_attn/full", Right),
        predicted: |d| d,
    },
    Pair {
        quadratic: ("softmax_attn/causal", Streaming),
        linear: ("linear_attn/causal", Recurrent),
        predicted: |d| 2.0 * d - 1.0,
    },
];

/// Neighbouring sizes this near to each other, as a factor, are near enough.
const NEAR: f64 = 1.1;
/// How far from the prediction the search goes, as a factor.
const FAR: f64 = 64.0;

/// Where the linear way begins to win.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossover {
    /// As measured.
    pub found: Found,
    /// The n at which the operations are as many.
    pub predicted: f64,
    /// How fast both ways are there.
    pub speeds: Speeds,
}

/// How fast both ways are where they take the same time, or at the size that is nearest to that. Counting supposes that
/// both are the same: the times meet at the n that it predicts only if they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speeds {
    /// The n.
    pub n: f64,
    /// Counted operations of the quadratic way, in 10⁹ a second.
    pub quadratic: f64,
    /// Counted operations of the linear way, in 10⁹ a second.
    pub linear: f64,
}

/// Why the times meet where they do, beside the n at which the operations are as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The interval of the measured n, or all that lies beyond the sizes, holds the counted one: nothing needs a reason.
    AsCounted,
    /// The quadratic way does fewer operations a second, so the times meet sooner.
    QuadraticIsSlower,
    /// The linear way does fewer, so they meet later.
    LinearIsSlower,
    /// They meet elsewhere, at speeds that are nearly the same: the medians between two sizes are only a guess.
    Uncertain,
}

/// Speeds nearer to each other than this, as a part, make no difference to a crossover.
const EVEN: f64 = 0.05;

impl Crossover {
    /// Why it is not where counting has it.
    pub fn why(&self) -> Why {
        let Speeds { quadratic, linear, .. } = self.speeds;
        match self.found {
            Found::Within { low, high, .. } if (low..=high).contains(&self.predicted) => Why::AsCounted,
            Found::Below(n) if self.predicted <= n => Why::AsCounted,
            Found::Above(n) if self.predicted >= n => Why::AsCounted,
            _ if (quadratic / linear - 1.0).abs() <= EVEN => Why::Uncertain,
            _ if quadratic < linear => Why::QuadraticIsSlower,
            _ => Why::LinearIsSlower,
        }
    }
}

/// A crossover as measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// Between two of the sizes.
    Within {
        /// The n at which the medians meet, between sizes on a straight line in logarithms.
        n: f64,
        /// Below it the quadratic way is the faster one by both 95 % intervals.
        low: f64,
        /// Above it the linear way is, by both.
        high: f64,
    },
    /// Below the smallest size, this one: the linear way won at every size.
    Below(f64),
    /// Above the largest size, this one: the quadratic way won even there.
    Above(f64),
}

/// The cases of a pair at a size.
fn cases(pair: &Pair, n: usize, d: usize) -> [Case; 2] {
    [pair.quadratic, pair.linear].map(|(kernel, algorithm)| Case {
        kernel: kernel.into(),
        form: Form::Own(algorithm),
        n,
        d,
    })
}

fn is(case: &Case, (kernel, algorithm): (&str, Algorithm), d: usize) -> bool {
    case.kernel == kernel && case.form == Form::Own(algorithm) && case.d == d
}

/// The sizes at which the search for some pairs starts: around the prediction by factors of two.
pub fn first(pairs: &[Pair], d: usize) -> Vec<Case> {
    let around = |pair: &Pair| {
        let predicted = (pair.predicted)(d as f64);
        let mut sizes =
            [0.25, 0.5, 1.0, 2.0, 4.0].map(|x| (x * predicted).round().max(1.0) as usize).to_vec();
        sizes.dedup();
        sizes.into_iter().flat_map(|n| cases(pair, n, d)).collect::<Vec<_>>()
    };
    distinct(pairs.iter().flat_map(around).collect())
}

/// Sorted by n, each case once.
fn distinct(mut cases: Vec<Case>) -> Vec<Case> {
    cases.sort_unstable_by(|a, b| (a.n, &a.kernel, a.form).cmp(&(b.n, &b.kernel, b.form)));
    cases.dedup();
    cases
}

/// The next size for each pair whose crossover is not known well enough: between the two that enclose it, or further out
/// where none do.
pub fn next(pairs: &[Pair], d: usize, medians: &[(Case, f64)]) -> Vec<Case> {
    let mut wanted: Vec<Case> = Vec::new();
    for pair in pairs {
        let of = |which| {
            medians.iter().filter(move |(case, _)| is(case, which, d)).map(|(case, ms)| (case.n, *ms))
        };
        let points = ratios(of(pair.quadratic), &of(pair.linear).collect::<Vec<_>>());
        let Some(n) = between(&points, (pair.predicted)(d as f64)) else { continue };
        wanted.extend(cases(pair, n, d));
    }
    wanted.retain(|case| medians.iter().all(|(measured, _)| measured != case));
    distinct(wanted)
}

/// (n, ln(quadratic / linear)) where both are known, sorted by n.
fn ratios(quadratic: impl Iterator<Item = (usize, f64)>, linear: &[(usize, f64)]) -> Vec<(f64, f64)> {
    let at = |n| linear.iter().find(|(m, _)| *m == n).map(|(_, ms)| *ms);
    let mut points: Vec<_> = quadratic
        .filter_map(|(n, ms)| Some((n as f64, (ms / at(n)?).ln())))
        .filter(|p| p.1.is_finite())
        .collect();
    points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    points
}

/// The neighbours between which the ratio last turns from below 1 to above.
fn bracket(points: &[(f64, f64)]) -> Option<[(f64, f64); 2]> {
    points.windows(2).rfind(|pair| pair[0].1 < 0.0 && pair[1].1 >= 0.0).map(|pair| [pair[0], pair[1]])
}

/// The size to be measured next, if another is worth it.
fn between(points: &[(f64, f64)], predicted: f64) -> Option<usize> {
    let (first, last) = (points.first()?, points.last()?);
    let n = match bracket(points) {
        Some([(a, _), (b, _)]) if b / a > NEAR && b - a > 1.0 => (a * b).sqrt().round(),
        Some(_) => return None,
        None if first.1 >= 0.0 => (first.0 / 2.0).round(),
        None => last.0 * 2.0,
    };
    let allowed = predicted / FAR..=predicted * FAR;
    (n >= 1.0 && allowed.contains(&n) && points.iter().all(|p| p.0 != n)).then_some(n as usize)
}

/// Where the ratio passes 1, on a straight line in logarithms; the end of the range where it lies beyond.
fn zero(points: &[(f64, f64)]) -> Option<f64> {
    if let Some([(a, ra), (b, rb)]) = bracket(points) {
        return Some((a.ln() + (b / a).ln() * ra / (ra - rb)).exp());
    }
    let (first, last) = (points.first()?, points.last()?);
    Some(if first.1 >= 0.0 { first.0 } else { last.0 })
}

/// The crossover of a pair at d channels; `None` where the records hold no two sizes of both.
pub fn find(pair: &Pair, d: usize, records: &[Record]) -> Option<Crossover> {
    let of = |which, ms: fn(&Record) -> f64| {
        let records = records.iter().filter(move |record| is(&record.case, which, d));
        records.map(move |record| (record.case.n, ms(record))).collect::<Vec<_>>()
    };
    let points =
        |quadratic, linear| ratios(of(pair.quadratic, quadratic).into_iter(), &of(pair.linear, linear));
    let medians = points(|r| r.median_ms, |r| r.median_ms);
    let [first, .., last] = medians[..] else { return None };
    let found = if bracket(&medians).is_some() {
        let n = zero(&medians)?;
        let low = zero(&points(|r| r.high_ms, |r| r.low_ms))?.min(n);
        let high = zero(&points(|r| r.low_ms, |r| r.high_ms))?.max(n);
        Found::Within { n, low, high }
    } else if last.1 >= 0.0 {
        Found::Below(first.0)
    } else {
        Found::Above(last.0)
    };
    let n = match found {
        Found::Within { n, .. } | Found::Below(n) | Found::Above(n) => n,
    };
    let gflops = |way| at(n, &of(way, |r| r.gflops));
    let speeds = Speeds { n, quadratic: gflops(pair.quadratic)?, linear: gflops(pair.linear)? };
    Some(Crossover { found, predicted: (pair.predicted)(d as f64), speeds })
}

/// The value at n, on a straight line in logarithms between the two sizes that enclose it; beyond all sizes, that of the
/// nearest.
fn at(n: f64, points: &[(usize, f64)]) -> Option<f64> {
    let below = points.iter().filter(|p| p.0 as f64 <= n).max_by_key(|p| p.0);
    let above = points.iter().filter(|p| p.0 as f64 >= n).min_by_key(|p| p.0);
    let (below, above) = (below.or(above)?, above.or(below)?);
    if below.0 == above.0 {
        return Some(below.1);
    }
    let [a, b] = [below.0 as f64, above.0 as f64];
    Some(below.1 * (above.1 / below.1).powf((n / a).ln() / (b / a).ln()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::{self, Shape};
    use crate::timing::record::Facts;

    /// Times of a machine on which the linear way has a constant cost besides: they meet at n where n² = d n + c.
    fn ms(case: &Case, constant: f64) -> f64 {
        let n = case.n as f64;
        let quadratic = PAIRS.iter().any(|pair| is(case, pair.quadratic, case.d));
        if quadratic { n * n } else { case.d as f64 * n + constant }
    }

    fn search(d: usize, constant: f64) -> Vec<(Case, f64)> {
        let mut medians: Vec<(Case, f64)> = Vec::new();
        let mut wanted = first(&PAIRS, d);
        while !wanted.is_empty() {
            medians.extend(wanted.drain(..).map(|case| (case.clone(), ms(&case, constant))));
            assert!(medians.len() < 200, "the search does not end");
            wanted = next(&PAIRS, d, &medians);
        }
        medians
    }

    fn records(medians: &[(Case, f64)], spread: f64) -> Vec<Record> {
        let record = |(case, ms): &(Case, f64)| {
            let shape = Shape::new(case.n, case.d).unwrap();
            let flops = (fast::info(&case.kernel, case.form).unwrap().flops)(shape);
            let facts = Facts { flops, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
            let record = Record::new(case.clone(), &[*ms], facts).unwrap();
            Record { low_ms: ms * (1.0 - spread), high_ms: ms * (1.0 + spread), ..record }
        };
        medians.iter().map(record).collect()
    }

    #[test]
    fn bisection_finds_where_known_times_meet() {
        // n² = 64 n + 3000 at n = 32 + √(32² + 3000) = 95.4.
        let medians = search(64, 3000.0);
        let crossover = find(&PAIRS[0], 64, &records(&medians, 0.02)).unwrap();
        let Found::Within { n, low, high } = crossover.found else { panic!("{crossover:?}") };
        assert!((n - 95.4).abs() < 2.0, "{n}");
        assert!(low < n && n < high && high / low < 1.25, "{low} to {high}");
        assert_eq!(crossover.predicted, 64.0);
        assert_eq!(find(&PAIRS[2], 64, &records(&medians, 0.0)).unwrap().predicted, 127.0);
    }

    #[test]
    fn the_speeds_say_why_the_times_do_not_meet_where_the_operations_do() {
        // The operations are as many at n = 64, the times at 95.4: there n/d of the operations take the same time.
        let crossover = find(&PAIRS[0], 64, &records(&search(64, 3000.0), 0.02)).unwrap();
        let Speeds { n, quadratic, linear } = crossover.speeds;
        assert!((n - 95.4).abs() < 2.0, "{n}");
        assert!((quadratic / linear / (n / 64.0) - 1.0).abs() < 0.01, "{quadratic} and {linear}");
        // Under the mask 2n(n + 1)d operations take as long as 4nd².
        let crossover = find(&PAIRS[2], 64, &records(&search(64, 3000.0), 0.02)).unwrap();
        let Speeds { n, quadratic, linear } = crossover.speeds;
        assert!((quadratic / linear / ((n + 1.0) / 128.0) - 1.0).abs() < 0.01, "{quadratic} and {linear}");
        let hopeless = find(&PAIRS[1], 16, &records(&search(16, 1e12), 0.0)).unwrap();
        assert!(hopeless.speeds.quadratic > hopeless.speeds.linear, "{hopeless:?}");
    }

    #[test]
    fn why_the_times_meet_elsewhere_is_told_by_the_speeds_only_where_they_do() {
        let of = |low, high, quadratic, linear| {
            let n = f64::midpoint(low, high);
            let speeds = Speeds { n, quadratic, linear };
            Crossover { found: Found::Within { n, low, high }, predicted: 127.0, speeds }.why()
        };
        assert_eq!(of(30.0, 36.0, 8.1, 30.5), Why::QuadraticIsSlower);
        assert_eq!(of(180.0, 220.0, 30.0, 19.0), Why::LinearIsSlower);
        assert_eq!(of(120.0, 130.0, 30.0, 31.0), Why::AsCounted);
        assert_eq!(of(100.0, 160.0, 8.0, 30.0), Why::AsCounted, "the interval decides");
        assert_eq!(of(128.0, 136.0, 30.0, 29.5), Why::Uncertain);
        let beyond = |found, quadratic, linear| {
            let speeds = Speeds { n: 8.0, quadratic, linear };
            Crossover { found, predicted: 127.0, speeds }.why()
        };
        assert_eq!(beyond(Found::Below(8.0), 1.0, 20.0), Why::QuadraticIsSlower);
        assert_eq!(beyond(Found::Above(8128.0), 30.0, 0.2), Why::LinearIsSlower);
        assert_eq!(beyond(Found::Below(256.0), 12.0, 14.0), Why::AsCounted, "127 is below 256 too");
        assert_eq!(beyond(Found::Above(64.0), 12.0, 14.0), Why::AsCounted);
    }

    #[test]
    fn a_value_between_two_sizes_lies_on_the_line_in_logarithms() {
        let points = [(64, 8.0), (16, 2.0), (256, 8.0)];
        assert!((at(32.0, &points).unwrap() - 4.0).abs() < 1e-12);
        assert_eq!([at(1.0, &points), at(64.0, &points), at(1e6, &points)], [2.0, 8.0, 8.0].map(Some));
        assert_eq!(at(1.0, &[]), None);
    }

    #[test]
    fn the_search_goes_further_where_nothing_is_enclosed_and_gives_up_in_the_end() {
        let medians = search(16, 40_000.0);
        let found = find(&PAIRS[1], 16, &records(&medians, 0.0)).unwrap().found;
        assert!(matches!(found, Found::Within { n, .. } if (n - 208.2).abs() < 4.0), "{found:?}");
        let hopeless = find(&PAIRS[1], 16, &records(&search(16, 1e12), 0.0)).unwrap().found;
        assert!(matches!(hopeless, Found::Above(n) if n > 500.0), "{hopeless:?}");
        let won = find(&PAIRS[1], 16, &records(&search(16, -1e9), 0.0));
        assert_eq!(won, None, "no time is negative");
        assert_eq!(find(&PAIRS[0], 64, &[]), None);
        assert!(!first(&PAIRS, 1).is_empty() && first(&PAIRS, 1).iter().all(|case| case.n >= 1));
    }
}
