//! The rules that the page `positions` has at hand, and those of its menu.

use leptos::wasm_split::SplitLoaderError;

use crate::rules::{DeltaRule, ForgettingAttn, PathAttn, Retention, RuleEntry, SoftmaxAttn};

/// The rules of the guided walk, token by token.
pub static AT_HAND: [RuleEntry; 4] = [
    RuleEntry::at_hand::<SoftmaxAttn>(),
    RuleEntry::at_hand::<ForgettingAttn>(),
    RuleEntry::at_hand::<PathAttn>(),
    RuleEntry::at_hand::<DeltaRule>(),
];

/// The rules of the menu in every form and in single precision, which the meter compares.
#[leptos::wasm_split::wasm_split(positions_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 5] = [
    RuleEntry::with_single::<SoftmaxAttn>(),
    RuleEntry::with_single::<ForgettingAttn>(),
    RuleEntry::with_single::<PathAttn>(),
    RuleEntry::with_single::<Retention>(),
    RuleEntry::with_single::<DeltaRule>(),
];

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::lessons::lockstep::assert_rules;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk_and_the_menu_is_there_in_every_form() {
        assert_rules(GUIDE, |knobs| &knobs.positions.set, &AT_HAND, &MENU, &IN_EVERY_FORM);
    }

    #[test]
    fn softmax_which_stands_beside_all_weights_is_at_hand() {
        assert_eq!(AT_HAND[0].info.id, "softmax_attn");
        assert_eq!(
            super::super::Scenario::default().set.lanes().0,
            ["softmax_attn", "forgetting_attn", "path_attn"]
        );
    }
}
