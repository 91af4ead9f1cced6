//! What a token costs, and a state that grows although no eigenvalue is over 1.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{
    Spectrum, cost_of_added, cost_of_token, counting, largest_imaginary, smallest_real, transition,
};
use crate::i18n::*;
use crate::names;
use crate::number::{grouped, plain, short};
use crate::rules::{DeltaRule, Dplr, Form, GatedDeltaProduct, Iplr, LinearAttn, RuleEntry};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// Key and value channels.
const D: usize = 64;
/// So many tokens are counted.
const COUNTED: usize = 20;
/// The numbers of tokens that the table shows.
const SHOWN: [usize; 5] = [1, 2, 5, 10, 20];

static RULES: [RuleEntry; 4] = [
    RuleEntry::stepping::<LinearAttn>(),
    RuleEntry::stepping::<DeltaRule>(),
    RuleEntry::stepping::<Dplr>(),
    RuleEntry::stepping::<GatedDeltaProduct>(),
];
static IPLR: RuleEntry = RuleEntry::stepping::<Iplr>();

/// A row of the table of costs: the number of its rule in [`RULES`], and so many pairs or factors to a token.
const COSTS: [(usize, usize); 9] = [(0, 1), (0, 2), (0, 4), (1, 1), (2, 1), (3, 1), (3, 2), (3, 3), (3, 4)];

/// The multiplications of a token, and the numbers in the state.
fn cost(at: usize, n: usize) -> Option<[u64; 2]> {
    let rule = RULES.get(at)?;
    // Pairs that are added are no tokens of their own: they are read once.
    let of = cost_of_token(rule, D, D, if at == 0 { 1 } else { n })?;
    let multiplications = if at == 0 { cost_of_added(D, D, n)? } else { of.multiply_adds };
    Some([multiplications, of.state_bytes / 8])
}

/// The outputs of the counting rule.
fn counted() -> Vec<f64> {
    IPLR.run(&counting(COUNTED), Form::Recurrent)
        .map(|run| run.o.iter().copied().collect())
        .unwrap_or_default()
}

/// The least real part and the largest imaginary part of an eigenvalue of its tokens, and by how much they make a vector longer at most.
fn factor() -> Option<[f64; 3]> {
    let one = transition(&IPLR, &counting(COUNTED).tokens(0..1, None)).ok()?;
    let longest = Spectrum::of(&one)?.values.first().copied()?;
    Some([smallest_real(&one)?, largest_imaginary(&one)?, longest])
}

/// Both tables.
#[component]
pub fn Costs() -> impl IntoView {
    let i18n = use_i18n();
    let outputs = Memo::new(counted);
    let known = Memo::new(factor);
    let says = move || {
        let [least, imaginary, longest] = known.get()?;
        let (least, imaginary, longest) = (plain(least), plain(imaginary), short(longest));
        Some(
            t_string!(i18n, width.counting_is, least = least, imaginary = imaginary, longest = longest)
                .to_string(),
        )
    };
    let count_head = Signal::derive(move || {
        let tokens = SHOWN.map(|n| n.to_string());
        [t_string!(i18n, width.tokens_told).to_owned()].into_iter().chain(tokens).collect::<Vec<_>>()
    });
    let count = Signal::derive(move || {
        let cell = |n: usize| {
            NumberCell::of(format!("counted-{n}"), outputs.with(|all| all.get(n - 1).copied()), plain)
        };
        vec![(t_string!(i18n, width.counted).to_owned(), SHOWN.map(cell).to_vec())]
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, width.a_token),
            td_string!(locale, width.multiplications),
            td_string!(locale, width.state_numbers),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let row = |(at, n): (usize, usize)| -> NumberRow {
            let id = RULES.get(at).map(|rule| rule.info.id).unwrap_or_default();
            let rule = names::rule(locale, id).unwrap_or_default();
            let name = match (at, n) {
                (0, 2..) => td_string!(locale, width.cost_pairs, rule = rule, n = n).to_string(),
                (3, n) => td_string!(locale, width.cost_factors, rule = rule, n = n).to_string(),
                _ => rule.to_owned(),
            };
            let of = cost(at, n);
            let cell = |which: usize, name: &str| {
                let value = of.map(|of| of[which]);
                NumberCell {
                    id: format!("cost-{name}-{id}-{n}"),
                    value: value.map(|value| value as f64),
                    shown: value.map_or_else(|| "–".to_owned(), |value| grouped(value.into())),
                }
            };
            (name, vec![cell(0, "token"), cell(1, "state")])
        };
        COSTS.map(row).to_vec()
    });
    view! {
        <section class="experiment" aria-labelledby="counting">
            <h3 id="counting">{text!(width.counting)}</h3>
            <p inner_html=move || says().map(|says| marked(&says))></p>
            <NumberTable testid="counting-table" label=text!(width.counting) head=count_head rows=count />
        </section>
        <section class="experiment" aria-labelledby="costs">
            <h3 id="costs">{text!(width.costs)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.costs_are))></p>
            <NumberTable testid="costs-table" label=text!(width.costs) head rows=table />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_more_costs_as_much_as_three_quarters_of_a_deltanet_and_the_state_stays() {
        let all = COSTS.map(|(at, n)| cost(at, n).unwrap());
        assert_eq!(
            all.map(|[token, _]| token),
            [8256, 12_352, 20_544, 16_576, 20_544, 20_672, 33_088, 45_504, 57_920]
        );
        assert!(all.iter().all(|[_, state]| *state == 4096));
    }

    #[test]
    fn what_counts_has_no_eigenvalue_over_one() {
        assert_eq!(counted(), (1..=COUNTED).map(|n| n as f64).collect::<Vec<_>>());
        let [least, imaginary, longest] = factor().unwrap();
        assert!((least - 1.0).abs() < 1e-7 && imaginary < 1e-7 && (longest - 1.618).abs() < 5e-4);
    }
}
