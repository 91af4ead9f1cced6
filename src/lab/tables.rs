//! The lab's tables: fitted slopes, every record, and the cases that were not timed.

use leptos::prelude::*;

use super::bench::use_bench;
use super::chart::Pick;
use super::names;
use super::palette::{class, place, sign};
use super::results::{Series, sorted};
use super::samples::{Sampled, Samples};
use crate::erased::Memo;
use crate::i18n::*;
use crate::names::titled;
use crate::number::{bytes, short};
use crate::timing::{Against, Case, Record, Refused};
use crate::ui::chart::axis::{duration, three_digits};
use crate::ui::{When, text};

/// The fitted slope of each series, which is the chart's legend, and the reasons for it.
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
                <th scope="row" class=class(series.place)>
                    {sign(series.place)} " " {move || named.with_value(|series| series.name(i18n.get_locale()))}
                </th>
                <td>{fixed}</td>
                <td data-testid=format!("slope-{}", series.id())>{series.slope()}</td>
                <td>{format!("{grows} ≥ {} ({sizes})", series.fit_from)}</td>
                <td>{series.local_slopes()}</td>
            </tr>
        }
    };
    let fitted = Memo::new(move || {
        series.with(|all| all.iter().filter(|s| s.law.is_some()).cloned().collect::<Vec<_>>())
    });
    let noisy = Memo::new(move || bench.run.with(|run| run.noisy().is_some()));
    let reasons = move || {
        let locale = i18n.get_locale();
        if noisy.get() {
            // The times of a noisy machine show no reason.
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
            let Case { kernel, form, .. } = r.case.clone();
            let this = StoredValue::new(Some(Pick { case: r.case.clone(), under: false }));
            let pick = move || picked.set(this.get_value());
            let here = move || this.with_value(|this| picked.with(|picked| picked == this));
            view! {
                <tr class:picked=here on:pointerenter=move |_| pick()>
                    <th scope="row" class=place.map(class)>{place.map(sign)} " " {move || names::kernel(i18n.get_locale(), &kernel, form)}</th>
                    <td>{form.to_string()}</td>
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
    let refused = Memo::new(move || bench.run.with(|run| run.refused.clone()));
    let reason = move |Refused { case, reason }: Refused| {
        let says = move || {
            let locale = i18n.get_locale();
            titled(locale, &names::case(locale, &case), &names::refusal(locale, &reason))
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
