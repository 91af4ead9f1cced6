//! The weight of a position DeltaNet by the distance: a pointer to the position before, where the code alone has a long tail.

use leptos::prelude::*;

use super::matrices::{Knobs, SINUSOIDS, TOKENS, weights};
use crate::erased::Memo;
use crate::experiments::{PositionCode, by_distance, overlap};
use crate::i18n::*;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// The distances that the table shows.
const SHOWN: [usize; 8] = [0, 1, 2, 3, 4, 8, 16, 31];
/// The ids of the columns.
const KINDS: [&str; 3] = ["code", "delta", "constant"];

/// By distance: p·p of the code alone, the weights of the position DeltaNet over it, and those over a constant code.
fn curves(beta: f64, constant: f64, after: bool) -> [Vec<f64>; 3] {
    let PositionCode::Sinusoids(d) = SINUSOIDS else { return [const { Vec::new() }; 3] };
    let last_row = |a: crate::math::Mat| (0..TOKENS).rev().map(|j| a[(TOKENS - 1, j)]).collect();
    [
        (0..TOKENS).map(|m| overlap(m, d)).collect(),
        weights(TOKENS, beta, after).map(last_row).unwrap_or_default(),
        by_distance(PositionCode::Constant, constant, TOKENS),
    ]
}

/// The chart, and its numbers.
#[component]
pub fn Distances(knobs: Knobs) -> impl IntoView {
    let i18n = use_i18n();
    let curves = Memo::new(move || curves(knobs.beta.get(), knobs.constant.get(), knobs.after.get()));
    let names = move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.code_alone).to_owned(),
            td_string!(locale, positions.over_sinusoids, beta = short(knobs.beta.get())).to_string(),
            td_string!(locale, positions.over_constant, beta = short(knobs.constant.get())).to_string(),
        ]
    };
    let chart = Signal::derive(move || {
        let line = |(colour, (label, values)): (usize, (String, Vec<f64>))| Line { label, colour, values };
        Chart::from(Lines {
            x_title: t_string!(i18n, positions.distance).to_owned(),
            y_title: t_string!(i18n, positions.weight).to_owned(),
            lines: names().into_iter().zip(curves.get()).enumerate().map(line).collect(),
            log_y: false,
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let first = t_string!(i18n, positions.distance).to_owned();
        [first].into_iter().chain(names()).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |m: usize| -> NumberRow {
            let cell = |at: usize| {
                let value = curves.with(|curves| curves[at].get(m).copied());
                NumberCell::of(format!("distance-{}-{m}", KINDS[at]), value, short)
            };
            (m.to_string(), [0, 1, 2].map(cell).to_vec())
        };
        SHOWN.map(row).to_vec()
    });
    view! {
        <div class="found">
            <ChartCanvas chart label=text!(positions.distance_chart) height=260.0 />
            <NumberTable testid="distances" label=text!(positions.by_distance) head rows=table />
        </div>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.distance_says))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delta_rule_makes_a_pointer_of_a_long_tail() {
        let [code, delta, constant] = curves(1.0, 0.25, false);
        assert!(code[31] > 0.5 && delta[2..].iter().all(|f| f.abs() < 0.07), "{delta:?}");
        assert!(delta[2] < 0.0 && (delta[1] - code[1]).abs() < 1e-14);
        assert!(
            (constant[0] - 0.25).abs() < 1e-15 && constant[0] == constant[1] && constant[2] < constant[1]
        );
        assert!(curves(1.0, 0.25, true)[1][1..].iter().all(|f| f.abs() < 1e-14));
    }
}
