//! A word of permutations, told token by token to a state that has too few factors for it, or enough.
//!
//! This file is long because words of slots and words of rotations are told by the same controls, each with a table of its own.

use leptos::prelude::*;

use super::shares::Shares;
use crate::erased::{Memo, effect};
use crate::experiments::{Alphabet, Carried, Permutation, Rotations, Turned, Turning, Word};
use crate::i18n::*;
use crate::math::Mat;
use crate::number::{plain, short};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnChoice, OwnSlider, Predict, When, marked, text};

/// No word is longer.
const MOST: usize = 200;
/// So many tokens a click tells.
const MANY: usize = 20;

/// The groups, by their ids.
const SLOTS: [(&str, usize); 3] = [("s3", 3), ("s4", 4), ("s5", 5)];
const SOLIDS: [&str; 2] = [CUBE, "icosahedron"];
const CUBE: &str = "cube";

/// The alphabets, by their ids.
const ALPHABETS: [(&str, Alphabet); 3] =
    [("all", Alphabet::All), ("swaps", Alphabet::Swaps), ("cycle", Alphabet::Cycle)];

/// How many slots a group has; nothing for rotations.
pub fn slots_of(group: &str) -> Option<usize> {
    SLOTS.iter().find(|(id, _)| *id == group).map(|(_, n)| *n)
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    group: &'static str,
    factors: usize,
    alphabet: Alphabet,
    seed: u64,
    tokens: usize,
}

/// What has become of it.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// Slots, after the last token, and how many tokens were right.
    Slots(Carried, usize),
    /// Rotations: what became of the last token, what it and S do to the objects, S, how many were right, and the drift.
    Turned {
        last: Turned,
        token: Permutation,
        nearest: Option<Permutation>,
        state: Mat,
        right: usize,
        drift: f64,
    },
}

/// Tells a word from its beginning. Nothing where there is no token.
fn told(asked: &Asked, solid: Option<&Rotations>) -> Option<Told> {
    let tokens = asked.tokens.min(MOST);
    if let Some(n) = slots_of(asked.group) {
        let mut word = Word::new(asked.seed, n, asked.factors, asked.alphabet);
        let last = (0..tokens).map_while(|_| word.next_token().ok()).last()?;
        return Some(Told::Slots(last, word.right));
    }
    let solid = solid?;
    let mut word = Turning::new(asked.seed, solid.clone());
    let last = (0..tokens).map_while(|_| word.next_token().ok().flatten()).last()?;
    let of = |at: usize| solid.all.get(at).map(|rotation| rotation.permutation.clone());
    Some(Told::Turned {
        last,
        token: of(last.token)?,
        nearest: last.nearest.and_then(of),
        state: word.state().clone(),
        right: word.right,
        drift: word.drift(),
    })
}

/// A permutation as what becomes of 1 2 3.
fn written(of: &Permutation) -> String {
    of.slots().iter().map(|slot| (slot + 1).to_string()).collect::<Vec<_>>().join(" ")
}

/// Swaps one after the other: (1 2) (2 3); a dash for none.
fn swaps(all: &[[usize; 2]]) -> String {
    if all.is_empty() {
        return "–".to_owned();
    }
    all.iter().map(|[i, j]| format!("({} {})", i + 1, j + 1)).collect::<Vec<_>>().join(" ")
}

/// The most swaps that a permutation of five slots takes.
fn most_swaps() -> u64 {
    let all = Permutation::all(5).unwrap_or_default();
    all.iter().map(Permutation::least_swaps).max().unwrap_or_default() as u64
}

/// The question, and the word.
#[component]
pub fn Slots() -> impl IntoView {
    let i18n = use_i18n();
    let answer = Memo::new(most_swaps);
    view! {
        <section class="experiment" aria-labelledby="slots">
            <h3 id="slots">{text!(width.slots)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.slots_is))></p>
            <Predict question=text!(width.slots_asks) answer=answer why=text!(width.slots_why) about="-slots"><Telling /></Predict>
        </section>
    }
}

/// The controls, the word so far, and what is to be expected.
#[component]
fn Telling() -> impl IntoView {
    let i18n = use_i18n();
    let group = RwSignal::new(SLOTS[2].0);
    let alphabet = RwSignal::new(ALPHABETS[0].0);
    let factors = RwSignal::new(2.0);
    let (seed, tokens) = (RwSignal::new(0_u64), RwSignal::new(1_usize));
    // What is moved begins with its first token.
    effect(move || {
        _ = group.get();
        tokens.set(1);
    });
    let groups = Signal::derive(move || {
        let locale = i18n.get_locale();
        let slots = SLOTS.map(|(id, n)| (id, td_string!(locale, width.group_slots, n = n).to_string()));
        let solids = [td_string!(locale, width.group_cube), td_string!(locale, width.group_icosahedron)];
        slots.into_iter().chain(SOLIDS.into_iter().zip(solids.map(str::to_owned))).collect::<Vec<_>>()
    });
    let alphabets = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            td_string!(locale, width.alphabet_all),
            td_string!(locale, width.alphabet_swaps),
            td_string!(locale, width.alphabet_cycle),
        ];
        ALPHABETS.iter().map(|(id, _)| *id).zip(names.map(str::to_owned)).collect::<Vec<_>>()
    });
    let solid = Memo::new(move || {
        let of = |id: &str| if id == CUBE { Rotations::cube() } else { Rotations::icosahedron() };
        SOLIDS.into_iter().find(|id| *id == group.get()).map(of)
    });
    let of_slots = Memo::new(move || slots_of(group.get()));
    let asked = move || {
        let chosen = ALPHABETS.iter().find(|(id, _)| *id == alphabet.get());
        Asked {
            group: group.get(),
            factors: factors.get() as usize,
            alphabet: chosen.map_or(Alphabet::All, |(_, alphabet)| *alphabet),
            seed: seed.get(),
            tokens: tokens.get(),
        }
    };
    let now = Memo::new(move || solid.with(|solid| told(&asked(), solid.as_ref())));
    let tell = move |more: usize| move |_| tokens.update(|tokens| *tokens = (*tokens + more).min(MOST));
    let again = move |_| {
        seed.update(|seed| *seed += 1);
        tokens.set(1);
    };
    let full = move || tokens.get() >= MOST;
    view! {
        <div class="curves-bar">
            <OwnChoice label=text!(width.group) testid="slots-group" of=group options=groups />
            <When on=move |()| of_slots.get().is_some()>
                <OwnChoice label=text!(width.alphabet) testid="slots-alphabet" of=alphabet options=alphabets />
                <OwnSlider label=text!(width.factors) testid="slots-factors" of=factors range=[1.0, 4.0, 1.0] />
            </When>
        </div>
        <div class="curves-bar">
            <button type="button" data-testid="slots-next" disabled=full on:click=tell(1)>{text!(width.next_token)}</button>
            <button type="button" data-testid="slots-many" disabled=full on:click=tell(MANY)>{text!(width.many_tokens, many = MANY)}</button>
            <button type="button" data-testid="slots-again" on:click=again>{text!(width.another_word)}</button>
        </div>
        <Now now tokens />
        <When on=move |()| of_slots.get().is_some()><Shares group /></When>
        <p class="hint" inner_html=move || marked(t_string!(i18n, width.slots_say))></p>
    }
}

/// What has become of the word so far.
#[component]
fn Now(now: Memo<Option<Told>>, tokens: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let right = Memo::new(move || {
        now.with(|now| match now.as_ref()? {
            Told::Slots(_, right) | Told::Turned { right, .. } => Some(*right),
        })
    });
    let last = move || {
        let locale = i18n.get_locale();
        let t = tokens.get();
        now.with(|now| {
            Some(match now.as_ref()? {
                Told::Slots(of, _) => {
                    let (token, done, left) = (written(&of.token), swaps(&of.done), swaps(&of.left_out));
                    td_string!(locale, width.token_slots, t = t, token = token, done = done, left = left)
                        .to_string()
                }
                Told::Turned { token, nearest, drift, .. } => {
                    let nearest = nearest.as_ref().map(written).unwrap_or_default();
                    let (token, drift) = (written(token), short(*drift));
                    td_string!(
                        locale,
                        width.token_turned,
                        t = t,
                        token = token,
                        nearest = nearest,
                        drift = drift
                    )
                    .to_string()
                }
            })
        })
    };
    let share = move || {
        let (right, told) = (right.get()?, tokens.get());
        Some(t_string!(i18n, width.right_so_far, right = right, told = told).to_string())
    };
    let is_right = move || {
        now.with(|now| {
            now.as_ref().map(|now| match now {
                Told::Slots(of, _) => of.right,
                Told::Turned { last, .. } => last.right,
            })
        })
    };
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let (first, columns) = now.with(|now| match now {
            Some(Told::Slots(of, _)) => (td_string!(locale, width.slot), of.slots.len()),
            _ => ("S", 3),
        });
        [first.to_owned()].into_iter().chain((1..=columns).map(|n| n.to_string())).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let row = |name: String, id: &str, all: &[f64]| -> NumberRow {
            let cell = |(at, x): (usize, &f64)| {
                // A state of whole numbers is off them by rounding alone.
                let whole = x.round();
                let shown = if (x - whole).abs() < 1e-9 { plain(whole) } else { short(*x) };
                NumberCell { id: format!("{id}-{}", at + 1), value: Some(*x), shown }
            };
            (name, all.iter().enumerate().map(cell).collect())
        };
        now.with(|now| match now {
            Some(Told::Slots(of, _)) => vec![
                row("S".to_owned(), "slots-s", &of.slots),
                row(td_string!(locale, width.should_hold).to_owned(), "slots-wanted", &of.wanted),
            ],
            Some(Told::Turned { state, .. }) => {
                let numbers = |at: usize| state.row(at).iter().copied().collect::<Vec<f64>>();
                let of = |at: usize| row((at + 1).to_string(), &format!("slots-s-{}", at + 1), &numbers(at));
                (0..state.nrows()).map(of).collect()
            }
            None => Vec::new(),
        })
    });
    let sign = move || is_right().map(|right| if right { " ✓" } else { " ✗" });
    view! {
        <p role="status" data-testid="slots-token">{last}{sign}</p>
        <NumberTable testid="slots-table" label=text!(width.slots) head rows=table />
        <p data-testid="slots-right" data-value=move || right.get().map(|right| right.to_string())>{share}</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(group: &'static str, factors: usize) -> Asked {
        Asked { group, factors, alphabet: Alphabet::All, seed: 3, tokens: 100 }
    }

    #[test]
    fn four_factors_are_enough_for_five_slots_and_two_for_every_rotation() {
        assert_eq!(most_swaps(), 4);
        let right = |told: Option<Told>| match told {
            Some(Told::Slots(_, right) | Told::Turned { right, .. }) => right,
            None => 0,
        };
        assert_eq!(right(told(&asked("s5", 4), None)), 100);
        assert!(right(told(&asked("s5", 2), None)) < 20);
        for (group, solid) in SOLIDS.into_iter().zip([Rotations::cube(), Rotations::icosahedron()]) {
            assert_eq!(right(told(&asked(group, 1), Some(&solid))), 100);
        }
        assert_eq!(told(&asked("cube", 1), None), None);
        assert_eq!(told(&Asked { tokens: 0, ..asked("s3", 1) }, None), None);
    }

    #[test]
    fn permutations_and_swaps_are_written_from_one() {
        let cycle = Permutation::cycle(3);
        assert_eq!(
            (written(&cycle), swaps(&cycle.swaps()), swaps(&[])),
            ("2 3 1".into(), "(1 2) (2 3)".into(), "–".into())
        );
    }
}
