//! The rules that a page runs: those of its guided walk are at hand, those of its menu in every form a piece of the wasm of their own, all
//! others another.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{Kept, Lockstep};
use crate::app::{App, Load, Shown};
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::knobs::Several;
use crate::rules::{RULES, RuleEntry};
use crate::scenario::Scenario;
use crate::ui::stage::Stage;

/// Fetches the rules of a menu.
pub type Fetches = fn() -> Pin<Box<dyn Future<Output = Result<&'static [RuleEntry], SplitLoaderError>>>>;

/// Every rule, in every form and in single precision: for a link that names one that is not at hand, and for whoever has tensors of it.
///
/// # Errors
/// Where it could not be fetched.
#[leptos::wasm_split::wasm_split(lockstep_rules, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn every_rule() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(RULES)
}

/// A stage on which the rules of a page run in lock-step, with the gates that it keeps.
pub fn stage_of(app: App, kept: Kept, walk: &'static [RuleEntry], menu: Fetches) -> Stage {
    let rules = rules_here(app, kept, walk, menu);
    let set = move |s: &Scenario| {
        let set = (kept.read)(s);
        rules.get().map(|rules| (set, rules))
    };
    let run = Shown::when(app, set, |stream, (set, rules)| Ok(Lockstep::run(stream, set, rules)));
    Stage::new(app, run)
}

/// The rules to choose from: those at hand, and as soon as the page is at rest those of the menu; all, once a rule is chosen that is in
/// neither.
fn rules_here(
    app: App,
    kept: Kept,
    walk: &'static [RuleEntry],
    menu: Fetches,
) -> Signal<Load<&'static [RuleEntry]>> {
    let at_hand = RwSignal::new(walk);
    let fetched = RwSignal::new(Load::Pending);
    let chosen = Memo::new(move || app.scenario.with(|s| (kept.read)(s).lanes()));
    let enough = Memo::new(move || chosen.with(|chosen| enough(chosen, at_hand.get())));
    let fetch_menu = move || {
        leptos::task::spawn_local(async move {
            match menu().await {
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
        if at_hand.get().len() == walk.len() {
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
pub fn enough(chosen: &Several, rules: &[RuleEntry]) -> bool {
    chosen.0.iter().all(|id| rules.iter().any(|rule| rule.info.id == *id))
}

/// Holds what is true of the rules of every page: those of its walk are at hand, and its menu is there in every form.
#[cfg(test)]
pub fn assert_rules(
    guide: &[crate::lessons::Station],
    set: fn(&crate::lessons::LessonKnobs) -> &super::Set,
    at_hand: &[RuleEntry],
    menu: &[&'static str],
    in_every_form: &[RuleEntry],
) {
    for station in guide {
        let mut knobs = crate::lessons::LessonKnobs::default();
        (station.set)(&mut knobs);
        assert!(enough(&set(&knobs).rules, at_hand));
    }
    let mut forms: Vec<&str> = in_every_form.iter().map(|rule| rule.info.id).collect();
    let mut named = menu.to_vec();
    forms.sort_unstable();
    named.sort_unstable();
    assert_eq!(forms, named);
    assert!(enough(&Several(menu.to_vec()), in_every_form));
}
