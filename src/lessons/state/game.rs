//! The memory game: cards are told to two rules, a reader says what each will answer to every key, and then all is told.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::cards::{Score, questions};
use super::overlaps::word;
use super::round::Round;
use crate::app::App;
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::inputs::{Deal, Kind, NoDeal};
use crate::lessons::lockstep::Lockstep;
use crate::ui::stage::Stage;
use crate::ui::{Choice, Part, When, marked, text};

/// Cards and channels to choose from; how a game begins.
const CARDS: [usize; 7] = [2, 3, 4, 5, 6, 7, 8];
const FIRST: [usize; 2] = [4, 4];

/// What is told at one time, to go back to.
#[derive(Clone, PartialEq)]
struct Told {
    kind: Option<Kind>,
    facts: String,
    stop: Option<u64>,
}

impl Told {
    fn now(app: App) -> Self {
        app.scenario.with_untracked(|s| Self {
            kind: s.source.kind,
            facts: s.source.given.facts.clone(),
            stop: app.stop.get_untracked(),
        })
    }

    fn tell(self, app: App) {
        app.change(|s| (s.source.kind, s.source.given.facts, s.t) = (self.kind, self.facts, self.stop));
    }
}

/// What was told before each deal, and what a reader has gone back from: nothing that was written is lost. It stays when the game is put away.
#[derive(Clone, Copy)]
struct Way {
    back: RwSignal<Vec<Told>>,
    forward: RwSignal<Vec<Told>>,
}

impl Way {
    /// A step along one of the two lists; where that leads from goes onto the other.
    fn step(app: App, from: RwSignal<Vec<Told>>, to: RwSignal<Vec<Told>>) {
        let Some(Some(next)) = from.try_update(Vec::pop) else { return };
        to.update(|to| to.push(Told::now(app)));
        next.tell(app);
    }
}

/// The switch of the game, and the game: a part of the page of its own.
pub fn game(stage: Stage) -> AnyView {
    let app = stage.app;
    let i18n = use_i18n();
    let open = app.read(|s| s.knobs.state.game);
    let way = Way { back: RwSignal::new(Vec::new()), forward: RwSignal::new(Vec::new()) };
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage, way))
    };
    view! {
        <div class="experiment game-place">
            <div class="curves-bar">
                <button type="button" data-testid="game" aria-expanded=move || open.get().to_string()
                    on:click=move |_| app.change(|s| s.knobs.state.game = !s.knobs.state.game)>
                    {move || if open.get() { t_string!(i18n, game.close) } else { t_string!(i18n, game.open) }}
                </button>
                <When on=move |()| way.back.with(|back| !back.is_empty())>
                    <button type="button" data-testid="game-back" on:click=move |_| Way::step(app, way.back, way.forward)>{text!(game.back)}</button>
                </When>
                <When on=move |()| way.forward.with(|forward| !forward.is_empty())>
                    <button type="button" data-testid="game-forward" on:click=move |_| Way::step(app, way.forward, way.back)>{text!(game.forward)}</button>
                </When>
            </div>
            <When on=move |()| open.get()><Part fetch class="game-table" /></When>
        </div>
    }
    .into_any()
}

/// What shows the game, and keeps what a deal takes the place of.
type Shows = fn(Stage, Way) -> AnyView;

/// Fetches it.
#[leptos::wasm_split::wasm_split(state_game, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<Shows, SplitLoaderError> {
    Ok(|stage, way| view! { <Game stage way /> }.into_any())
}

/// Why no card can be added, in words.
fn why(locale: Locale, why: NoDeal) -> &'static str {
    match why {
        NoDeal::Cards => td_string!(locale, game.full_cards),
        NoDeal::Words => td_string!(locale, game.full_words),
        NoDeal::Keys => td_string!(locale, game.full_keys),
        NoDeal::Channels => td_string!(locale, game.full_channels),
    }
}

#[component]
fn Game(stage: Stage, way: Way) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let facts = app.read(|s| s.source.given.facts.clone());
    let of_cards = app.read(|s| s.kind() == Kind::Own);
    let asked = Memo::new(move || {
        let all = stage.run.map(questions).unwrap_or_default();
        if of_cards.get() { all } else { Vec::new() }
    });
    let refused = RwSignal::new(None::<NoDeal>);
    // Of all rounds since the game was opened.
    let total = RwSignal::new(Score::default());
    let all = Memo::new(move || stage.stream.get().map_or(0, |stream| stream.len()));
    // The first of the cards that the last deal has added to those on the table.
    let added = RwSignal::new(usize::MAX);
    let deals = move |what: Deal| {
        let Some(makes) = app.inputs.get_untracked() else { return };
        let dealt = (makes.deal)(what, &facts.get_untracked(), page::now_ms() as u64);
        refused.set(dealt.as_ref().err().copied());
        if let Ok(dealt) = dealt {
            let now = Told::now(app);
            way.back.update(|back| back.push(now));
            way.forward.update(Vec::clear);
            added.set(if matches!(what, Deal::New { .. }) { usize::MAX } else { all.get_untracked() });
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
    // Keys and channels of the cards that lie on the table.
    let shape = move |run: &Lockstep| run.tracks.iter().flatten().next().map(|track| track.x.k.shape());
    let table = Memo::new(move || stage.run.map(shape).flatten().filter(|_| of_cards.get()));
    // New cards are dealt in as many channels as those on the table, until a reader says otherwise.
    effect(move || {
        if let Some((_, d)) = table.get().filter(|(_, d)| CARDS.contains(d)) {
            channels.set(d);
        }
    });
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
    let card = move |card: usize| {
        let word = move |side: usize| word(stage, i18n.get_locale(), card, side);
        view! {
            <li class:new=move || { card >= added.get() }><b class="sym sym-k">{move || word(0)}</b> " → " <b class="sym sym-v">{move || word(1)}</b></li>
        }
    };
    let new = move || {
        let pair = |card: usize| {
            [word(stage, i18n.get_locale(), card, 0), word(stage, i18n.get_locale(), card, 1)].join(" → ")
        };
        let cards: Vec<String> = (added.get()..all.get()).map(pair).collect();
        let cards = cards.join(t_string!(i18n, shell.comma));
        (!cards.is_empty()).then(|| t_string!(i18n, game.added, cards = cards).to_string())
    };
    let lies = move || {
        let (cards, d) = table.get()?;
        Some(t_string!(i18n, game.table, cards = cards, channels = d).to_string())
    };
    view! {
        <section aria-labelledby="memory-game">
            <h3 id="memory-game">{text!(game.title)}</h3>
            <p class="hint"><span inner_html=move || marked(t_string!(i18n, game.is))></span></p>
            <div class="curves-bar">
                {number(text!(game.cards), "game-cards", cards)} {number(text!(game.channels), "game-channels", channels)}
                <button type="button" class="play" data-testid="game-deal"
                    on:click=move |_| deals(Deal::New { cards: cards.get_untracked(), d: channels.get_untracked() })>{text!(game.deal)}</button>
            </div>
            <When on=move |()| asked.with(|asked| !asked.is_empty())>
                <p class="hint" data-testid="game-lies">{lies}</p>
                <ol class="cards">{move || (0..all.get()).map(card).collect_view()}</ol>
                <div class="curves-bar">
                    {more("game-overwrite", text!(game.overwrite), Deal::Overwrite)}
                    {more("game-collide", text!(game.collide), Deal::Collide)}
                    {more("game-overfill", text!(game.overfill), Deal::Overfill)}
                </div>
                <p class="hint" role="status" data-testid="game-added">{new}</p>
                <When on=move |()| refused.get().is_some()>
                    <p class="note" role="status" data-testid="game-refused">{move || refused.get().map(|of| why(i18n.get_locale(), of))}</p>
                </When>
                <Round stage asked total />
            </When>
            <When on=move |()| !of_cards.get()><p class="note">{text!(game.no_cards)}</p></When>
        </section>
    }
}
