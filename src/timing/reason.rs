//! Why a fitted slope is not quite the exponent that counting gives, as the residuals show.

use super::Record;

/// A size is mentioned where its operations take longer than the fastest ones by more than this part.
const WORTH: f64 = 0.1;

/// How the time of one operation changes from size to size.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The exponent of the counted operations.
    pub counted: f64,
    /// The smallest size, and by how much longer an operation takes there than at best: a cost per call that does not grow.
    pub constant: Option<(usize, f64)>,
    /// The size from which on operations take longer again, its bytes, and by how much longer they take at the largest: the
    /// memory has outgrown a cache.
    pub memory: Option<(usize, u64, f64)>,
}

/// The reason for records of one kernel at growing n, sorted by it; `None` for fewer than three sizes.
pub fn find(records: &[Record]) -> Option<Reason> {
    let operations = |r: &Record| r.gflops * r.median_ms;
    let (first, last) = (records.first()?, records.last()?);
    if records.len() < 3 || first.case.n == last.case.n {
        return None;
    }
    let counted =
        (operations(last) / operations(first)).ln() / (last.case.n as f64 / first.case.n as f64).ln();
    let cost: Vec<f64> = records.iter().map(|r| r.gflops.recip()).collect();
    let best = cost.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let over = |i: usize| cost[i] / best.1 - 1.0;
    // Only where the 95 % intervals are apart: noise needs no reason.
    let bound = |i: usize, ms: f64| cost[i] * ms / records[i].median_ms;
    let surely = |i: usize| bound(i, records[i].low_ms) > bound(best.0, records[best.0].high_ms);
    let slow = |i: &usize| over(*i) > WORTH && surely(*i);
    let outgrown = (best.0..records.len()).find(slow).filter(|_| slow(&(records.len() - 1)));
    Some(Reason {
        counted,
        constant: slow(&0).then(|| (first.case.n, over(0))),
        memory: outgrown.map(|i| (records[i].case.n, records[i].bytes, over(records.len() - 1))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm;
    use crate::timing::Case;
    use crate::timing::record::Facts;

    fn records(ms: impl Fn(f64) -> f64) -> Vec<Record> {
        let record = |e: u32| {
            let n = 1usize << e;
            let case = Case { kernel: "k".into(), form: Algorithm::Naive.into(), n, d: 64 };
            let facts = Facts {
                flops: 1e6 * (n * n) as f64,
                bytes: n as u64,
                rms_ratio: 0.0,
                grain_ms: 0.1,
                batch: 1,
                seed: 1,
            };
            Record::new(case, &[ms(n as f64)], facts).unwrap()
        };
        (6..12).map(record).collect()
    }

    #[test]
    fn a_straight_line_has_no_reason() {
        let reason = find(&records(|n| n * n)).unwrap();
        assert!((reason.counted - 2.0).abs() < 1e-12);
        assert_eq!((reason.constant, reason.memory), (None, None));
    }

    #[test]
    fn a_constant_and_a_cache_are_told_apart() {
        let reason = find(&records(|n| n * n + 2048.0)).unwrap();
        let (n, over) = reason.constant.unwrap();
        assert!(n == 64 && (over - 0.5).abs() < 0.01, "{reason:?}");
        assert_eq!(reason.memory, None);
        let reason = find(&records(|n| if n > 500.0 { 1.3 * n * n } else { n * n })).unwrap();
        assert_eq!(reason.constant, None);
        let (n, bytes, over) = reason.memory.unwrap();
        assert!((n, bytes) == (512, 512) && (over - 0.3).abs() < 1e-9);
    }

    #[test]
    fn noise_needs_no_reason() {
        let mut noisy = records(|n| n * n + 2048.0);
        noisy.iter_mut().for_each(|r| (r.low_ms, r.high_ms) = (0.6 * r.median_ms, 1.6 * r.median_ms));
        assert_eq!(find(&noisy).unwrap().constant, None);
    }

    #[test]
    fn few_sizes_say_nothing() {
        assert_eq!(find(&records(|n| n)[..2]), None);
        assert_eq!(find(&[]), None);
    }
}
