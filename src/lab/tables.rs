use leptos::prelude::*;

use super::bench::use_bench;
use super::controls::{colour, sign};
use super::names;
use super::results::{Series, place, sorted};
use crate::fast::OFFERED;
use crate::i18n::*;
use crate::timing::{Case, Record, Refused};
use crate::ui::chart::axis::{duration, three_digits};
use crate::ui::number::short;
use crate::ui::text;

/// The fitted slope of each series: the chart's legend.
#[component]
pub fn Slopes(series: Memo<Vec<Series>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |series: Series| {
        let kernel = &OFFERED[series.index];
        let sizes = series.records.iter().filter(|record| record.case.n >= series.fit_from).count();
        view! {
            <tr>
                <th scope="row" class=format!("series series-{}", colour(series.index) + 1)>
                    {sign(series.index)} " " {move || names::entry(i18n.get_locale(), kernel)}
                </th>
                <td>{series.d}</td>
                <td data-testid=format!("slope-{}", kernel.id)>{series.slope()}</td>
                <td>{format!("n ≥ {}", series.fit_from)} " (" {sizes} ")"</td>
            </tr>
        }
    };
    view! {
        <section>
        <h2>{text!(lab.slopes)}</h2>
        <div class="scroll" role="region" tabindex="0" aria-label=text!(lab.slopes)>
        <table>
            <thead><tr>
                <th scope="col">{text!(lab.kernel)}</th>
                <th scope="col">"d"</th>
                <th scope="col">{text!(lab.slope)}</th>
                <th scope="col">{text!(lab.fitted_over)}</th>
            </tr></thead>
            <tbody>{move || series.get().into_iter().map(row).collect_view()}</tbody>
        </table>
        </div>
        </section>
    }
}

/// Every record.
#[component]
pub fn Records(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        sorted(records.get()).into_iter().map(|r| {
            let place = place(&r.case);
            let class = place.map(|place| format!("series series-{}", colour(place) + 1));
            let Case { kernel, form, .. } = r.case.clone();
            view! {
                <tr>
                    <th scope="row" class=class>{place.map(sign)} " " {move || names::kernel(i18n.get_locale(), &kernel, &form)}</th>
                    <td>{r.case.form}</td>
                    <td>{r.case.n}</td>
                    <td>{r.case.d}</td>
                    <td>{duration(r.median_ms)}</td>
                    <td>{duration(r.low_ms)} " – " {duration(r.high_ms)}</td>
                    <td>{three_digits(r.gflops)}</td>
                    <td>{r.samples}</td>
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
                    <th scope="col">{text!(lab.samples)}</th>
                    <th scope="col">{text!(lab.rms_ratio)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
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
        <Show when=move || refused.with(|refused| !refused.is_empty())>
            <section>
                <h2>{text!(lab.refused)}</h2>
                <ul class="lab-refused" data-testid="lab-refused">{move || refused.get().into_iter().map(reason).collect_view()}</ul>
            </section>
        </Show>
    }
}
