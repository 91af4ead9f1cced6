//! Both costs for any n and d, and softmax attention beside them.

use leptos::prelude::*;

use super::costs::{causal_crossing, cheaper, cost, side_name};
use crate::app::use_app;
use crate::erased::Memo;
use crate::i18n::*;
use crate::knob;
use crate::number::{FLOAT32, bytes, grouped, plain};
use crate::rules::reorder::Order;
use crate::ui::{NumberKnob, Predict, text};

/// Both costs for any n and d, and what doubling n does to them.
#[component]
pub fn Calculator() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let knobs = app.read(|s| (s.knobs.reorder.n, s.knobs.reorder.d));
    let row = move |order: Order, causal: bool, id: &'static str| {
        let cost = move |n: u64| cost(order, causal, n, knobs.get().1);
        let now = move || cost(knobs.get().0);
        let doubled =
            move || plain(cost(2 * knobs.get().0).multiply_adds as f64 / now().multiply_adds as f64);
        view! {
            <tr>
                <th scope="row">{side_name(causal, order, "")}</th>
                <td data-testid=id>{move || grouped(now().multiply_adds)}</td>
                <td>{move || bytes(FLOAT32 * now().intermediate)}</td>
                <td>"×"{doubled}</td>
            </tr>
        }
    };
    let verdict = move |causal: bool| {
        let (n, d) = knobs.get();
        let [left, right] = Order::ALL.map(|order| side_name(causal, order, ""));
        match cheaper(causal, n, d) {
            (Some(order), ratio) => {
                t_string!(i18n, reorder.calc_fewer, name = side_name(causal, order, ""), ratio = plain(ratio))
            }
            (None, _) => t_string!(i18n, reorder.calc_tie, left = left, right = right),
        }
    };
    let d = move || knobs.get().1;
    let crossing = Memo::new(move || causal_crossing(d()));
    let work = move |order: Order| grouped(order.causal_cost(crossing.get(), d()).multiply_adds);
    view! {
        <section class="calculator" aria-labelledby="calculator">
            <h2 id="calculator">{text!(reorder.calc_title)}</h2>
            <div class="inputs">
                <NumberKnob knob=knob!(reorder.n) label="n" />
                <NumberKnob knob=knob!(reorder.d) label="d" />
            </div>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="calculator">
                <table>
                    <thead><tr>
                        <td></td>
                        <th scope="col">{text!(reorder.multiply_adds)}</th>
                        <th scope="col">{text!(reorder.between)}</th>
                        <th scope="col">{text!(reorder.doubled)}</th>
                    </tr></thead>
                    <tbody>
                        {row(Order::Left, false, "calc-left")} {row(Order::Right, false, "calc-right")}
                        {row(Order::Left, true, "calc-causal-left")} {row(Order::Right, true, "calc-causal-right")}
                    </tbody>
                </table>
            </div>
            <p data-testid="calc-verdict">{move || verdict(false)}</p>
            <p data-testid="calc-causal-verdict">{move || verdict(true)}</p>
            <Predict question=text!(reorder.question, d = d()) answer=crossing
                why=text!(reorder.because, tie = crossing.get() - 1, crossing = crossing.get(),
                    left = work(Order::Left), right = work(Order::Right)) />
            <Comparison knobs />
        </section>
    }
}

/// Softmax attention against linear attention, for the n and d of the calculator.
#[component]
fn Comparison(knobs: Memo<(u64, u64)>) -> impl IntoView {
    let cost = move |order: Order| {
        let (n, d) = knobs.get();
        order.cost(n, d)
    };
    let growth = move |order: Order| {
        let (n, d) = knobs.get();
        order.cost(2 * n, d).multiply_adds / order.cost(n, d).multiply_adds
    };
    let squared = move || u128::from(knobs.get().0).pow(2);
    // Keys and values of n tokens against S.
    let kept = move || 2 * FLOAT32 * u128::from(knobs.get().0) * u128::from(knobs.get().1);
    let state = move || FLOAT32 * u128::from(knobs.get().1).pow(2);
    view! {
        <h2 id="comparison">{text!(reorder.versus)}</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="comparison">
            <table data-testid="comparison">
                <thead><tr><td></td><th scope="col">"Softmax"</th><th scope="col">{text!(reorder.linear)}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">{text!(reorder.core)}</th><td>"softmax(QKᵀ)V"</td><td>"Q(KᵀV)"</td></tr>
                    <tr><th scope="row">{text!(reorder.multiply_adds)}</th>
                        <td>{move || grouped(cost(Order::Left).multiply_adds)}</td><td>{move || grouped(cost(Order::Right).multiply_adds)}</td></tr>
                    <tr><th scope="row">{text!(reorder.exponentials)}</th><td>{move || grouped(squared())}</td><td>"0"</td></tr>
                    <tr><th scope="row">{text!(reorder.doubled)}</th><td>"×"{move || growth(Order::Left)}</td><td>"×"{move || growth(Order::Right)}</td></tr>
                    <tr><th scope="row">{text!(reorder.between)}</th>
                        <td>{move || bytes(FLOAT32 * cost(Order::Left).intermediate)}</td><td>{move || bytes(FLOAT32 * cost(Order::Right).intermediate)}</td></tr>
                    <tr><th scope="row">{text!(reorder.must_keep)}</th><td>{move || bytes(kept())}</td><td>{move || bytes(state())}</td></tr>
                </tbody>
            </table>
        </div>
    }
}
