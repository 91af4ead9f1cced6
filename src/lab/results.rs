//! What the lab shows of a run: one series for each kernel, and the sentence of slopes.

use super::controls::{colour, marker};
use super::names;
use crate::fast::chunk::size;
use crate::fast::{self, OFFERED, form};
use crate::i18n::*;
use crate::timing::reason::{self, Reason};
use crate::timing::slope::{PowerLaw, fit, local_slopes};
use crate::timing::suite::{BESIDES, FUSED};
use crate::timing::team::{self, Speedup};
use crate::timing::{Case, Record, Speed};
use crate::ui::chart::{LogLog, Look, Marker, Point, Scaling};

/// Slopes are fitted from this size on where a series has three sizes there: below it, what does not grow with n still
/// weighs.
pub const FIT_FROM: usize = 1024;

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
        if form::spread_inner(&case.form).is_some() {
            return None;
        }
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
    /// What decides on its colour and its sign.
    pub place: Place,
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
        let (Some(place), Some(_)) = (place(&record.case), against.x(&record.case)) else { continue };
        let (n, d) = against.fixed(&record.case);
        match all.iter_mut().find(|s| (s.place, s.n, s.d) == (place, n, d)) {
            Some(series) => series.records.push(record.clone()),
            None => {
                let records = vec![record.clone()];
                all.push(Series { place, against, n, d, records, fit_from: 0, law: None });
            }
        }
    }
    all.sort_unstable_by_key(|series| (series.place, series.n, series.d));
    all.iter_mut().for_each(Series::fit);
    // Where channels or chunks grow, what was timed at one of them only, in another suite, is no series.
    all.retain(|series| against == Against::Tokens || series.records.len() > 1);
    all
}

/// Where a kernel stands: the order of menus and tables, and what decides on colour and sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Place in the kernel list of its own form, or of the one beside which it is timed.
    pub index: usize,
    /// 0 for itself, else 1 + the place in [`BESIDES`].
    pub beside: usize,
}

impl Place {
    /// The place of an entry of the kernel list.
    pub const fn of(index: usize) -> Self {
        Self { index, beside: 0 }
    }
}

/// Where a record stands; a form in chunks of a size where the form in chunks does. `None` for what no menu offers.
pub fn place(case: &Case) -> Option<Place> {
    let beside = |of: &str| BESIDES.iter().position(|beside| *beside == of).map_or(0, |place| place + 1);
    let (means, of) = form::other_means(&case.form);
    let (form, beside) = match (form::fused_inner(&case.form), beside(means)) {
        (Some(inner), _) => (Some(inner), beside(FUSED)),
        (None, 0) => (Some(form::inner(&case.form)), 0),
        (None, place) => (of, place),
    };
    let form = form.map(|form| if size(form).is_some() { "chunk" } else { form });
    // What is computed otherwise, and has no other form, is a kernel's first, and Q(KᵀV), not (QKᵀ)V.
    let same = |info: &fast::Info| form.map_or(info.form != "left", |form| info.form == form);
    let index = OFFERED.iter().position(|info| info.kernel == case.kernel && same(info))?;
    Some(Place { index, beside })
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

/// The speed-ups of each case that was spread over workers, in the order of the table.
pub fn speedups(records: &[Record]) -> Vec<(Case, Vec<Speedup>)> {
    let alone = |r: Record| match form::spread_inner(&r.case.form)? {
        (1, form) => Some(Case { form: form.to_owned(), ..r.case }),
        _ => None,
    };
    let all = sorted(records.to_vec()).into_iter().filter_map(alone);
    all.map(|case| (case.clone(), team::speedups(&case, records))).collect()
}

/// Speed-up against workers, under what it would be if each of them counted in full.
pub fn speedup_chart(locale: Locale, found: &[(Case, Vec<Speedup>)]) -> LogLog {
    let line = |(case, list): &(Case, Vec<Speedup>)| {
        let place = place(case)?;
        let point = |s: &Speedup| {
            let (x, (low, high)) = (s.workers as f64, s.interval);
            Point { x, y: s.speedup, low, high, samples: Vec::new() }
        };
        Some(Scaling {
            label: names::case(locale, case),
            colour: colour(place),
            marker: marker(place),
            look: Look::Points,
            points: list.iter().map(point).collect(),
            ..bound_look()
        })
    };
    let most = found.iter().flat_map(|(_, list)| list).map(|s| s.workers).max().unwrap_or(1) as f64;
    let ideal = Scaling {
        label: td_string!(locale, lab.ideal).to_owned(),
        points: [1.0, most].map(|x| Point::exact(x, x)).into(),
        ..bound_look()
    };
    LogLog {
        x_title: td_string!(locale, lab.workers).to_owned(),
        y_title: td_string!(locale, lab.speedup).to_owned(),
        times: false,
        series: std::iter::once(ideal).chain(found.iter().filter_map(line)).collect(),
    }
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
        let place = place(case).unwrap_or(Place::of(OFFERED.len()));
        (place, case.kernel.clone(), case.d, size(&case.form), case.n)
    };
    records.sort_by_cached_key(order);
    records
}

impl Series {
    fn fit(&mut self) {
        let against = self.against;
        self.records.sort_unstable_by_key(|record| against.x(&record.case));
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

    /// The kernel and the form that all its records have; chunks of all sizes are one form.
    fn kernel(&self) -> (&str, &str) {
        let offered = &OFFERED[self.place.index];
        match self.records.first() {
            Some(Record { case, .. }) if self.place.beside > 0 => (&case.kernel, &case.form),
            _ => (offered.kernel, offered.form),
        }
    }

    /// What its kernel is called.
    pub fn name(&self, locale: Locale) -> String {
        let (kernel, form) = self.kernel();
        names::kernel(locale, kernel, form)
    }

    /// What its kernel is called in test ids: `delta_rule.causal.recurrent`, and with `.fused` behind it.
    pub fn id(&self) -> String {
        let (kernel, form) = self.kernel();
        let id = fast::info(kernel, form).map_or("", |info| info.id);
        if form::fused_inner(form).is_some() { format!("{id}.{FUSED}") } else { id.to_owned() }
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
        let found: Vec<_> =
            series.iter().map(|s| (OFFERED[s.place.index].form, s.d, s.records.len())).collect();
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
        let given = ["chunk(16)", "fused(chunk)", "plain", "chunk", "chunk(2)", "recurrent"];
        let given = given.map(|form| of(delta, form));
        let records = sorted(given.into_iter().chain([of("limit", "registers")]).collect());
        let forms: Vec<_> = records.iter().map(|r| r.case.form.as_str()).collect();
        let wanted = ["recurrent", "plain", "chunk", "chunk(2)", "chunk(16)", "fused(chunk)", "registers"];
        assert_eq!(forms, wanted);
        let places: Vec<_> = records.iter().map(|r| place(&r.case)).collect();
        assert_eq!(places[3], places[2], "a size of chunks has the colour of chunks");
        assert_eq!(places[6], None);
        let [recurrent, plain, chunk, fused] = [0, 1, 2, 5].map(|i| places[i].unwrap());
        assert_eq!((colour(plain), colour(fused)), (colour(recurrent), colour(chunk)));
        assert!(marker(plain) != marker(recurrent) && marker(fused) != marker(chunk));
    }

    #[test]
    fn what_is_timed_beside_has_a_name_and_a_series_of_its_own() {
        let records = ["left", "right", "fused(left)", "plain"].map(|form| record(form, 64, 64, 1.0));
        let series = series(&records, Against::Tokens);
        let ids: Vec<_> = series.iter().map(Series::id).collect();
        let full = ["left", "left.fused", "right", "plain"].map(|form| format!("linear_attn.full.{form}"));
        assert_eq!(ids, full);
        assert_eq!(series[3].place.index, series[2].place.index, "the plain loops take the way on the right");
        assert!(series[1].name(Locale::en).ends_with("fused"));
    }

    #[test]
    fn speed_ups_lie_under_the_line_of_full_efficiency() {
        let spread = |workers, ms| record(&form::spread(workers, "right"), 64, 64, ms);
        let found = speedups(&[spread(1, 4.0), spread(2, 2.5), record("right", 64, 64, 0.5)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.form, "right");
        let chart = speedup_chart(Locale::en, &found);
        assert_eq!(chart.series[0].points.last().map(|p| (p.x, p.y)), Some((2.0, 2.0)));
        assert_eq!(chart.series[1].points.last().map(|p| (p.x, p.y)), Some((2.0, 1.6)));
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
        let limit = Speed { chain_ns: 1.0, gflops: 40.0, gbytes: Some(10.0), fused: false };
        let roof = bound(&limit, "limit");
        assert_eq!(roof.points[0].y, 2.5);
        assert_eq!((roof.points[1].x, roof.points[1].y, roof.points[2].y), (4.0, 40.0, 40.0));
    }

    #[test]
    fn large_sizes_decide_the_slope_where_there_are_enough() {
        let times = [(64, 5.0), (512, 5.0), (1024, 8.0), (2048, 16.0), (4096, 32.0)];
        let records: Vec<_> = times.map(|(n, ms)| record("right", n, 64, ms)).into();
        let found = &series(&records, Against::Tokens)[0];
        assert_eq!((found.fit_from, found.slope()), (1024, "1.00 ± 0.00".to_owned()));
        assert_eq!(series(&records[..4], Against::Tokens)[0].fit_from, 64);
    }
}
