//! Products of reflections in several number formats, and what making them orthogonal again mends.

use leptos::prelude::*;

use super::drifting::{LongRun, Marks, chart, formats, rows};
use super::precision::id_of;
use crate::experiments::{Followed, Format, StepSize, orthogonalised_state, signs};
use crate::i18n::*;
use crate::number::{grouped, short};
use crate::ui::chart::ChartCanvas;
use crate::ui::guess::Guess;
use crate::ui::numbers::NumberTable;
use crate::ui::{OwnChoice, marked, text};

/// After so many steps H is made orthogonal again; 0 is never.
const EVERY: [u64; 3] = [0, 100, 1];
/// The steps, by their ids.
const SIZES: [(&str, &str); 2] = [("two", "β = 2"), (EXACT, "β = 2 / (k·k)")];
const EXACT: &str = "exact";

/// The product, and its ways.
#[component]
pub fn Reflections() -> impl IntoView {
    let i18n = use_i18n();
    let every = RwSignal::new(EVERY[0]);
    let size = RwSignal::new(SIZES[0].0);
    let of = Signal::derive(move || Followed::Product {
        every: every.get(),
        size: if size.get() == EXACT { StepSize::Exact } else { StepSize::Two },
    });
    let ways = Signal::derive(move || {
        let locale = i18n.get_locale();
        let name = |every: u64| match every {
            0 => td_string!(locale, stability.never).to_owned(),
            1 => td_string!(locale, stability.each_step).to_owned(),
            every => td_string!(locale, stability.every_steps, steps = grouped(every.into())).to_string(),
        };
        EVERY.map(|every| (every, name(every))).to_vec()
    });
    let sizes = SIZES.map(|(id, name)| (id, name.to_owned()));
    let more = move || {
        let ([unsigned, signed], [before, after]) = (signs(), orthogonalised_state());
        t_string!(
            i18n,
            stability.qr_says,
            unsigned = short(unsigned),
            signed = short(signed),
            before = short(before),
            after = short(after)
        )
        .to_string()
    };
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, stability.mends_skew),
            td_string!(locale, stability.mends_off),
            td_string!(locale, stability.mends_both),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="reflections">
            <h3 id="reflections">{text!(stability.reflections)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.reflections_is))></p>
            <Guess question=text!(stability.reflections_asks) answers right=0 about="reflections">
                <div class="curves-bar">
                    <OwnChoice label=text!(stability.qr) testid="reflections-every" of=every options=ways />
                    <OwnChoice label=text!(stability.step_size) testid="reflections-size" of=size options=sizes.clone().to_vec() />
                </div>
                <LongRun id="reflections" of show=marks />
                <p class="hint" inner_html=move || marked(t_string!(i18n, stability.reflections_why))></p>
                <p class="hint" inner_html=move || marked(&more())></p>
            </Guess>
        </section>
    }
}

/// How far the product of each format is from orthogonal, and from the true product.
fn marks(marks: Marks) -> AnyView {
    let i18n = use_i18n();
    let skew = Signal::derive(move || {
        marks.with(|marks| chart(i18n.get_locale(), "‖HᵀH − I‖", marks, |mark| mark.skew))
    });
    let off = Signal::derive(move || {
        let locale = i18n.get_locale();
        marks.with(|marks| chart(locale, td_string!(locale, stability.product_off), marks, |mark| mark.off))
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let pair = |name: String| {
            let apart = td_string!(locale, stability.product_off);
            [format!("{name}: ‖HᵀH − I‖"), format!("{name}: {apart}")]
        };
        let steps = td_string!(locale, stability.steps).to_owned();
        [steps].into_iter().chain(formats(locale).into_iter().flat_map(pair)).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        marks.with(|marks| {
            rows(marks, |mark| {
                let pair = |(at, format): (usize, &Format)| {
                    let id = id_of(*format);
                    [(format!("skew-{id}"), mark.skew[at]), (format!("apart-{id}"), mark.off[at])]
                };
                Format::ALL.iter().enumerate().flat_map(pair).collect()
            })
        })
    });
    view! {
        <div class="charts">
            <ChartCanvas chart=skew label=text!(stability.skew_chart) height=220.0 />
            <ChartCanvas chart=off label=text!(stability.off_chart) height=220.0 />
        </div>
        <NumberTable testid="reflections-table" label=text!(stability.reflections) head rows=table />
    }
    .into_any()
}
