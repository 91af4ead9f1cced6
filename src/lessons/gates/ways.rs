//! How a gate is made of a number x that a layer gives: the curves of five models, and what they make of the x in hand.

use leptos::prelude::*;

use crate::i18n::*;
use crate::number::short;
use crate::rules::gates;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::{OwnSlider, Predict, marked, text};

/// x goes from −6 to 6.
const X: [f64; 2] = [-6.0, 6.0];
/// Between two points of a curve.
const STEP: f64 = 0.1;

/// A way to make a gate.
struct Way {
    /// Its model, as papers write it.
    name: &'static str,
    id: &'static str,
    /// γ of x, A and b, as HTML.
    formula: &'static str,
    /// ln γ of them.
    log: fn(f64, f64, f64) -> f64,
}

const WAYS: [Way; 5] = [
    Way { name: "σ", id: "sigmoid", formula: "σ(x)", log: |x, _, _| gates::log_sigmoid(x) },
    Way { name: "GLA", id: "gla", formula: "σ(x)<sup>1/16</sup>", log: |x, _, _| gates::gla(x) },
    Way {
        name: "Mamba-2",
        id: "mamba",
        formula: "σ(−(x + b))<sup>A</sup>",
        log: |x, a, b| gates::mamba(x, a.ln(), b),
    },
    Way {
        name: "RWKV-7",
        id: "rwkv7",
        formula: "exp(−e<sup>−1/2</sup> σ(x))",
        log: |x, _, _| gates::rwkv7(x),
    },
    Way {
        name: "KDA", id: "kda", formula: "exp(−5 σ(x))", log: |x, _, _| gates::bounded(x, 0.0, 0.0, -5.0)
    },
];

/// The share of the state, in percent, that Mamba-2 keeps of a token with x = 2.
fn kept_at_2() -> u64 {
    (100.0 * gates::mamba(2.0_f64, 0.0, 0.0).exp()).round() as u64
}

/// The curves, and a table of them at the x in hand.
#[component]
pub fn Ways() -> impl IntoView {
    let i18n = use_i18n();
    let [x, a, b] = [2.0, 1.0, 0.0].map(RwSignal::new);
    let at = move |way: &Way| (way.log)(x.get(), a.get(), b.get());
    let chart = Signal::derive(move || {
        let steps = ((X[1] - X[0]) / STEP).round() as usize;
        let line = |(colour, way): (usize, &Way)| {
            let value = |step: usize| (way.log)(X[0] + STEP * step as f64, a.get(), b.get()).exp();
            Line { label: way.name.to_owned(), colour, values: (0..=steps).map(value).collect() }
        };
        Chart::from(Lines {
            x_title: "x".to_owned(),
            y_title: "γ".to_owned(),
            lines: WAYS.iter().enumerate().map(line).collect(),
            log_y: false,
            position: Some(((x.get() - X[0]) / STEP).round() as usize),
            x: [X[0], STEP],
        })
    });
    let row = move |way: &'static Way| {
        let gamma = move || at(way).exp();
        // After so many tokens half is left.
        let half = move || -std::f64::consts::LN_2 / at(way);
        view! {
            <tr><th scope="row">{way.name}</th><td inner_html=way.formula></td>
                <td data-testid=format!("way-{}", way.id) data-value=move || gamma().to_string()>{move || short(gamma())}</td>
                <td data-testid=format!("half-life-{}", way.id) data-value=move || half().to_string()>{move || short(half())}</td></tr>
        }
    };
    let writes = move || gates::softplus(x.get() + b.get());
    let keeps = move || gates::mamba(x.get(), a.get().ln(), b.get()).exp();
    let says = move || {
        t_string!(i18n, gates.ways_mamba, writes = short(writes()), keeps = short(keeps())).to_string()
    };
    view! {
        <section class="experiment" aria-labelledby="ways">
            <h3 id="ways">{text!(gates.ways)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, gates.ways_is))></p>
            <Predict question=text!(gates.ways_asks) answer=Signal::derive(kept_at_2) why=text!(gates.ways_why) about="-ways">
                <div class="curves-bar">
                    <OwnSlider label="x" testid="way-x" of=x range=[X[0], X[1], 0.5] />
                    <OwnSlider label="A" testid="way-a" of=a range=[1.0, 16.0, 1.0] />
                    <OwnSlider label="b" testid="way-b" of=b range=[-7.0, 3.0, 0.5] />
                </div>
                <div class="found">
                    <ChartCanvas chart label=text!(gates.ways_chart) height=260.0 />
                    <div class="numbers-table" tabindex="0" role="region" aria-label=text!(gates.ways)>
                        <table data-testid="ways">
                            <thead><tr><th scope="col">{text!(gates.ways_model)}</th><th scope="col">"γ"</th>
                                <th scope="col">{move || format!("x = {}", short(x.get()))}</th><th scope="col">{text!(gates.ways_half)}</th></tr></thead>
                            <tbody>{WAYS.iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                </div>
                <p data-testid="way-writes" data-value=move || writes().to_string() inner_html=move || marked(&says())></p>
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mamba_2_keeps_an_eighth_where_it_writes_twice() {
        assert_eq!(kept_at_2(), 12);
    }

    #[test]
    fn every_way_stays_between_nothing_and_all() {
        for way in &WAYS {
            for step in -60..=60 {
                let gamma = (way.log)(f64::from(step) * STEP, 16.0, -7.0).exp();
                assert!((0.0..=1.0).contains(&gamma), "{}: {gamma}", way.name);
            }
        }
    }
}
