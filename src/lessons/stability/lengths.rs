//! The keys of the stage as they are: from which β on a state grows, and how far.

use leptos::prelude::*;

use super::reports::reports;
use crate::erased::Memo;
use crate::experiments::{InSingle, LARGE, first_over, in_single, norms, radius, safe_beta};
use crate::i18n::*;
use crate::math::Mat;
use crate::number::{plain, short};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{OwnSlider, Predict, When, marked, text};

/// β·max‖k‖² of the rows of the table.
const FACTORS: [f64; 6] = [1.0, 2.0, 2.5, 3.0, 3.5, 4.0];
/// Those that the chart shows beside the chosen one.
const BESIDE: [f64; 2] = [1.0, 2.0];
/// The stream is told so many times over.
const PASSES: usize = 8;

/// What is known of the keys of a stream.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    longest: f64,
    /// The largest ‖S‖ within one pass, for each of [`FACTORS`].
    within: Vec<f64>,
    /// With β = 1: the first token after which ‖S‖ is over 10¹⁰, ‖S‖ at the end, and the same in f32.
    first: Option<usize>,
    last: f64,
    single: InSingle,
}

fn largest(keys: &Mat, values: &Mat, beta: f64) -> f64 {
    norms(keys, values, beta, 1).into_iter().fold(0.0, f64::max)
}

/// What is known of these queries, keys and values; nothing where all keys are 0.
fn known([queries, keys, values]: [&Mat; 3]) -> Option<Known> {
    let longest = 2.0 / safe_beta(keys)?;
    let whole = norms(keys, values, 1.0, 1);
    Some(Known {
        longest,
        within: FACTORS.iter().map(|factor| largest(keys, values, factor / longest)).collect(),
        first: first_over(&whole, LARGE),
        last: whole.last().copied()?,
        single: in_single(queries, keys, values, 1.0),
    })
}

/// The bound, and what is beyond it.
#[component]
pub fn Lengths(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let known = Memo::new(move || {
        let stream = stage.stream.get()?;
        known([&stream.q, &stream.k, &stream.v])
    });
    let factor = RwSignal::new(3.0);
    // With three times the inverse of the longest key.
    let answer = Signal::derive(move || {
        known.with(|known| known.as_ref().map_or(0, |known| known.within[3].round() as u64))
    });
    let is = move || {
        let longest = known.with(|known| known.as_ref().map(|known| known.longest)).unwrap_or_default();
        let (safe, longest) = (short(2.0 / longest), short(longest));
        t_string!(i18n, stability.lengths_is, longest = longest, safe = safe).to_string()
    };
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [td_string!(locale, stability.within_pass), td_string!(locale, stability.pass_factor)];
        ["β·max‖k‖²", "β"].into_iter().chain(names).map(str::to_owned).collect::<Vec<_>>()
    });
    // Only who sees the table waits for the eigenvalues.
    let radii = Memo::new(move || {
        let (stream, longest) = (stage.stream.get()?, known.with(|known| Some(known.as_ref()?.longest))?);
        Some(FACTORS.map(|factor| radius(&stream.k, factor / longest)))
    });
    let table = Signal::derive(move || {
        let radii = radii.get();
        let row = |known: &Known, at: usize| -> NumberRow {
            let (factor, within) = (FACTORS[at], known.within[at]);
            let radius = radii.map(|radii| radii[at]);
            let cell =
                |id: &str, value: f64, write| NumberCell::of(format!("{id}-{factor}"), Some(value), write);
            let beta = cell("beta", factor / known.longest, short);
            (
                plain(factor),
                vec![
                    beta,
                    cell("within", within, short),
                    NumberCell::of(format!("radius-{factor}"), radius, |x| format!("{x:.4}")),
                ],
            )
        };
        known
            .with(|known| known.as_ref().map(|known| (0..FACTORS.len()).map(|at| row(known, at)).collect()))
            .unwrap_or_default()
    });
    let curve = move |factor: f64| {
        let (stream, longest) = (stage.stream.get()?, known.with(|known| Some(known.as_ref()?.longest))?);
        Some(norms(&stream.k, &stream.v, factor / longest, PASSES))
    };
    // The slider changes one of three.
    let fixed = Memo::new(move || BESIDE.map(curve));
    let chosen = Memo::new(move || curve(factor.get()));
    let chart = Signal::derive(move || {
        let line = |(colour, (factor, values)): (usize, (f64, Option<Vec<f64>>))| Line {
            label: format!("β·max‖k‖² = {}", plain(factor)),
            colour,
            values: values.unwrap_or_default(),
        };
        let all = BESIDE.into_iter().zip(fixed.get()).chain([(factor.get(), chosen.get())]);
        Chart::from(Lines {
            x_title: t_string!(i18n, stability.tokens_passes).to_owned(),
            y_title: "‖S‖".to_owned(),
            lines: all.enumerate().map(line).collect(),
            log_y: true,
            position: None,
            x: Lines::BY_TOKEN,
        })
    });
    let at_one =
        move || known.with(|known| known.as_ref().map(|known| with_beta_one(i18n.get_locale(), known)));
    view! {
        <When on=move |()| known.with(Option::is_some)>
            <section class="experiment" aria-labelledby="lengths">
                <h3 id="lengths">{text!(stability.lengths)}</h3>
                <p class="hint" inner_html=move || marked(&is())></p>
                <Predict question=text!(stability.lengths_asks) answer why=text!(stability.lengths_why) about="-lengths">
                    <div class="curves-bar">
                        <OwnSlider label="β·max‖k‖²" testid="lengths-factor" of=factor range=[0.5, 5.0, 0.1] />
                    </div>
                    <div class="found">
                        <ChartCanvas chart label=text!(stability.lengths_chart) height=260.0 />
                        <NumberTable testid="lengths-table" label=text!(stability.lengths) head rows=table />
                    </div>
                    <p data-testid="lengths-one" inner_html=move || at_one().map(|says| marked(&says))></p>
                    <p class="hint" inner_html=move || marked(t_string!(i18n, stability.lengths_says))></p>
                    {reports(&[("1bit-MONSTER/1bit-MONSTER", 2134)])}
                </Predict>
            </section>
        </When>
    }
}

/// What happens with β = 1, in f64 and in f32.
fn with_beta_one(locale: Locale, known: &Known) -> String {
    let last = short(known.last);
    let passes = match known.first {
        Some(token) => td_string!(locale, stability.over_from, token = token, last = last).to_string(),
        None => td_string!(locale, stability.never_over, last = last).to_string(),
    };
    let InSingle { largest, norm_lost, output_lost, .. } = known.single;
    let largest = short(largest.into());
    let single = match (norm_lost, output_lost) {
        (Some(norm), Some(output)) => {
            td_string!(locale, stability.single_both, largest = largest, norm = norm, output = output)
                .to_string()
        }
        (Some(norm), None) => {
            td_string!(locale, stability.single_norm, largest = largest, norm = norm).to_string()
        }
        _ => td_string!(locale, stability.single_holds, largest = largest).to_string(),
    };
    format!("{passes} {single}")
}
