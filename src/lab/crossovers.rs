//! Where the linear ways begin to win, beside the n that counting predicts, and why the two differ.

use leptos::prelude::*;

use super::names;
use crate::erased::Memo;
use crate::i18n::*;
use crate::timing::Record;
use crate::timing::crossover::{self, Crossover};
use crate::ui::{When, text};

/// The n from which the linear ways win, as measured and as counted, with the speeds there.
#[component]
pub fn Crossovers(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move || {
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
        view! {
            <tr>
                <th scope="row">{move || names::pair(i18n.get_locale(), &crossover::PAIRS[i])}</th>
                <td>{d}</td>
                <td>{names::measured(x.found)}</td>
                <td>{format!("{:.0}", x.predicted)}</td>
            </tr>
        }
    };
    let reasons = move || {
        let locale = i18n.get_locale();
        let reason =
            |(i, d, x): (usize, usize, Crossover)| names::crossover(locale, &crossover::PAIRS[i], d, &x);
        found.get().into_iter().map(reason).map(|text| view! { <li>{text}</li> }).collect_view()
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
        <ul class="lab-reasons" data-testid="crossover-reasons">{reasons}</ul>
        </section>
        </When>
    }
}
