//! How far off the slots are by rounding when a cycle is told ten thousand times.

use half::bf16;
use leptos::prelude::*;

use crate::experiments::{Cycling, SwapKey};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::math::Real;
use crate::number::{difference, grouped};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// The numbers of tokens after which it is known how far off the slots are.
const TOLD: [usize; 6] = [1, 10, 100, 1000, 5000, 10_000];
/// Those that the table shows, by their places: the other one is there so that no part takes long.
const SHOWN: [usize; 5] = [0, 1, 2, 3, 5];

/// How far off the slots are after so many tokens; no number where it fails.
fn drift<R: Real>(key: SwapKey) -> impl Iterator<Item = f64> {
    let mut cycling = Cycling::<R>::new(key);
    TOLD.into_iter().map(move |tokens| {
        let more = tokens.saturating_sub(cycling.told);
        cycling.tell(more).map_or(f64::NAN, |()| cycling.off())
    })
}

/// All of them: keys of length 1 in f64, f32 and bf16, then those of whole numbers.
fn drifts(_: &()) -> impl Iterator<Item = f64> + use<> {
    let of = |key| drift::<f64>(key).chain(drift::<f32>(key)).chain(drift::<bf16>(key));
    of(SwapKey::Unit).chain(of(SwapKey::Whole))
}

/// The ids of the rows.
const ROWS: [&str; 6] = ["unit-f64", "unit-f32", "unit-bf16", "whole-f64", "whole-f32", "whole-bf16"];

/// The question and the table.
#[component]
pub fn SwapsDrift() -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.drift_all),
            td_string!(locale, width.drift_unit),
            td_string!(locale, width.drift_none),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="drift">
            <h3 id="drift">{text!(width.drift)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.drift_is))></p>
            <Guess question=text!(width.drift_asks) answers=choices right=1 about="drift"><Drifted /></Guess>
        </section>
    }
}

#[component]
fn Drifted() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), drifts);
    let head = Signal::derive(move || {
        let after = SHOWN.map(|at| grouped(TOLD[at] as u128));
        [t_string!(i18n, width.off_by_most).to_owned()].into_iter().chain(after).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let keys = [td_string!(locale, width.unit_keys), td_string!(locale, width.whole_keys)];
        let row = |(at, id): (usize, &str)| -> NumberRow {
            let name = format!("{}, {}", keys[at / 3], ["f64", "f32", "bf16"][at % 3]);
            let cell = |told: usize| {
                let value = found.with(|found| found.as_ref()?.get(at * TOLD.len() + told).copied());
                NumberCell::of(format!("drift-{id}-{}", TOLD[told]), value, difference)
            };
            (name, SHOWN.map(cell).to_vec())
        };
        ROWS.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <NumberTable testid="drift-table" label=text!(width.drift) head rows=table />
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.drift_say))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_in_every_format_and_what_unit_keys_are_off_by_does_not_grow() {
        let all: Vec<f64> = drifts(&()).collect();
        assert_eq!(all.len(), ROWS.len() * TOLD.len());
        let (unit, whole) = all.split_at(3 * TOLD.len());
        assert!(whole.iter().all(|off| *off == 0.0));
        for of in unit.chunks(TOLD.len()) {
            assert!(of[0] > 0.0 && of[2..].iter().all(|off| *off == of[2]), "{of:?}");
        }
        let after_100: Vec<String> = unit.chunks(TOLD.len()).map(|of| difference(of[2])).collect();
        assert_eq!(after_100, ["8.9e-16", "1.2e-6", "0.062"]);
        assert_eq!(unit[2 * TOLD.len() + 2], 0.0625);
    }
}
