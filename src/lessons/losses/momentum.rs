//! A memory of earlier steps: facts for which it shines, and facts for which it hurts.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{alike, at_right_angles, off_after};
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::names;
use crate::number::{plain, short};
use crate::rules::{DeltaRule, MesaNet, MomentumDeltaRule, RuleEntry, Tensor};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, marked, text};

/// So often four facts are told.
const ROUNDS: usize = 12;
/// The rounds that the table shows.
const SHOWN: [usize; 5] = [1, 2, 4, 8, 12];
/// η and μ until a reader says otherwise.
const USUAL: [f64; 2] = [0.9, 0.7];

static RULES: [RuleEntry; 3] = [
    RuleEntry::stepping::<DeltaRule>(),
    RuleEntry::stepping::<MomentumDeltaRule>(),
    RuleEntry::stepping::<MesaNet>(),
];

fn gates([eta, mu]: [f64; 2]) -> Gates {
    let gates = Gates::new().with(Tensor::Beta, 1.0).with(Tensor::G, 1.0).with(Tensor::Lamb, 1e-3);
    gates.with(Tensor::Eta, eta).with(Tensor::LogMu, mu)
}

/// The mean error of the four facts after each round.
fn after_rounds(rule: &RuleEntry, stream: &Stream, numbers: [f64; 2]) -> Vec<f64> {
    let mean = |round: usize| {
        // This stream fits the rules.
        let off = off_after(rule, stream, &gates(numbers), 4 * round, 4).unwrap_or_default();
        off.iter().sum::<f64>() / 4.0
    };
    (1..=ROUNDS).map(mean).collect()
}

/// The first round after which momentum is off by less than 0.01, with the usual numbers.
fn near_after() -> u64 {
    let off = after_rounds(&RULES[1], &alike(ROUNDS), USUAL);
    off.iter().position(|off| *off < 0.01).map_or(0, |at| at as u64 + 1)
}

/// The curves, and both tables.
#[component]
pub fn Momentum() -> impl IntoView {
    let i18n = use_i18n();
    let [eta, mu] = USUAL.map(RwSignal::new);
    let stream = StoredValue::new(alike(ROUNDS));
    let of_rule = move |at: usize| {
        Memo::new(move || {
            let numbers = if at == 1 { [eta.get(), mu.get()] } else { USUAL };
            stream.with_value(|stream| after_rounds(&RULES[at], stream, numbers))
        })
    };
    let curves = [0, 1, 2].map(of_rule);
    let name = move |at: usize| names::rule(i18n.get_locale(), RULES[at].info.id).unwrap_or_default();
    let chart = Signal::derive(move || {
        let line = |at: usize| Line { label: name(at).to_owned(), colour: at, values: curves[at].get() };
        Chart::from(Lines {
            x_title: t_string!(i18n, losses.rounds).to_owned(),
            y_title: t_string!(i18n, losses.off_mean).to_owned(),
            lines: [0, 1, 2].map(line).into(),
            log_y: true,
            position: None,
            x: Lines::BY_TOKEN,
        })
    });
    let head = Signal::derive(move || {
        let names = [0, 1, 2].map(|at| name(at).to_owned());
        [t_string!(i18n, losses.rounds).to_owned()].into_iter().chain(names).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |round: usize| -> NumberRow {
            let cell = |at: usize| {
                let value = curves[at].with(|curve| curve.get(round - 1).copied());
                NumberCell::of(format!("rounds-{}-{round}", RULES[at].info.id), value, short)
            };
            (round.to_string(), [0, 1, 2].map(cell).to_vec())
        };
        SHOWN.map(row).to_vec()
    });
    // Six facts at right angles, each told once: the oldest first.
    let once = Memo::new(move || {
        let numbers = gates([eta.get(), mu.get()]);
        off_after(&RULES[1], &at_right_angles(), &numbers, 6, 6).unwrap_or_default()
    });
    let ages = Signal::derive(move || {
        let ages = (0..6).rev().map(|age: usize| age.to_string());
        [t_string!(i18n, losses.by_age).to_owned()].into_iter().chain(ages).collect::<Vec<_>>()
    });
    let aged = Signal::derive(move || {
        let cell = |at: usize| {
            NumberCell::of(format!("once-{}", at + 1), once.with(|off| off.get(at).copied()), short)
        };
        vec![(t_string!(i18n, losses.off_by).to_owned(), (0..6).map(cell).collect())]
    });
    let sum = move || {
        let (eta, mu) = (eta.get(), mu.get());
        t_string!(i18n, losses.once_is, eta = plain(eta), mu = plain(mu), all = short(eta / (1.0 - mu)))
            .to_string()
    };
    view! {
        <section class="experiment" aria-labelledby="momentum">
            <h3 id="momentum">{text!(losses.momentum_title)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, losses.momentum_is))></p>
            <Predict question=text!(losses.momentum_asks) answer=Signal::derive(near_after) why=text!(losses.momentum_why) about="-momentum">
                <div class="curves-bar">
                    <OwnSlider label="η" testid="momentum-eta" of=eta range=[0.05, 1.0, 0.05] />
                    <OwnSlider label="μ" testid="momentum-mu" of=mu range=[0.0, 0.95, 0.05] />
                </div>
                <div class="found">
                    <ChartCanvas chart label=text!(losses.momentum_chart) height=240.0 />
                    <NumberTable testid="rounds" label=text!(losses.off_mean) head rows=table />
                </div>
                <p inner_html=move || marked(&sum())></p>
                <NumberTable testid="once" label=text!(losses.by_age) head=ages rows=aged />
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn momentum_is_near_after_eight_rounds_and_in_the_end_nine_hundred_times_nearer() {
        assert_eq!(near_after(), 8);
        let stream = alike(ROUNDS);
        let [plain, momentum] = [0, 1].map(|at| after_rounds(&RULES[at], &stream, USUAL)[ROUNDS - 1]);
        assert_eq!((plain / momentum).round(), 922.0);
    }
}
