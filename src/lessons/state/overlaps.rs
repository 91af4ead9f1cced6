//! How far the keys and the values of the cards overlap: what a reader needs to predict an answer.

use leptos::prelude::*;

use super::cards::{Question, overlap, values};
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::lockstep::Lockstep;
use crate::names;
use crate::ui::stage::Stage;
use crate::ui::{When, text};

/// The key (side 0) or the value (side 1) of a card, as its word.
pub fn word(stage: Stage, locale: Locale, card: usize, side: usize) -> String {
    let label = stage.stream.get().and_then(|stream| stream.labels.get(card).cloned()).unwrap_or_default();
    names::word(locale, label.split(" → ").nth(side).unwrap_or_default()).to_owned()
}

/// The cosines of keys, and those of values where any of them overlap.
#[component]
pub fn Overlaps(stage: Stage, asked: Memo<Vec<Question>>) -> impl IntoView {
    let keys = Memo::new(move || asked.with(|asked| asked.iter().map(|of| of.card).collect::<Vec<_>>()));
    let told = Memo::new(move || stage.run.map(values).unwrap_or_default());
    let meet = Memo::new(move || {
        let cards = told.get();
        let of = |run: &Lockstep| {
            let overlaps = |a: usize, b: usize| overlap(run, 1, a, b).is_some_and(|x| x.abs() >= 0.005);
            cards.iter().any(|a| cards.iter().any(|b| a < b && overlaps(*a, *b)))
        };
        stage.run.map(of).unwrap_or(false)
    });
    view! {
        <div class="overlaps">
            <Cosines stage side=0 cards=keys title=text!(game.overlaps) testid="game-overlaps" />
            <When on=move |()| meet.get()>
                <Cosines stage side=1 cards=told title=text!(game.value_overlaps) testid="game-value-overlaps" />
            </When>
        </div>
    }
}

/// The cosine of every two keys, or of every two values.
#[component]
fn Cosines(
    stage: Stage,
    side: usize,
    cards: Memo<Vec<usize>>,
    #[prop(into)] title: Signal<String>,
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = move |card: usize| word(stage, i18n.get_locale(), card, side);
    let cell = move |a: usize, b: usize| {
        let cosine = move || stage.run.map(|run: &Lockstep| overlap(run, side, a, b)).flatten();
        let written = move || match cosine() {
            Some(_) if a == b => "1".to_owned(),
            Some(cosine) => format!("{cosine:.2}").replace('-', "−"),
            None => "–".to_owned(),
        };
        view! { <td>{written}</td> }
    };
    let row = move |a: usize| {
        view! { <tr><th scope="row">{move || key(a)}</th>{move || cards.get().into_iter().map(|b| cell(a, b)).collect_view()}</tr> }
    };
    view! {
        <div class="numbers-table" tabindex="0" role="region" aria-label=title>
            <table data-testid=testid>
                <thead><tr><th scope="col">{title}</th>
                    {move || cards.get().into_iter().map(|card| view! { <th scope="col">{move || key(card)}</th> }).collect_view()}</tr></thead>
                <tbody>{move || cards.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
