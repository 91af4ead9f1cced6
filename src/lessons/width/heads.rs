//! The same channels in one head or in several: how much they hold, and how well they recall.

use leptos::prelude::*;

use super::view::with_error;
use crate::erased::Memo;
use crate::experiments::{Asked, Heads, Mean, Recalled};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::names;
use crate::number::{grouped, short};
use crate::rules::{DeltaRule, LinearAttn, RuleEntry};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnChoice, Predict, marked, text};

/// Channels of all heads together.
const D: usize = 32;
/// Into so many heads they are divided.
const HEADS: [usize; 4] = [1, 2, 4, 8];
/// So many pairs are told.
const PAIRS: [usize; 3] = [8, 16, 32];
/// The mean is over so many lists.
const LISTS: u64 = 200;

static RULES: [RuleEntry; 2] = [RuleEntry::of::<LinearAttn>(), RuleEntry::of::<DeltaRule>()];

/// The rows of the table: [`HEADS`], and one head with narrow keys whose state is as large as that of four heads.
fn rows() -> impl Iterator<Item = Heads> {
    HEADS.into_iter().filter_map(|h| Heads::dividing(D, h)).chain(Heads::one(D / 4, D))
}

/// The rule of a choice; DeltaNet where there is none.
fn asked(rule: &str) -> Asked {
    let [linear, delta] = &RULES;
    Asked::new(if rule == linear.info.id { linear } else { delta })
}

/// Of a list, for each row: the share that is right, and the mean squared error.
type OfList = Vec<[f64; 2]>;

/// One list after the other.
fn lists((rule, pairs): &(&'static str, usize)) -> impl Iterator<Item = OfList> + use<> {
    let (asked, n) = (asked(rule), *pairs);
    let told = move |heads: Heads, seed: u64| {
        let of =
            |list: Recalled| [list.count() as f64 / n as f64, list.squared.iter().sum::<f64>() / n as f64];
        // These pairs fit the rules.
        heads.tell(&asked, seed, n).map_or([f64::NAN; 2], of)
    };
    (0..LISTS).map(move |seed| rows().map(|heads| told(heads, seed)).collect())
}

/// The squared error to be expected.
fn expected(heads: Heads, rule: &str, n: usize) -> f64 {
    if rule == RULES[0].info.id {
        return heads.expected_of_linear(n);
    }
    heads.expected_of_delta(n).iter().sum::<f64>() / n as f64
}

/// How many of 32 pairs eight heads hold exactly.
fn held_by_eight() -> u64 {
    let held = Heads::dividing(D, 8).and_then(|heads| heads.recalled_exactly(&Asked::new(&RULES[1]), D).ok());
    held.unwrap_or_default() as u64
}

/// The question, and what it is about.
#[component]
pub fn InHeads() -> impl IntoView {
    let i18n = use_i18n();
    let answer = Memo::new(held_by_eight);
    view! {
        <section class="experiment" aria-labelledby="heads">
            <h3 id="heads">{text!(width.heads)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.heads_is))></p>
            <Predict question=text!(width.heads_asks) answer=answer why=text!(width.heads_why) about="-heads"><Recall /></Predict>
        </section>
    }
}

/// The table over all lists.
#[component]
fn Recall() -> impl IntoView {
    let i18n = use_i18n();
    let (rule, pairs) = (RwSignal::new(RULES[1].info.id), RwSignal::new(PAIRS[0]));
    let rules = Signal::derive(move || {
        let name =
            |rule: &RuleEntry| names::rule(i18n.get_locale(), rule.info.id).unwrap_or_default().to_owned();
        RULES.iter().map(|rule| (rule.info.id, name(rule))).collect::<Vec<_>>()
    });
    let found = in_parts(move || (rule.get(), pairs.get()), lists);
    // As the rule is told 32 pairs whose keys are e₀, e₁, … and again e₀.
    let exact = Memo::new(move || {
        let asked = asked(rule.get());
        rows().map(|heads| heads.recalled_exactly(&asked, D).ok()).collect::<Vec<_>>()
    });
    let means = Memo::new(move || {
        let of = |row: usize, which: usize| {
            let numbers: Option<Vec<f64>> = found.with(|found| {
                found.as_ref()?.iter().map(|list| list.get(row)?.get(which).copied()).collect()
            });
            Mean::of(&numbers?)
        };
        (0..=HEADS.len()).map(|row| [of(row, 0), of(row, 1)]).collect::<Vec<_>>()
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.heads_row),
            td_string!(locale, width.state_numbers),
            td_string!(locale, width.held),
            td_string!(locale, width.share_right),
            td_string!(locale, width.squared),
            td_string!(locale, width.squared_expected),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let (rule, n) = (rule.get(), pairs.get());
        let (exact, means) = (exact.get(), means.get());
        let row = |(row, heads): (usize, Heads)| -> NumberRow {
            let id = HEADS.get(row).map_or_else(|| "narrow".to_owned(), usize::to_string);
            let name = match HEADS.get(row) {
                Some(h) => format!("h = {h}"),
                None => t_string!(i18n, width.narrow_row).to_owned(),
            };
            let whole = |name: &str, of: Option<usize>| NumberCell {
                id: format!("heads-{name}-{id}"),
                value: of.map(|of| of as f64),
                shown: of.map_or_else(|| "–".to_owned(), |of| grouped(of as u128)),
            };
            let [right, squared] = means.get(row).copied().unwrap_or_default();
            let cells = vec![
                whole("state", Some(heads.state())),
                whole("exact", exact.get(row).copied().flatten()),
                with_error(format!("heads-right-{id}"), right),
                with_error(format!("heads-squared-{id}"), squared),
                NumberCell::of(format!("heads-expected-{id}"), Some(expected(heads, rule, n)), short),
            ];
            (name, cells)
        };
        rows().enumerate().map(row).collect::<Vec<_>>()
    });
    let options = Signal::derive(|| PAIRS.map(|n| (n, n.to_string())).to_vec());
    view! {
        <div class="curves-bar">
            <OwnChoice label=text!(width.rule) testid="heads-rule" of=rule options=rules />
            <OwnChoice label=text!(width.pairs) testid="heads-pairs" of=pairs options />
        </div>
        <div class="long-names"><NumberTable testid="heads-table" label=text!(width.heads) head rows=table /></div>
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.heads_say))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_heads_of_four_channels_hold_four_pairs_and_linear_attention_mixes_what_is_told_again() {
        assert_eq!(held_by_eight(), 4);
        let of =
            |rule| rows().map(|heads| heads.recalled_exactly(&asked(rule), D).unwrap()).collect::<Vec<_>>();
        assert_eq!(of("delta_rule"), [32, 16, 8, 4, 8]);
        assert_eq!(of("linear_attn"), [32, 0, 0, 0, 0]);
    }

    #[test]
    fn every_list_is_told_once() {
        let fifth = lists(&("delta_rule", 8)).nth(5).unwrap();
        let alone = Heads::dividing(D, 4).unwrap().tell(&asked("delta_rule"), 5, 8).unwrap();
        assert_eq!(fifth[2][0], alone.count() as f64 / 8.0);
        assert_eq!(lists(&("delta_rule", 1)).count() as u64, LISTS);
    }
}
