//! How far swaps that are told ten thousand times drift by rounding.

use half::bf16;
use leptos::prelude::*;

use crate::experiments::{Cycling, SwapKey};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::math::Real;
use crate::number::difference;
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// Tokens that are told in one go.
const TOGETHER: usize = 500;
/// So many times.
const PARTS: usize = 20;
/// The parts after which the table shows how far off the slots are.
const SHOWN: [usize; 3] = [0, 1, PARTS - 1];

/// How far off the slots are after each part; no number where it fails.
fn drift<R: Real>(key: SwapKey) -> impl Iterator<Item = f64> {
    let mut cycling = Cycling::<R>::new(key);
    (0..PARTS).map(move |_| cycling.tell(TOGETHER).map_or(f64::NAN, |()| cycling.off()))
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
        let after =
            SHOWN.map(|part| t_string!(i18n, width.after_tokens, tokens = (part + 1) * TOGETHER).to_string());
        [t_string!(i18n, width.off_by_most).to_owned()].into_iter().chain(after).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let keys = [td_string!(locale, width.unit_keys), td_string!(locale, width.whole_keys)];
        let row = |(at, id): (usize, &str)| -> NumberRow {
            let name = format!("{}, {}", keys[at / 3], ["f64", "f32", "bf16"][at % 3]);
            let cell = |part: usize| {
                let value = found.with(|found| found.as_ref()?.get(at * PARTS + part).copied());
                NumberCell::of(format!("drift-{id}-{}", (part + 1) * TOGETHER), value, difference)
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
    fn whole_numbers_are_exact_in_every_format() {
        let all: Vec<f64> = drifts(&()).collect();
        assert_eq!(all.len(), ROWS.len() * PARTS);
        assert!(all[3 * PARTS..].iter().all(|off| *off == 0.0));
        assert!(all[..3 * PARTS].iter().all(|off| *off >= 0.0) && all[2 * PARTS - 1] > 1e-7);
    }
}
