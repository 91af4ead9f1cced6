//! The results of a run as the lab draws and lists them: one series for each kernel, with its slope.

use super::palette::{Place, place};
use crate::fast::{self, Form, OFFERED};
pub use crate::timing::Against;
use crate::timing::reason::{self, Reason};
use crate::timing::slope::{PowerLaw, fit, local_slopes};
pub use crate::timing::suite::FIT_FROM;
use crate::timing::{Beside, Case, Record};

/// The records of one kernel in one form, with one size growing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The place that decides on its colour and its sign.
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

/// The sizes (n, d) that all records of a series share; 0 for the one that grows.
fn fixed(against: Against, case: &Case) -> (usize, usize) {
    match against {
        Against::Tokens => (0, case.d),
        Against::Channels => (case.n, 0),
        Against::Chunk => (case.n, case.d),
    }
}

/// All series of a run, in the order of the kernel list, then by the size that is fixed. Where n grows, slopes are fitted from
/// `fit_from` on, if a series has three sizes there.
pub fn series(records: &[Record], against: Against, fit_from: usize) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for record in records {
        let (Some(place), Some(_)) = (place(&record.case), against.size_of(&record.case)) else { continue };
        let (n, d) = fixed(against, &record.case);
        match all.iter_mut().find(|s| (s.place, s.n, s.d) == (place, n, d)) {
            Some(series) => series.records.push(record.clone()),
            None => {
                let records = vec![record.clone()];
                all.push(Series { place, against, n, d, records, fit_from: 0, law: None });
            }
        }
    }
    all.sort_unstable_by_key(|series| (series.place, series.n, series.d));
    all.iter_mut().for_each(|series| series.fit(fit_from));
    // Where channels or chunks grow, a kernel that was timed at one size only is no series.
    all.retain(|series| against == Against::Tokens || series.records.len() > 1);
    all
}

/// All records in the order in which the table shows them: by the kernel list, then by d, chunk size and n.
pub fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    let order = |Record { case, .. }: &Record| {
        let place = place(case).unwrap_or(Place::of(OFFERED.len()));
        (place, case.kernel.clone(), case.d, case.form.algorithm().chunk_size(), case.n)
    };
    records.sort_by_cached_key(order);
    records
}

impl Series {
    fn fit(&mut self, from: usize) {
        let against = self.against;
        self.records.sort_unstable_by_key(|record| against.size_of(&record.case));
        if against == Against::Chunk {
            return;
        }
        let from = if against == Against::Tokens { from } else { 0 };
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
        self.records.iter().filter_map(|r| Some((self.against.size_of(&r.case)? as f64, r)))
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

    /// Why the slope is not quite the exponent that counting gives.
    pub fn reason(&self) -> Option<Reason> {
        let fitted: Vec<Record> =
            self.records.iter().filter(|r| r.case.n >= self.fit_from).cloned().collect();
        (self.against == Against::Tokens).then(|| reason::find(&fitted)).flatten()
    }

    /// The kernel and the form that all its records have; chunks of all sizes are one form.
    pub fn kernel(&self) -> (&str, Form) {
        let offered = &OFFERED[self.place.index];
        match self.records.first() {
            Some(Record { case, .. }) if self.place.beside.is_some() => (&case.kernel, case.form),
            _ => (offered.kernel, Form::Own(offered.algorithm)),
        }
    }

    /// Its kernel in test ids: `delta_rule.causal.recurrent`, with `.fused` behind it for the fused form.
    pub fn id(&self) -> String {
        let (kernel, form) = self.kernel();
        let id = fast::info(kernel, form).map_or("", |info| info.id);
        if form.is_fused() { format!("{id}.{}", Beside::Fused.id()) } else { id.to_owned() }
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
    use crate::fast::Algorithm::{self, By, ChunkOf, Left, Recurrent, Registers, Right, Tiled};
    use crate::fast::Means::Plain;
    use crate::timing::record::Facts;

    fn record(form: impl Into<Form>, n: usize, d: usize, ms: f64) -> Record {
        let case = Case { kernel: "linear_attn/full".into(), form: form.into(), n, d };
        let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        Record::new(case, &[ms], facts).unwrap()
    }

    #[test]
    fn records_fall_into_series_by_kernel_form_and_d() {
        let records = [
            record(Right, 128, 64, 2.0),
            record(Left, 64, 64, 1.0),
            record(Right, 64, 64, 1.0),
            record(Right, 64, 32, 1.0),
            record(Tiled, 64, 32, 1.0),
        ];
        let series = series(&records, Against::Tokens, FIT_FROM);
        let found: Vec<_> =
            series.iter().map(|s| (OFFERED[s.place.index].algorithm, s.d, s.records.len())).collect();
        assert_eq!(found, [(Left, 64, 1), (Right, 32, 1), (Right, 64, 2)]);
        assert_eq!(series[2].slope(), "1.00");
        assert_eq!(series[0].slope(), "–");
    }

    #[test]
    fn the_table_shows_every_record_in_the_order_of_the_list() {
        let of = |kernel: &str, form: Form| {
            let mut record = record(form, 64, 64, 1.0);
            record.case.kernel = kernel.into();
            record
        };
        let delta = "delta_rule/causal";
        let given = ["chunk(16)", "fused(chunk)", "plain", "chunk", "chunk(2)", "recurrent"];
        let given = given.map(|form| of(delta, form.parse().unwrap()));
        let records = sorted(given.into_iter().chain([of("limit", Registers.into())]).collect());
        let forms: Vec<_> = records.iter().map(|r| r.case.form.to_string()).collect();
        let wanted = ["recurrent", "plain", "chunk", "chunk(2)", "chunk(16)", "fused(chunk)", "registers"];
        assert_eq!(forms, wanted);
    }

    #[test]
    fn what_is_timed_beside_has_a_name_and_a_series_of_its_own() {
        let forms = [Form::Own(Left), Form::Own(Right), Form::Fused(Left), Form::Own(By(Plain))];
        let records = forms.map(|form| record(form, 64, 64, 1.0));
        let series = series(&records, Against::Tokens, FIT_FROM);
        let ids: Vec<_> = series.iter().map(Series::id).collect();
        let full = ["left", "left.fused", "right", "plain"].map(|form| format!("linear_attn.full.{form}"));
        assert_eq!(ids, full);
        assert_eq!(series[3].place.index, series[2].place.index, "the plain loops take the way on the right");
    }

    #[test]
    fn time_may_be_drawn_against_channels_or_chunks() {
        let records = [
            record(Right, 64, 64, 4.0),
            record(Right, 64, 16, 1.0),
            record(Left, 64, 16, 1.0),
            record(Right, 128, 64, 8.0),
        ];
        let found = series(&records, Against::Channels, FIT_FROM);
        assert_eq!((found.len(), found[0].n, found[0].slope()), (1, 64, "1.00".to_owned()));
        let chunks: Vec<_> = [ChunkOf(2), ChunkOf(1), Recurrent]
            .map(|form: Algorithm| {
                let mut record = record(form, 64, 8, 1.0);
                record.case.kernel = "delta_rule/causal".into();
                record
            })
            .into();
        let found = series(&chunks, Against::Chunk, FIT_FROM);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].points().map(|(x, _)| x).collect::<Vec<_>>(), [1.0, 2.0]);
        assert_eq!(found[0].law, None);
        assert_eq!(
            series(&chunks, Against::Tokens, FIT_FROM).len(),
            1,
            "a size of chunks is no kernel of the menu"
        );
    }

    #[test]
    fn large_sizes_decide_the_slope_where_there_are_enough() {
        let times = [(64, 5.0), (512, 5.0), (1024, 8.0), (2048, 16.0), (4096, 32.0)];
        let records: Vec<_> = times.map(|(n, ms)| record(Right, n, 64, ms)).into();
        let found = &series(&records, Against::Tokens, FIT_FROM)[0];
        assert_eq!((found.fit_from, found.slope()), (1024, "1.00 ± 0.00".to_owned()));
        assert_eq!(series(&records[..4], Against::Tokens, FIT_FROM)[0].fit_from, 64);
        assert_eq!(series(&records, Against::Tokens, 0)[0].fit_from, 64, "a suite may want all of them");
    }
}
