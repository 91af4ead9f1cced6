//! What can be set on the page `positions`.

use crate::lessons::lockstep::set::{OnStage, Set};

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set {
            beta: 1.0.into(),
            on_stage: OnStage::Weights,
            ..Set::of(&["forgetting_attn", "path_attn"])
        };
    }
}

/// The rules that the menu offers: softmax, which knows no order, a gate for each token, the tokens between as reflections, and two
/// memories without softmax, one of which fades while the other corrects.
pub const MENU: [&str; 5] = ["softmax_attn", "forgetting_attn", "path_attn", "retention", "delta_rule"];
