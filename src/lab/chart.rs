//! The charts of the lab, and which of their points is in hand.

use leptos::prelude::*;

use super::bench::{Bench, use_bench};
use super::lines::{intensity, recurrences, roof};
use super::names;
use super::palette::{colour, marker};
use super::results::{FIT_FROM, Series, series};
use crate::erased::Memo;
use crate::fast::{Algorithm, OFFERED};
use crate::i18n::*;
use crate::timing::slope::PowerLaw;
use crate::timing::{Against, Case, Record, Run};
use crate::ui::chart::{
    Chart, ChartCanvas, LogLog, Look, Marker, Point, PointChart, PointOf, PowerLine, Scaling, Vertical,
};
use crate::ui::{When, text};

/// The height of the lab's chart in CSS pixels.
pub const HEIGHT_PX: f64 = 420.0;

/// A record that is pointed at, in the chart or in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// The case that was timed.
    pub case: Case,
    /// Whether the record is of the result that is laid under the chart, and not of the run.
    pub under: bool,
}

/// A series as the chart draws it.
fn scaling(locale: Locale, s: &Series, look: Look, several: bool) -> Scaling {
    let fixed = match (several, s.n) {
        (false, _) => String::new(),
        (true, 0) => format!(", d = {}", s.d),
        (true, n) => format!(", n = {n}"),
    };
    Scaling {
        label: s.name(locale) + &fixed,
        colour: colour(s.place),
        marker: if look == Look::Pale { Marker::Ring } else { marker(s.place) },
        look,
        points: s.points().map(|(x, r)| point(x, r)).collect(),
        fit_from: s.fit_from as f64,
        law: s.law.map(|PowerLaw { exponent, factor, half_width }| PowerLine {
            exponent,
            factor,
            half_width,
        }),
    }
}

/// A record as a point, with its samples.
fn point(x: f64, r: &Record) -> Point {
    Point { x, y: r.median_ms, low: r.low_ms, high: r.high_ms, samples: r.times_ms.clone() }
}

/// Time against the size that grows, on logarithmic axes; paler, the results that are laid under them.
pub fn scaling_chart(own: Memo<Vec<Series>>, under: Memo<Vec<Series>>) -> Memo<LogLog> {
    let i18n = use_i18n();
    let bench = use_context::<Bench>();
    Memo::new(move || {
        let locale = i18n.get_locale();
        let several = own.with(|all| all.iter().any(|s| (s.n, s.d) != (all[0].n, all[0].d)));
        let draw = |all: &[Series], look| -> Vec<_> {
            all.iter().map(|s| scaling(locale, s, look, several)).collect()
        };
        // The kept result comes first, so that it lies under the others: `PickChart` counts on it.
        let mut drawn = under.with(|all| draw(all, Look::Pale));
        drawn.extend(own.with(|all| draw(all, Look::Points)));
        let recurrent =
            |s: &Series| names::kernel(locale, OFFERED[s.place.index].kernel, Algorithm::Recurrent);
        let records = bench.map(|bench| bench.run.with(|run| run.records.clone())).unwrap_or_default();
        drawn.extend(own.with(|all| recurrences(all, &records, recurrent)));
        let against = own.with(|all| all.first().map_or(Against::Tokens, |s| s.against));
        LogLog {
            x_title: names::against(locale, against),
            y_title: td_string!(locale, lab.time).to_owned(),
            y: Vertical::Times,
            series: drawn,
        }
    })
}

/// Such a chart in words: the slopes.
fn slopes(own: Memo<Vec<Series>>) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let slope = |s: &Series| format!("{} {}", s.name(locale), s.slope());
        let slopes: Vec<String> = own.with(|all| all.iter().map(slope).collect());
        format!("{} {}", td_string!(locale, lab.chart), slopes.join("; "))
    })
}

/// Time against the size that grows, to be looked at.
#[component]
pub fn ScalingChart(
    series: Memo<Vec<Series>>,
    /// CSS pixels.
    height: f64,
) -> impl IntoView {
    let chart = scaling_chart(series, Memo::new(Vec::new));
    let chart = Signal::derive(move || Chart::from(chart.get()));
    view! { <ChartCanvas chart label=slopes(series) height /> }
}

/// The same, to be gone through point by point.
#[component]
pub fn PickChart(
    /// Made by [`scaling_chart`] of the two that follow.
    chart: Memo<LogLog>,
    own: Memo<Vec<Series>>,
    under: Memo<Vec<Series>>,
    picked: RwSignal<Option<Pick>>,
) -> impl IntoView {
    let place = move |pick: Pick| {
        let of = |all: &Vec<Series>| {
            let point = |s: &Series| s.points().position(|(_, record)| record.case == pick.case);
            all.iter().enumerate().find_map(|(series, s)| Some((series, point(s)?)))
        };
        match pick.under {
            true => under.with(of),
            false => own.with(of).map(|(series, point)| (under.with(Vec::len) + series, point)),
        }
    };
    let pick = move |(series, point): PointOf| {
        let below = under.with_untracked(Vec::len);
        let (all, series, under) = match series.checked_sub(below) {
            Some(series) => (own, series, false),
            None => (under, series, true),
        };
        let case = all.with_untracked(|all| Some(all.get(series)?.points().nth(point)?.1.case.clone()))?;
        Some(Pick { case, under })
    };
    let point = move |()| picked.get().and_then(place);
    let on_pick = move |point: Option<PointOf>| picked.set(point.and_then(pick));
    view! {
        <PointChart chart label=slopes(own) keys=text!(lab.chart_keys) testid="lab" height=HEIGHT_PX picked=point on_pick />
    }
}

/// Speed against operations per byte, under the limits of registers and memory.
#[component]
pub fn Roofline(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let limit = Memo::new(move || bench.run.with(Run::limit));
    let fused = Memo::new(move || bench.run.with(Run::fused_limit));
    let kernels = Memo::new(move || records.with(|records| series(records, Against::Tokens, FIT_FROM)));
    let chart = Signal::derive(move || {
        let locale = i18n.get_locale();
        let roofs = [limit.get(), fused.get()].into_iter().flatten().map(|limit| {
            let mut name = crate::names::kernel(locale, "limit").unwrap_or_default().to_owned();
            if limit.fused {
                name = format!("{name} {}", td_string!(locale, lab.fused));
            }
            roof(&limit, &name)
        });
        let of = |s: &Series| {
            let points = s.records.iter().map(|r| Point::exact(intensity(r), r.gflops)).collect();
            Scaling { points, law: None, ..scaling(locale, s, Look::Points, false) }
        };
        let kernels = kernels.with(|all| all.iter().map(of).collect::<Vec<_>>());
        Chart::from(LogLog {
            x_title: td_string!(locale, lab.intensity).to_owned(),
            y_title: "GFLOP/s".to_owned(),
            y: Vertical::Factors,
            series: roofs.chain(kernels).collect(),
        })
    });
    view! {
        <When on=move |()| limit.get().is_some_and(|limit| limit.gbytes.is_some()) && kernels.with(|all| !all.is_empty())>
        <section>
            <h2>{text!(lab.roofline)}</h2>
            <p>{text!(lab.roofline_means)}</p>
            <ChartCanvas chart label=text!(lab.roofline_means) height=320.0 />
        </section>
        </When>
    }
}
