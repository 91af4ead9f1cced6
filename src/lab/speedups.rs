//! How much faster a run of several heads is on several workers: table and chart.

use leptos::prelude::*;

use super::lines::bound;
use super::names;
use super::palette::{colour, marker, place};
use super::results::sorted;
use crate::erased::Memo;
use crate::i18n::*;
use crate::timing::team::{self, HEADS, Speedup};
use crate::timing::{Case, Record};
use crate::ui::chart::axis::duration;
use crate::ui::chart::{Chart, ChartCanvas, LogLog, Look, Point, Scaling, Vertical};
use crate::ui::{When, text};

/// The speed-ups of each case that was spread over workers, in the order of the table.
fn speedups(records: &[Record]) -> Vec<(Case, Vec<Speedup>)> {
    let alone = |r: Record| match r.case.form.workers()? {
        1 => Some(Case { form: r.case.form.in_one_worker(), ..r.case }),
        _ => None,
    };
    let all = sorted(records.to_vec()).into_iter().filter_map(alone);
    all.map(|case| (case.clone(), team::speedups(&case, records))).collect()
}

/// Speed-up against workers, under what it would be if each of them counted in full.
fn chart(locale: Locale, found: &[(Case, Vec<Speedup>)]) -> LogLog {
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
            ..bound()
        })
    };
    let most = found.iter().flat_map(|(_, list)| list).map(|s| s.workers).max().unwrap_or(1) as f64;
    let ideal = Scaling {
        label: td_string!(locale, lab.ideal).to_owned(),
        points: [1.0, most].map(|x| Point::exact(x, x)).into(),
        ..bound()
    };
    LogLog {
        x_title: td_string!(locale, lab.workers).to_owned(),
        y_title: td_string!(locale, lab.speedup).to_owned(),
        y: Vertical::Factors,
        series: std::iter::once(ideal).chain(found.iter().filter_map(line)).collect(),
    }
}

/// How much faster a run of several heads is on several workers.
#[component]
pub fn Speedups(records: Memo<Vec<Record>>) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move || records.with(|records| speedups(records)));
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
    let drawn = Signal::derive(move || found.with(|found| Chart::from(chart(i18n.get_locale(), found))));
    view! {
        <When on=move |()| found.with(|found| !found.is_empty())>
        <section>
        <h2>{text!(lab.speedups)}</h2>
        <p>{text!(lab.speedups_means, heads = HEADS)}</p>
        <ChartCanvas chart=drawn label=text!(lab.speedups) height=280.0 />
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm::Right;
    use crate::fast::Form;
    use crate::timing::record::Facts;

    fn record(form: impl Into<Form>, ms: f64) -> Record {
        let case = Case { kernel: "linear_attn/full".into(), form: form.into(), n: 64, d: 64 };
        let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        Record::new(case, &[ms], facts).unwrap()
    }

    #[test]
    fn speed_ups_lie_under_the_line_of_full_efficiency() {
        let spread = |workers, ms| record(Form::Workers(workers, Right), ms);
        let found = speedups(&[spread(1, 4.0), spread(2, 2.5), record(Right, 0.5)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.form, Form::Own(Right));
        let chart = chart(Locale::en, &found);
        assert_eq!(chart.series[0].points.last().map(|p| (p.x, p.y)), Some((2.0, 2.0)));
        assert_eq!(chart.series[1].points.last().map(|p| (p.x, p.y)), Some((2.0, 1.6)));
    }
}
