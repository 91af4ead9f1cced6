//! Ways to come round after a few tokens: by two factors, by momentum, and by a free term of rank one.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Mirrors, dplr_power, momentum_states, period};
use crate::i18n::*;
use crate::number::relative;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// So many tokens are shown.
const SHOWN: usize = 6;
/// So many are told: a period is known once it has come twice.
const TOLD: usize = 12;

/// The first entry of S after each token, which begins at 1. A run that fails has none.
fn entries(way: usize) -> Vec<f64> {
    match way {
        0 => {
            let path = Mirrors::default().path(TOLD).unwrap_or_default();
            path.into_iter().skip(1).map(|[x, _]| x).collect()
        }
        1 => (1..=TOLD).filter_map(|n| dplr_power(n).ok()?.get((0, 0)).copied()).collect(),
        way => momentum_states(5.0 - way as f64, TOLD).unwrap_or_default(),
    }
}

/// The ids of the ways.
const WAYS: [&str; 5] = ["mirrors", "dplr", "momentum-3", "momentum-2", "momentum-1"];

/// The table.
#[component]
pub fn Periods() -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(|| [0, 1, 2, 3, 4].map(entries));
    let head = Signal::derive(move || {
        let tokens = (1..=SHOWN).map(|n| n.to_string());
        let first = t_string!(i18n, width.first_entry).to_owned();
        let last = t_string!(i18n, width.period).to_owned();
        [first].into_iter().chain(tokens).chain([last]).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, width.way_mirrors),
            td_string!(locale, width.way_dplr),
            td_string!(locale, width.way_momentum_3),
            td_string!(locale, width.way_momentum_2),
            td_string!(locale, width.way_momentum_1),
        ];
        let row = |(at, name): (usize, &str)| -> NumberRow {
            let id = WAYS[at];
            let all = found.with(|found| found[at].clone());
            let cell =
                |n: usize| NumberCell::of(format!("way-{id}-{}", n + 1), all.get(n).copied(), relative);
            let tokens = period(&all).map(|tokens| tokens as f64);
            let last = NumberCell::of(format!("way-{id}-period"), tokens, relative);
            (name.to_owned(), (0..SHOWN).map(cell).chain([last]).collect())
        };
        names.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <p inner_html=move || marked(t_string!(i18n, width.periods_are))></p>
        <NumberTable testid="periods-table" label=text!(width.period) head rows=table />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_come_round_after_three_tokens() {
        let periods: Vec<_> = (0..5).map(|way| period(&entries(way))).collect();
        assert_eq!(periods, [Some(3), Some(3), Some(3), Some(4), Some(6)]);
        assert_eq!(entries(2)[..3], [-2.0, 1.0, 1.0]);
    }
}
