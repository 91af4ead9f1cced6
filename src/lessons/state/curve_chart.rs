//! A measure of all rules over many lists: its chart, and the same numbers as a table.

use leptos::prelude::*;

use super::surveyed::{Measure, id_of_mean};
use crate::browser::page;
use crate::erased::Memo;
use crate::experiments::{Curves, Found, Mean, Question, Survey};
use crate::i18n::*;
use crate::lessons::lockstep::colours;
use crate::names;
use crate::ui::chart::{LogLog, Look, Marker, Point, PointChart, Scaling, Vertical};
use crate::ui::{When, text};

/// A bar reaches so many standard errors to both sides.
const ERRORS: f64 = 2.0;

/// One measure of all rules: its chart, and its numbers.
#[component]
pub fn CurveChart(
    question: Question,
    measure: Measure,
    survey: Memo<Survey>,
    found: Memo<Option<Found>>,
    /// Opens a list of this point.
    open: impl Fn(usize) + Copy + Send + Sync + 'static,
    /// What is said of the list on the stage, if one of these is.
    #[prop(into)]
    on_stage: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let opened = RwSignal::new(false);
    let open = move |list: usize| {
        opened.set(true);
        open(list);
    };
    let sizes = measure.sizes(question);
    // The ages are those of the pairs of the longest lists.
    let list_at = move |point: usize| {
        let at = if measure == Measure::Age { question.points().len() - 1 } else { point };
        question.points()[at.min(question.points().len() - 1)]
    };
    let known = Memo::new(move || {
        let of = |found: &Found| {
            let means =
                |(lane, curves): (usize, &Option<Curves>)| Some((lane, measure.means(curves.as_ref()?)));
            found.curves.iter().enumerate().filter_map(means).collect::<Vec<_>>()
        };
        found.with(|found| found.as_ref().map(of).unwrap_or_default())
    });
    let id = move |lane: usize| survey.with(|survey| survey.rules.get(lane).cloned()).unwrap_or_default();
    let named = move |lane: usize| names::rule(i18n.get_locale(), &id(lane)).unwrap_or_default().to_owned();
    let colour = move |lane: usize| {
        survey.with(|survey| {
            let rules: Vec<&str> = survey.rules.iter().map(String::as_str).collect();
            colours(&rules).get(lane).copied().unwrap_or_default()
        })
    };
    let chart = Signal::derive({
        let sizes = sizes.clone();
        move || {
            let point = |(x, mean): (&usize, &Option<Mean>)| {
                let Mean { mean, error } = (*mean)?;
                let half = ERRORS * error.unwrap_or(0.0);
                let (low, high) = ((mean - half).max(0.0), mean + half);
                Some(Point { x: *x as f64, y: mean, low, high, samples: Vec::new() })
            };
            let drawn = |label: String, lane: usize, look, points: Vec<Point>| Scaling {
                label,
                colour: colour(lane),
                marker: Marker::ALL[colour(lane) % Marker::ALL.len()],
                look,
                points,
                fit_from: 0.0,
                law: None,
            };
            let mut series = Vec::new();
            known.with(|known| {
                // Closed forms lie under what is measured.
                for (lane, _) in known.iter().filter(|_| measure == Measure::Rms) {
                    let expected = |x: &usize| survey.with(|survey| survey.expected_rms(&id(*lane), *x));
                    let points: Option<Vec<Point>> =
                        sizes.iter().map(|x| Some(Point::exact(*x as f64, expected(x)?))).collect();
                    if let Some(points) = points {
                        let label = t_string!(i18n, curves.closed, rule = named(*lane)).to_string();
                        series.push(drawn(label, *lane, Look::Bound, points));
                    }
                }
                for (lane, means) in known {
                    // A point that is not finite has no place, and keeps the number of those after it.
                    let points = sizes.iter().zip(means);
                    let points =
                        points.map(|of| point(of).unwrap_or_else(|| Point::exact(*of.0 as f64, f64::NAN)));
                    series.push(drawn(named(*lane), *lane, Look::Joined, points.collect()));
                }
            });
            LogLog {
                x_title: sizes_are(measure, question, i18n.get_locale()).to_owned(),
                y_title: title(measure, i18n.get_locale()).to_owned(),
                y: Vertical::FromZero,
                series,
            }
        }
    });
    let label = Signal::derive(move || {
        names::titled(i18n.get_locale(), title(measure, i18n.get_locale()), t_string!(i18n, curves.chart))
    });
    let picked = RwSignal::new(None);
    let mean_of = move |lane: usize, point: usize| {
        known.with(|known| {
            known.iter().find(|(of, _)| *of == lane).and_then(|(_, means)| *means.get(point)?)
        })
    };
    // The point in hand: series are closed forms first, then the lanes.
    let in_hand = {
        let sizes = sizes.clone();
        move || {
            let (series, point): (usize, usize) = picked.get()?;
            // The point may be one of the rules of before.
            let closed = chart.with(|chart| chart.series.len()).checked_sub(known.with(Vec::len))?;
            let lane = known.with(|known| Some(known.get(series.checked_sub(closed)?)?.0))?;
            let Mean { mean, error } = mean_of(lane, point)?;
            let error = error.map_or_else(String::new, |error| format!(" ± {}", three(error)));
            let (axis, x) = (sizes_are(measure, question, i18n.get_locale()), *sizes.get(point)?);
            let here = format!("{x}: {}{error}", three(mean));
            Some(format!("{}, {}", named(lane), names::titled(i18n.get_locale(), axis, &here)))
        }
    };
    let told = move || in_hand().unwrap_or_else(|| t_string!(i18n, curves.point).to_owned());
    let cell = move |lane: usize, point: usize, x: usize| {
        let mean = move || mean_of(lane, point);
        let says = move || mean().map_or_else(|| "–".to_owned(), |of| three(of.mean));
        let error = move || mean()?.error.map(|error| format!("± {}", three(error)));
        let testid = id_of_mean(question, measure, x, &id(lane));
        view! {
            <td data-testid=testid data-value=move || mean().map(|of| of.mean.to_string()) data-error=move || mean()?.error.map(|error| error.to_string())>{says} <small>{error}</small></td>
        }
    };
    let lanes =
        Memo::new(move || known.with(|known| known.iter().map(|(lane, _)| *lane).collect::<Vec<_>>()));
    let row = move |(point, x): (usize, usize)| {
        let here = move || picked.get().is_some_and(|(_, of): (usize, usize)| of == point);
        let list = list_at(point);
        view! {
            <tr class:best=here>
                <th scope="row"><button type="button" data-testid=format!("open-list-{}-{x}", measure.id()) on:click=move |_| open(list)
                    aria-label=move || t_string!(i18n, curves.open, x = x)>{x}</button></th>
                {move || lanes.get().into_iter().map(|lane| cell(lane, point, x)).collect_view()}
            </tr>
        }
    };
    view! {
        <div>
            <p class="hint" data-testid=format!("{}-told", measure.id())>{told}</p>
            <PointChart chart label keys=text!(curves.keys) testid=measure.id() height=260.0 picked=move |()| picked.get()
                on_pick=move |point| picked.set(point) on_open=Callback::new(move |(_, point): (usize, usize)| open(list_at(point))) />
            <div class="numbers-table" tabindex="0" role="region" aria-label=label>
                <table>
                    <thead><tr><th scope="col">{move || sizes_are(measure, question, i18n.get_locale())}</th>
                        {move || lanes.get().into_iter().map(|lane| view! { <th scope="col">{named(lane)}</th> }).collect_view()}</tr></thead>
                    <tbody>{sizes.into_iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </div>
            <When on=move |()| opened.get() && on_stage.with(Option::is_some)>
                <p class="opened"><span role="status" data-testid=format!("{}-opened", measure.id())>{move || on_stage.get()}</span> " "
                    <button type="button" data-testid=format!("{}-to-stage", measure.id()) on:click=move |_| page::bring_to_top(".lanes")>{text!(curves.to_stage)}</button></p>
            </When>
        </div>
    }
}

/// With three digits after the point, as many as two hundred lists are good for.
fn three(x: f64) -> String {
    format!("{x:.3}")
}

/// What a chart shows.
fn title(measure: Measure, locale: Locale) -> &'static str {
    match measure {
        Measure::Right => td_string!(locale, curves.right),
        Measure::Rms => td_string!(locale, curves.rms),
        Measure::Age => td_string!(locale, curves.age),
    }
}

/// What its sizes are.
fn sizes_are(measure: Measure, question: Question, locale: Locale) -> &'static str {
    match (measure, question) {
        (Measure::Age, _) => td_string!(locale, curves.x_age),
        (_, Question::Again) => td_string!(locale, curves.x_again),
        (_, Question::Recall) => td_string!(locale, curves.x_recall),
        (_, Question::Noise) => td_string!(locale, curves.x_noise),
    }
}
