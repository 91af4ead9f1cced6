//! What heads buy: each has its own idea of what is told again. And what that is worth on random facts.

use leptos::prelude::*;

use super::view::with_error;
use crate::erased::Memo;
use crate::experiments::{Asked, Mean, TwoWords};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::number::relative;
use crate::rules::{DeltaRule, RuleEntry};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{marked, text};

/// So many facts are told.
const FACTS: [usize; 4] = [4, 8, 16, 32];
/// Channels of a word.
const D: usize = 8;
/// The mean is over so many lists.
const LISTS: u64 = 200;

static DELTA: RuleEntry = RuleEntry::of::<DeltaRule>();

/// What is asked of (cat, red), (cat, blue): how much of red and of blue is answered to the cat, and how much of the cat to red and to blue.
/// From one head, and from two.
fn answers() -> Option<[[f64; 4]; 2]> {
    let (cat, asked) = (TwoWords::cat(), Asked::new(&DELTA));
    let both = [cat.one_head(&asked).ok()?, cat.two_heads(&asked).ok()?];
    Some(both.map(|[colours, names]| {
        // How much of a word is in an answer, all words being at right angles or the same.
        let of = |answer: &crate::math::Mat, row: usize, word: &crate::math::Mat, at: usize| {
            answer.row(row).dot(&word.row(at))
        };
        let colour = |at: usize| of(&colours, 1, &cat.colours, at);
        let name = |at: usize| of(&names, at, &cat.names, 0);
        [colour(0), colour(1), name(0), name(1)]
    }))
}

/// The share that is right of one list after the other, for each number of facts: of one head, and of two.
fn lists(_: &()) -> impl Iterator<Item = [[f64; 2]; 4]> + use<> {
    let of = |seed: u64| {
        let asked = Asked::new(&DELTA);
        FACTS.map(|n| {
            let facts = TwoWords::random(seed, n, D);
            let share = |right: [usize; 2]| right.iter().sum::<usize>() as f64 / (2 * n) as f64;
            // These facts fit the rule.
            [facts.one_head(&asked), facts.two_heads(&asked)]
                .map(|answers| answers.map_or(f64::NAN, |answers| share(facts.right(&answers))))
        })
    };
    (0..LISTS).map(of)
}

/// The question, and both tables.
#[component]
pub fn TwoWordFacts() -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.red_none),
            td_string!(locale, width.red_half),
            td_string!(locale, width.red_whole),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="two-words">
            <h3 id="two-words">{text!(width.two_words)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.two_words_is))></p>
            <Guess question=text!(width.two_words_asks) answers=choices right=1 about="two-words"><Cat /><OnRandomFacts /></Guess>
        </section>
    }
}

/// The answers of the cat.
#[component]
fn Cat() -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(answers);
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.in_answer),
            td_string!(locale, width.cat_red),
            td_string!(locale, width.cat_blue),
            td_string!(locale, width.red_cat),
            td_string!(locale, width.blue_cat),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [td_string!(locale, width.one_head), td_string!(locale, width.two_heads)];
        let row = |(at, name): (usize, &str)| -> NumberRow {
            let cell = |(which, id): (usize, &str)| {
                let value = found.get().map(|all| all[at][which]);
                NumberCell::of(format!("cat-{}-{id}", at + 1), value, relative)
            };
            let ids = ["red", "blue", "of-red", "of-blue"];
            (name.to_owned(), ids.into_iter().enumerate().map(cell).collect())
        };
        names.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <NumberTable testid="cat-table" label=text!(width.two_words) head rows=table />
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.two_words_say))></p>
    }
}

/// Random facts, where the two heads are half as large.
#[component]
fn OnRandomFacts() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), lists);
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, width.facts_told),
            td_string!(locale, width.one_wide),
            td_string!(locale, width.two_narrow),
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let table = Signal::derive(move || {
        let row = |(at, n): (usize, usize)| -> NumberRow {
            let mean = |which: usize| {
                let all = found.with(|found| {
                    let lists = found.as_ref()?.iter();
                    Some(lists.map(|list| list[at][which]).collect::<Vec<f64>>())
                });
                Mean::of(&all?)
            };
            let cells = [("wide", 0), ("narrow", 1)];
            (
                n.to_string(),
                cells.map(|(id, which)| with_error(format!("words-{id}-{n}"), mean(which))).to_vec(),
            )
        };
        FACTS.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <NumberTable testid="words-table" label=text!(width.on_random_facts) head rows=table />
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.random_say))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_head_answers_half_of_the_old_colour_and_two_none_of_it() {
        let [one, two] = answers().unwrap();
        for (found, expected) in one.iter().chain(&two).zip([0.5, 1.0, 1.0, 0.5, 0.0, 1.0, 1.0, 1.0]) {
            assert!((found - expected).abs() < 1e-12, "{one:?} {two:?}");
        }
    }
}
