//! What PaTH is a special case of and what it only looks like: both sides computed, on the fixed stream and on the input of the stage.

use leptos::prelude::*;

use super::turned::Turned;
use crate::app::Held;
use crate::experiments::{Apart, PathIdentity};
use crate::family::AllTensors;
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::lessons::in_parts::in_parts;
use crate::math::Mat;
use crate::number::{difference, short};
use crate::rules::{Inputs, RuleError, Tensor};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// Two sides are the same where they differ by no more than this part of the scale of the other side: rounding.
const ROUNDING: f64 = 1e-11;

/// The cases, by their ids: what PaTH is, and what it is not.
const CASES: [&str; 8] =
    ["forgetting", "undivided", "scores", "unweighted", "outputs", "own", "absolute", "nearly"];
/// The streams: the fixed one, and that of the stage.
const STREAMS: [&str; 2] = ["fixed", "stage"];

/// What a case is called.
fn named(locale: Locale, case: usize) -> &'static str {
    match case {
        0 => td_string!(locale, positions.case_forgetting),
        1 => td_string!(locale, positions.case_undivided),
        2 => td_string!(locale, positions.case_scores),
        3 => td_string!(locale, positions.case_unweighted),
        4 => td_string!(locale, positions.case_outputs),
        5 => td_string!(locale, positions.case_own),
        6 => td_string!(locale, positions.case_absolute),
        _ => td_string!(locale, positions.case_nearly),
    }
}

/// Both sides of a case.
fn both(case: usize, x: &Inputs) -> Result<PathIdentity, RuleError> {
    match case {
        0 => PathIdentity::forgetting(x, true),
        1 => PathIdentity::forgetting(x, false),
        2 => PathIdentity::delta(x, true),
        3 => PathIdentity::delta(x, false),
        4 => PathIdentity::outputs_of_delta(&x.clone().with(Tensor::G, Mat::zeros(x.k.nrows(), 1))),
        5 => PathIdentity::own_keys(x),
        6 => PathIdentity::absolute(x, 2.0),
        _ => PathIdentity::absolute(x, 1.9),
    }
}

/// A stream with unit keys, which are its directions too, and with the gates of the fixed stream.
fn along_keys(stream: &Stream) -> Option<Inputs> {
    let x = AllTensors::of(&stream.clone().with_unit_keys(), &Gates::new()).ok()?.inputs().clone();
    let k = x.k.clone();
    Some(x.with(Tensor::W, k))
}

/// How far apart both sides are; nothing where they cannot be computed, or are 0 throughout and prove nothing.
type Found = Option<Apart>;

/// Each case on the fixed stream, and then each on that of the stage.
fn cases(stream: &Option<Held<Stream>>) -> impl Iterator<Item = Found> + use<> {
    let streams = [Some(AllTensors::fixed().inputs().clone()), stream.as_ref().and_then(|of| along_keys(of))];
    streams.into_iter().flat_map(|x| {
        (0..CASES.len()).map(move |case| {
            let sides = both(case, x.as_ref()?).ok().filter(|both| !both.is_silent())?;
            Some(sides.apart())
        })
    })
}

/// Whether both sides are the same but for rounding.
fn same(apart: Apart) -> bool {
    apart.largest <= ROUNDING * apart.scale.max(1.0)
}

/// The question, the table, and what is left of a query.
#[component]
pub fn Certificates(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(move || stage.stream.get(), cases);
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.cases_a),
            td_string!(locale, positions.cases_b),
            td_string!(locale, positions.cases_c),
        ]
        .map(str::to_owned)
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.case),
            "",
            td_string!(locale, positions.fixed_apart),
            td_string!(locale, positions.fixed_scale),
            td_string!(locale, positions.stage_apart),
            td_string!(locale, positions.stage_scale),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let at = |case: usize, stream: usize| -> Found {
            found.with(|found: &Option<Vec<Found>>| *found.as_ref()?.get(stream * CASES.len() + case)?)
        };
        let row = |case: usize| -> NumberRow {
            let id = CASES[case];
            let all = [0, 1].map(|stream| at(case, stream));
            let there: Vec<bool> = all.iter().flatten().map(|apart| same(*apart)).collect();
            let is = !there.is_empty() && there.iter().all(|same| *same);
            let shown = if there.is_empty() {
                "–"
            } else if is {
                "="
            } else {
                "≠"
            };
            let sign = NumberCell {
                id: format!("case-{id}-same"),
                value: (!there.is_empty()).then_some(f64::from(u8::from(is))),
                shown: shown.to_owned(),
            };
            let cells = all.iter().zip(STREAMS).flat_map(|(apart, of)| {
                let cell = |what: &str, read: fn(&Apart) -> f64, write| {
                    NumberCell::of(format!("case-{id}-{what}-{of}"), apart.as_ref().map(read), write)
                };
                [cell("apart", |apart| apart.largest, difference), cell("scale", |apart| apart.scale, short)]
            });
            (named(i18n.get_locale(), case).to_owned(), [sign].into_iter().chain(cells).collect())
        };
        (0..CASES.len()).map(row).collect::<Vec<_>>()
    });
    view! {
        <section class="experiment" aria-labelledby="cases">
            <h3 id="cases">{text!(positions.cases)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, positions.cases_are))></p>
            <Guess question=text!(positions.cases_asks) answers right=1 about="cases">
                <p inner_html=move || marked(t_string!(i18n, positions.cases_why))></p>
                <When on=move |()| found.with(Option::is_some)>
                    <div class="long-names"><NumberTable testid="cases-table" label=text!(positions.cases) head rows=table /></div>
                </When>
                <p class="hint" inner_html=move || marked(t_string!(i18n, positions.cases_say))></p>
            </Guess>
            <Turned />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Scale, random, three};

    #[test]
    fn four_cases_hold_and_four_do_not_on_any_stream() {
        // With a scale of 1 there is nothing to divide by.
        for stream in [random(1, 9, 4), random(2, 20, 5), three()].map(|x| x.with_scale(Scale::InverseSqrt)) {
            let found: Vec<Found> = cases(&Some(Held::new(stream))).collect();
            assert_eq!(found.len(), 2 * CASES.len());
            for (case, apart) in (0..CASES.len()).cycle().zip(found) {
                let holds = matches!(CASES[case], "forgetting" | "scores" | "own" | "absolute");
                assert_eq!(same(apart.unwrap()), holds, "{}", CASES[case]);
            }
        }
        let nothing: Vec<Found> = cases(&None).collect();
        assert!(nothing[..8].iter().all(Option::is_some) && nothing[8..].iter().all(Option::is_none));
    }
}
