//! A parity in one number: how fast it fades with a smaller β, and how several projections turn a sign that one cannot.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{ones_until, parity, projections, states_over_time, turned_by_projections};
use crate::i18n::*;
use crate::number::{plain, relative};
use crate::rules::{DeltaRule, Inputs, RuleEntry, Tensor};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, marked, text};

/// So many ones are told.
const ONES: usize = 60;
/// A parity shorter than this counts as lost.
const LOST: f64 = 0.01;
/// β of the rows of the table.
const BETAS: [f64; 5] = [1.0, 1.5, 1.9, 1.99, 2.0];
/// Numbers of projections.
const PROJECTIONS: [usize; 7] = [1, 2, 3, 4, 8, 16, 64];

static DELTA: RuleEntry = RuleEntry::stepping::<DeltaRule>();

/// S at first, and after each of so many ones.
fn states(beta: f64) -> Vec<f64> {
    let told = parity(&[true; ONES], beta);
    let x = Inputs::new(told.keys.clone(), told.keys, told.values).with_each(Tensor::Beta, &told.strengths);
    // These tokens fit the rule.
    let all = states_over_time(&DELTA, &x).unwrap_or_default();
    all.iter().filter_map(|s| s.get((0, 0)).copied()).collect()
}

/// The chart and both tables.
#[component]
pub fn Parity() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.9);
    let answer = Memo::new(|| ones_until(1.9, LOST).unwrap_or_default() as u64);
    let curves = Memo::new(move || [2.0, beta.get()].map(states));
    let chart = Signal::derive(move || {
        let line = |(colour, (beta, values)): (usize, (f64, Vec<f64>))| Line {
            label: format!("β = {}", plain(beta)),
            colour,
            values,
        };
        let lines = [2.0, beta.get()].into_iter().zip(curves.get()).enumerate().map(line).collect();
        Chart::from(Lines {
            x_title: t_string!(i18n, width.ones).to_owned(),
            y_title: "S".to_owned(),
            lines,
            log_y: false,
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            "β",
            td_string!(locale, width.after_1),
            td_string!(locale, width.after_2),
            td_string!(locale, width.after_10),
            td_string!(locale, width.after_60),
            td_string!(locale, width.lost_after),
        ];
        names.map(str::to_owned).to_vec()
    });
    // They stand still: the rule runs once for each.
    let fixed = Memo::new(|| BETAS.map(states));
    let table = Signal::derive(move || {
        let row = |id: String, beta: f64, all: &[f64]| -> NumberRow {
            let after =
                |ones: usize| NumberCell::of(format!("parity-{id}-{ones}"), all.get(ones).copied(), relative);
            let until = ones_until(beta, LOST);
            let until = NumberCell {
                id: format!("parity-{id}-until"),
                value: until.map(|ones| ones as f64),
                shown: until.map_or_else(|| t_string!(i18n, width.never).to_owned(), |ones| ones.to_string()),
            };
            (plain(beta), [1, 2, 10, ONES].map(after).into_iter().chain([until]).collect())
        };
        let (beta, cells) = curves.with(|[_, mine]| row("now".to_owned(), beta.get(), mine));
        let mine = (t_string!(i18n, width.yours, beta = beta).to_string(), cells);
        let rows = fixed.with(|fixed| {
            BETAS.iter().zip(fixed).map(|(beta, all)| row(plain(*beta), *beta, all)).collect::<Vec<_>>()
        });
        rows.into_iter().chain([mine]).collect::<Vec<_>>()
    });
    let factors_head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names =
            [td_string!(locale, width.factors_row), td_string!(locale, width.turned_to), "−cosⁿ(π/n)"];
        names.map(str::to_owned).to_vec()
    });
    let turned = Memo::new(|| {
        PROJECTIONS.map(|n| projections(n).ok().and_then(|places| places.last().map(|[x, _]| *x)))
    });
    let factors = Signal::derive(move || {
        let row = |(n, x): (usize, Option<f64>)| -> NumberRow {
            let by_formula = Some(turned_by_projections(n));
            let cell = |id: &str, value| NumberCell::of(format!("projections-{id}-{n}"), value, relative);
            (n.to_string(), vec![cell("end", x), cell("formula", by_formula)])
        };
        PROJECTIONS.into_iter().zip(turned.get()).map(row).collect::<Vec<_>>()
    });
    view! {
        <section class="experiment" aria-labelledby="parity">
            <h3 id="parity">{text!(width.parity)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.parity_is))></p>
            <Predict question=text!(width.parity_asks) answer=answer why=text!(width.parity_why) about="-parity">
                <div class="curves-bar"><OwnSlider label="β" testid="parity-beta" of=beta range=[0.1, 2.0, 0.05] /></div>
                <div class="found">
                    <ChartCanvas chart label=text!(width.parity_chart) height=200.0 />
                    <NumberTable testid="parity-table" label=text!(width.parity) head rows=table />
                </div>
                <p inner_html=move || marked(t_string!(i18n, width.projections_are))></p>
                <NumberTable testid="projections-table" label=text!(width.turned_to) head=factors_head rows=factors />
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fades_is_the_powers_of_one_minus_beta() {
        for beta in BETAS {
            for (n, s) in states(beta).iter().enumerate() {
                assert!((s - (1.0 - beta).powi(n as i32)).abs() < 1e-12, "β {beta}, {n} ones: {s}");
            }
        }
        assert_eq!(states(2.0)[ONES], 1.0);
        assert_eq!(states(1.9).iter().position(|s| s.abs() < LOST), ones_until(1.9, LOST));
    }
}
