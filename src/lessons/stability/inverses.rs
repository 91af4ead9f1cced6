//! Inverses of triangles: of random numbers they explode, of unit keys they cannot.

use leptos::prelude::*;

use super::reports::{FLA, reports};
use crate::erased::Memo;
use crate::experiments::{largest_of_inverse, median, overlaps_below, random_below};
use crate::i18n::*;
use crate::inputs::random;
use crate::lessons::in_parts::{in_parts, of_first};
use crate::math::normalise_rows;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, When, marked, text};

/// The sizes that are tried, by so many seeds each.
const SIZES: [usize; 7] = [16, 32, 48, 64, 80, 96, 112];
const SEEDS: u64 = 21;
/// The channels of keys.
const CHANNELS: usize = 16;
/// What stands below the diagonal, with its id: random numbers; the overlaps of keys at random, and of these as unit keys.
const KINDS: [&str; 3] = ["random", "long", "unit"];

/// So many seeds are a part of the work, after which the page answers.
const SEEDS_A_PART: u64 = 7;

/// A size, and the largest entries of the inverses of random numbers, by seed.
type OfRandom = (usize, Vec<f64>);
/// A size, and the medians for keys as they are and for unit keys.
type OfKeys = (usize, [f64; 2]);

/// Parts of the work on random numbers: some seeds of a size.
fn of_random() -> impl Iterator<Item = OfRandom> {
    let some = |first: u64| first..(first + SEEDS_A_PART).min(SEEDS + 1);
    let of = move |n: usize, first: u64| {
        (n, some(first).map(|seed| largest_of_inverse(&random_below(seed, n))).collect())
    };
    let parts = move |n: usize| (1..=SEEDS).step_by(SEEDS_A_PART as usize).map(move |first| of(n, first));
    SIZES.into_iter().flat_map(parts)
}

/// The medians for keys. What they give differs little from seed to seed: five are enough.
fn of_keys(n: usize, beta: f64) -> OfKeys {
    let largest = |unit: bool| {
        let of = |seed| {
            let keys = random(seed, n, CHANNELS).q;
            largest_of_inverse(&overlaps_below(&if unit { normalise_rows(&keys) } else { keys }, beta))
        };
        median(&(1..=5).map(of).collect::<Vec<_>>()).unwrap_or(f64::NAN)
    };
    (n, [largest(false), largest(true)])
}

/// All that was found of a size of random numbers.
fn of_size(found: &[OfRandom], n: usize) -> Vec<f64> {
    found.iter().filter(|(of, _)| *of == n).flat_map(|(_, largest)| largest).copied().collect()
}

/// How many digits the entries have before the point, for a triangle of 96 random rows.
fn digits(found: &[OfRandom]) -> u64 {
    let largest = median(&of_size(found, 96)).unwrap_or(1.0);
    largest.log10().floor() as u64 + 1
}

/// The three medians of each size, and the share of the seeds of random numbers with more than 10¹⁰; what is not there yet is NaN.
fn rows(random_ones: &[OfRandom], keys: &[OfKeys]) -> Vec<(usize, [f64; 3], f64)> {
    let row = |n: usize| {
        let of = of_size(random_ones, n);
        let over = of.iter().filter(|largest| **largest > 1e10).count() as f64 / of.len().max(1) as f64;
        let [long, unit] = keys.iter().find(|(of, _)| *of == n).map_or([f64::NAN; 2], |(_, of)| *of);
        (n, [median(&of).unwrap_or(f64::NAN), long, unit], over)
    };
    SIZES.map(row).to_vec()
}

/// The curves over sizes.
#[component]
pub fn Inverses() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.0_f64);
    let random_ones = in_parts(|| (), |()| of_random());
    let keys = in_parts(
        move || beta.get(),
        |beta| {
            let beta = *beta;
            SIZES.into_iter().map(move |n| of_keys(n, beta))
        },
    );
    let asked = of_first(random_ones, digits);
    let found = Memo::new(move || {
        random_ones.with(|random_ones| {
            keys.with(|keys| {
                rows(random_ones.as_deref().unwrap_or_default(), keys.as_deref().unwrap_or_default())
            })
        })
    });
    let names = move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, stability.below_random).to_owned(),
            td_string!(locale, stability.below_long).to_owned(),
            td_string!(locale, stability.below_unit).to_owned(),
        ]
    };
    let chart = Signal::derive(move || {
        let line = |(at, label): (usize, String)| {
            let values = found.with(|found| found.iter().map(|(_, of, _)| of[at]).collect());
            Line { label, colour: at, values }
        };
        Chart::from(Lines {
            x_title: "n".to_owned(),
            y_title: t_string!(i18n, stability.largest_entry).to_owned(),
            lines: names().into_iter().enumerate().map(line).collect(),
            log_y: true,
            position: None,
            x: [16.0, 16.0],
        })
    });
    let head = Signal::derive(move || {
        let over = t_string!(i18n, stability.share_over).to_owned();
        ["n".to_owned()].into_iter().chain(names()).chain([over]).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |(n, of, over): &(usize, [f64; 3], f64)| -> NumberRow {
            let cells = KINDS.iter().zip(of);
            let cells = cells.map(|(kind, largest)| {
                NumberCell::of(
                    format!("inverse-{kind}-{n}"),
                    Some(*largest).filter(|largest| largest.is_finite()),
                    short,
                )
            });
            let over = NumberCell::of(format!("inverse-over-{n}"), Some(*over), |share| {
                format!("{:.0} %", 100.0 * share)
            });
            (n.to_string(), cells.chain([over]).collect())
        };
        found.with(|found| found.iter().map(row).collect::<Vec<_>>())
    });
    view! {
        <section class="experiment" aria-labelledby="inverses">
            <h3 id="inverses">{text!(stability.inverses)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.inverses_is))></p>
            <When on=move |()| asked.get().is_some()>
                <Predict question=text!(stability.inverses_asks) answer=Signal::derive(move || asked.get().unwrap_or_default()) why=text!(stability.inverses_why) about="-inverses">
                    <div class="curves-bar"><OwnSlider label="β" testid="inverses-beta" of=beta range=[0.1, 2.0, 0.1] /></div>
                    <div class="found">
                        <ChartCanvas chart label=text!(stability.inverses_chart) height=260.0 />
                        <NumberTable testid="inverses-table" label=text!(stability.largest_entry) head rows=table />
                    </div>
                    <p class="hint" inner_html=move || marked(t_string!(i18n, stability.inverses_says))></p>
                    {reports(&[(FLA, 537), (FLA, 736), (FLA, 99)])}
                </Predict>
            </When>
        </section>
    }
}
