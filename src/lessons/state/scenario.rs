//! What can be set on the page `state`.

use crate::inputs::{Gate, Gates};
use crate::knobs::{Choosable, Several};
use crate::rules::{IDS, Rule, SoftmaxAttn, Tensor};

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

/// What the lanes show of their rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnStage {
    /// The state, and what a step does to it.
    State,
    /// The attention matrix, beside that of softmax attention.
    Weights,
}

crate::named!(OnStage { State "s", Weights "a" });

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

/// The gates that have no knob of their own.
pub fn other_gates() -> Vec<Tensor> {
    let own = |of: &Tensor| *of == Tensor::Beta || DECAYS.contains(of);
    Tensor::ALL.iter().copied().filter(|of| of.gate().is_some() && !own(of)).collect()
}

/// Every rule, of which one to four run.
fn every_rule() -> Choosable {
    Choosable { all: IDS.to_vec(), how_many: 1..=MOST_RULES }
}

impl Scenario {
    /// The rules that have a lane, in the order of the list of rules: those that are chosen, and beside attention matrices softmax.
    pub fn lanes(&self) -> Several {
        let beside = |id: &&str| self.on_stage == OnStage::Weights && *id == SoftmaxAttn::INFO.id;
        Several(IDS.iter().copied().filter(|id| self.rules.has(id) || beside(id)).collect())
    }

    /// The gates that the sliders set: β, γ in every form that a rule may read, and all others.
    pub fn set_gates(&self) -> Gates {
        let gates = self.gates.clone().with(Tensor::Beta, self.beta.clone());
        DECAYS.iter().fold(gates, |gates, of| gates.with(*of, self.gamma.clone()))
    }

    /// The gate of a tensor that has no knob of its own.
    pub fn other(&self, of: Tensor) -> Gate {
        let usual = || of.gate().map_or(1.0, |info| info.default).into();
        self.gates.get(of).cloned().unwrap_or_else(usual)
    }

    /// Sets it at token `t` of `all`, or for all where gates are one number. One that stands at its default is not kept.
    pub fn set_other(&mut self, of: Tensor, t: usize, all: usize, x: f64) {
        let gate = self.other(of);
        let differs = self.is_per_token() && of.is_per_token();
        let gate = if differs { Gate::PerToken(gate.list(all)) } else { gate };
        self.keep(of, gate.with(t, all, x));
    }

    /// Whether gates differ from token to token.
    pub fn is_per_token(&self) -> bool {
        matches!(self.beta, Gate::PerToken(_))
    }

    /// Gives every token of `all` gates of its own, or all of them those of token `t`.
    pub fn spread(&mut self, per_token: bool, t: usize, all: usize) {
        let change = |gate: &Gate| match per_token {
            true => Gate::PerToken(gate.list(all)),
            false => Gate::Constant(gate.at(t)),
        };
        self.beta = change(&self.beta);
        self.gamma = change(&self.gamma);
        // The others become lists where they are moved: a link would be long of those that nobody reads.
        for of in other_gates().into_iter().filter(|_| !per_token) {
            self.keep(of, change(&self.other(of)));
        }
    }

    fn keep(&mut self, of: Tensor, gate: Gate) {
        let is_usual = of.gate().is_some_and(|info| gate == Gate::Constant(info.default));
        let gates = std::mem::take(&mut self.gates);
        self.gates = if is_usual { gates.without(of) } else { gates.with(of, gate) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_of_any_rule_is_one_number_or_one_for_each_token_and_its_default_is_not_kept() {
        let mut set = Scenario::default();
        set.set_other(Tensor::Eta, 2, 4, 0.5);
        assert_eq!(set.set_gates().get(Tensor::Eta), Some(&Gate::Constant(0.5)));
        set.spread(true, 0, 4);
        set.set_other(Tensor::Eta, 2, 4, 0.25);
        set.set_other(Tensor::Lamb, 2, 4, 0.5);
        assert_eq!(set.other(Tensor::Eta), Gate::from(vec![0.5, 0.5, 0.25, 0.5]));
        assert_eq!(
            set.other(Tensor::Lamb),
            Gate::Constant(0.5),
            "one number for all tokens, whatever is set"
        );
        set.spread(false, 2, 4);
        assert_eq!((set.other(Tensor::Eta), set.beta.clone()), (Gate::Constant(0.25), Gate::Constant(0.9)));
        set.set_other(Tensor::Eta, 0, 4, 0.3);
        set.set_other(Tensor::Lamb, 0, 4, 0.01);
        assert_eq!(set, Scenario::default());
    }

    #[test]
    fn every_gate_of_every_rule_has_its_knob() {
        for info in crate::rules::INFOS {
            let read = info.reads.iter().chain(info.may_read).filter(|of| of.gate().is_some());
            for of in read {
                let own = *of == Tensor::Beta || DECAYS.contains(of);
                assert!(own || other_gates().contains(of), "{} of {}", of.id(), info.id);
            }
        }
    }

    #[test]
    fn softmax_stands_beside_attention_matrices() {
        let set = Scenario { rules: Several(vec!["kda"]), ..Scenario::default() };
        assert_eq!(set.lanes().0, ["kda"]);
        assert_eq!(Scenario { on_stage: OnStage::Weights, ..set }.lanes().0, ["softmax_attn", "kda"]);
    }
}
