//! Two pairs to a token, corrected both at once or one after the other.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Spectrum, TwoKeys};
use crate::i18n::*;
use crate::math::Mat;
use crate::number::{plain, relative, short};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, marked, text};

/// So many tokens are told.
const TOKENS: usize = 20;
/// The numbers of tokens that the table shows.
const SHOWN: [usize; 6] = [0, 1, 2, 5, 10, 20];

/// The largest factor by which a matrix makes a vector longer.
fn longest(m: &Mat) -> Option<f64> {
    Spectrum::of(m)?.values.first().copied()
}

/// What is known of two keys: both matrices' lengths, how far they are apart, and how far off each way is token by token.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    two: TwoKeys,
    lengths: [Option<f64>; 2],
    apart: Option<f64>,
    told: Vec<[f64; 2]>,
}

fn known(two: TwoKeys) -> Known {
    // These keys fit the rule.
    let (block, product) = (two.block(), two.product().ok());
    Known {
        two,
        lengths: [longest(&block), product.as_ref().and_then(longest)],
        apart: product.map(|product| (block - product).norm()),
        told: two.told_again(TOKENS).unwrap_or_default(),
    }
}

/// The question, the sliders, the chart and the tables.
#[component]
pub fn AtOnce() -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.once_settles),
            td_string!(locale, width.once_stays),
            td_string!(locale, width.once_grows),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="at-once">
            <h3 id="at-once">{text!(width.at_once)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.at_once_is))></p>
            <Guess question=text!(width.at_once_asks) answers=choices right=2 about="at-once"><BothWays /></Guess>
        </section>
    }
}

#[component]
fn BothWays() -> impl IntoView {
    let i18n = use_i18n();
    let [cosine, beta] = [0.9, 2.0].map(RwSignal::new);
    let known = Memo::new(move || known(TwoKeys { cosine: cosine.get(), beta: beta.get() }));
    let names = move || {
        let locale = i18n.get_locale();
        [td_string!(locale, width.both_once), td_string!(locale, width.in_turn)].map(str::to_owned)
    };
    let chart = Signal::derive(move || {
        let line = |(at, label): (usize, String)| {
            let values = known.with(|known| known.told.iter().map(|off| off[at]).collect());
            Line { label, colour: at, values }
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, width.tokens_told).to_owned(),
            y_title: t_string!(i18n, width.error_axis).to_owned(),
            lines: names().into_iter().enumerate().map(line).collect(),
            log_y: true,
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let first = t_string!(i18n, width.off_after).to_owned();
        [first].into_iter().chain(names()).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |n: usize| -> NumberRow {
            let off = known.with(|known| known.told.get(n).copied());
            let cell = |(at, id): (usize, &str)| {
                NumberCell::of(format!("once-{id}-{n}"), off.map(|off| off[at]), relative)
            };
            (n.to_string(), ["block", "product"].into_iter().enumerate().map(cell).collect())
        };
        SHOWN.map(row).to_vec()
    });
    let says = move || {
        known.with(|known| {
            let [first, second] = known.two.block_eigenvalues();
            let number = |of: Option<f64>| of.map(short).unwrap_or_default();
            let [block, product] = known.lengths.map(number);
            let (first, second, limit) = (plain(first), plain(second), short(known.two.block_limit()));
            let apart = known.apart.map(relative).unwrap_or_default();
            t_string!(
                i18n,
                width.once_are,
                first = first,
                second = second,
                limit = limit,
                block = block,
                product = product,
                apart = apart
            )
            .to_string()
        })
    };
    let number = move |read: fn(&Known) -> Option<f64>| move || known.with(read).map(|x| x.to_string());
    view! {
        <div class="curves-bar">
            <OwnSlider label=text!(width.cosine) testid="once-cosine" of=cosine range=[0.0, 0.95, 0.05] />
            <OwnSlider label="β" testid="once-beta" of=beta range=[0.1, 2.0, 0.1] />
        </div>
        <div class="found">
            <ChartCanvas chart label=text!(width.once_chart) height=220.0 />
            <NumberTable testid="once-table" label=text!(width.at_once) head rows=table />
        </div>
        <p data-testid="once-says" data-value=number(|known| known.lengths[0]) data-product=number(|known| known.lengths[1])
            data-apart=number(|known| known.apart) inner_html=move || marked(&says())></p>
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.once_say))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_once_the_error_grows_and_in_turn_it_stays() {
        let known = known(TwoKeys { cosine: 0.9, beta: 2.0 });
        let [block, product] = known.lengths.map(Option::unwrap);
        assert!((block - 2.8).abs() < 1e-12 && (product - 1.0).abs() < 1e-12);
        assert!((known.apart.unwrap() - 3.6).abs() < 1e-12);
        assert!((known.told[20][0] / known.told[19][0] - 2.8).abs() < 1e-9 && known.told[20][1] < 5.0);
    }

    #[test]
    fn at_right_angles_long_keys_are_corrected_at_once_as_in_turn() {
        use crate::experiments::block_and_product_apart;
        let keys = Mat::from_row_slice(2, 2, &[3.0, 0.0, 0.0, 0.5]);
        assert!(block_and_product_apart(&keys, 0.7).unwrap() < 1e-14);
        assert!((block_and_product_apart(&TwoKeys { cosine: 0.9, beta: 1.0 }.keys(), 1.0).unwrap()) > 0.1);
    }
}
