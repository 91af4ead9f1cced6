//! What can be set on the page `stability`.

use crate::lessons::lockstep::set::Set;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set { beta: 1.0.into(), ..Set::of(&["linear_attn", "delta_rule"]) };
    }
}

/// The rules that the menu offers: one only adds, the others correct; of these one forgets, and one remembers its earlier steps.
pub const MENU: [&str; 4] = ["linear_attn", "delta_rule", "gated_delta_rule", "momentum_delta_rule"];
