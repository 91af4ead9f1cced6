//! The memory game: cards are told to two rules, a reader says what each will answer to every key, and then all is told.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Lockstep;
use super::cards::{Answer, Count, Question, Score, questions, values};
use super::lane::rule_of;
use super::overlaps::{Overlaps, word};
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::inputs::{Deal, Kind};
use crate::names;
use crate::number::short;
use crate::ui::stage::Stage;
use crate::ui::{Choice, Part, When, marked, text};

/// Cards and channels to choose from; how a game begins.
const CARDS: [usize; 7] = [2, 3, 4, 5, 6, 7, 8];
const FIRST: [usize; 2] = [4, 4];

/// The switch of the game, and the game: a part of the page of its own.
pub fn game(stage: Stage) -> AnyView {
    let app = stage.app;
    let i18n = use_i18n();
    let open = app.read(|s| s.knobs.state.game);
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! {
        <div class="experiment game-place">
            <button type="button" data-testid="game" aria-expanded=move || open.get().to_string()
                on:click=move |_| app.change(|s| s.knobs.state.game = !s.knobs.state.game)>
                {move || if open.get() { t_string!(i18n, game.close) } else { t_string!(i18n, game.open) }}
            </button>
            <When on=move |()| open.get()><Part fetch class="game-table" /></When>
        </div>
    }
    .into_any()
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(state_game, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<fn(Stage) -> AnyView, SplitLoaderError> {
    Ok(|stage| view! { <Game stage /> }.into_any())
}

#[component]
fn Game(stage: Stage) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let facts = app.read(|s| s.source.given.facts.clone());
    let of_cards = app.read(|s| s.kind() == Kind::Own);
    let asked = Memo::new(move || {
        let all = stage.run.map(questions).unwrap_or_default();
        if of_cards.get() { all } else { Vec::new() }
    });
    let rule = move |lane: usize| rule_of(stage, lane).unwrap_or_default();
    let rules = Memo::new(move || {
        asked
            .with(|asked| {
                asked.first().map(|of| of.answers.iter().map(|(lane, _)| *lane).collect::<Vec<_>>())
            })
            .unwrap_or_default()
            .into_iter()
            .map(|lane| (lane, rule(lane)))
            .collect::<Vec<_>>()
    });
    // What a reader says: for a question and a lane a value, or a draw.
    let guesses: RwSignal<BTreeMap<(usize, usize), Answer>> = RwSignal::new(BTreeMap::new());
    let revealed = RwSignal::new(false);
    let full = RwSignal::new(false);
    let total = RwSignal::new(Score::default());
    // Other cards are another round.
    let round = Memo::new(move || (facts.get(), rules.get()));
    effect(move || {
        round.with(|_| ());
        guesses.update(BTreeMap::clear);
        revealed.set(false);
    });
    let deals = move |what: Deal| {
        let Some(makes) = app.inputs.get_untracked() else { return };
        let dealt = (makes.deal)(what, &facts.get_untracked(), page::now_ms() as u64);
        full.set(dealt.is_none());
        if let Some(dealt) = dealt {
            app.change(|s| {
                s.source.kind = Some(Kind::Own);
                s.source.given.facts = dealt;
                s.t = Some(0);
            });
        }
    };
    app.inputs.fetch();
    // Who opens the game on another input is dealt cards.
    let begun = StoredValue::new(of_cards.get_untracked());
    effect(move || {
        let here = matches!(app.inputs.get(), crate::app::Load::Ready(_));
        if here && !begun.get_value() {
            begun.set_value(true);
            let [cards, d] = FIRST;
            deals(Deal::New { cards, d });
        }
    });
    let [cards, channels] = FIRST.map(RwSignal::new);
    let numbers = Signal::derive(|| CARDS.map(|x| (x.to_string(), x.to_string())).to_vec());
    let number = move |label: Signal<String>, testid: &'static str, of: RwSignal<usize>| {
        view! {
            <Choice label testid value=Signal::derive(move || of.get().to_string()) options=numbers
                on_change=move |x: String| if let Ok(x) = x.parse() { of.set(x) } />
        }
    };
    let more = move |testid: &'static str, label: Signal<String>, what: Deal| {
        view! { <button type="button" data-testid=testid on:click=move |_| deals(what)>{label}</button> }
    };
    let word = move |card: usize, side: usize| word(stage, i18n.get_locale(), card, side);
    let says = move |answer: Answer| match answer {
        Answer::Value(card) => word(card, 1),
        Answer::Undecided => t_string!(i18n, game.undecided).to_owned(),
    };
    let score = Memo::new(move || {
        let mut score = Score::default();
        let right = |of: &Question| stage.run.map(|run: &Lockstep| of.right(run)).flatten();
        asked.with(|asked| {
            for (row, of) in asked.iter().enumerate() {
                let right = right(of);
                for (lane, answer) in &of.answers {
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
    let written = move |score: &Score| {
        let locale = i18n.get_locale();
        let of = |name: &str, [right, of]: Count| format!("{name} {right} / {of}");
        let rules =
            score.rules.iter().map(|(id, count)| of(names::rule(locale, id).unwrap_or_default(), *count));
        let all = std::iter::once(of(t_string!(i18n, game.you), score.predicted)).chain(rules);
        all.collect::<Vec<_>>().join(" · ")
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
        let answer = move || {
            asked.with(|asked| {
                asked.get(row)?.answers.iter().find(|(of, _)| *of == lane).map(|(_, answer)| *answer)
            })
        };
        let name = move || {
            let key = asked.with(|asked| asked.get(row).map(|of| of.card)).map(|card| word(card, 0));
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
            let (answer, guess) = (answer(), guess());
            let value = answer.map(|answer| match answer {
                Answer::Value(card) => (card + 1).to_string(),
                Answer::Undecided => "draw".to_owned(),
            });
            let sign = guess.map(|guess| if Some(guess) == answer { " ✓" } else { " ✗" });
            let missed = guess
                .filter(|guess| Some(*guess) != answer)
                .map(|guess| t_string!(i18n, game.you_said, value = says(guess)).to_string());
            view! {
                <b data-testid=format!("game-answer-{}-{id}", row + 1) data-value=value>{answer.map(says)}</b> {sign} <small>{missed}</small>
            }
        };
        view! { <td>{move || if revealed.get() { told().into_any() } else { select().into_any() }}</td> }
    };
    let row = move |row: usize| {
        let card = move || asked.with(|asked| asked.get(row).map(|of| of.card));
        let key = move || card().map(|card| word(card, 0));
        let last =
            move || if revealed.get() { card().map(|card| word(card, 1)) } else { Some("?".to_owned()) };
        view! {
            <tr><th scope="row">{key}</th>
                {move || rules.get().into_iter().map(|of| cell(row, of)).collect_view()}
                <td>{last}</td></tr>
        }
    };
    let rows = Memo::new(move || asked.with(Vec::len));
    let all = Memo::new(move || stage.stream.get().map_or(0, |stream| stream.len()));
    let card = move |card: usize| {
        view! {
            <li><b class="sym sym-k">{move || word(card, 0)}</b> " → " <b class="sym sym-v">{move || word(card, 1)}</b></li>
        }
    };
    view! {
        <section aria-labelledby="memory-game">
            <h3 id="memory-game">{text!(game.title)}</h3>
            <p class="hint"><span inner_html=move || marked(t_string!(i18n, game.is))></span></p>
            <div class="curves-bar">
                {number(text!(game.cards), "game-cards", cards)} {number(text!(game.channels), "game-channels", channels)}
                <button type="button" class="play" data-testid="game-deal"
                    on:click=move |_| deals(Deal::New { cards: cards.get_untracked(), d: channels.get_untracked() })>{text!(game.deal)}</button>
                {more("game-overwrite", text!(game.overwrite), Deal::Overwrite)}
                {more("game-collide", text!(game.collide), Deal::Collide)}
                {more("game-overfill", text!(game.overfill), Deal::Overfill)}
            </div>
            <When on=move |()| full.get()><p class="note" role="status">{text!(game.full)}</p></When>
            <When on=move |()| { rows.get() > 0 }>
                <ol class="cards">{move || (0..all.get()).map(card).collect_view()}</ol>
                <p class="asked">{text!(game.asks, beta = app.scenario.with(|s| short(s.knobs.state.beta.at(0))))}</p>
                <div class="found">
                <div class="numbers-table" tabindex="0" role="region" aria-label=text!(game.title)>
                    <table data-testid="game-questions">
                        <thead><tr><th scope="col">{text!(game.key)}</th>
                            {move || rules.get().into_iter().map(|(_, id)| view! { <th scope="col">{names::rule(i18n.get_locale(), id)}</th> }).collect_view()}
                            <th scope="col">{text!(game.last)}</th></tr></thead>
                        <tbody>{move || (0..rows.get()).map(row).collect_view()}</tbody>
                    </table>
                </div>
                <Overlaps stage asked />
                </div>
                <div class="curves-bar">
                    <When on=move |()| !revealed.get()><button type="button" class="play" data-testid="game-reveal" on:click=reveal>{text!(game.reveal)}</button></When>
                    <span role="status">
                        <When on=move |()| revealed.get()>
                            <span data-testid="game-score" data-value=move || score.with(|score| score.predicted[0].to_string())>
                                {move || t_string!(i18n, game.score, score = score.with(written)).to_string()}</span>
                            " "
                            <When on=move |()| total.with(|total| total.rounds > 1)>
                                <span data-testid="game-total">{move || t_string!(i18n, game.total, score = total.with(written)).to_string()}</span>
                            </When>
                            <p class="hint">{text!(game.counts)}</p>
                        </When>
                    </span>
                </div>
            </When>
        </section>
    }
}
