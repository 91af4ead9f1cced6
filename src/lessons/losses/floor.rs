//! One fact told again and again: which losses end.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Descent, Loss, Optimiser};
use crate::i18n::*;
use crate::math::Mat;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, marked, text};

/// So often it is told.
const TIMES: usize = 64;
/// The numbers of tellings that the table shows.
const SHOWN: [usize; 7] = [0, 1, 2, 4, 8, 16, 64];
/// The losses: −vᵀS k of a state that stays and of one that fades, the squared loss, the contrastive one.
const LOSSES: [(&str, Loss, Optimiser); 4] = [
    ("dot", Loss::Dot, Optimiser::Step),
    ("decay", Loss::Dot, Optimiser::Decay),
    ("squared", Loss::Squared, Optimiser::Step),
    ("contrastive", Loss::Contrastive, Optimiser::Step),
];

/// The loss of the fact before it is told for the first time, and after each telling; with the contrastive loss another value, for a
/// key at right angles, is known already.
fn of(loss: Loss, optimiser: Optimiser, beta: f64, gamma: f64) -> Vec<f64> {
    let descent = Descent { optimiser, beta, gamma, ..Descent::on(loss) };
    let before = usize::from(loss == Loss::Contrastive);
    let rows = |first: usize| {
        let at =
            move |t: usize, i: usize| f64::from(u8::from(i == if t < before { 1 - first } else { first }));
        Mat::from_fn(TIMES + 1 + before, 2, at)
    };
    let path = descent.path(&rows(0), &rows(1));
    let losses =
        |path: crate::experiments::Path| path.losses[before..].iter().map(|[before, _]| *before).collect();
    path.map(losses).unwrap_or_default()
}

/// v·S k of linear attention in the end, with the usual β.
fn grown() -> u64 {
    let last = of(Loss::Dot, Optimiser::Step, 0.5, 1.0).last().copied();
    last.map_or(0, |loss| (-loss).round() as u64)
}

/// The curves, and their numbers.
#[component]
pub fn Floor() -> impl IntoView {
    let i18n = use_i18n();
    let [beta, gamma] = [0.5, 0.9].map(RwSignal::new);
    let curves =
        Memo::new(move || LOSSES.map(|(_, loss, optimiser)| of(loss, optimiser, beta.get(), gamma.get())));
    let names = move || {
        let locale = i18n.get_locale();
        [
            "−vᵀS k".to_owned(),
            td_string!(locale, losses.dot_fading, gamma = short(gamma.get())).to_string(),
            "½‖v − S k‖²".to_owned(),
            td_string!(locale, losses.contrastive).to_owned(),
        ]
    };
    let chart = Signal::derive(move || {
        let lines = curves.get().into_iter().zip(names()).enumerate();
        let line = |(colour, (values, label)): (usize, (Vec<f64>, String))| Line { label, colour, values };
        Chart::from(Lines {
            x_title: t_string!(i18n, losses.tellings).to_owned(),
            y_title: t_string!(i18n, losses.loss).to_owned(),
            lines: lines.map(line).collect(),
            log_y: false,
            position: None,
            x: [0.0, 1.0],
        })
    });
    let head = Signal::derive(move || {
        let first = t_string!(i18n, losses.tellings).to_owned();
        [first].into_iter().chain(names()).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |n: usize| -> NumberRow {
            let cell = |at: usize| {
                let value = curves.with(|curves| curves[at].get(n).copied());
                NumberCell::of(format!("floor-{}-{n}", LOSSES[at].0), value, short)
            };
            (n.to_string(), [0, 1, 2, 3].map(cell).to_vec())
        };
        SHOWN.map(row).to_vec()
    });
    let end = move || {
        let (beta, gamma) = (beta.get(), gamma.get());
        let floor = if gamma < 1.0 { short(-beta / (1.0 - gamma)) } else { "−∞".to_owned() };
        t_string!(i18n, losses.floor_at, floor = floor).to_string()
    };
    view! {
        <section class="experiment" aria-labelledby="floor">
            <h3 id="floor">{text!(losses.floor)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, losses.floor_is))></p>
            <Predict question=text!(losses.floor_asks) answer=Signal::derive(grown) why=text!(losses.floor_why) about="-floor">
                <div class="curves-bar">
                    <OwnSlider label="β" testid="floor-beta" of=beta range=[0.1, 1.0, 0.1] />
                    <OwnSlider label="γ" testid="floor-gamma" of=gamma range=[0.5, 1.0, 0.05] />
                </div>
                <div class="found">
                    <ChartCanvas chart label=text!(losses.floor_chart) height=260.0 />
                    <div>
                        <NumberTable testid="floor-losses" label=text!(losses.floor) head rows=table />
                        <p inner_html=move || marked(&end())></p>
                    </div>
                </div>
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_attention_grows_by_beta_with_every_telling() {
        assert_eq!(grown(), 32);
        let losses = of(Loss::Contrastive, Optimiser::Step, 0.5, 1.0);
        assert!(
            (losses[0] - std::f64::consts::LN_2).abs() < 1e-15 && (losses[64] - 0.003_794_29).abs() < 5e-9
        );
    }
}
