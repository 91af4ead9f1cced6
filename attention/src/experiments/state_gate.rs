//! A gate that reads the state: what it costs that γ_t is known only once S_{t−1} is.
//!
//! ```text
//! γ_t = σ(bias − weight ‖S_{t−1} k_t‖)        S_t = γ_t S_{t−1} + β (v_t − γ_t S_{t−1} k_t) k_tᵀ
//! ```
//!
//! The recurrence runs. A chunk form needs the gates of a chunk before its states, so it can only read the state at the start of the chunk:
//! that is another rule. Nor are outputs linear in V any more.

use std::ops::Range;

use crate::math::Mat;
use crate::rules::gates::sigmoid;
use crate::rules::{Form, GatedDeltaRule, Inputs, Output, RuleEntry, RuleError, State, Tensor};

/// The rule whose γ it makes.
static RULE: RuleEntry = RuleEntry::of::<GatedDeltaRule>();

/// How a gate reads the state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateGate {
    /// The gate of a key that the state does not know is σ(bias).
    pub bias: f64,
    /// How strongly it closes on a key that the state knows.
    pub weight: f64,
}

/// A run with such gates.
#[derive(Clone, Debug, PartialEq)]
pub struct GatedRun {
    /// γ of each token.
    pub gates: Vec<f64>,
    /// Outputs, `[T, V]`.
    pub o: Mat,
    /// The state after the last token, `[V, K]`.
    pub state: Mat,
}

impl StateGate {
    /// Runs the recurrence: every gate reads the state just before its token.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn recurrent(&self, x: &Inputs) -> Result<GatedRun, RuleError> {
        self.chunked(x, 1)
    }

    /// The same with the gates of each `size` tokens read off the state before the first of them.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn chunked(&self, x: &Inputs, size: usize) -> Result<GatedRun, RuleError> {
        let (dims, size) = (x.dims(), size.max(1));
        let mut run = GatedRun { gates: Vec::new(), o: Mat::zeros(dims.t, dims.v), state: start(x) };
        for first in (0..dims.t).step_by(size) {
            let tokens = first..(first + size).min(dims.t);
            let gates: Vec<f64> = tokens.clone().map(|t| self.of(&run.state, x, t)).collect();
            let Output { o, state, .. } = with_gates(x, tokens, &run.state, &gates)?;
            run.o.rows_mut(first, o.nrows()).copy_from(&o);
            run.state = state.matrix().cloned().unwrap_or_default();
            run.gates.extend(gates);
        }
        Ok(run)
    }

    /// All gates anew, from the states that these gates make: one pass of the fixed-point iteration that makes the rule parallel again, at
    /// the price of as many runs as it takes.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn pass(&self, x: &Inputs, gates: &[f64]) -> Result<Vec<f64>, RuleError> {
        let mut state = start(x);
        let mut anew = Vec::with_capacity(gates.len());
        for (t, gate) in gates.iter().enumerate() {
            anew.push(self.of(&state, x, t));
            state = with_gates(x, t..t + 1, &state, &[*gate])?.state.matrix().cloned().unwrap_or_default();
        }
        Ok(anew)
    }

    /// The gates of all tokens before anything is known: σ(bias) each.
    pub fn guess(&self, x: &Inputs) -> Vec<f64> {
        vec![sigmoid(self.bias); x.dims().t]
    }

    /// γ of token t where S is this.
    fn of(&self, s: &Mat, x: &Inputs, t: usize) -> f64 {
        sigmoid(self.bias - self.weight * (s * x.k.row(t).transpose()).norm())
    }
}

/// The state before the first token: 0 where none is given.
fn start(x: &Inputs) -> Mat {
    let given = x.initial.as_ref().and_then(State::matrix).cloned();
    given.unwrap_or_else(|| Mat::zeros(x.dims().v, x.dims().k))
}

/// Some tokens with their γ given, from a state on.
fn with_gates(x: &Inputs, tokens: Range<usize>, s: &Mat, gates: &[f64]) -> Result<Output, RuleError> {
    RULE.run(&gated(x.tokens(tokens, Some(State::new([s.clone()]))), gates), Form::Recurrent)
}

/// These tokens with γ of each.
fn gated(x: Inputs, gates: &[f64]) -> Inputs {
    let log: Vec<f64> = gates.iter().map(|gate| gate.ln()).collect();
    x.with_each(Tensor::G, &log)
}

impl GatedRun {
    /// The rule's chunk form with the gates of this run: right for these gates, whatever they were read off.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn by_chunks(&self, x: &Inputs, size: usize) -> Result<Mat, RuleError> {
        Ok(RULE.run(&gated(x.clone(), &self.gates), Form::Chunk(size))?.o)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    #[test]
    fn chunks_of_one_token_are_the_recurrence_and_its_gates_are_a_fixed_point() {
        let stream = random(5, 12, 4).with_unit_keys();
        let x = Inputs::new(stream.q, stream.k, stream.v).with_each(Tensor::Beta, &[1.0; 12]);
        let gate = StateGate { bias: 3.0, weight: 4.0 };
        let run = gate.recurrent(&x).unwrap();
        assert_eq!(gate.pass(&x, &run.gates).unwrap(), run.gates);
        assert_eq!(run.gates[0], sigmoid(3.0), "an empty state knows no key");
        assert_ne!(gate.chunked(&x, 4).unwrap().gates, run.gates);
        // A pass settles one token more, at least.
        let mut gates = gate.guess(&x);
        for settled in 1..=12 {
            gates = gate.pass(&x, &gates).unwrap();
            assert_eq!(gates[..settled], run.gates[..settled]);
        }
    }
}
