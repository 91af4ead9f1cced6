//! What a run gives: chart, tables, exports, kept results and answers. A piece of the wasm of its own, fetched when the lab is at rest.

use leptos::html::Figure;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::bench::use_bench;
use super::chart::{HEIGHT_PX, Pick, PickChart, Roofline, scaling_chart};
use super::crossovers::Crossovers;
use super::names;
use super::replies::{End, Reply};
use super::results::{Against, FIT_FROM, Series, series};
use super::samples::{Sampled, Samples};
use super::shelves::{Shelves, Under, date};
use super::speedups::Speedups;
use super::tables::{Records, Refusals, Slopes};
use crate::app::{Shows, use_app};
use crate::browser::files;
use crate::browser::size::width_of;
use crate::erased::Memo;
use crate::i18n::*;
use crate::scenario::address;
use crate::timing::{Question, Record, Run, Shelf, suite};
use crate::ui::chart::axis::three_digits;
use crate::ui::chart::{Chart, LogLog, picture};
use crate::ui::{When, text};

/// What shows each part of it.
struct Parts {
    outcome: fn() -> AnyView,
    reply: fn(Question) -> AnyView,
    end: fn() -> AnyView,
}

/// Fetches all parts.
#[leptos::wasm_split::wasm_split(lab_outcome, wasm_split_path = ::leptos::wasm_split, fallible)]
fn parts() -> Result<Parts, SplitLoaderError> {
    Ok(Parts {
        outcome: || view! { <Outcome /> }.into_any(),
        reply: |question| view! { <Reply question /> }.into_any(),
        end: || view! { <End /> }.into_any(),
    })
}

/// Fetches what shows chart, tables, exports and kept results.
pub async fn outcome() -> Shows {
    Ok(parts().await?.outcome)
}

/// Fetches what shows the answer to a question.
///
/// # Errors
/// Why it did not arrive.
pub async fn reply(question: Question) -> Result<impl Fn() -> AnyView + Send + Sync, SplitLoaderError> {
    let Parts { reply, .. } = parts().await?;
    Ok(move || reply(question))
}

/// Fetches what shows the end of the page.
pub async fn end() -> Shows {
    Ok(parts().await?.end)
}

#[component]
fn Outcome() -> impl IntoView {
    let bench = use_bench();
    let i18n = use_i18n();
    let app = use_app();
    let records = Memo::new(move || bench.run.with(|run| run.records.clone()));
    let chosen = app.read(|s| s.knobs.lab.suite.0);
    let laid: Under = RwSignal::new(None);
    let kept = move |shelf: &Shelf| {
        laid.with(|laid| shelf.all().iter().find(|kept| *laid == Some(date(kept))).cloned())
    };
    // Results are drawn against the size that grows in their own suite, whatever is chosen for the next run.
    let drawn = Memo::new(move || {
        let timed = bench.run.with(|run| (!run.records.is_empty()).then(|| run.plan.suite.clone()));
        let under = || bench.shelf.with(kept).map(|kept| kept.report.environment.suite);
        let suite = timed.or_else(under).unwrap_or_else(|| chosen.get().to_owned());
        suite::find(&suite).map_or((Against::default(), FIT_FROM), |suite| (suite.against, suite.fit_from))
    });
    let all = move |records: &[Record]| {
        let (against, fit_from) = drawn.get();
        series(records, against, fit_from)
    };
    let own = Memo::new(move || records.with(|records| all(records)));
    let under = Memo::new(move || {
        let kept = bench.shelf.with(kept);
        kept.map(|kept| all(&kept.report.records)).unwrap_or_default()
    });
    let any = move || !own.with(Vec::is_empty) || !under.with(Vec::is_empty);
    let picked = RwSignal::new(None::<Pick>);
    let samples = Callback::new(move |()| {
        let Pick { case, under } = picked.get()?;
        let find = |records: &[Record]| records.iter().find(|record| record.case == case).cloned();
        if under {
            let kept = bench.shelf.with(kept)?;
            return Some((Some(names::kept(i18n.get_locale(), &kept)), find(&kept.report.records)?));
        }
        Some((None, records.with(|records| find(records))?))
    });
    let chart = scaling_chart(own, under);
    let room: NodeRef<Figure> = NodeRef::new();
    let width = width_of(room);
    view! {
        <figure class="lab-chart" node_ref=room>
            <When on=move |()| !any() && records.with(Vec::is_empty)><p class="lab-empty">{text!(lab.empty)}</p></When>
            <When on=move |()| any()>
                <PickChart chart own under picked />
                <Samples samples testid="lab-samples" spoken=true />
            </When>
        </figure>
        <Results series=own records picked samples />
        <Exports chart drawn=Signal::derive(any) width />
        <Shelves under=laid />
    }
}

/// Slopes, records and refusals, once there are any.
#[component]
fn Results(
    series: Memo<Vec<Series>>,
    records: Memo<Vec<Record>>,
    picked: RwSignal<Option<Pick>>,
    samples: Callback<(), Option<Sampled>>,
) -> impl IntoView {
    let bench = use_bench();
    let any = Memo::new(move || bench.run.with(|run| !run.records.is_empty() || !run.refused.is_empty()));
    view! {
        <When on=move |()| any.get()>
            <div class="lab-results">
                <MachineLimit />
                <Slopes series />
                <Crossovers records />
                <Speedups records />
                <Roofline records />
                <Records records picked samples />
                <Refusals />
            </div>
        </When>
    }
}

/// The machine's limits in the same run, and whether they changed meanwhile.
#[component]
fn MachineLimit() -> impl IntoView {
    let i18n = use_i18n();
    let bench = use_bench();
    let limit = Memo::new(move || bench.run.with(Run::limit));
    let fused = Memo::new(move || bench.run.with(Run::fused_limit));
    let noisy = Memo::new(move || bench.run.with(Run::noisy));
    let says_fused = move || {
        let gflops = three_digits(fused.get()?.gflops);
        Some(td_string!(i18n.get_locale(), lab.limit_fused, gflops = gflops))
    };
    let says = move || {
        limit.get().map(|speed| {
            let gbytes = speed.gbytes.map_or_else(|| "–".to_owned(), three_digits);
            let (gflops, chain) = (three_digits(speed.gflops), three_digits(speed.chain_ns));
            td_string!(i18n.get_locale(), lab.limit_says, gflops = gflops, gbytes = gbytes, chain = chain)
        })
    };
    let percent = move || noisy.get().map(|drift| format!("{:.0}", 100.0 * drift)).unwrap_or_default();
    view! {
        <p class="lab-limit" data-testid="limit">{says}{says_fused}</p>
        <When on=move |()| noisy.get().is_some()>
            <p class="lab-noisy" role="alert" data-testid="lab-noisy">{text!(lab.noisy, percent = percent())}</p>
        </When>
    }
}

/// A picture to be kept is at least so wide, in CSS pixels: as wide as the names of the lines need.
const PICTURE_PX: f64 = 760.0;

/// The results as files, and a link to the suite that gives them.
#[component]
fn Exports(
    chart: Memo<LogLog>,
    /// Whether it shows anything.
    drawn: Signal<bool>,
    /// Its width on the screen, in CSS pixels.
    width: Memo<f64>,
) -> impl IntoView {
    let app = use_app();
    let bench = use_bench();
    let none = Memo::new(move || bench.run.with(|run| run.records.is_empty()));
    let json = move |_| {
        if let Ok(json) = bench.report().to_json() {
            files::save("deltascope-lab.json", "application/json", &json);
        }
    };
    let csv = move |_| {
        files::save("deltascope-lab.csv", "text/csv", &bench.report().to_csv());
    };
    let markdown = move |_| {
        files::save("deltascope-lab.md", "text/markdown", &bench.report().to_markdown());
    };
    let png = move |_| {
        files::save_picture("deltascope-lab.png", ".lab-chart");
    };
    let svg = move |_| {
        let width = width.get_untracked().floor().max(PICTURE_PX);
        let (chart, palette) = (Chart::from(chart.get_untracked()), app.palette.get_untracked());
        leptos::task::spawn_local(async move {
            if let Some(svg) = picture(&chart, &palette, [width, HEIGHT_PX]).await {
                files::save("deltascope-lab.svg", "image/svg+xml", &svg);
            }
        });
    };
    let link = move || app.scenario.with(address::write);
    view! {
        <p class="lab-buttons stage-knobs">
            <button data-testid="lab-export-json" disabled=move || none.get() on:click=json>{text!(lab.export_json)}</button>
            <button data-testid="lab-export-csv" disabled=move || none.get() on:click=csv>{text!(lab.export_csv)}</button>
            <button data-testid="lab-export-md" disabled=move || none.get() on:click=markdown>{text!(lab.export_md)}</button>
            <button data-testid="lab-export-png" disabled=move || none.get() || !drawn.get() on:click=png>{text!(lab.export_png)}</button>
            <button data-testid="lab-export-svg" disabled=move || none.get() || !drawn.get() on:click=svg>{text!(lab.export_svg)}</button>
            <a data-testid="lab-link" href=link>{text!(lab.link)}</a>
        </p>
    }
}
