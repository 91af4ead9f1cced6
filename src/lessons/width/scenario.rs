//! What can be set on the page `width`.

use crate::lessons::lockstep::set::Set;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set { beta: 1.0.into(), ..Set::of(&["linear_attn", "delta_rule"]) };
    }
}

/// The rules that the menu offers: one only adds, the others correct; of these one takes several keys to a token, one erases along one
/// direction and reads along another, and one remembers its earlier steps.
pub const MENU: [&str; 5] =
    ["linear_attn", "delta_rule", "gated_delta_product", "iplr", "momentum_delta_rule"];
