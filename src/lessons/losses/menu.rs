//! The rules that the page `losses` has at hand, and those of its menu.

use leptos::wasm_split::SplitLoaderError;

use crate::rules::{
    Contrastive, DeltaRule, Huber, HuberByCoordinate, LinearAttn, MesaNet, MomentumDeltaRule, RuleEntry,
    SimpleGla,
};

/// The rules of the guided walk, token by token: one step each on three losses.
pub static AT_HAND: [RuleEntry; 3] =
    [RuleEntry::at_hand::<LinearAttn>(), RuleEntry::at_hand::<DeltaRule>(), RuleEntry::at_hand::<Huber>()];

/// The rules of the menu in every form and in single precision, which the meter compares.
#[leptos::wasm_split::wasm_split(losses_forms, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn in_every_form() -> Result<&'static [RuleEntry], SplitLoaderError> {
    Ok(&IN_EVERY_FORM)
}

static IN_EVERY_FORM: [RuleEntry; 8] = [
    RuleEntry::with_single::<LinearAttn>(),
    RuleEntry::with_single::<SimpleGla>(),
    RuleEntry::with_single::<DeltaRule>(),
    RuleEntry::with_single::<MomentumDeltaRule>(),
    RuleEntry::with_single::<Huber>(),
    RuleEntry::with_single::<HuberByCoordinate>(),
    RuleEntry::with_single::<Contrastive>(),
    RuleEntry::with_single::<MesaNet>(),
];

#[cfg(test)]
mod tests {
    use super::super::guide::GUIDE;
    use super::super::scenario::MENU;
    use super::*;
    use crate::experiments::{Descent, Loss, Optimiser};
    use crate::knobs::Named;
    use crate::lessons::lockstep::assert_rules;

    #[test]
    fn the_rules_at_hand_are_those_of_the_walk_and_the_menu_is_there_in_every_form() {
        assert_rules(GUIDE, |knobs| &knobs.losses.set, &AT_HAND, &MENU, &IN_EVERY_FORM);
    }

    #[test]
    fn what_a_loss_and_an_optimiser_become_can_be_put_on_the_stage() {
        let made = Loss::ALL.iter().flat_map(|loss| {
            Optimiser::ALL.iter().map(|optimiser| Descent { optimiser: *optimiser, ..Descent::on(*loss) })
        });
        // The article's form is on the page of gates.
        let rules: Vec<&str> =
            made.filter_map(|descent| descent.rule()).filter(|rule| *rule != "comba").collect();
        assert!(rules.len() == 8 && rules.iter().all(|rule| MENU.contains(rule)), "{rules:?}");
    }
}
