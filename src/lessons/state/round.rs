//! A round of the memory game: every key is asked for, a reader predicts, the answers are turned over and counted.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::cards::{Answer, Count, Question, Reply, Score, values};
use super::overlaps::{Overlaps, word};
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::lessons::lockstep::Lockstep;
use crate::lessons::lockstep::rule_of;
use crate::names;
use crate::number::short;
use crate::ui::stage::Stage;
use crate::ui::{When, text};

/// The questions about the cards on the table.
#[component]
pub fn Round(
    stage: Stage,
    /// Every key, and what the rules answer.
    asked: Memo<Vec<Question>>,
    /// The score of all rounds, to which this one is added.
    total: RwSignal<Score>,
) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let facts = app.read(|s| s.source.given.facts.clone());
    let rule = move |lane: usize| rule_of(stage, lane).unwrap_or_default();
    let rules = Memo::new(move || {
        let lanes = |of: &Question| of.replies.iter().map(|reply| reply.lane).collect::<Vec<_>>();
        let lanes = asked.with(|asked| asked.first().map(lanes)).unwrap_or_default();
        lanes.into_iter().map(|lane| (lane, rule(lane))).collect::<Vec<_>>()
    });
    // What a reader says: for a question and a lane a value, or a draw.
    let guesses: RwSignal<BTreeMap<(usize, usize), Answer>> = RwSignal::new(BTreeMap::new());
    let revealed = RwSignal::new(false);
    // Other cards are another round.
    let round = Memo::new(move || (facts.get(), rules.get()));
    effect(move || {
        round.with(|_| ());
        guesses.update(BTreeMap::clear);
        revealed.set(false);
    });
    let word = move |card: usize, side: usize| word(stage, i18n.get_locale(), card, side);
    let says = move |answer: Answer| match answer {
        Answer::Value(card) => word(card, 1),
        Answer::Undecided => t_string!(i18n, game.undecided).to_owned(),
    };
    let right = move |of: &Question| stage.run.map(|run: &Lockstep| of.right(run)).flatten();
    let score = Memo::new(move || {
        let mut score = Score::default();
        asked.with(|asked| {
            for (row, of) in asked.iter().enumerate() {
                let right = right(of);
                for Reply { lane, answer, .. } in &of.replies {
                    let guessed = guesses.with(|all| all.get(&(row, *lane)).copied());
                    score.predicted[0] += usize::from(guessed == Some(*answer));
                    score.predicted[1] += usize::from(guessed.is_some());
                    let count = score.of_rule(rule(*lane));
                    *count = [count[0] + usize::from(Some(*answer) == right), count[1] + 1];
                }
            }
        });
        score
    });
    let reveal = move |_| {
        revealed.set(true);
        total.update(|total| total.add(&score.get_untracked()));
        let last = stage.run.get_untracked().map(|run| run.timeline().last());
        app.change(|s| s.t = last);
    };
    // What a reader predicted, and what the rules remember: two scores, a sentence each.
    let written = move |score: &Score| {
        let locale = i18n.get_locale();
        let of = |(id, [right, of]): &(&'static str, Count)| {
            format!("{} {right} / {of}", names::rule(locale, id).unwrap_or_default())
        };
        let rules: Vec<String> = score.rules.iter().map(of).collect();
        let rules = rules.join(t_string!(i18n, shell.comma));
        let [came, made] = score.predicted;
        match made {
            0 => t_string!(i18n, game.score_rules, rules = rules).to_string(),
            _ => t_string!(i18n, game.score, came = came, made = made, rules = rules).to_string(),
        }
    };
    let options = Memo::new(move || {
        let values = stage.run.map(values).unwrap_or_default();
        let mut all: Vec<(String, Answer)> =
            values.into_iter().map(|card| (card.to_string(), Answer::Value(card))).collect();
        all.push(("draw".to_owned(), Answer::Undecided));
        all
    });
    let cell = move |row: usize, (lane, id): (usize, &'static str)| {
        let guess = move || guesses.with(|all| all.get(&(row, lane)).copied());
        let question = move || asked.with(|asked| asked.get(row).cloned());
        let name = move || {
            let key = question().map(|of| word(of.card, 0));
            names::titled(
                i18n.get_locale(),
                names::rule(i18n.get_locale(), id).unwrap_or_default(),
                &key.unwrap_or_default(),
            )
        };
        let pick = move |ev| {
            let value = event_target_value(&ev);
            let picked =
                options.with(|all| all.iter().find(|(of, _)| *of == value).map(|(_, answer)| *answer));
            guesses.update(|all| match picked {
                Some(answer) => _ = all.insert((row, lane), answer),
                None => _ = all.remove(&(row, lane)),
            });
        };
        let select = move || {
            let all = options.get();
            let option = |(value, answer): (String, Answer)| {
                view! { <option value=value selected=guess() == Some(answer)>{says(answer)}</option> }
            };
            view! {
                <select data-testid=format!("game-guess-{}-{id}", row + 1) aria-label=name on:change=pick>
                    <option value="">"?"</option>
                    {all.into_iter().map(option).collect_view()}
                </select>
            }
        };
        let told = move || {
            let of = question()?;
            let Reply { answer, nearest, told, .. } = *of.replies.iter().find(|of| of.lane == lane)?;
            let value = match answer {
                Answer::Value(card) => (card + 1).to_string(),
                Answer::Undecided => "draw".to_owned(),
            };
            let kept = Some(answer) == right(&of);
            let [nearest, off] = [nearest, told].map(short);
            let far = if kept {
                t_string!(i18n, game.far, nearest = nearest).to_string()
            } else if answer == Answer::Undecided {
                t_string!(i18n, game.far_draw, nearest = nearest).to_string()
            } else {
                let last = word(of.card, 1);
                t_string!(i18n, game.farther, nearest = nearest, value = last, told = off).to_string()
            };
            let guessed = guess().map(|guess| {
                let says = says(guess);
                if guess == answer {
                    t_string!(i18n, game.you_right, value = says).to_string()
                } else {
                    t_string!(i18n, game.you_wrong, value = says).to_string()
                }
            });
            let is = if kept { t_string!(i18n, game.kept) } else { t_string!(i18n, game.lost) };
            let class = if kept { "kept" } else { "lost" };
            Some(view! {
                <b data-testid=format!("game-answer-{}-{id}", row + 1) data-value=value>{says(answer)}</b> " " <span class=class>{is}</span>
                <small>{far}</small> <small>{guessed}</small>
            })
        };
        view! { <td data-testid=format!("game-cell-{}-{id}", row + 1)>{move || if revealed.get() { told().into_any() } else { select().into_any() }}</td> }
    };
    let row = move |row: usize| {
        let card = move || asked.with(|asked| asked.get(row).map(|of| of.card));
        let key = move || card().map(|card| word(card, 0));
        let last = move || card().map(|card| word(card, 1));
        view! {
            <tr><th scope="row">{key}</th><td>{last}</td>
                {move || rules.get().into_iter().map(|of| cell(row, of)).collect_view()}</tr>
        }
    };
    let rows = Memo::new(move || asked.with(Vec::len));
    let again = move |_| {
        guesses.update(BTreeMap::clear);
        revealed.set(false);
    };
    let none_yet = move || guesses.with(BTreeMap::is_empty).then(|| t_string!(i18n, game.none_yet));
    view! {
        <p class="asked">{text!(game.asks, beta = app.scenario.with(|s| short(s.knobs.state.set.beta.at(0))))}</p>
        <div class="found">
        <div class="numbers-table" tabindex="0" role="region" aria-label=text!(game.title)>
            <table data-testid="game-questions">
                <thead><tr><th scope="col">{text!(game.key)}</th><th scope="col">{text!(game.last)}</th>
                    {move || rules.get().into_iter().map(|(_, id)| view! { <th scope="col">{names::rule(i18n.get_locale(), id)}</th> }).collect_view()}</tr></thead>
                <tbody>{move || (0..rows.get()).map(row).collect_view()}</tbody>
            </table>
        </div>
        <Overlaps stage asked />
        </div>
        <div class="curves-bar">
            <When on=move |()| !revealed.get()>
                <button type="button" class="play" data-testid="game-reveal" on:click=reveal>{text!(game.reveal)}</button>
                <span class="hint">{none_yet}</span>
            </When>
            <div role="status">
                <When on=move |()| revealed.get()>
                    <p data-testid="game-score" data-value=move || score.with(|score| score.predicted[0].to_string())>
                        {move || score.with(written)}</p>
                    <When on=move |()| total.with(|total| total.rounds > 1)>
                        <p data-testid="game-total">{move || total.with(|total| t_string!(i18n, game.total, rounds = total.rounds, score = written(total)).to_string())}</p>
                    </When>
                    <p class="hint">{text!(game.why)}</p>
                    <button type="button" data-testid="game-again" on:click=again>{text!(game.again)}</button>
                </When>
            </div>
        </div>
    }
}
