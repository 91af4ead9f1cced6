//! The rules that the page `gates` has at hand, and those of its menu.

use leptos::wasm_split::SplitLoaderError;

use crate::rules::{Comba, DeltaRule, GatedDeltaRule, Kda, RuleEntry};

/// The rules of the guided walk, token by token: one with a write gate alone, one that also forgets.
pub static AT_HAND: [RuleEntry; 2] =
    [RuleEntry::at_hand::<DeltaRule>(), RuleEntry::at_hand::<GatedDeltaRule>()];

/// The rules of the menu in every form and in single precision, which the meter compares.
#[leptos::wasm_split::wasm_split(gates_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 4] = [
    RuleEntry::with_single::<DeltaRule>(),
    RuleEntry::with_single::<GatedDeltaRule>(),
    RuleEntry::with_single::<Comba>(),
    RuleEntry::with_single::<Kda>(),
];

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::lessons::lockstep::assert_rules;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk_and_the_menu_is_there_in_every_form() {
        assert_rules(GUIDE, |knobs| &knobs.gates.set, &AT_HAND, &MENU, &IN_EVERY_FORM);
    }
}
