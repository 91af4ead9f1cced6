//! What is set of rules in lock-step: which run, and their gates.

use crate::inputs::{Gate, Gates, Stream};
use crate::knobs::{Choosable, Several};
use crate::rules::{IDS, Rule, SoftmaxAttn, Tensor};

crate::knobs! {
    /// Which rules run, their gates, and what the stage shows of them.
    pub struct Set {
        /// The rules, in the order of the list of rules.
        rules: Several = Several(vec!["linear_attn", "delta_rule", "gated_delta_rule"]), every_rule() => "rule";
        /// β, the write strength.
        beta: Gate = Gate::Constant(0.9), 0.0..=MAX_BETA => "beta";
        /// γ, the decay.
        gamma: Gate = Gate::Constant(0.9), 0.0..=MAX_GAMMA => "gamma";
        /// All other gates that a rule may read.
        gates: Gates = Gates::new(), other_gates() => "gates";
        /// What the lanes show.
        on_stage: OnStage = OnStage::State => "show";
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
pub fn every_rule() -> Choosable {
    Choosable { all: IDS.to_vec(), how_many: 1..=MOST_RULES }
}

impl Set {
    /// These rules with the usual gates.
    pub fn of(rules: &[&'static str]) -> Self {
        Self { rules: Several(rules.to_vec()), ..Self::default() }
    }

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

    /// The gates of a stream: its own, and for what it brings none of, those that are set.
    pub fn gates_on(&self, stream: &Stream) -> Gates {
        stream.gates.iter().fold(self.set_gates(), |gates, (of, gate)| gates.with(of, gate.clone()))
    }

    /// The gate of a tensor, whichever knob sets it.
    pub fn gate(&self, of: Tensor) -> Gate {
        match of {
            Tensor::Beta => self.beta.clone(),
            of if DECAYS.contains(&of) => self.gamma.clone(),
            of => {
                let usual = || of.gate().map_or(1.0, |info| info.default).into();
                self.gates.get(of).cloned().unwrap_or_else(usual)
            }
        }
    }

    /// Sets it. One of those that share a knob is not kept where it stands at its default.
    pub fn set_gate(&mut self, of: Tensor, gate: Gate) {
        match of {
            Tensor::Beta => self.beta = gate,
            of if DECAYS.contains(&of) => self.gamma = gate,
            of => {
                let is_usual = of.gate().is_some_and(|info| gate == Gate::Constant(info.default));
                let gates = std::mem::take(&mut self.gates);
                self.gates = if is_usual { gates.without(of) } else { gates.with(of, gate) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gate_is_set_by_its_knob_and_its_default_is_not_kept() {
        let mut set = Set::of(&["kda"]);
        set.set_gate(Tensor::Eta, 0.5.into());
        assert_eq!(set.set_gates().get(Tensor::Eta), Some(&Gate::Constant(0.5)));
        set.set_gate(Tensor::Gk, 0.25.into());
        assert_eq!(DECAYS.iter().map(|of| set.gate(*of)).collect::<Vec<_>>(), vec![Gate::Constant(0.25); 3]);
        set.set_gate(Tensor::Beta, vec![0.5, 1.0].into());
        assert_eq!(
            (set.gate(Tensor::Beta), set.beta.clone()),
            (vec![0.5, 1.0].into(), vec![0.5, 1.0].into())
        );
        for (of, usual) in [(Tensor::Eta, 0.3), (Tensor::Beta, 0.9), (Tensor::G, 0.9)] {
            set.set_gate(of, usual.into());
        }
        assert_eq!(set, Set::of(&["kda"]));
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
        let set = Set::of(&["kda"]);
        assert_eq!(set.lanes().0, ["kda"]);
        assert_eq!(Set { on_stage: OnStage::Weights, ..set }.lanes().0, ["softmax_attn", "kda"]);
    }
}
