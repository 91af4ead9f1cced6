//! What a product of PaTH's reflections leaves of a query, and why it can be undone for one β alone.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Mean, PathIdentity, condition, expected_share, query_left};
use crate::i18n::*;
use crate::inputs::wave;
use crate::lessons::in_parts::in_parts;
use crate::math::normalise_rows;
use crate::number::{difference, plain, short};
use crate::rules::{Inputs, Tensor};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnChoice, OwnSlider, Predict, When, marked, text};

/// The channels of a query, and so many directions drawn at random.
const CHANNELS: usize = 32;
const TOKENS: usize = 128;
/// So many queries are drawn, and so many are a part of the work.
const QUERIES: u64 = 300;
const A_PART: u64 = 20;
/// The numbers of directions that the table shows.
const SHOWN: [usize; 3] = [8, 32, 128];
/// The lengths of products that are undone, their channels, and the β to choose from.
const LENGTHS: [usize; 3] = [16, 128, 512];
const FEW: usize = 8;
const BETAS: [f64; 4] = [0.5, 1.5, 1.9, 2.0];

/// E‖H₁ ⋯ Hₙ q‖² of a unit query.
fn expected(beta: f64, n: usize) -> f64 {
    expected_share(beta, CHANNELS, n).powi(2)
}

/// How many percent are expected to be left at the end with β = 1.
fn left_at_full_strength() -> u64 {
    (100.0 * expected(1.0, TOKENS)).round() as u64
}

/// ‖H₁ ⋯ Hₙ q‖² for n = 0 … T, some queries at a time.
fn queries(beta: &f64) -> impl Iterator<Item = Vec<Vec<f64>>> + use<> {
    let beta = *beta;
    let some = move |first: u64| first..(first + A_PART).min(QUERIES);
    let of = move |seed| query_left(seed, beta, CHANNELS, TOKENS);
    (0..QUERIES).step_by(A_PART as usize).map(move |first| some(first).map(of).collect())
}

/// The condition number of a product of so many reflections, and how far PaTH's scores by its inverse are off.
type Undone = (usize, Option<f64>, Option<f64>);

fn undone(beta: &f64) -> impl Iterator<Item = Undone> + use<> {
    let beta = *beta;
    LENGTHS.into_iter().map(move |t| {
        let unit = |a: usize| normalise_rows(&wave(a, t, FEW, -1.0..1.0));
        let (q, k, w) = (wave(1, t, FEW, -1.0..1.0), unit(2), unit(3));
        let x = Inputs::new(q, k.clone(), k).with(Tensor::W, w.clone());
        let off = PathIdentity::by_inverse(&x, beta).ok().map(|both| both.apart().largest);
        (t, condition(&w, beta), off)
    })
}

/// What is left of a query, and whether the product can be undone.
#[component]
pub fn Turned() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.0_f64);
    let found = in_parts(move || beta.get(), queries);
    let all = Memo::new(move || {
        found.with(|found: &Option<Vec<Vec<Vec<f64>>>>| {
            let runs: Vec<&Vec<f64>> = found.as_ref()?.iter().flatten().collect();
            let mean =
                |n: usize| Mean::of(&runs.iter().filter_map(|run| run.get(n).copied()).collect::<Vec<_>>());
            Some((0..=TOKENS).map(mean).collect::<Vec<_>>())
        })
    });
    let names = move || {
        let locale = i18n.get_locale();
        [td_string!(locale, positions.left_expected), td_string!(locale, positions.left_measured)]
    };
    let chart = Signal::derive(move || {
        let measured = all.get().unwrap_or_default();
        let measured = measured.into_iter().map(|mean| mean.map_or(f64::NAN, |mean| mean.mean)).collect();
        let expected: Vec<f64> = (0..=TOKENS).map(|n| expected(beta.get(), n)).collect();
        let line = |(colour, (label, values)): (usize, (&str, Vec<f64>))| Line {
            label: label.to_owned(),
            colour,
            values,
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, positions.directions).to_owned(),
            y_title: t_string!(i18n, positions.left).to_owned(),
            lines: names().into_iter().zip([expected, measured]).enumerate().map(line).collect(),
            log_y: false,
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let first = t_string!(i18n, positions.directions);
        let error = t_string!(i18n, positions.left_error);
        [first].into_iter().chain(names()).chain([error]).map(str::to_owned).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |n: usize| -> NumberRow {
            let mean = all.with(|all| all.as_ref()?.get(n).copied().flatten());
            let cells = [
                NumberCell::of(format!("left-expected-{n}"), Some(expected(beta.get(), n)), short),
                NumberCell::of(format!("left-measured-{n}"), mean.map(|mean| mean.mean), short),
                NumberCell::of(format!("left-error-{n}"), mean.and_then(|mean| mean.error), short),
            ];
            (n.to_string(), cells.to_vec())
        };
        SHOWN.map(row).to_vec()
    });
    view! {
        <h3 id="turned">{text!(positions.turned)}</h3>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.turned_is))></p>
        <Predict question=text!(positions.turned_asks) answer=Signal::derive(left_at_full_strength) why=text!(positions.turned_why) about="-turned">
            <div class="curves-bar"><OwnSlider label="β" testid="turned-beta" of=beta range=[0.0, 2.0, 0.1] /></div>
            <div class="found">
                <ChartCanvas chart label=text!(positions.turned_chart) height=240.0 />
                <NumberTable testid="left" label=text!(positions.left) head rows=table />
            </div>
            <Undo />
        </Predict>
    }
}

/// The condition of the product, and the error of scores that are computed by its inverse.
#[component]
fn Undo() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(BETAS[1]);
    let found = in_parts(move || beta.get(), undone);
    let options = Signal::stored(BETAS.map(|beta| (beta, plain(beta))).to_vec());
    let head = Signal::derive(move || {
        [
            t_string!(i18n, positions.tokens_between),
            t_string!(i18n, positions.condition),
            t_string!(i18n, positions.inverse_off),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let row = |(t, condition, off): &Undone| -> NumberRow {
            let cells = [
                NumberCell::of(format!("condition-{t}"), *condition, short),
                NumberCell::of(format!("inverse-off-{t}"), *off, difference),
            ];
            (t.to_string(), cells.to_vec())
        };
        found.with(|found: &Option<Vec<Undone>>| found.iter().flatten().map(row).collect::<Vec<_>>())
    });
    view! {
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.undo_is))></p>
        <div class="curves-bar"><OwnChoice label="β" testid="undo-beta" of=beta options /></div>
        <When on=move |()| found.with(Option::is_some)>
            <NumberTable testid="undo" label=text!(positions.condition) head rows=table />
        </When>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.undo_says))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_query_two_percent_are_left_after_128_directions() {
        assert_eq!(left_at_full_strength(), 2);
        let parts: Vec<Vec<Vec<f64>>> = queries(&1.0).collect();
        assert_eq!((parts.len(), parts.iter().map(Vec::len).sum::<usize>()), (15, 300));
    }

    #[test]
    fn a_product_is_undone_until_it_has_no_digits_left() {
        let all: Vec<Undone> = undone(&1.5).collect();
        assert!(all.iter().map(|(t, ..)| *t).eq(LENGTHS));
        let [short, middle, long] = [0, 1, 2].map(|at| (all[at].1.unwrap(), all[at].2.unwrap()));
        assert!((middle.0 / 8e4 - 1.0).abs() < 0.1 && (long.0 / 1.52e22 - 1.0).abs() < 0.01, "{all:?}");
        assert!(short.1 < 1e-13 && middle.1 < 1e-10 && long.1 > 1.0, "{all:?}");
        assert!(
            undone(&2.0)
                .all(|(_, condition, off)| (condition.unwrap() - 1.0).abs() < 1e-12 && off.unwrap() < 1e-13)
        );
    }
}
