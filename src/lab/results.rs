//! What the lab shows of a run: one series for each kernel, and the sentence of slopes.

use super::names;
use crate::fast::chunk::size;
use crate::fast::{Info, OFFERED};
use crate::i18n::Locale;
use crate::timing::slope::{PowerLaw, fit};
use crate::timing::{Case, Record};

/// Slopes are fitted from this size on where a series has three sizes there: below it, what does not grow with n still
/// weighs.
pub const FIT_FROM: usize = 512;

/// The records of one kernel in one form at one d.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Place of the kernel in the kernel list: its colour and its sign.
    pub index: usize,
    /// Channels.
    pub d: usize,
    /// Sorted by n.
    pub records: Vec<Record>,
    /// Smallest n that the fit uses.
    pub fit_from: usize,
    /// The fit through the medians.
    pub law: Option<PowerLaw>,
}

/// All series of a run, in the order of the kernel list, then by d.
pub fn series(records: &[Record]) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for record in records {
        let same = |k: &&_| is(k, record);
        let Some(index) = OFFERED.iter().position(|kernel| same(&kernel)) else { continue };
        let d = record.case.d;
        match all.iter_mut().find(|s| s.index == index && s.d == d) {
            Some(series) => series.records.push(record.clone()),
            None => all.push(Series { index, d, records: vec![record.clone()], fit_from: 0, law: None }),
        }
    }
    all.sort_by_key(|series| (series.index, series.d));
    all.iter_mut().for_each(Series::fit);
    all
}

/// The place in the kernel list of the entry whose colour and sign a record has: its own, or, for a form in chunks of a
/// size, that of the form in chunks. `None` for what no menu offers.
pub fn place(case: &Case) -> Option<usize> {
    let form = if size(&case.form).is_some() { "chunk" } else { &case.form };
    OFFERED.iter().position(|kernel| kernel.kernel == case.kernel && kernel.form == form)
}

/// All records in the order in which the table shows them: by the kernel list, then by d, chunk size and n.
pub fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    let order = |Record { case, .. }: &Record| {
        let place = place(case).unwrap_or(OFFERED.len());
        (place, case.kernel.clone(), case.d, size(&case.form), case.n)
    };
    records.sort_by_cached_key(order);
    records
}

fn is(kernel: &Info, record: &Record) -> bool {
    kernel.kernel == record.case.kernel && kernel.form == record.case.form
}

impl Series {
    fn fit(&mut self) {
        self.records.sort_by_key(|record| record.case.n);
        let large = self.records.iter().filter(|record| record.case.n >= FIT_FROM).count();
        let first = self.records.first().map_or(0, |record| record.case.n);
        self.fit_from = if large >= 3 { FIT_FROM.max(first) } else { first };
        let fitted = self.records.iter().filter(|record| record.case.n >= self.fit_from);
        self.law = fit(&fitted.map(|r| (r.case.n as f64, r.median_ms)).collect::<Vec<_>>());
    }

    /// What its kernel is called.
    pub fn name(&self, locale: Locale) -> String {
        names::entry(locale, &OFFERED[self.index])
    }

    /// The slope with half its interval: `2.01 ± 0.03`; a dash where there is none.
    pub fn slope(&self) -> String {
        match self.law {
            Some(PowerLaw { exponent, half_width: Some(half), .. }) => format!("{exponent:.2} ± {half:.2}"),
            Some(law) => format!("{:.2}", law.exponent),
            None => "–".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::record::Facts;

    fn record(form: &str, n: usize, d: usize, ms: f64) -> Record {
        let case = Case { kernel: "linear_attn/full".into(), form: form.into(), n, d };
        let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        Record::new(case, &[ms], facts).unwrap()
    }

    #[test]
    fn records_fall_into_series_by_kernel_form_and_d() {
        let records = [
            record("right", 128, 64, 2.0),
            record("left", 64, 64, 1.0),
            record("right", 64, 64, 1.0),
            record("right", 64, 32, 1.0),
            record("sideways", 64, 32, 1.0),
        ];
        let series = series(&records);
        let found: Vec<_> = series.iter().map(|s| (OFFERED[s.index].form, s.d, s.records.len())).collect();
        assert_eq!(found, [("left", 64, 1), ("right", 32, 1), ("right", 64, 2)]);
        assert_eq!(series[2].slope(), "1.00");
        assert_eq!(series[0].slope(), "–");
    }

    #[test]
    fn the_table_shows_every_record_in_the_order_of_the_list() {
        let of = |kernel: &str, form: &str| {
            let mut record = record(form, 64, 64, 1.0);
            record.case.kernel = kernel.into();
            record
        };
        let delta = "delta_rule/causal";
        let given = ["chunk(16)", "plain", "chunk", "chunk(2)", "recurrent"].map(|form| of(delta, form));
        let records = sorted(given.into_iter().chain([of("limit", "registers")]).collect());
        let forms: Vec<_> = records.iter().map(|r| r.case.form.as_str()).collect();
        assert_eq!(forms, ["recurrent", "chunk", "chunk(2)", "chunk(16)", "plain", "registers"]);
        assert_eq!(place(&records[3].case), place(&records[1].case));
        assert_eq!(place(&records[5].case), None);
    }

    #[test]
    fn large_sizes_decide_the_slope_where_there_are_enough() {
        let times = [(64, 5.0), (128, 5.0), (512, 8.0), (1024, 16.0), (2048, 32.0)];
        let records: Vec<_> = times.map(|(n, ms)| record("right", n, 64, ms)).into();
        let found = &series(&records)[0];
        assert_eq!((found.fit_from, found.slope()), (512, "1.00 ± 0.00".to_owned()));
        assert_eq!(series(&records[..4])[0].fit_from, 64);
    }
}
