use leptos::prelude::*;

use super::bench::use_bench;
use super::controls::{Controls, colour, marker};
use super::names;
use super::progress::ProgressBar;
use super::results::{Series, series};
use super::tables::{Records, Refusals, Slopes};
use crate::app::use_app;
use crate::browser::{files, machine};
use crate::fast::OFFERED;
use crate::i18n::*;
use crate::timing::guard::{CALL_LIMIT_MS, MEMORY_LIMIT, TOLERANCE};
use crate::timing::{Record, Report};
use crate::ui::chart::axis::duration;
use crate::ui::chart::{ChartCanvas, LogLog, Scaling};
use crate::ui::meter::{Meter, Reading};
use crate::ui::number::bytes;
use crate::ui::text;

/// The lab.
pub fn view() -> AnyView {
    view! { <Lab /> }.into_any()
}

#[component]
fn Lab() -> impl IntoView {
    let bench = use_bench();
    bench.check();
    let reading =
        Memo::new(move |_| bench.worst_rms_ratio().map(|apart| Reading { apart, allowed: TOLERANCE }));
    let records = Memo::new(move |_| bench.run.with(|run| run.records.clone()));
    let series = Memo::new(move |_| series(&records.get()));
    let grain = Memo::new(move |_| bench.run.with(|run| run.grain_ms));
    view! {
        <div class="lesson lab">
            <article>
                <h1>{text!(lab.title)}</h1>
                <p>{text!(lab.intro)}</p>
                <section aria-label=text!(lab.choose)><Controls /></section>
            </article>
            <section class="stage" aria-label=text!(ui.stage)>
                <div class="stage-top"><Meter what=text!(lab.meter) reading /></div>
                <ProgressBar />
                <figure class="lab-chart">
                    <Show when=move || series.with(|all| !all.is_empty()) fallback=move || view! { <p class="lab-empty">{text!(lab.empty)}</p> }>
                        <ScalingChart series height=420.0 />
                    </Show>
                </figure>
                <Results series records />
            </section>
            <article>
                <h2>{text!(lab.how)}</h2>
                <p>{text!(lab.how_what)}</p>
                <p>{text!(lab.how_sample)} " " {move || grain.get().map(|grain| text!(lab.how_grain, grain = duration(grain)))}</p>
                <p>{text!(lab.how_statistics)}</p>
                <p>{text!(lab.slope_means)}</p>
                <p>{text!(lab.how_limits, memory = bytes(MEMORY_LIMIT.into()), call = duration(CALL_LIMIT_MS))}</p>
            </article>
        </div>
    }
}

/// Slopes, records and refusals, once there are any.
#[component]
fn Results(series: Memo<Vec<Series>>, records: Memo<Vec<Record>>) -> impl IntoView {
    let bench = use_bench();
    let any = Memo::new(move |_| bench.run.with(|run| !run.records.is_empty() || !run.refused.is_empty()));
    view! {
        <Show when=move || any.get()>
            <div class="lab-results">
                <Slopes series />
                <Records records />
                <Refusals />
            </div>
        </Show>
        <Exports />
    }
}

/// Time against n, on logarithmic axes.
#[component]
pub fn ScalingChart(
    series: Memo<Vec<Series>>,
    /// CSS pixels.
    height: f64,
) -> impl IntoView {
    let i18n = use_i18n();
    let chart = Signal::derive(move || {
        let locale = i18n.get_locale();
        let several_d = series.with(|all| all.iter().any(|s| s.d != all[0].d));
        let scaling = |s: &Series| {
            let d = if several_d { format!(", d = {}", s.d) } else { String::new() };
            let points = s.records.iter().map(|r| (r.case.n as f64, r.median_ms, r.low_ms, r.high_ms));
            Scaling {
                label: names::entry(locale, &OFFERED[s.index]) + &d,
                colour: colour(s.index),
                marker: marker(s.index),
                points: points.collect(),
                fit_from: s.fit_from as f64,
                law: s.law,
            }
        };
        LogLog {
            x_title: td_string!(locale, lab.tokens).to_owned(),
            y_title: td_string!(locale, lab.time).to_owned(),
            series: series.with(|all| all.iter().map(scaling).collect()),
        }
    });
    let label = Signal::derive(move || {
        let locale = i18n.get_locale();
        let slope = |s: &Series| format!("{} {}", names::entry(locale, &OFFERED[s.index]), s.slope());
        let slopes: Vec<String> = series.with(|all| all.iter().map(slope).collect());
        format!("{} {}", td_string!(locale, lab.chart), slopes.join("; "))
    });
    view! { <ChartCanvas chart label height /> }
}

/// The results as files.
#[component]
fn Exports() -> impl IntoView {
    let app = use_app();
    let bench = use_bench();
    let none = Memo::new(move |_| bench.run.with(|run| run.records.is_empty()));
    let report = move || {
        let suite = app.scenario.with_untracked(|s| s.knobs.lab.suite);
        bench.run.with_untracked(|run| Report {
            environment: machine::environment(suite, run.grain_ms),
            records: run.records.clone(),
        })
    };
    let json = move |_| {
        if let Ok(json) = report().to_json() {
            files::save("deltascope-lab.json", "application/json", &json);
        }
    };
    let csv = move |_| {
        files::save("deltascope-lab.csv", "text/csv", &report().to_csv());
    };
    view! {
        <p class="lab-buttons stage-knobs">
            <button data-testid="lab-export-json" disabled=none on:click=json>{text!(lab.export_json)}</button>
            <button data-testid="lab-export-csv" disabled=none on:click=csv>{text!(lab.export_csv)}</button>
        </p>
    }
}
