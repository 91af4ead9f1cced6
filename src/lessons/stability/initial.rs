//! What is left of a state that was there before the first token, and whether it helps.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Initial, expected_share, half_life, median, recall_from, share_left};
use crate::i18n::*;
use crate::inputs::random;
use crate::math::{Mat, normalise_rows};
use crate::number::{plain, short};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines, spans_decades};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{OwnSlider, Predict, When, marked, text};

/// The channels of the random keys, and how many there are.
const CHANNELS: usize = 16;
const TOKENS: usize = 256;
/// The tokens that the table shows.
const SHOWN: [usize; 3] = [16, 64, 256];

/// The id of an initial state.
const fn id_of(initial: Initial) -> &'static str {
    match initial {
        Initial::Zero => "zero",
        Initial::Identity => "identity",
        Initial::Small => "small",
        Initial::Large => "large",
    }
}

/// Its name.
fn named(locale: Locale, initial: Initial) -> &'static str {
    match initial {
        Initial::Zero => "0",
        Initial::Identity => "I",
        Initial::Small => td_string!(locale, stability.random_small),
        Initial::Large => td_string!(locale, stability.random_large),
    }
}

/// The curves, and the stream of the stage.
#[component]
pub fn InitialStates(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(1.0);
    let keys = StoredValue::new(normalise_rows(&random_keys()));
    // What is all there is not to be drawn as its rounding.
    let whole = |x: f64| if (x - 1.0).abs() < 1e-12 { 1.0 } else { x };
    let curve = Memo::new(move || {
        keys.with_value(|keys| share_left(keys, beta.get())).into_iter().map(whole).collect::<Vec<_>>()
    });
    let expected = move |t: usize| expected_share(beta.get(), CHANNELS, t);
    let chart = Signal::derive(move || {
        let line = |colour, label: String, values| Line { label, colour, values };
        let expected = (0..=TOKENS).map(expected).collect();
        Chart::from(Lines {
            x_title: t_string!(i18n, stability.tokens_told).to_owned(),
            y_title: t_string!(i18n, stability.share_left).to_owned(),
            lines: vec![
                line(0, t_string!(i18n, stability.measured).to_owned(), curve.get()),
                line(1, t_string!(i18n, stability.expected).to_owned(), expected),
            ],
            log_y: spans_decades(curve.get().into_iter()),
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, stability.tokens_told),
            td_string!(locale, stability.measured),
            td_string!(locale, stability.expected),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let row = |t: usize| -> NumberRow {
            let measured = curve.with(|curve| curve.get(t).copied());
            let measured = NumberCell::of(format!("share-{t}"), measured, short);
            (
                t.to_string(),
                vec![measured, NumberCell::of(format!("share-expected-{t}"), Some(expected(t)), short)],
            )
        };
        SHOWN.map(row).to_vec()
    });
    let lasts = move || match half_life(beta.get(), CHANNELS) {
        Some(tokens) => {
            t_string!(i18n, stability.half_life, beta = plain(beta.get()), tokens = short(tokens)).to_string()
        }
        None => t_string!(i18n, stability.no_half_life).to_owned(),
    };
    view! {
        <section class="experiment" aria-labelledby="initial">
            <h3 id="initial">{text!(stability.initial)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.initial_is))></p>
            <div class="curves-bar"><OwnSlider label="β" testid="initial-beta" of=beta range=[0.0, 2.0, 0.1] /></div>
            <div class="found">
                <ChartCanvas chart label=text!(stability.share_chart) height=240.0 />
                <div>
                    <NumberTable testid="share-table" label=text!(stability.share_left) head rows=table />
                    <p data-testid="half-life">{lasts}</p>
                </div>
            </div>
            <OnStream stage />
        </section>
    }
}

fn random_keys() -> Mat {
    // The queries are the first numbers of a seed.
    random(1, TOKENS, CHANNELS).q
}

/// What each initial state does to recall on the stream of the stage, with unit keys and β = 1.
#[component]
fn OnStream(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move || {
        let stream = stage.stream.get()?;
        let (keys, values) = (normalise_rows(&stream.k), &stream.v);
        let square = keys.ncols() == values.ncols() && keys.nrows() > 0;
        let left = share_left(&keys, 1.0).last().copied().filter(|_| square)?;
        let off = Initial::ALL.map(|initial| recall_from(&initial.state(keys.ncols()), &keys, values, 1.0));
        Some((left, off))
    });
    let percent = Signal::derive(move || {
        found.with(|found| found.as_ref().map_or(0, |(left, _)| (100.0 * left).round() as u64))
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            "S₀",
            td_string!(locale, losses.off_median),
            td_string!(locale, stability.off_mean),
            td_string!(locale, stability.off_last),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let row = |(initial, off): (&Initial, &Vec<f64>)| -> NumberRow {
            let id = id_of(*initial);
            let mean = off.iter().sum::<f64>() / off.len() as f64;
            let cells = [("median", median(off)), ("mean", Some(mean)), ("last", off.last().copied())];
            let cell = |(name, value)| NumberCell::of(format!("from-{id}-{name}"), value, short);
            (named(locale, *initial).to_owned(), cells.map(cell).to_vec())
        };
        let rows =
            |(_, off): &(f64, [Vec<f64>; 4])| Initial::ALL.iter().zip(off).map(row).collect::<Vec<_>>();
        found.with(|found| found.as_ref().map(rows)).unwrap_or_default()
    });
    view! {
        <When on=move |()| found.with(Option::is_some)>
            <Predict question=text!(stability.initial_asks) answer=percent why=text!(stability.initial_why) about="-initial">
                <NumberTable testid="initial-table" label=text!(stability.initial) head rows=table />
                <p class="hint" inner_html=move || marked(t_string!(i18n, stability.initial_says))></p>
            </Predict>
        </When>
    }
}
