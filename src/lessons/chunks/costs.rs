//! What each chunk size costs, counted, and how long each takes here, measured.

use super::Scenario;
use crate::fast::{self, Algorithm};
use crate::rules::wy::ChunkCost;
use crate::timing::fastest::fastest;
use crate::timing::{Choice, Job, Record, SEED};

/// One chunk size: what it costs, and how long it took here.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// C.
    pub chunk_size: u64,
    /// Counted.
    pub cost: ChunkCost,
    /// Multiply-adds over those of C = 1.
    pub relative: f64,
    /// Median and its interval, in milliseconds, once it is measured.
    pub ms: Option<[f64; 3]>,
}

/// The powers of two up to T.
pub fn chunk_sizes(n: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(1), |c| Some(2 * c)).take_while(move |c| *c <= n)
}

/// The timed kernel of a rule.
fn kernel(set: &Scenario) -> String {
    format!("{}/causal", set.rule.id())
}

/// What the worker is asked for: every chunk size of the rule, at the T and d that were chosen.
pub fn sweep(set: &Scenario) -> Job {
    let n = set.timed_n.0 as usize;
    let kernels = vec![(kernel(set), Algorithm::Chunk)];
    Job {
        suite: "chunk".to_owned(),
        choice: Choice { kernels, n_from: n, n_to: n, d: set.timed_d.0 as usize, ..Choice::default() },
        seed: SEED,
    }
}

/// A row for each chunk size, with what of it is measured among `records`.
pub fn rows(set: &Scenario, records: &[Record]) -> Vec<Row> {
    let cost = |c| set.rule.cost(set.timed_n.0, set.timed_d.0, c);
    let measured = |c: u64| record(set, records, c).map(|r| [r.median_ms, r.low_ms, r.high_ms]);
    let row = |c| Row {
        chunk_size: c,
        cost: cost(c),
        relative: cost(c).multiply_adds as f64 / cost(1).multiply_adds as f64,
        ms: measured(c),
    };
    chunk_sizes(set.timed_n.0).map(row).collect()
}

/// The fastest chunk size, and all sizes that cannot be told apart from it, itself among them; nothing before any is timed.
pub fn fastest_rows(set: &Scenario, records: &[Record]) -> Option<(Row, Vec<u64>)> {
    let rows = rows(set, records);
    let timed: Vec<(&Row, &Record)> =
        rows.iter().filter_map(|row| Some((row, record(set, records, row.chunk_size)?))).collect();
    let found = fastest(timed.iter().map(|(_, record)| *record))?;
    let tied = found.tied.iter().map(|i| timed[*i].0.chunk_size).collect();
    Some((timed[found.best].0.clone(), tied))
}

/// What was measured of a chunk size.
fn record<'a>(set: &Scenario, records: &'a [Record], chunk_size: u64) -> Option<&'a Record> {
    let (kernel, size) = (kernel(set), (set.timed_n.0 as usize, set.timed_d.0 as usize));
    let form = fast::Form::Own(Algorithm::ChunkOf(chunk_size as usize));
    records.iter().find(|r| r.case.kernel == kernel && r.case.form == form && (r.case.n, r.case.d) == size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::wy::Chunked;
    use crate::timing::Case;
    use crate::timing::record::Facts;

    #[test]
    fn every_power_of_two_has_its_row_and_its_own_record() {
        let set = Scenario::default();
        let case = |form: &str, n| Case {
            kernel: "delta_rule/causal".into(),
            form: form.parse().unwrap(),
            n,
            d: 64,
        };
        let facts = || Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let record = |form, n, ms: f64| Record::new(case(form, n), &[ms], facts()).unwrap();
        let records =
            [record("chunk(16)", 1024, 2.0), record("chunk(16)", 512, 7.0), record("chunk(1)", 1024, 5.0)];
        let rows = rows(&set, &records);
        assert_eq!(
            rows.iter().map(|row| row.chunk_size).collect::<Vec<_>>(),
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        );
        assert_eq!(rows[4].ms.map(|ms| ms[0]), Some(2.0));
        assert_eq!((rows[0].ms.map(|ms| ms[0]), rows[1].ms), (Some(5.0), None));
        assert_eq!(rows[0].relative, 1.0);
        assert!(rows[10].relative > 10.0);
    }

    #[test]
    fn every_rule_of_the_page_has_a_sweep() {
        for rule in Chunked::ALL {
            let job = sweep(&Scenario { rule, ..Scenario::default() });
            assert_eq!(job.choice.clone().nearest(), job.choice, "{rule:?}");
        }
    }
}
