//! What can be set on the page `state`.

use crate::inputs::{Gate, Gates};
use crate::knobs::{Choosable, Several};
use crate::rules::{IDS, Tensor};

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// The rules in lock-step, in the order of the list of rules.
        rules: Several = Several(MENU.to_vec()), every_rule() => "rule";
        /// β, the write strength.
        beta: Gate = Gate::Constant(0.9), 0.0..=MAX_BETA => "beta";
        /// γ, the decay.
        gamma: Gate = Gate::Constant(0.9), 0.0..=MAX_GAMMA => "gamma";
    }
}

/// The rules that the menu offers: one adds, one corrects, one also forgets. A link can name any other.
pub const MENU: [&str; 3] = ["linear_attn", "delta_rule", "gated_delta_rule"];
/// The largest β: 2 makes the correction a reflection; beyond it the state grows without end.
pub const MAX_BETA: f64 = 2.0;
/// The largest γ: the state never grows by itself.
pub const MAX_GAMMA: f64 = 1.0;
/// So many lanes still fit beside each other.
const MOST_RULES: usize = 4;

/// What γ sets: a decay, whichever form of it a rule reads.
pub const DECAYS: &[Tensor] = &[Tensor::G, Tensor::Gk, Tensor::Gv];

/// Every rule, of which one to four run.
fn every_rule() -> Choosable {
    Choosable { all: IDS.to_vec(), how_many: 1..=MOST_RULES }
}

impl Scenario {
    /// The gates that the sliders set: β, and γ in every form that a rule may read.
    pub fn gates(&self) -> Gates {
        let gates = Gates::new().with(Tensor::Beta, self.beta.clone());
        DECAYS.iter().fold(gates, |gates, of| gates.with(*of, self.gamma.clone()))
    }
}
