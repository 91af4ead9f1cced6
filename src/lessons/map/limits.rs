//! Edges that hold in a limit: the difference at three parameters, and its slope.

use leptos::prelude::*;

use super::around::EdgeButton;
use crate::app::Held;
use crate::family::{AllTensors, LIMITS, Limit};
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::lessons::in_parts::in_parts;
use crate::number::short;
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{marked, text};

/// The differences of a limit at the parameters that it tells, and its slope; nothing where a rule cannot run.
type Told = ([Option<f64>; 3], Option<f64>);

fn differences(stream: &Option<Held<Stream>>) -> impl Iterator<Item = Told> + use<> {
    let x = stream.as_ref().and_then(|stream| AllTensors::of(stream, &Gates::new()).ok());
    let told = |x: AllTensors| {
        LIMITS.iter().map(move |limit: &Limit| {
            let at = |parameter| limit.certificate(&x, parameter).ok().map(|found| found.apart);
            let slope = limit.power.and_then(|_| limit.slope(&x, limit.sloping).ok());
            (limit.told.map(at), slope)
        })
    };
    x.map(told).into_iter().flatten()
}

/// The table of limits, after a question.
#[component]
pub fn Limits(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let answers = Signal::derive(move || ["1", "2", "3"].map(str::to_owned));
    view! {
        <section class="experiment" aria-labelledby="limits">
            <h3 id="limits">{text!(map.limits)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, map.limits_is))></p>
            <Guess question=text!(map.limits_asks) answers right=1 about="limits">
                <p class="hint" inner_html=move || marked(t_string!(i18n, map.limits_why))></p>
                <Differences stage />
            </Guess>
        </section>
    }
}

/// The table, and the limits as buttons. The differences are computed when this is shown.
#[component]
fn Differences(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = stage.app.read(|s| s.knobs.map.edge.clone());
    let stream = stage.stream;
    let found = in_parts(move || stream.get(), differences);
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, map.limit),
            td_string!(locale, map.limit_first),
            td_string!(locale, map.limit_second),
            td_string!(locale, map.limit_third),
            td_string!(locale, map.slope),
            td_string!(locale, map.slope_theory),
        ];
        names.map(str::to_owned).to_vec()
    });
    let rows = Signal::derive(move || {
        let locale = i18n.get_locale();
        let row = |(at, limit): (usize, &Limit)| -> NumberRow {
            let (differences, slope) =
                found.with(|found| found.as_ref().and_then(|all| all.get(at).copied())).unwrap_or_default();
            let id = limit.info.id;
            let cell = |(which, value): (usize, Option<f64>)| {
                let shown = value.map_or_else(
                    || "–".to_owned(),
                    |value| format!("{} ({})", short(value), short(limit.told[which])),
                );
                NumberCell { id: format!("{id}-{which}"), value, shown }
            };
            let theory = limit.power.map(f64::from);
            let last = [
                NumberCell::of(format!("{id}-slope"), slope, short),
                NumberCell::of(format!("{id}-theory"), theory, short),
            ];
            let cells = differences.into_iter().enumerate().map(cell).chain(last).collect();
            (super::graph::named(locale, &limit.info), cells)
        };
        LIMITS.iter().enumerate().map(row).collect::<Vec<_>>()
    });
    let button = move |limit: &'static Limit| {
        view! { <li><EdgeButton stage info=&limit.info chosen testid=format!("limit-{}", limit.info.id) /></li> }
    };
    view! {
        <div class="long-names"><NumberTable testid="limits-table" label=text!(map.limits) head rows /></div>
        <ul class="edge-list">{LIMITS.iter().map(button).collect_view()}</ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Scale, waves};

    #[test]
    fn the_right_answer_is_the_slope_that_is_measured() {
        let all: Vec<Told> = differences(&Some(Held::new(waves().with_scale(Scale::InverseSqrt)))).collect();
        let at = LIMITS.iter().position(|limit| limit.info.id == "normalised-softmax-limit").unwrap();
        assert_eq!(all[at].1.unwrap().round(), 2.0);
        assert!(all.iter().all(|(differences, _)| differences.iter().all(Option::is_some)));
    }
}
