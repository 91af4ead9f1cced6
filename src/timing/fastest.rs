//! Which of several measurements is the fastest, and which cannot be told apart from it.

use super::Record;

/// The fastest of several records, by their places in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fastest {
    /// The one with the smallest median; the first of several.
    pub best: usize,
    /// All whose 95 % interval overlaps that of the best one, itself among them, in the order of the list. One alone is
    /// surely the fastest; of several none is.
    pub tied: Vec<usize>,
}

/// The fastest of some records by their medians, and all whose 95 % intervals \[low, high\] have a point in common with its
/// interval. `None` for no records. A record whose median is NaN is never the best one.
pub fn fastest<'a>(records: impl IntoIterator<Item = &'a Record>) -> Option<Fastest> {
    let records: Vec<&Record> = records.into_iter().collect();
    let known = records.iter().enumerate().filter(|(_, record)| !record.median_ms.is_nan());
    let (best, fast) = known.min_by(|a, b| a.1.median_ms.total_cmp(&b.1.median_ms))?;
    let overlaps = |other: &Record| other.low_ms <= fast.high_ms && fast.low_ms <= other.high_ms;
    let tied = (0..records.len()).filter(|&i| i == best || overlaps(records[i])).collect();
    Some(Fastest { best, tied })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm;
    use crate::timing::Case;
    use crate::timing::record::Facts;

    fn record(low_ms: f64, median_ms: f64, high_ms: f64) -> Record {
        let case = Case { kernel: "k".into(), form: Algorithm::Chunk.into(), n: 1, d: 1 };
        let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        Record { low_ms, high_ms, ..Record::new(case, &[median_ms], facts).unwrap() }
    }

    #[test]
    fn one_whose_interval_is_apart_from_all_others_is_alone() {
        let records = [record(2.0, 2.1, 2.2), record(1.0, 1.1, 1.2), record(3.0, 3.1, 3.2)];
        assert_eq!(fastest(&records), Some(Fastest { best: 1, tied: vec![1] }));
    }

    #[test]
    fn overlapping_intervals_cannot_be_told_apart() {
        let records = [
            record(5.0, 5.1, 5.2),
            record(1.0, 1.2, 1.4),
            record(0.9, 1.1, 1.3),
            record(1.3, 1.5, 1.7),
            // It overlaps the one before, and not the best one.
            record(1.6, 1.8, 2.0),
        ];
        assert_eq!(fastest(&records), Some(Fastest { best: 2, tied: vec![1, 2, 3] }));
    }

    #[test]
    fn no_record_is_the_fastest_of_none() {
        assert_eq!(fastest(&[]), None);
        assert_eq!(fastest(&[record(f64::NAN, f64::NAN, f64::NAN)]), None);
        let equal = [record(1.0, 1.0, 1.0), record(1.0, 1.0, 1.0)];
        assert_eq!(fastest(&equal), Some(Fastest { best: 0, tied: vec![0, 1] }), "of equals the first");
    }
}
