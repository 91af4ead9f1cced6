//! The table of `cargo xtask bench`: every record beside the machine's limit and the plain loop of the same run.

use super::Record;
use crate::fast::plain;

/// A row for each record: kernel, form, n, d, median, spread, GFLOP/s, share of the limit, ratio to the plain loop.
///
/// Spread is half the 95 % interval of the median over the median. The limit is the best median of the kernel `limit` in
/// `records`; the plain loop's rate may have been measured at a smaller size, which is then named behind the ratio. A dash
/// stands where the run holds nothing to compare with.
pub fn table(records: &[Record]) -> String {
    let limit = records.iter().filter(|r| r.case.kernel == "limit").map(|r| r.gflops).reduce(f64::max);
    let plain = |r: &Record| {
        records.iter().find(|p| p.case.kernel == r.case.kernel && p.case.form.algorithm() == plain::ALGORITHM)
    };
    let mut table = String::from(
        "| kernel | form | n | d | median ms | spread | GFLOP/s | of limit | to plain |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| (&r.case.kernel, r.case.n, r.case.d));
    for r in sorted {
        let share = limit.map_or("–".to_owned(), |limit| format!("{:.0} %", 100.0 * r.gflops / limit));
        let ratio = plain(r).map_or("–".to_owned(), |p| {
            let ratio = r.gflops / p.gflops;
            if (p.case.n, p.case.d) == (r.case.n, r.case.d) {
                format!("{ratio:.1} ×")
            } else {
                format!("{ratio:.1} × ({}, {})", p.case.n, p.case.d)
            }
        });
        let spread = 50.0 * (r.high_ms - r.low_ms) / r.median_ms;
        table.push_str(&format!(
            "| {} | {} | {} | {} | {:.4} | ± {spread:.1} % | {:.1} | {share} | {ratio} |\n",
            r.case.kernel, r.case.form, r.case.n, r.case.d, r.median_ms, r.gflops
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::{Algorithm, Means};
    use crate::timing::Case;
    use crate::timing::record::Facts;

    fn record(kernel: &str, form: Algorithm, n: usize, flops: f64) -> Record {
        let case = Case { kernel: kernel.into(), form: form.into(), n, d: 64 };
        let facts = Facts { flops, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        Record::new(case, &[1.0], facts).unwrap()
    }

    #[test]
    fn rows_say_share_and_ratio() {
        let records = [
            record("limit", Algorithm::Registers, 8, 50e6),
            record("qkt", Algorithm::Tiled, 16, 40e6),
            record("qkt", Algorithm::By(Means::Plain), 8, 4e6),
            record("ktv", Algorithm::Tiled, 8, 10e6),
        ];
        let table = table(&records);
        assert!(
            table.contains("| qkt | tiled | 16 | 64 | 1.0000 | ± 0.0 % | 40.0 | 80 % | 10.0 × (8, 64) |"),
            "{table}"
        );
        assert!(table.contains("| ktv | tiled | 8 | 64 | 1.0000 | ± 0.0 % | 10.0 | 20 % | – |"), "{table}");
        assert_eq!(table.lines().count(), 6);
    }
}
