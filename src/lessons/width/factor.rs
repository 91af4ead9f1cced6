//! One factor that should be the cycle of three slots, and never is.

use leptos::prelude::*;

use super::periods::Periods;
use crate::erased::Memo;
use crate::experiments::{OneFactor, best_share};
use crate::i18n::*;
use crate::number::plain;
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, marked, text};

/// β of the rows of the table, beside the one that is set.
const BETAS: [f64; 4] = [0.0, 1.0, 1.5, 2.0];
/// The length of a word of cycles.
const WORD: usize = 30;

/// The largest share of a word that one factor tells, over β from 0 to 2 in steps of 0.005, as a number of tokens.
fn most_told() -> f64 {
    let all = (0..=400).filter_map(|step| best_share(f64::from(step) / 200.0, WORD));
    (all.fold(0.0, f64::max) * WORD as f64).round()
}

/// A difference: its digits tell the root of 3.75 from 2.
fn four(x: f64) -> String {
    format!("{x:.4}")
}

/// The sliders and the table.
#[component]
pub fn OneFactorOfCycle() -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.factor_best),
            td_string!(locale, width.factor_mirror),
            td_string!(locale, width.factor_none),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="factor">
            <h3 id="factor">{text!(width.factor_title)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.factor_is))></p>
            <Guess question=text!(width.factor_asks) answers=choices right=2 about="factor"><Off /><Periods /></Guess>
        </section>
    }
}

/// How far off a factor is.
#[component]
fn Off() -> impl IntoView {
    let i18n = use_i18n();
    let [beta, angle, tilt] = [OneFactor::default().beta, 0.0, 0.0].map(RwSignal::new);
    let one = Memo::new(move || OneFactor {
        beta: beta.get(),
        angle: f64::to_radians(angle.get()),
        tilt: f64::to_radians(tilt.get()),
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            "β",
            "‖C − H‖",
            td_string!(locale, width.by_formula),
            td_string!(locale, width.most_off),
            td_string!(locale, width.word_right),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let now = one.get();
        let row = |id: String, name: String, of: OneFactor| -> NumberRow {
            let cell = |which: &str, value| NumberCell::of(format!("factor-{which}-{id}"), value, four);
            let told = best_share(of.beta, WORD).map(|share| (share * WORD as f64).round());
            let told = NumberCell {
                id: format!("factor-word-{id}"),
                value: told,
                shown: told.map_or_else(|| "–".to_owned(), |told| format!("{told} / {WORD}")),
            };
            let most = of.most_off().ok().flatten();
            let cells = [("off", of.off().ok()), ("formula", Some(of.off_by_formula())), ("most", most)];
            (name, cells.map(|(which, value)| cell(which, value)).into_iter().chain([told]).collect())
        };
        let fixed = BETAS.map(|beta| row(plain(beta), plain(beta), OneFactor { beta, ..now }));
        let yours = t_string!(i18n, width.yours, beta = plain(now.beta)).to_string();
        fixed.into_iter().chain([row("now".to_owned(), yours, now)]).collect::<Vec<_>>()
    });
    let most = Memo::new(most_told);
    let says = move || t_string!(i18n, width.words_say, most = most.get(), all = WORD).to_string();
    view! {
        <div class="curves-bar">
            <OwnSlider label="β" testid="factor-beta" of=beta range=[0.0, 2.0, 0.05] />
            <OwnSlider label=text!(width.key_angle) testid="factor-angle" of=angle range=[0.0, 180.0, 15.0] />
            <OwnSlider label=text!(width.key_tilt) testid="factor-tilt" of=tilt range=[0.0, 90.0, 5.0] />
        </div>
        <NumberTable testid="factor-table" label=text!(width.factor_title) head rows=table />
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.factor_say))></p>
        <p data-testid="factor-words" data-value=move || most.get().to_string() inner_html=move || marked(&says())></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_factor_tells_twelve_of_thirty_at_most() {
        assert_eq!(most_told(), 12.0);
        assert_eq!(four(OneFactor::default().off().unwrap()), "1.9365");
    }
}
