//! What the lab shows of a run: one series for each kernel, and the sentence of slopes.

use super::names;
use crate::fast::OFFERED;
use crate::fast::chunk::size;
use crate::i18n::Locale;
use crate::timing::reason::{self, Reason};
use crate::timing::slope::{PowerLaw, fit, local_slopes};
use crate::timing::{Case, Record, Speed};
use crate::ui::chart::{Look, Marker, Point, Scaling};

/// Slopes are fitted from this size on where a series has three sizes there: below it, what does not grow with n still
/// weighs.
pub const FIT_FROM: usize = 512;

/// What time is drawn against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// Tokens n.
    Tokens,
    /// Channels d.
    Channels,
    /// Chunk size C.
    Chunk,
}

impl Against {
    /// What the results of a suite are drawn against.
    pub fn of(suite: &str) -> Self {
        match suite {
            "width" => Self::Channels,
            "chunk" => Self::Chunk,
            _ => Self::Tokens,
        }
    }

    /// Where a record lies; `None` where it has no place.
    fn x(self, case: &Case) -> Option<usize> {
        match self {
            Self::Tokens => size(&case.form).is_none().then_some(case.n),
            Self::Channels => size(&case.form).is_none().then_some(case.d),
            Self::Chunk => size(&case.form),
        }
    }

    /// What is the same for all records of a series.
    fn fixed(self, case: &Case) -> (usize, usize) {
        match self {
            Self::Tokens => (0, case.d),
            Self::Channels => (case.n, 0),
            Self::Chunk => (case.n, case.d),
        }
    }
}

/// The records of one kernel in one form, with one size growing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Place of the kernel in the kernel list: its colour and its sign.
    pub index: usize,
    /// The size that grows.
    pub against: Against,
    /// Tokens, where they do not grow; else 0.
    pub n: usize,
    /// Channels, where they do not grow; else 0.
    pub d: usize,
    /// Sorted by the size that grows.
    pub records: Vec<Record>,
    /// Smallest size that the fit uses.
    pub fit_from: usize,
    /// The fit through the medians.
    pub law: Option<PowerLaw>,
}

/// All series of a run, in the order of the kernel list, then by what is fixed.
pub fn series(records: &[Record], against: Against) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for record in records {
        let (Some(index), Some(_)) = (place(&record.case), against.x(&record.case)) else { continue };
        let (n, d) = against.fixed(&record.case);
        match all.iter_mut().find(|s| (s.index, s.n, s.d) == (index, n, d)) {
            Some(series) => series.records.push(record.clone()),
            None => {
                let records = vec![record.clone()];
                all.push(Series { index, against, n, d, records, fit_from: 0, law: None });
            }
        }
    }
    all.sort_by_key(|series| (series.index, series.n, series.d));
    all.iter_mut().for_each(Series::fit);
    // Where channels or chunks grow, what was timed at one of them only, in another suite, is no series.
    all.retain(|series| against == Against::Tokens || series.records.len() > 1);
    all
}

/// The place in the kernel list of the entry whose colour and sign a record has: its own, or, for a form in chunks of a
/// size, that of the form in chunks. `None` for what no menu offers.
pub fn place(case: &Case) -> Option<usize> {
    let form = if size(&case.form).is_some() { "chunk" } else { &case.form };
    OFFERED.iter().position(|kernel| kernel.kernel == case.kernel && kernel.form == form)
}

/// Operations of a call for each byte that it holds, each of which is moved at least once.
pub fn intensity(record: &Record) -> f64 {
    record.gflops * record.median_ms * 1e6 / record.bytes.max(1) as f64
}

/// What the machine allows at each intensity: so many bytes a second, and no more operations than registers do. (Williams,
/// Waterman and Patterson, "Roofline" (2009).)
pub fn bound(limit: &Speed, label: &str) -> Scaling {
    let gbytes = limit.gbytes.unwrap_or(f64::NAN);
    let ridge = limit.gflops / gbytes;
    let points =
        [0.25, ridge, 1e4_f64.max(2.0 * ridge)].map(|x| Point::exact(x, limit.gflops.min(gbytes * x)));
    Scaling { label: label.to_owned(), points: points.into(), ..bound_look() }
}

/// The recurrent form of each kernel whose chunk sizes are drawn: the time that chunks have to beat.
pub fn recurrences(all: &[Series], records: &[Record], label: impl Fn(&Series) -> String) -> Vec<Scaling> {
    let of = |s: &Series| {
        let chunk = &s.records.first()?.case;
        let same = |r: &&Record| {
            (&r.case.kernel, r.case.n, r.case.d) == (&chunk.kernel, chunk.n, chunk.d)
                && r.case.form == "recurrent"
        };
        let ms = records.iter().find(same).filter(|_| s.against == Against::Chunk)?.median_ms;
        let [first, last] = [s.points().next()?.0, s.points().last()?.0];
        let points = [first, last].map(|x| Point::exact(x, ms)).into();
        Some(Scaling { label: label(s), points, ..bound_look() })
    };
    all.iter().filter_map(of).collect()
}

/// A line that bounds, without points yet.
fn bound_look() -> Scaling {
    Scaling {
        label: String::new(),
        colour: 0,
        marker: Marker::Disc,
        look: Look::Bound,
        points: Vec::new(),
        fit_from: 0.0,
        law: None,
    }
}

/// How many of the samples fall into each of some bins of one width, and where the bins begin and end.
pub fn histogram(times_ms: &[f64]) -> Option<(Vec<usize>, f64, f64)> {
    const BINS: usize = 12;
    let low = times_ms.iter().copied().reduce(f64::min)?;
    let high = times_ms.iter().copied().reduce(f64::max)?;
    let mut counts = vec![0; if high > low { BINS } else { 1 }];
    let last = counts.len() - 1;
    for time in times_ms {
        let place = if high > low { (time - low) / (high - low) * BINS as f64 } else { 0.0 };
        counts[(place as usize).min(last)] += 1;
    }
    Some((counts, low, high))
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

impl Series {
    fn fit(&mut self) {
        let against = self.against;
        self.records.sort_by_key(|record| against.x(&record.case));
        if against == Against::Chunk {
            return;
        }
        let from = if against == Against::Tokens { FIT_FROM } else { 0 };
        let sizes = || self.points().map(|(x, _)| x as usize);
        let large = sizes().filter(|&x| x >= from).count();
        let first = sizes().next().unwrap_or(0);
        self.fit_from = if large >= 3 { from.max(first) } else { first };
        self.law = fit(&self
            .points()
            .filter(|(x, _)| *x >= self.fit_from as f64)
            .map(|(x, r)| (x, r.median_ms))
            .collect::<Vec<_>>());
    }

    /// (size that grows, record) of each.
    pub fn points(&self) -> impl Iterator<Item = (f64, &Record)> {
        self.records.iter().filter_map(|r| Some((self.against.x(&r.case)? as f64, r)))
    }

    /// The slopes from size to size, the smallest sizes first; between sizes that are closer than 1.3 to 1 there is none.
    pub fn local_slopes(&self) -> String {
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (x, record) in self.points() {
            if points.last().is_none_or(|(last, _)| x > 1.3 * last) {
                points.push((x, record.median_ms));
            }
        }
        let slopes = local_slopes(&points);
        slopes.iter().map(|(_, slope)| format!("{slope:.2}")).collect::<Vec<_>>().join(" ")
    }

    /// Why the slope is not quite what counting gives.
    pub fn reason(&self) -> Option<Reason> {
        let fitted: Vec<Record> =
            self.records.iter().filter(|r| r.case.n >= self.fit_from).cloned().collect();
        (self.against == Against::Tokens).then(|| reason::find(&fitted)).flatten()
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
        let series = series(&records, Against::Tokens);
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
    fn time_may_be_drawn_against_channels_or_chunks() {
        let records = [
            record("right", 64, 64, 4.0),
            record("right", 64, 16, 1.0),
            record("left", 64, 16, 1.0),
            record("right", 128, 64, 8.0),
        ];
        let found = series(&records, Against::Channels);
        assert_eq!((found.len(), found[0].n, found[0].slope()), (1, 64, "1.00".to_owned()));
        let chunks: Vec<_> = ["chunk(2)", "chunk(1)", "recurrent"]
            .map(|form| {
                let mut record = record(form, 64, 8, 1.0);
                record.case.kernel = "delta_rule/causal".into();
                record
            })
            .into();
        let found = series(&chunks, Against::Chunk);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].points().map(|(x, _)| x).collect::<Vec<_>>(), [1.0, 2.0]);
        assert_eq!(found[0].law, None);
        assert_eq!(series(&chunks, Against::Tokens).len(), 1, "a size of chunks is no kernel of the menu");
    }

    #[test]
    fn every_sample_falls_into_a_bin() {
        let (counts, low, high) = histogram(&[1.0, 1.0, 2.0, 13.0]).unwrap();
        assert_eq!((counts.len(), counts[0], counts[1], counts[11], low, high), (12, 2, 1, 1, 1.0, 13.0));
        assert_eq!(histogram(&[3.0, 3.0]), Some((vec![2], 3.0, 3.0)));
        assert_eq!(histogram(&[]), None);
    }

    #[test]
    fn the_roof_has_its_ridge_where_both_limits_meet() {
        let roof = bound(&Speed { chain_ns: 1.0, gflops: 40.0, gbytes: Some(10.0) }, "limit");
        assert_eq!(roof.points[0].y, 2.5);
        assert_eq!((roof.points[1].x, roof.points[1].y, roof.points[2].y), (4.0, 40.0, 40.0));
    }

    #[test]
    fn large_sizes_decide_the_slope_where_there_are_enough() {
        let times = [(64, 5.0), (128, 5.0), (512, 8.0), (1024, 16.0), (2048, 32.0)];
        let records: Vec<_> = times.map(|(n, ms)| record("right", n, 64, ms)).into();
        let found = &series(&records, Against::Tokens)[0];
        assert_eq!((found.fit_from, found.slope()), (512, "1.00 ± 0.00".to_owned()));
        assert_eq!(series(&records[..4], Against::Tokens)[0].fit_from, 64);
    }
}
