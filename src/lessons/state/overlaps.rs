//! How far the keys of the cards overlap: what a reader needs to predict an answer.

use leptos::prelude::*;

use super::Lockstep;
use super::cards::{Question, overlap};
use crate::erased::Memo;
use crate::i18n::*;
use crate::names;
use crate::ui::stage::Stage;
use crate::ui::text;

/// The key (side 0) or the value (side 1) of a card, as its word.
pub fn word(stage: Stage, locale: Locale, card: usize, side: usize) -> String {
    let label = stage.stream.get().and_then(|stream| stream.labels.get(card).cloned()).unwrap_or_default();
    names::word(locale, label.split(" → ").nth(side).unwrap_or_default()).to_owned()
}

/// The cosine of every two keys.
#[component]
pub fn Overlaps(stage: Stage, asked: Memo<Vec<Question>>) -> impl IntoView {
    let i18n = use_i18n();
    let cards = Memo::new(move || asked.with(|asked| asked.iter().map(|of| of.card).collect::<Vec<_>>()));
    let key = move |card: usize| word(stage, i18n.get_locale(), card, 0);
    let cell = move |a: usize, b: usize| {
        let cosine = move || stage.run.map(|run: &Lockstep| overlap(run, a, b)).flatten();
        let written = move || cosine().map(|cosine| format!("{cosine:.2}").replace('-', "−"));
        view! { <td>{move || if a == b { Some("1".to_owned()) } else { written() }}</td> }
    };
    let row = move |a: usize| {
        view! { <tr><th scope="row">{move || key(a)}</th>{move || cards.get().into_iter().map(|b| cell(a, b)).collect_view()}</tr> }
    };
    view! {
        <div class="numbers-table" tabindex="0" role="region" aria-label=text!(game.overlaps)>
            <table data-testid="game-overlaps">
                <thead><tr><th scope="col">{text!(game.overlaps)}</th>
                    {move || cards.get().into_iter().map(|card| view! { <th scope="col">{move || key(card)}</th> }).collect_view()}</tr></thead>
                <tbody>{move || cards.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
