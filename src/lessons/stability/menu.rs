//! The rules that the page `stability` has at hand, and those of its menu.

use leptos::wasm_split::SplitLoaderError;

use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn, MomentumDeltaRule, RuleEntry};

/// The rules of the guided walk, token by token: one adds, one corrects.
pub static AT_HAND: [RuleEntry; 2] = [RuleEntry::at_hand::<LinearAttn>(), RuleEntry::at_hand::<DeltaRule>()];

/// The rules of the menu in every form and in single precision, which the meter compares.
#[leptos::wasm_split::wasm_split(stability_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 4] = [
    RuleEntry::with_single::<LinearAttn>(),
    RuleEntry::with_single::<DeltaRule>(),
    RuleEntry::with_single::<GatedDeltaRule>(),
    RuleEntry::with_single::<MomentumDeltaRule>(),
];

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::lessons::lockstep::assert_rules;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk_and_the_menu_is_there_in_every_form() {
        assert_eq!(IN_EVERY_FORM.iter().map(|rule| rule.info.id).collect::<Vec<_>>(), MENU);
        assert_rules(GUIDE, |knobs| &knobs.stability.set, &AT_HAND, &MENU, &IN_EVERY_FORM);
    }
}
