//! What becomes of the forms of a rule whose gate reads the state: how far off its chunk form is, and how many passes make it parallel.

use super::StateGate;
use super::state_gate::GatedRun;
use crate::math::rms_ratio;
use crate::rules::{Inputs, RuleError};

/// The sizes of chunks that are tried.
pub const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// Passes go on until every gate is within this of the recurrence.
const SETTLED: f64 = 1e-12;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forms {
    /// For each of [`SIZES`] rms(o − o of the recurrence) / rms(o of the recurrence), and the largest error of a gate.
    pub chunked: Vec<(f64, f64)>,
    /// The largest error of a gate after each pass, until all have settled.
    pub passes: Vec<f64>,
}

/// Finds it part by part: a page answers in between.
#[derive(Clone, Debug)]
pub struct Finding {
    gate: StateGate,
    x: Inputs,
    run: GatedRun,
    /// The gates after the last pass.
    gates: Vec<f64>,
    /// What is known so far.
    pub found: Forms,
}

impl Finding {
    /// Runs the recurrence, beside which all else is held.
    ///
    /// # Errors
    /// As [`RuleEntry::run`](crate::rules::RuleEntry::run).
    pub fn new(gate: StateGate, x: Inputs) -> Result<Self, RuleError> {
        let (run, gates) = (gate.recurrent(&x)?, gate.guess(&x));
        Ok(Self { gate, x, run, gates, found: Forms::default() })
    }

    /// One size of chunks, or one pass. Whether there is more to find.
    ///
    /// # Errors
    /// As [`RuleEntry::run`](crate::rules::RuleEntry::run).
    pub fn step(&mut self) -> Result<bool, RuleError> {
        if let Some(size) = SIZES.get(self.found.chunked.len()) {
            let chunked = self.gate.chunked(&self.x, *size)?;
            let off = rms_ratio(&chunked.o, &self.run.o);
            self.found.chunked.push((off, self.worst(&chunked.gates)));
            return Ok(true);
        }
        self.gates = self.gate.pass(&self.x, &self.gates)?;
        let worst = self.worst(&self.gates);
        self.found.passes.push(worst);
        // Every pass settles a token at least.
        Ok(worst >= SETTLED && self.found.passes.len() < self.gates.len())
    }

    fn worst(&self, gates: &[f64]) -> f64 {
        gates.iter().zip(&self.run.gates).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::rules::Tensor;

    #[test]
    fn chunks_of_one_token_are_exact_and_passes_end_at_the_recurrence() {
        let stream = random(5, 12, 4).with_unit_keys();
        let x = Inputs::new(stream.q, stream.k, stream.v).with_each(Tensor::Beta, &[1.0; 12]);
        let mut finding = Finding::new(StateGate { bias: 3.0, weight: 4.0 }, x).unwrap();
        while finding.step().unwrap() {}
        let Forms { chunked, passes } = finding.found;
        assert_eq!((chunked.len(), chunked[0]), (SIZES.len(), (0.0, 0.0)));
        assert!(chunked[2].0 > 1e-3, "{chunked:?}");
        assert!(passes.len() <= 12 && *passes.last().unwrap() < SETTLED, "{passes:?}");
    }
}
