//! The table of chunk sizes: what each costs, and how long it takes here.

use leptos::prelude::*;

use super::costs::{Row, chunk_sizes, fastest_rows, rows, sweep};
use super::scenario::{TIMED_D, TIMED_N};
use crate::app::{Shows, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::knobs::OneOf;
use crate::lab::{Bench, Starter};
use crate::names;
use crate::number::{FLOAT32, bytes, grouped, plain};
use crate::rules::wy::Chunked;
use crate::timing::Run;
use crate::ui::chart::axis::duration;
use crate::ui::chart::{Chart, ChartCanvas, LogLog, Look, Marker, Point, Scaling, Vertical};
use crate::ui::{Choice, Predict, When, text};

/// Fetches the table.
#[leptos::wasm_split::wasm_split(chunks_measure, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn measure() -> Shows {
    Ok(|| view! { <Measure /> }.into_any())
}

/// What each C costs, counted; and how long each takes here, measured.
#[component]
fn Measure() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let bench = Bench::default();
    on_cleanup(move || bench.cancel());
    let set = app.read(|s| s.knobs.chunks.clone());
    let rows = move || bench.run.with(|run| rows(&set.get(), &run.records));
    let fastest = move || bench.run.with(|run| fastest_rows(&set.get(), &run.records));
    let best = move || fastest().map(|(best, _)| best);
    let running = Memo::new(move || bench.run.with(Run::is_running));
    let failed = move || bench.run.with(|run| run.failure().is_some());
    let says = move || match (failed(), running.get(), fastest()) {
        (true, ..) => t_string!(i18n, start.time_failed).to_string(),
        (_, true, _) => t_string!(i18n, lab.running).to_string(),
        (_, _, Some((best, tied))) => {
            let (size, relative) = (best.chunk_size, plain(best.relative));
            let time = duration(best.ms.map_or(f64::NAN, |ms| ms[0]));
            match tied.split_last() {
                Some((last, others)) if !others.is_empty() => {
                    let sizes = others.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
                    t_string!(
                        i18n,
                        chunks.best_tied,
                        sizes = sizes,
                        last = *last,
                        size = size,
                        time = time,
                        relative = relative
                    )
                }
                _ => t_string!(i18n, chunks.best, size = size, time = time, relative = relative),
            }
        }
        _ => t_string!(i18n, chunks.not_timed).to_string(),
    };
    let numbers =
        |all: [u64; 3]| Signal::derive(move || all.map(|x| (x.to_string(), x.to_string())).to_vec());
    let chart = Signal::derive(move || {
        let point = |row: Row| {
            row.ms.map(|[y, low, high]| Point { x: row.chunk_size as f64, y, low, high, samples: Vec::new() })
        };
        let points = rows().into_iter().filter_map(point).collect();
        Chart::from(LogLog {
            x_title: "C".to_owned(),
            y_title: t_string!(i18n, lab.time).to_string(),
            y: Vertical::Times,
            series: vec![Scaling {
                label: names::rule(i18n.get_locale(), set.get().rule.id()).unwrap_or_default().to_owned(),
                colour: 5,
                marker: Marker::Disc,
                look: Look::Points,
                points,
                fit_from: 0.0,
                law: None,
            }],
        })
    });
    view! {
        <section aria-labelledby="what-c-costs">
            <h2 id="what-c-costs">{text!(chunks.costs_title)}</h2>
            <p>{text!(chunks.costs_text)}</p>
            <Question />
            <div class="stage-knobs">
                <Choice label="T" testid="time-n" value=Signal::derive(move || set.get().timed_n.0.to_string()) options=numbers(TIMED_N)
                    on_change=move |n: String| if let Ok(n) = n.parse() { app.change(|s| s.knobs.chunks.timed_n = OneOf(n)) } />
                <Choice label="d" testid="time-d" value=Signal::derive(move || set.get().timed_d.0.to_string()) options=numbers(TIMED_D)
                    on_change=move |d: String| if let Ok(d) = d.parse() { app.change(|s| s.knobs.chunks.timed_d = OneOf(d)) } />
                <Starter bench job=Signal::derive(move || sweep(&set.get())) testid="chunk-time"
                    says=|locale, time| td_string!(locale, chunks.time_it, time = time).to_string() />
                <span role="status" data-testid="chunk-best" data-best=move || best().map(|row| row.chunk_size.to_string())>{says}</span>
            </div>
            <div class="costs">
                <div class="scroll" tabindex="0" role="group" aria-labelledby="what-c-costs">
                    <table data-testid="chunk-costs">
                        <thead><tr>
                            <th scope="col">"C"</th>
                            // Where a phone shows it without scrolling.
                            <th scope="col">{text!(chunks.time)}</th>
                            <th scope="col">{text!(chunks.work)}</th>
                            <th scope="col">{text!(chunks.relative)}</th>
                            <th scope="col">{text!(chunks.depth)}</th>
                            <th scope="col">{text!(chunks.moved)}</th>
                        </tr></thead>
                        <tbody>
                            {move || {
                                let best = best().map(|row| row.chunk_size);
                                rows().iter().map(|row| cost_row(row, best == Some(row.chunk_size))).collect_view()
                            }}
                        </tbody>
                    </table>
                </div>
                <When on=move |()| best().is_some()>
                    <div class="charts"><ChartCanvas chart label=text!(chunks.chart) height=300.0 /></div>
                </When>
            </div>
        </section>
    }
}

fn cost_row(row: &Row, best: bool) -> impl IntoView + use<> {
    let time = row.ms.map_or_else(
        || "–".to_owned(),
        |[ms, low, high]| format!("{} ± {}", duration(ms), duration((high - low) / 2.0)),
    );
    view! {
        <tr class:best=best data-testid=format!("chunk-{}", row.chunk_size) data-ms=row.ms.map(|ms| ms[0].to_string())>
            <th scope="row">{row.chunk_size}</th>
            <td>{time}</td>
            <td>{grouped(row.cost.multiply_adds.into())}</td>
            <td>"×"{plain(row.relative)}</td>
            <td>{grouped(row.cost.depth.into())}</td>
            <td>{bytes(FLOAT32 * u128::from(row.cost.state_numbers))}</td>
        </tr>
    }
}

/// Which C waits least: asked before the table is read.
#[component]
fn Question() -> impl IntoView {
    let app = use_app();
    let n = move || app.scenario.with(|s| s.knobs.chunks.timed_n.0);
    let shortest = move || {
        let depth = |c: u64| Chunked::DeltaRule.cost(n(), 1, c).depth;
        chunk_sizes(n()).min_by_key(|c| depth(*c)).map_or((1, 1), |c| (c, depth(c)))
    };
    let answer = Signal::derive(move || shortest().0);
    let why = text!(chunks.because, size = shortest().0, depth = shortest().1, n = n());
    view! { <div class="ask"><Predict question=text!(chunks.question, n = n()) answer why /></div> }
}
