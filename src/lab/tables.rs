use leptos::prelude::*;

use super::bench::use_bench;
use super::chart::Pick;
use super::controls::{colour, sign};
use super::names;
use super::results::{Against, Series, place, sorted, speedup_chart, speedups};
use super::samples::{Sampled, Samples};
use crate::i18n::*;
use crate::timing::crossover::{self, Crossover, Found};
use crate::timing::team::{HEADS, Speedup};
use crate::timing::{Case, Record, Refused};
use crate::ui::chart::ChartCanvas;
use crate::ui::chart::axis::{duration, three_digits};
use crate::ui::number::{bytes, short};
use crate::ui::{When, text};

/// The fitted slope of each series, the chart's legend, and why it is what it is.
#[component]
pub fn Slopes(series: Memo<Vec<Series>>) -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let row = move |series: Series| {
        let named = StoredValue::new(series.clone());
        let sizes = series.points().filter(|(x, _)| *x >= series.fit_from as f64).count();
        let grows = if series.against == Against::Channels { "d" } else { "n" };
        let fixed = if series.n > 0 { format!("n = {}", series.n) } else { format!("d = {}", series.d) };
        view! {
            <tr>
                <th scope="row" class=format!("series series-{}", colour(series.place) + 1)>
                    {sign(series.place)} " " {move || named.with_value(|series| series.name(i18n.get_locale()))}
                </th>
                <td>{fixed}</td>
                <td data-testid=format!("slope-{}", series.id())>{series.slope()}</td>
                <td>{format!("{grows} ≥ {} ({sizes})", series.fit_from)}</td>
                <td>{series.local_slopes()}</td>
            </tr>
        }
    };
    let fitted = Memo::new(move |_| {
        series.with(|all| all.iter().filter(|s| s.law.is_some()).cloned().collect::<Vec<_>>())
    });
    let noisy = Memo::new(move |_| bench.run.with(|run| run.noisy().is_some()));
    let reasons = move || {
        let locale = i18n.get_locale();
        if noisy.get() {
            // What a noisy machine does has no reason that could be read off.
            return Vec::new();
        }
        let sentence =
            |s: &Series| Some(view! { <li>{s.name(locale)} ": " {names::reason(locale, s)?}</li> });
        fitted.with(|all| all.iter().filter_map(sentence).collect::<Vec<_>>())
    };
    view! {
        <When on=move |()| fitted.with(|all| !all.is_empty())>
        <section>
        <h2>{text!(lab.slopes)}</h2>
        <div class="scroll" role="region" tabindex="0" aria-label=text!(lab.slopes)>
        <table>
            <thead><tr>
                <th scope="col">{text!(lab.kernel)}</th>
                <th scope="col">{text!(lab.fixed)}</th>
                <th scope="col">{text!(lab.slope)}</th>
                <th scope="col">{text!(lab.fitted_over)}</th>
                <th scope="col">{text!(lab.local_slopes)}</th>
            </tr></thead>
            <tbody>{move || fitted.get().into_iter().map(row).collect_view()}</tbody>
        </table>
        </div>
        <ul class="lab-reasons" data-testid="lab-reasons">{reasons}</ul>
        </section>
        </When>
    }
}

/// Where the linear ways begin to win, beside what counting predicts.
#[component]
pub fn Crossovers(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move |_| {
        records.with(|records| {
            let mut ds: Vec<usize> = records.iter().map(|record| record.case.d).collect();
            ds.sort_unstable();
            ds.dedup();
            let of = |d| crossover::PAIRS.iter().enumerate().map(move |(i, pair)| (i, d, pair));
            let find = |(i, d, pair)| Some((i, d, crossover::find(pair, d, records)?));
            ds.into_iter().flat_map(of).filter_map(find).collect::<Vec<_>>()
        })
    });
    let row = move |(i, d, x): (usize, usize, Crossover)| {
        let pair = &crossover::PAIRS[i];
        let name = move |(kernel, form)| names::kernel(i18n.get_locale(), kernel, form);
        view! {
            <tr>
                <th scope="row">{move || format!("{} / {}", name(pair.quadratic), name(pair.linear))}</th>
                <td>{d}</td>
                <td>{measured(x.found)}</td>
                <td>{format!("{:.0}", x.predicted)}</td>
            </tr>
        }
    };
    view! {
        <When on=move |()| found.with(|found| !found.is_empty())>
        <section>
        <h2>{text!(lab.crossover)}</h2>
        <p>{text!(lab.crossover_means)}</p>
        <div class="scroll" role="region" tabindex="0" aria-label=text!(lab.crossover)>
        <table data-testid="crossover">
            <thead><tr>
                <th scope="col">{text!(lab.pair)}</th>
                <th scope="col">"d"</th>
                <th scope="col">{text!(lab.crossover_n)}</th>
                <th scope="col">{text!(lab.predicted)}</th>
            </tr></thead>
            <tbody>{move || found.get().into_iter().map(row).collect_view()}</tbody>
        </table>
        </div>
        </section>
        </When>
    }
}

fn measured(found: Found) -> String {
    match found {
        Found::Within { n, low, high } => format!("{n:.0} ({low:.0} – {high:.0})"),
        Found::Below(n) => format!("< {n:.0}"),
        Found::Above(n) => format!("> {n:.0}"),
    }
}

/// How much faster a run of several heads is on several workers.
#[component]
pub fn Speedups(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move |_| records.with(|records| speedups(records)));
    let row = move |(case, s): (Case, Speedup)| {
        let name = move || names::case(i18n.get_locale(), &case);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{s.workers}</td>
                <td>{duration(s.median_ms)}</td>
                <td>{format!("{:.2} ({:.2} – {:.2})", s.speedup, s.interval.0, s.interval.1)}</td>
                <td>{format!("{:.0} %", 100.0 * s.efficiency)}</td>
            </tr>
        }
    };
    let rows = move || {
        let all = found.get().into_iter();
        all.flat_map(|(case, list)| list.into_iter().map(move |s| (case.clone(), s))).map(row).collect_view()
    };
    let chart = Signal::derive(move || found.with(|found| speedup_chart(i18n.get_locale(), found)));
    view! {
        <When on=move |()| found.with(|found| !found.is_empty())>
        <section>
        <h2>{text!(lab.speedups)}</h2>
        <p>{text!(lab.speedups_means, heads = HEADS)}</p>
        <ChartCanvas chart label=text!(lab.speedups) height=280.0 />
        <div class="scroll" role="region" tabindex="0" aria-label=text!(lab.speedups)>
        <table data-testid="speedups">
            <thead><tr>
                <th scope="col">{text!(lab.kernel)}</th>
                <th scope="col">{text!(lab.workers)}</th>
                <th scope="col">{text!(lab.median)}</th>
                <th scope="col">{text!(lab.speedup)}</th>
                <th scope="col">{text!(lab.efficiency)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        </div>
        </section>
        </When>
    }
}

/// Every record.
#[component]
pub fn Records(
    records: Memo<Vec<Record>>,
    /// The record in hand, here and in the chart.
    picked: RwSignal<Option<Pick>>,
    samples: Callback<(), Option<Sampled>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        sorted(records.get()).into_iter().map(|r| {
            let place = place(&r.case);
            let class = place.map(|place| format!("series series-{}", colour(place) + 1));
            let Case { kernel, form, .. } = r.case.clone();
            let this = StoredValue::new(Some(Pick { case: r.case.clone(), under: false }));
            let pick = move || picked.set(this.get_value());
            let here = move || this.with_value(|this| picked.with(|picked| picked == this));
            view! {
                <tr class:picked=here on:pointerenter=move |_| pick()>
                    <th scope="row" class=class>{place.map(sign)} " " {move || names::kernel(i18n.get_locale(), &kernel, &form)}</th>
                    <td>{r.case.form}</td>
                    <td>{r.case.n}</td>
                    <td>{r.case.d}</td>
                    <td>{duration(r.median_ms)}</td>
                    <td>{duration(r.low_ms)} " – " {duration(r.high_ms)}</td>
                    <td>{three_digits(r.gflops)}</td>
                    <td>{bytes(r.bytes.into())}</td>
                    <td><button class="lab-pick" on:focus=move |_| pick() on:click=move |_| pick() aria-label=text!(lab.show_samples, samples = r.samples)>{r.samples}</button></td>
                    <td>{short(r.rms_ratio)}</td>
                </tr>
            }
        }).collect_view()
    };
    view! {
        <section>
        <h2>{text!(lab.records)}</h2>
        <div class="scroll" role="region" tabindex="0" aria-label=text!(lab.records)>
            <table data-testid="lab-table">
                <thead><tr>
                    <th scope="col">{text!(lab.kernel)}</th>
                    <th scope="col">{text!(lab.form)}</th>
                    <th scope="col">"n"</th>
                    <th scope="col">"d"</th>
                    <th scope="col">{text!(lab.median)}</th>
                    <th scope="col">{text!(lab.interval)}</th>
                    <th scope="col">"GFLOP/s"</th>
                    <th scope="col">{text!(lab.memory)}</th>
                    <th scope="col">{text!(lab.samples)}</th>
                    <th scope="col">{text!(lab.rms_ratio)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        // The chart may be out of sight up there.
        <When on=move |()| samples.run(()).is_some()><Samples samples testid="lab-row-samples" /></When>
        </section>
    }
}

/// The cases that were not timed, each with its reason.
#[component]
pub fn Refusals() -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let refused = Memo::new(move |_| bench.run.with(|run| run.refused.clone()));
    let reason = move |Refused { case, reason }: Refused| {
        let says = move || {
            let locale = i18n.get_locale();
            format!("{}: {}", names::case(locale, &case), names::refusal(locale, &reason))
        };
        view! { <li>{says}</li> }
    };
    view! {
        <When on=move |()| refused.with(|refused| !refused.is_empty())>
            <section>
                <h2>{text!(lab.refused)}</h2>
                <ul class="lab-refused" data-testid="lab-refused">{move || refused.get().into_iter().map(reason).collect_view()}</ul>
            </section>
        </When>
    }
}
