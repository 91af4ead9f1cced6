//! Inverses of triangles: of random numbers they explode, of unit keys they cannot.

use leptos::prelude::*;

use super::reports::reports;
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

/// The size of a triangle, and the median over the seeds of the largest entry of its inverse: of each of [`KINDS`], the share of seeds of
/// the first kind with more than 10¹⁰ last.
type Found = (usize, [f64; 3], f64);

fn of_size(n: usize, beta: f64) -> Found {
    let random_ones: Vec<f64> = (1..=SEEDS).map(|seed| largest_of_inverse(&random_below(seed, n))).collect();
    // What keys give differs little from seed to seed.
    let of_keys = |unit: bool| {
        let of = |seed| {
            let keys = random(seed, n, CHANNELS).q;
            largest_of_inverse(&overlaps_below(&if unit { normalise_rows(&keys) } else { keys }, beta))
        };
        median(&(1..=5).map(of).collect::<Vec<_>>()).unwrap_or(f64::NAN)
    };
    let over = random_ones.iter().filter(|largest| **largest > 1e10).count() as f64 / SEEDS as f64;
    let first = median(&random_ones).unwrap_or(f64::NAN);
    (n, [first, of_keys(false), of_keys(true)], over)
}

/// How many digits the entries have before the point, for a triangle of 96 random rows.
fn digits(found: &[Found]) -> u64 {
    let of = found.iter().find(|(n, ..)| *n == 96).map_or(1.0, |(_, [random, ..], _)| *random);
    of.log10().floor() as u64 + 1
}

/// The curves over sizes.
#[component]
pub fn Inverses() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.0_f64);
    let found = in_parts(
        move || beta.get(),
        |beta| {
            let beta = *beta;
            SIZES.into_iter().map(move |n| of_size(n, beta))
        },
    );
    let asked = of_first(found, digits);
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
            let values = found.with(|found| found.iter().flatten().map(|(_, of, _)| of[at]).collect());
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
        let row = |(n, of, over): &Found| -> NumberRow {
            let cells = KINDS.iter().zip(of);
            let cells = cells
                .map(|(kind, largest)| NumberCell::of(format!("inverse-{kind}-{n}"), Some(*largest), short));
            let over = NumberCell::of(format!("inverse-over-{n}"), Some(*over), |share| {
                format!("{:.0} %", 100.0 * share)
            });
            (n.to_string(), cells.chain([over]).collect())
        };
        found.with(|found| found.iter().flatten().map(row).collect::<Vec<_>>())
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
                    {reports(&[537, 736])}
                </Predict>
            </When>
        </section>
    }
}
