//! Facts told many times, some with a wrong value: what each loss makes of them, over forty lists.

use leptos::prelude::*;

use super::view::spread;
use crate::erased::Memo;
use crate::experiments::{Learner, OfSeed, Outliers, median};
use crate::i18n::*;
use crate::knobs::Named;
use crate::lessons::in_parts::{in_parts, of_first};
use crate::number::{relative, short};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, When, marked, text};

/// β and δ until a reader says otherwise.
const USUAL: [f64; 2] = [0.7, 0.5];

/// What is told, with β and δ.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    told: Outliers,
    beta: f64,
    delta: f64,
}

/// The lists of all seeds, those that were looked at first.
fn lists(asked: &Asked) -> impl Iterator<Item = OfSeed> + use<> {
    let Asked { told, beta, delta } = *asked;
    // These streams fit the rules.
    Outliers::SEEDS.into_iter().flatten().filter_map(move |seed| told.of_seed(seed, beta, delta).ok())
}

/// The name of a learner.
fn named(locale: Locale, learner: Learner) -> &'static str {
    match learner {
        Learner::Squared => td_string!(locale, losses.learner_squared),
        Learner::Huber => td_string!(locale, losses.learner_huber),
        Learner::HuberByCoordinate => td_string!(locale, losses.learner_coordinate),
        Learner::LeastSquares => td_string!(locale, losses.learner_mesa),
    }
}

/// The id of a column, and its number of each list for a learner.
type Column = (&'static str, fn(&[OfSeed], usize) -> Vec<f64>);

/// Ways to look at the lists: with wrong values, those that were looked at first and those that were not; without.
const COLUMNS: [Column; 3] = [
    ("chosen", |lists, at| lists.iter().take(20).map(|of| of.wrong[at]).collect()),
    ("fresh", |lists, at| lists.iter().skip(20).map(|of| of.wrong[at]).collect()),
    ("clean", |lists, at| lists.iter().map(|of| of.clean[at]).collect()),
];

/// In how many lists Huber's loss is nearer, the median and the least ratio, and in how many each is worse than silence.
fn beside(lists: &[OfSeed]) -> (usize, f64, f64, [usize; 2]) {
    let ratios: Vec<f64> = lists.iter().map(|of| of.wrong[0] / of.wrong[1]).collect();
    let worse = |at: usize| lists.iter().filter(|of| of.wrong[at] > 1.0).count();
    (
        ratios.iter().filter(|ratio| **ratio > 1.0).count(),
        median(&ratios).unwrap_or(f64::NAN),
        ratios.iter().copied().fold(f64::INFINITY, f64::min),
        [worse(0), worse(1)],
    )
}

/// The sliders, and the table over all lists.
#[component]
pub fn WrongValues() -> impl IntoView {
    let i18n = use_i18n();
    let share = RwSignal::new(100.0 * Outliers::USUAL.share);
    let size = RwSignal::new(Outliers::USUAL.size);
    let [beta, delta] = USUAL.map(RwSignal::new);
    let asked = Memo::new(move || Asked {
        told: Outliers { share: share.get() / 100.0, size: size.get(), ..Outliers::USUAL },
        beta: beta.get(),
        delta: delta.get(),
    });
    let found = in_parts(move || asked.get(), lists);
    // The question is about the usual numbers, which are the first that are found.
    let nearer = of_first(found, |lists| beside(lists).0 as u64);
    let head = Signal::derive(move || {
        [
            t_string!(i18n, losses.off_median),
            t_string!(i18n, losses.seeds_chosen),
            t_string!(i18n, losses.seeds_fresh),
            t_string!(i18n, losses.none_wrong),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let row = |at: usize| -> NumberRow {
            let learner = Learner::ALL[at];
            let cell = |(name, of): Column| {
                let numbers = found.with(|found| Some(of(found.as_ref()?, at)));
                spread(format!("outliers-{}-{name}", learner.id()), numbers)
            };
            (named(i18n.get_locale(), learner).to_owned(), COLUMNS.map(cell).to_vec())
        };
        // A memory that answers 0 to everything.
        let silence =
            COLUMNS.map(|(name, _)| NumberCell::of(format!("outliers-silence-{name}"), Some(1.0), short));
        let silence: NumberRow = (t_string!(i18n, gates.silence).to_owned(), silence.to_vec());
        [0, 1, 2, 3].map(row).into_iter().chain([silence]).collect::<Vec<_>>()
    });
    let all = Memo::new(move || found.with(|found| found.as_ref().map(|lists| beside(lists))));
    let says = move || {
        let (nearer, ratio, least, [squared, huber]) = all.get()?;
        let (ratio, least) = (relative(ratio), relative(least));
        Some(
            t_string!(
                i18n,
                losses.outliers_beside,
                nearer = nearer,
                ratio = ratio,
                least = least,
                squared = squared,
                huber = huber
            )
            .to_string(),
        )
    };
    let count = move |read: fn((usize, f64, f64, [usize; 2])) -> f64| {
        move || all.get().map(|all| read(all).to_string())
    };
    view! {
        <section class="experiment" aria-labelledby="outliers">
            <h3 id="outliers">{text!(losses.outliers)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, losses.outliers_is))></p>
            <When on=move |()| nearer.get().is_some()>
                <Predict question=text!(losses.outliers_asks) answer=Signal::derive(move || nearer.get().unwrap_or_default()) why=text!(losses.outliers_why) about="-outliers">
                    <div class="curves-bar">
                        <OwnSlider label=text!(losses.share) testid="outliers-share" of=share range=[0.0, 50.0, 5.0] />
                        <OwnSlider label=text!(losses.size) testid="outliers-size" of=size range=[1.0, 100.0, 1.0] />
                        <OwnSlider label="β" testid="outliers-beta" of=beta range=[0.1, 1.0, 0.1] />
                        <OwnSlider label="δ" testid="outliers-delta" of=delta range=[0.1, 5.0, 0.1] />
                    </div>
                    <NumberTable testid="outliers" label=text!(losses.outliers) head rows=table />
                    <p data-testid="outliers-nearer" data-value=count(|(nearer, ..)| nearer as f64) data-ratio=count(|(_, ratio, ..)| ratio)>{says}</p>
                    <p class="hint" inner_html=move || marked(t_string!(i18n, losses.outliers_price))></p>
                </Predict>
            </When>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubers_loss_is_nearer_in_every_list_that_was_tried() {
        let [beta, delta] = USUAL;
        let lists: Vec<OfSeed> = lists(&Asked { told: Outliers::USUAL, beta, delta }).collect();
        assert_eq!((lists.len(), beside(&lists).0), (40, 40));
    }
}
