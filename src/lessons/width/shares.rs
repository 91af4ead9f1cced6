//! The share of words whose slots are right, exactly, by the number of factors.

use leptos::prelude::*;

use super::slots::slots_of;
use crate::experiments::{counts_by_swaps, expected_right};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// Over so many tokens.
const TOKENS: usize = 50;
/// The numbers of tokens that the table shows.
const SHOWN: [usize; 6] = [1, 2, 5, 10, 20, 50];

/// For 1, 2, … n − 1 factors the share after each token.
fn shares(slots: &usize) -> impl Iterator<Item = Vec<f64>> + use<> {
    let slots = *slots;
    (1..slots).filter_map(move |factors| expected_right(slots, factors, TOKENS))
}

/// The chart and its table.
#[component]
pub fn Shares(group: RwSignal<&'static str>) -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(move || slots_of(group.get()).unwrap_or_default(), shares);
    let chart = Signal::derive(move || {
        let line = |(at, values): (usize, Vec<f64>)| Line {
            label: t_string!(i18n, width.with_factors, n = at + 1).to_string(),
            colour: at,
            values,
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, width.tokens_told).to_owned(),
            y_title: t_string!(i18n, width.words_right).to_owned(),
            lines: found.get().unwrap_or_default().into_iter().enumerate().map(line).collect(),
            log_y: false,
            position: None,
            x: Lines::BY_TOKEN,
        })
    });
    let head = Signal::derive(move || {
        let factors = found.with(|found| found.as_ref().map_or(0, Vec::len));
        let names = (1..=factors).map(|n| t_string!(i18n, width.with_factors, n = n).to_string());
        [t_string!(i18n, width.tokens_told).to_owned()].into_iter().chain(names).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |tokens: usize| -> NumberRow {
            let cells = found.with(|found| {
                let all = found.as_deref().unwrap_or_default().iter().enumerate();
                all.map(|(at, of)| {
                    let share = of.get(tokens - 1).copied();
                    NumberCell::of(format!("share-{}-{tokens}", at + 1), share, short)
                })
                .collect()
            });
            (tokens.to_string(), cells)
        };
        SHOWN.map(row).to_vec()
    });
    let counts = move || {
        let slots = slots_of(group.get()).unwrap_or_default();
        let counts = counts_by_swaps(slots);
        let all: Vec<String> = counts.iter().map(|count| format!("{count}")).collect();
        let chance = counts.iter().sum::<f64>().recip();
        let counts = all.join(", ");
        t_string!(i18n, width.counts_are, n = slots, counts = counts, chance = short(chance)).to_string()
    };
    view! {
        <div class="found">
            <ChartCanvas chart label=text!(width.shares_chart) height=220.0 />
            <NumberTable testid="shares-table" label=text!(width.words_right) head rows=table />
        </div>
        <p inner_html=move || marked(&counts())></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_line_stays_at_one() {
        for slots in [3, 4, 5] {
            let all: Vec<Vec<f64>> = shares(&slots).collect();
            assert_eq!(all.len(), slots - 1);
            let at_end: Vec<f64> = all.iter().map(|of| of[TOKENS - 1]).collect();
            assert!(
                (at_end[slots - 2] - 1.0).abs() < 1e-12 && at_end[..slots - 2].iter().all(|of| *of < 0.2)
            );
        }
        assert_eq!(shares(&0).count(), 0);
    }
}
