//! What fails at the edges, each exhibit with what to do instead and the report in which it was met.

use leptos::prelude::*;

use super::reports::{FLA, Report, reports as links};
use crate::experiments::{divided_key, kept, least_of_sums, sigmoid_end, stored_gate, sum_of_ones_in_bf16};
use crate::i18n::*;
use crate::number::{fine, short};
use crate::ui::{Predict, marked, text};

/// So many ones are added up.
const ONES: usize = 1000;

/// One exhibit.
struct Exhibit {
    id: &'static str,
    /// Its heading, what happens, and what the two numbers are.
    told: fn(Locale) -> [&'static str; 4],
    wrong: f64,
    instead: f64,
    /// In which it was met.
    reports: &'static [Report],
}

fn exhibits() -> [Exhibit; 6] {
    let [half, single] = least_of_sums();
    let end = sigmoid_end();
    let gate = stored_gate(0.999, 1000);
    let gap = kept(&[0.9, 0.0, 0.9], 2);
    let (zero, short_key) = (divided_key(0.0), divided_key(2e-4));
    [
        Exhibit {
            id: "one",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_one),
                    td_string!(locale, stability.edge_one_is),
                    "ln σ(x)",
                    "−softplus(−x)",
                ]
            },
            wrong: end.map_or(f64::NAN, |end| f64::from(end.log_of_sigmoid)),
            instead: end.map_or(f64::NAN, |end| f64::from(end.minus_softplus)),
            reports: &[(FLA, 104), (FLA, 389)],
        },
        Exhibit {
            id: "stored",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_stored),
                    td_string!(locale, stability.edge_stored_is),
                    td_string!(locale, stability.edge_stored_wrong),
                    td_string!(locale, stability.edge_stored_instead),
                ]
            },
            wrong: gate.left_of_gamma,
            instead: gate.left_by_log,
            reports: &[("state-spaces/mamba", 923), ("ml-explore/mlx-lm", 1028)],
        },
        Exhibit {
            id: "shut",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_shut),
                    td_string!(locale, stability.edge_shut_is),
                    "exp(c₃ − c₂)",
                    "γ₃",
                ]
            },
            wrong: gap.by_logs,
            instead: gap.by_products,
            reports: &[(FLA, 20)],
        },
        Exhibit {
            id: "zero",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_zero),
                    td_string!(locale, stability.edge_zero_is),
                    "‖k / ‖k‖‖",
                    "‖k / max(‖k‖, 10⁻¹²)‖",
                ]
            },
            wrong: zero.plain,
            instead: zero.floored,
            reports: &[],
        },
        Exhibit {
            id: "tiny",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_tiny),
                    td_string!(locale, stability.edge_tiny_is),
                    "‖k / √(‖k‖² + 10⁻⁶)‖",
                    "‖k / max(‖k‖, 10⁻¹²)‖",
                ]
            },
            wrong: short_key.rooted,
            instead: short_key.floored,
            reports: &[("ggml-org/llama.cpp", 28_068), ("huggingface/transformers", 40_842)],
        },
        Exhibit {
            id: "gram",
            told: |locale| {
                [
                    td_string!(locale, stability.edge_gram),
                    td_string!(locale, stability.edge_gram_is),
                    td_string!(locale, stability.edge_gram_wrong),
                    td_string!(locale, stability.edge_gram_instead),
                ]
            },
            wrong: half,
            instead: single,
            reports: &[(FLA, 1187)],
        },
    ]
}

/// All exhibits, after a question.
#[component]
pub fn Edges() -> impl IntoView {
    let i18n = use_i18n();
    let answer = Signal::derive(|| sum_of_ones_in_bf16(ONES) as u64);
    let shown = |x: f64| {
        if x.is_nan() {
            "NaN".to_owned()
        } else if x.abs() > 0.1 {
            fine(x)
        } else {
            short(x)
        }
    };
    let exhibit = move |Exhibit { id, told, wrong, instead, reports }: Exhibit| {
        let [title, is, was, then] = [0, 1, 2, 3].map(|part| move || told(i18n.get_locale())[part]);
        view! {
            <dt>{title}</dt>
            <dd>
                <p inner_html=move || marked(is())></p>
                <p class="edge"><span>{was}" = "<b data-testid=format!("edge-{id}") data-value=wrong.to_string()>{shown(wrong)}</b></span>
                    <span>{then}" = "<b data-testid=format!("edge-{id}-instead") data-value=instead.to_string()>{shown(instead)}</b></span>
                    {links(reports)}</p>
            </dd>
        }
    };
    view! {
        <section class="experiment" aria-labelledby="edges">
            <h3 id="edges">{text!(stability.edges)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.edges_is))></p>
            <Predict question=text!(stability.edges_asks) answer why=text!(stability.edges_why) about="-edges">
                <dl class="edges">{exhibits().into_iter().map(exhibit).collect_view()}</dl>
            </Predict>
        </section>
    }
}
