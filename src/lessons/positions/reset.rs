//! A β that reads the text: what one token with β = 1 erases of the positions before it, and a code that counts some tokens only.

use leptos::prelude::*;

use super::matrices::{SINUSOIDS, TOKENS};
use crate::erased::Memo;
use crate::experiments::{ByToken, Marked, PositionCode, position_delta_gated, position_row, weight_before};
use crate::i18n::*;
use crate::number::{plain, short};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, marked, text};

/// The position whose β is set, the one that asks, and β of all others.
const RESET: usize = 20;
const ASKED: usize = 24;
const USUAL: f64 = 0.5;
/// The β of the rows of the table.
const BETAS: [f64; 4] = [0.0, 0.5, 0.9, 1.0];
/// The codes, with their ids.
const CODES: [(&str, PositionCode); 2] = [("sinusoids", SINUSOIDS), ("constant", PositionCode::Constant)];

/// The position that asks among fillers, and those that it counts: every fourth.
const COUNTING: usize = 17;
const COUNTED: [usize; 5] = [16, 12, 8, 4, 0];

/// The weights of the position that asks, where one of the others has a β of its own.
fn row(code: PositionCode, beta: f64) -> Vec<f64> {
    let beta = ByToken { usual: USUAL, marked: beta, at: Marked::These(vec![RESET]) };
    position_row(&code.rows(TOKENS), &beta.list(TOKENS), ASKED).unwrap_or_default()
}

/// The weight that is left on the positions before the reset.
fn left(code: PositionCode, beta: f64) -> f64 {
    weight_before(&row(code, beta), RESET)
}

/// The part of it that β takes, beside the β that all others have.
fn taken(code: PositionCode, beta: f64) -> f64 {
    1.0 - left(code, beta) / left(code, USUAL)
}

/// What is left before the reset where a gate of 0 stands there, with sinusoids.
fn left_by_gate() -> Option<f64> {
    let g = ByToken { usual: 0.0, marked: f64::NEG_INFINITY, at: Marked::These(vec![RESET]) }.list(TOKENS);
    let a = position_delta_gated(&SINUSOIDS.rows(TOKENS), &[USUAL; TOKENS], &g).ok()?;
    let row: Vec<f64> = a.row(ASKED).iter().copied().collect();
    Some(weight_before(&row, RESET))
}

/// The weights of the positions that are counted, where all others are fillers with β = 0.
fn counted(code: PositionCode) -> Vec<Option<f64>> {
    let beta = ByToken { usual: 0.0, marked: USUAL, at: Marked::Every(4) }.list(COUNTING + 1);
    let row = position_row(&code.rows(COUNTING + 1), &beta, COUNTING).unwrap_or_default();
    COUNTED.map(|j| row.get(j).copied()).to_vec()
}

fn code_name(locale: Locale, code: usize) -> &'static str {
    match code {
        0 => td_string!(locale, positions.sinusoids),
        _ => td_string!(locale, positions.constant),
    }
}

/// The question, the slider, and both tables.
#[component]
pub fn Reset() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.0_f64);
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.reset_a),
            td_string!(locale, positions.reset_b),
            td_string!(locale, positions.reset_c),
        ]
        .map(str::to_owned)
    });
    let rows = Memo::new(move || CODES.map(|(_, code)| row(code, beta.get())));
    let chart = Signal::derive(move || {
        let line = |(colour, values): (usize, Vec<f64>)| Line {
            label: code_name(i18n.get_locale(), colour).to_owned(),
            colour,
            values,
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, positions.position).to_owned(),
            y_title: t_string!(i18n, positions.weight).to_owned(),
            lines: rows.get().into_iter().enumerate().map(line).collect(),
            log_y: false,
            position: Some(RESET),
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |at: usize| {
            let code = code_name(locale, at);
            [
                td_string!(locale, positions.left_of, code = code).to_string(),
                td_string!(locale, positions.taken_of, code = code).to_string(),
            ]
        };
        [t_string!(i18n, positions.beta_at, t = RESET).to_string()]
            .into_iter()
            .chain(of(0))
            .chain(of(1))
            .collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let cells = |beta: f64, name: &str| -> Vec<NumberCell> {
            let of = |(id, code): (&str, PositionCode)| {
                [
                    NumberCell::of(format!("reset-left-{id}-{name}"), Some(left(code, beta)), short),
                    NumberCell::of(format!("reset-taken-{id}-{name}"), Some(taken(code, beta)), |share| {
                        format!("{:.1} %", 100.0 * share).replace('-', "−")
                    }),
                ]
            };
            CODES.into_iter().flat_map(of).collect()
        };
        let fixed = BETAS.map(|beta| -> NumberRow { (plain(beta), cells(beta, &plain(beta))) });
        let own = t_string!(i18n, positions.yours, beta = plain(beta.get())).to_string();
        fixed.into_iter().chain([(own, cells(beta.get(), "own"))]).collect::<Vec<_>>()
    });
    let gate = left_by_gate();
    let by_gate = move || gate.map(|left| t_string!(i18n, positions.by_gate, left = short(left)).to_string());
    view! {
        <section class="experiment" aria-labelledby="reset">
            <h3 id="reset">{text!(positions.reset)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, positions.reset_is))></p>
            <Guess question=text!(positions.reset_asks) answers right=1 about="reset">
                <p inner_html=move || marked(t_string!(i18n, positions.reset_why))></p>
                <div class="curves-bar">
                    <OwnSlider label=text!(positions.beta_at, t = RESET) testid="reset-beta" of=beta range=[0.0, 1.0, 0.05] />
                </div>
                <div class="found">
                    <ChartCanvas chart label=text!(positions.reset_chart) height=240.0 />
                    <NumberTable testid="reset-table" label=text!(positions.reset) head rows=table />
                </div>
                <p class="hint" data-testid="reset-gate" data-value=gate.map(|left| left.to_string()) inner_html=move || by_gate().map(|says| marked(&says))></p>
                <Counting />
            </Guess>
        </section>
    }
}

/// A code that counts the tokens that write.
#[component]
fn Counting() -> impl IntoView {
    let i18n = use_i18n();
    let found = StoredValue::new(CODES.map(|(_, code)| counted(code)));
    let head = Signal::derive(move || {
        let at = COUNTED.iter().map(|j| t_string!(i18n, positions.counted_back, j = *j).to_string());
        [t_string!(i18n, positions.code).to_owned()].into_iter().chain(at).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |at: usize| -> NumberRow {
            let cell = |(j, weight): (&usize, &Option<f64>)| {
                NumberCell::of(format!("counted-{}-{j}", CODES[at].0), *weight, short)
            };
            let cells = found.with_value(|found| COUNTED.iter().zip(&found[at]).map(cell).collect());
            (code_name(i18n.get_locale(), at).to_owned(), cells)
        };
        [0, 1].map(row).to_vec()
    });
    view! {
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.counting_is))></p>
        <NumberTable testid="counting" label=text!(positions.counting) head rows=table />
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.counting_says))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_takes_five_percent_with_sinusoids_and_all_with_a_constant_code() {
        assert!((taken(SINUSOIDS, 1.0) - 0.048_7).abs() < 5e-5, "{}", taken(SINUSOIDS, 1.0));
        assert_eq!(taken(PositionCode::Constant, 1.0), 1.0);
        assert_eq!((taken(SINUSOIDS, USUAL), left_by_gate()), (0.0, Some(0.0)));
        let all: Vec<f64> = counted(PositionCode::Constant).into_iter().flatten().collect();
        assert_eq!(all, [0.5, 0.25, 0.125, 0.0625, 0.031_25]);
    }
}
