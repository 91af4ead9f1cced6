//! What can be set on the page `gates`.

use crate::lessons::lockstep::set::Set;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set::of(&["gated_delta_rule", "kda"]);
    }
}

/// The rules that the menu offers: no forget gate, one for the whole state, the article's form of it, and one for each channel of the keys.
pub const MENU: [&str; 4] = ["delta_rule", "gated_delta_rule", "comba", "kda"];
