//! The rules that the page runs: those of its menu are at hand, all others are a piece of the wasm of their own.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Scenario;
use crate::app::{App, Load};
use crate::browser::page;
use crate::erased::effect;
use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn, RULES, RuleEntry};

/// The rules of the menu, token by token: one adds, one corrects, one also forgets. A page can step through them before it can prove
/// anything.
static AT_HAND: [RuleEntry; 3] = [
    RuleEntry::stepping::<LinearAttn>(),
    RuleEntry::stepping::<DeltaRule>(),
    RuleEntry::stepping::<GatedDeltaRule>(),
];

/// The same in every form and in single precision, which the meter compares: a piece of its own.
#[leptos::wasm_split::wasm_split(state_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    static IN_EVERY_FORM: [RuleEntry; 3] = [
        RuleEntry::with_single::<LinearAttn>(),
        RuleEntry::with_single::<DeltaRule>(),
        RuleEntry::with_single::<GatedDeltaRule>(),
    ];
    Ok(&IN_EVERY_FORM)
}

/// Every rule, for a link that names one that is not at hand.
#[leptos::wasm_split::wasm_split(state_rules, wasm_split_path = ::leptos::wasm_split, fallible)]
fn every_rule() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(RULES)
}

/// The rules to choose from: those at hand, or all, once a rule is chosen that is not.
pub fn rules_here(app: App) -> Signal<Load<&'static [RuleEntry]>> {
    let at_hand = RwSignal::new(&AT_HAND[..]);
    page::when_idle(move || {
        leptos::task::spawn_local(async move {
            // Without it the meter waits, and all else works.
            if let Ok(in_every_form) = in_every_form().await {
                _ = at_hand.try_set(in_every_form);
            }
        });
    });
    let fetched = RwSignal::new(Load::Pending);
    let enough = app.read(|s| enough(&s.knobs.state));
    effect(move || {
        if !enough.get() && !matches!(fetched.get_untracked(), Load::Ready(_)) {
            fetched.set(Load::Pending);
            leptos::task::spawn_local(async move {
                let arrived = every_rule().await;
                // The page may have been left meanwhile.
                fetched
                    .try_set(arrived.map_or_else(|_| Load::Failed(crate::say!(ui.part_failed)), Load::Ready));
            });
        }
    });
    Signal::derive(move || if enough.get() { Load::Ready(at_hand.get()) } else { fetched.get() })
}

/// Whether the rules at hand are all that are chosen.
fn enough(set: &Scenario) -> bool {
    set.rules.0.iter().all(|id| AT_HAND.iter().any(|rule| rule.info.id == *id))
}

#[cfg(test)]
mod tests {
    use super::super::scenario::MENU;
    use super::*;
    use crate::knobs::Several;

    #[test]
    fn the_rules_at_hand_are_those_of_the_menu() {
        assert_eq!(AT_HAND.iter().map(|rule| rule.info.id).collect::<Vec<_>>(), MENU);
        assert!(enough(&Scenario::default()));
        assert!(!enough(&Scenario { rules: Several(vec!["delta_rule", "kda"]), ..Scenario::default() }));
    }
}
