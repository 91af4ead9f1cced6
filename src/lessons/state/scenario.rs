//! What can be set on the page `state`.

use crate::lessons::lockstep::set::Set;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set::of(&MENU);
        /// Whether the memory game is open.
        game: bool = false, () => "game";
    }
}

/// The rules that the menu offers: one adds, one corrects, one also forgets. A link can name any other.
pub const MENU: [&str; 3] = ["linear_attn", "delta_rule", "gated_delta_rule"];
