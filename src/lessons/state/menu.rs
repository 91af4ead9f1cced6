//! The rules that the page runs: those of its guided walk are at hand, those of its menu in every form a piece of the wasm of their own,
//! all others another.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use crate::app::{App, Load};
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::knobs::Several;
use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn, RULES, RuleEntry};

/// The rules of the guided walk, token by token: one adds, one corrects. A page can step through them before it can prove anything.
static AT_HAND: [RuleEntry; 2] = [RuleEntry::stepping::<LinearAttn>(), RuleEntry::stepping::<DeltaRule>()];

/// The rules of the menu in every form and in single precision, which the meter compares; the third also forgets.
#[leptos::wasm_split::wasm_split(state_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 3] = [
    RuleEntry::with_single::<LinearAttn>(),
    RuleEntry::with_single::<DeltaRule>(),
    RuleEntry::with_single::<GatedDeltaRule>(),
];

/// Every rule, for a link that names one that is not at hand.
#[leptos::wasm_split::wasm_split(state_rules, wasm_split_path = ::leptos::wasm_split, fallible)]
fn every_rule() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(RULES)
}

/// The rules to choose from: those at hand, and as soon as the page is at rest those of the menu; all, once a rule is chosen that is in
/// neither.
pub fn rules_here(app: App) -> Signal<Load<&'static [RuleEntry]>> {
    let at_hand = RwSignal::new(&AT_HAND[..]);
    let fetched = RwSignal::new(Load::Pending);
    let chosen = app.read(|s| s.knobs.state.lanes());
    let enough = Memo::new(move || chosen.with(|chosen| enough(chosen, at_hand.get())));
    let fetch_menu = move || {
        leptos::task::spawn_local(async move {
            match in_every_form().await {
                // The page may have been left meanwhile.
                Ok(menu) => _ = at_hand.try_set(menu),
                Err(_) => _ = fetched.try_set(Load::Failed(crate::say!(ui.part_failed))),
            }
        });
    };
    page::when_idle(fetch_menu);
    effect(move || {
        if enough.get() || matches!(fetched.get_untracked(), Load::Ready(_)) {
            return;
        }
        fetched.set(Load::Pending);
        if !has_menu(at_hand.get()) {
            return fetch_menu();
        }
        leptos::task::spawn_local(async move {
            let arrived = every_rule().await;
            fetched.try_set(arrived.map_or_else(|_| Load::Failed(crate::say!(ui.part_failed)), Load::Ready));
        });
    });
    Signal::derive(move || if enough.get() { Load::Ready(at_hand.get()) } else { fetched.get() })
}

/// Whether these are all that are chosen.
fn enough(chosen: &Several, rules: &[RuleEntry]) -> bool {
    chosen.0.iter().all(|id| rules.iter().any(|rule| rule.info.id == *id))
}

fn has_menu(rules: &[RuleEntry]) -> bool {
    rules.len() > AT_HAND.len()
}

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::lessons::LessonKnobs;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk() {
        for station in GUIDE {
            let mut knobs = LessonKnobs::default();
            (station.set)(&mut knobs);
            assert!(enough(&knobs.state.rules, &AT_HAND));
        }
        assert!(!enough(&Several(MENU.to_vec()), &AT_HAND));
    }

    #[test]
    fn the_menu_is_there_in_every_form() {
        assert_eq!(IN_EVERY_FORM.iter().map(|rule| rule.info.id).collect::<Vec<_>>(), MENU);
        assert!(enough(&Several(MENU.to_vec()), &IN_EVERY_FORM) && has_menu(&IN_EVERY_FORM));
        assert!(!enough(&Several(vec!["delta_rule", "kda"]), &IN_EVERY_FORM));
    }
}
