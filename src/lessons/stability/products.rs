//! Products of gates: where f32 loses them, in log space and without, and where the chunk form overflows.

use leptos::prelude::*;

use super::reports::{FLA, reports};
use crate::erased::Memo;
use crate::experiments::{
    ChunkForm, ChunkFound, Fading, Width, by_logs, by_products, chunk, fading, overflows_at,
    ratio as ratio_of, ratio_by_logs, ratio_wrong_from,
};
use crate::i18n::*;
use crate::number::{grouped, short};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnChoice, OwnSlider, Predict, marked, text};

/// The gates to choose from: constants, and the smallest of two models.
const GATES: [(&str, f64); 7] = [
    ("0.999", 0.999),
    ("0.99", 0.99),
    ("0.9", 0.9),
    ("0.5", 0.5),
    ("0.1", 0.1),
    // RWKV-7's smallest decay, exp(−e^{−1/2}), and KDA's, e^{−5}.
    ("RWKV-7", 0.545_239_211_892_605_7),
    ("KDA", 0.006_737_946_999_085_467),
];
/// The gate that the page asks about.
const USUAL: usize = 3;
/// The chunk forms, with their ids.
const FORMS: [(&str, ChunkForm); 3] =
    [("naive", ChunkForm::Naive), ("after", ChunkForm::MaskedAfter), ("first", ChunkForm::MaskedFirst)];

/// A number of tokens; a dash where there is none.
fn tokens(id: &str, count: Option<usize>) -> NumberCell {
    NumberCell::of(id.to_owned(), count.map(|count| count as f64), |count| grouped(count as u128))
}

/// The chunk length from which on exp(−Σ ln γ) is larger than f32 can hold, for γ = 0.5.
fn overflows() -> u64 {
    overflows_at(GATES[USUAL].1, Width::Single).map_or(0, |c| c as u64)
}

/// The gate, and what becomes of its product.
#[component]
pub fn GateProducts() -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(GATES[USUAL].0);
    let gamma = move || GATES.into_iter().find(|(id, _)| *id == chosen.get()).map_or(1.0, |(_, gamma)| gamma);
    let options = Signal::derive(move || {
        let named = |(id, gamma): (&'static str, f64)| {
            let of_model = id.starts_with(char::is_alphabetic);
            let smallest = || t_string!(i18n, stability.smallest, model = id.to_owned()).to_string();
            (id, if of_model { format!("{gamma:.4}: {}", smallest()) } else { id.to_owned() })
        };
        GATES.map(named).to_vec()
    });
    let of_gate = Memo::new(move || (fading(gamma()), ratio_wrong_from(gamma())));
    let facts = Signal::derive(move || {
        let locale = i18n.get_locale();
        let (Fading { below_normal, zero, stuck }, wrong) = of_gate.get();
        let row = |name: &str, cell: NumberCell| -> NumberRow { (name.to_owned(), vec![cell]) };
        let mut rows = vec![
            row(td_string!(locale, stability.below_normal), tokens("below-normal", below_normal)),
            row(td_string!(locale, stability.exactly_zero), tokens("exactly-zero", zero)),
            row(td_string!(locale, stability.ratio_wrong), tokens("ratio-wrong", wrong)),
            row(
                td_string!(locale, stability.overflow_single),
                tokens("overflow-single", overflows_at(gamma(), Width::Single)),
            ),
            row(
                td_string!(locale, stability.overflow_half),
                tokens("overflow-half", overflows_at(gamma(), Width::Half)),
            ),
        ];
        if let Some((count, at)) = stuck {
            let name = td_string!(locale, stability.stuck_at, value = short(at.into())).to_string();
            rows.insert(2, (name, vec![tokens("stuck", Some(count))]));
        }
        rows
    });
    let facts_head = Signal::derive(move || {
        vec![t_string!(i18n, stability.in_single).to_owned(), t_string!(i18n, stability.at_token).to_owned()]
    });
    view! {
        <section class="experiment" aria-labelledby="products">
            <h3 id="products">{text!(stability.gate_products)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.gate_products_is))></p>
            <Predict question=text!(stability.products_asks) answer=Signal::derive(overflows) why=text!(stability.products_why) about="-products">
                <div class="curves-bar"><OwnChoice label="γ" testid="products-gamma" of=chosen options /></div>
                <div class="found">
                    <NumberTable testid="products-table" label=text!(stability.gate_products) head=facts_head rows=facts />
                    <WiderNotFiner gamma=Signal::derive(gamma) />
                </div>
                <Chunks gamma=Signal::derive(gamma) />
                <p class="hint" inner_html=move || marked(t_string!(i18n, stability.products_says))></p>
                {reports(&[(FLA, 215)])}
            </Predict>
        </section>
    }
}

/// The errors of a product and of the exponential of a sum of logarithms.
#[component]
fn WiderNotFiner(gamma: Signal<f64>) -> impl IntoView {
    let i18n = use_i18n();
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, stability.after_tokens),
            td_string!(locale, stability.by_product),
            td_string!(locale, stability.by_logs),
            td_string!(locale, stability.ratio_by_product),
            td_string!(locale, stability.ratio_by_logs),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let gamma = gamma.get();
        let row = |n: usize| -> NumberRow {
            let truth = gamma.powi(n as i32);
            // Relative to what is left; below the smallest f32 nothing is.
            let off = |found: f32| (truth > 1e-38).then(|| (f64::from(found) / truth - 1.0).abs());
            let ratio = gamma.powi(10);
            let apart = |found: Option<f32>| found.map(|found| (f64::from(found) / ratio - 1.0).abs());
            let cells = [
                ("product", off(by_products(gamma, n))),
                ("logs", off(by_logs(gamma, n))),
                ("ratio", apart(ratio_of(gamma, n))),
                ("ratio-logs", apart(Some(ratio_by_logs(gamma, n)))),
            ];
            let cell = |(id, value)| NumberCell::of(format!("off-{id}-{n}"), value, short);
            (n.to_string(), cells.map(cell).to_vec())
        };
        [10, 100, 1000].map(row).to_vec()
    });
    view! { <NumberTable testid="finer-table" label=text!(stability.relative_error) head rows=table /> }
}

/// One chunk in each of the forms.
#[component]
fn Chunks(gamma: Signal<f64>) -> impl IntoView {
    let i18n = use_i18n();
    let size = RwSignal::new(256.0);
    let found = Memo::new(move || FORMS.map(|(_, form)| chunk(gamma.get(), size.get() as usize, form)));
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, stability.chunk_form),
            td_string!(locale, stability.rows_lost),
            td_string!(locale, stability.rows_off),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, stability.form_naive),
            td_string!(locale, stability.form_after),
            td_string!(locale, stability.form_first),
        ];
        let row = |(at, ChunkFound { lost, rows, error }): (usize, ChunkFound)| -> NumberRow {
            let id = FORMS[at].0;
            let lost = NumberCell {
                id: format!("lost-{id}"),
                value: Some(lost as f64),
                shown: format!("{lost} / {rows}"),
            };
            (names[at].to_owned(), vec![lost, NumberCell::of(format!("chunk-off-{id}"), error, short)])
        };
        found.get().into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <div class="curves-bar"><OwnSlider label="C" testid="products-chunk" of=size range=[16.0, 512.0, 16.0] /></div>
        <NumberTable testid="chunk-table" label=text!(stability.chunk_form) head rows=table />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gates_to_choose_from_are_the_bounds_of_the_models() {
        assert_eq!(overflows(), 128);
        let [.., (_, rwkv7), (_, kda)] = GATES;
        assert!((rwkv7 - (-(-0.5f64).exp()).exp()).abs() < 1e-15 && (kda - (-5.0f64).exp()).abs() < 1e-15);
    }
}
