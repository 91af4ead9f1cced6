//! The rules that the page `state` has at hand, and those of its menu.

use leptos::wasm_split::SplitLoaderError;

use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn, RuleEntry};

/// The rules of the guided walk, token by token: one adds, one corrects. A page can step through them before it can prove anything.
pub static AT_HAND: [RuleEntry; 2] = [RuleEntry::at_hand::<LinearAttn>(), RuleEntry::at_hand::<DeltaRule>()];

/// The rules of the menu in every form and in single precision, which the meter compares; the third also forgets.
#[leptos::wasm_split::wasm_split(state_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 3] = [
    RuleEntry::with_single::<LinearAttn>(),
    RuleEntry::with_single::<DeltaRule>(),
    RuleEntry::with_single::<GatedDeltaRule>(),
];

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::knobs::Several;
    use crate::lessons::LessonKnobs;
    use crate::lessons::lockstep::enough;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk() {
        for station in GUIDE {
            let mut knobs = LessonKnobs::default();
            (station.set)(&mut knobs);
            assert!(enough(&knobs.state.set.rules, &AT_HAND));
        }
        assert!(!enough(&Several(MENU.to_vec()), &AT_HAND));
    }

    #[test]
    fn the_menu_is_there_in_every_form() {
        assert_eq!(IN_EVERY_FORM.iter().map(|rule| rule.info.id).collect::<Vec<_>>(), MENU);
        assert!(enough(&Several(MENU.to_vec()), &IN_EVERY_FORM));
        assert!(!enough(&Several(vec!["delta_rule", "kda"]), &IN_EVERY_FORM));
    }
}
