//! What can be set on the page `state`.

use crate::inputs::{Gate, Gates};
use crate::knobs::Several;
use crate::lessons::lockstep::set::{MAX_BETA, MAX_GAMMA, OnStage, Set, every_rule, other_gates};

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// The rules in lock-step, in the order of the list of rules.
        rules: Several = Several(MENU.to_vec()), every_rule() => "rule";
        /// β, the write strength.
        beta: Gate = Gate::Constant(0.9), 0.0..=MAX_BETA => "beta";
        /// γ, the decay.
        gamma: Gate = Gate::Constant(0.9), 0.0..=MAX_GAMMA => "gamma";
        /// What the lanes show.
        on_stage: OnStage = OnStage::State => "show";
        /// Whether the memory game is open.
        game: bool = false, () => "game";
        /// All other gates that a rule may read.
        gates: Gates = Gates::new(), other_gates() => "gates";
    }
}

/// The rules that the menu offers: one adds, one corrects, one also forgets. A link can name any other.
pub const MENU: [&str; 3] = ["linear_attn", "delta_rule", "gated_delta_rule"];

impl Scenario {
    /// Which rules run, and their gates.
    pub fn set(&self) -> Set {
        let Self { rules, beta, gamma, gates, on_stage, game: _ } = self.clone();
        Set { rules, beta, gamma, gates, on_stage }
    }

    /// The same with these rules and gates.
    pub fn take(&mut self, set: Set) {
        let Set { rules, beta, gamma, gates, on_stage } = set;
        *self = Self { rules, beta, gamma, gates, on_stage, game: self.game };
    }
}
