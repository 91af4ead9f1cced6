//! The attention matrix of a rule on the stage, A of O = A V: how much of each value is in each output.

use std::sync::Arc;

use super::track::{Shown, Track, What};
use crate::experiments::{between, factors};
use crate::inputs::effective;
use crate::lessons::run::given;
use crate::rules::{Rule, RuleError, SoftmaxAttn, Tensor};
use crate::trace::{Entry, Number, Symbol, Term};

/// How near the numbers that are told must come to the weight that the rule computes.
const SAME: f64 = 1e-9;

impl Track {
    /// The same with the attention matrix of the rule on the stage in the place of its state.
    ///
    /// # Errors
    /// As [`effective`]: a rule that is not linear in V has none.
    pub fn weighing(mut self) -> Result<Self, RuleError> {
        let a = Arc::new(effective(self.rule, &self.x)?);
        self.maps = vec![Shown { name: Symbol::A.into(), what: What::Weights, of_keys: false, place: None }];
        self.weights = Some(a);
        Ok(self)
    }

    /// The weight of token j for the query of token t.
    pub fn weight(&self, t: usize, j: usize) -> Option<f64> {
        self.weights.as_ref()?.get((t, j)).copied()
    }

    /// How many tokens have been answered by a stop.
    pub(super) fn answered_by(&self, stop: usize) -> usize {
        let answers = usize::from(self.moment(stop).reads);
        self.done_by(stop).map_or(0, |(token, _)| token + answers)
    }

    /// The row, the column and the weight of all that the first `tokens` tokens were answered with.
    pub fn weights_of(&self, tokens: usize) -> impl Iterator<Item = ((usize, usize), f64)> {
        let cells = (0..tokens).flat_map(|t| (0..=t).map(move |j| (t, j)));
        cells.filter_map(|(t, j)| Some(((t, j), self.weight(t, j)?)))
    }

    /// A weight that has been answered with by a stop, as a sum where one can be told.
    pub(super) fn told_weight(&self, t: usize, j: usize, stop: usize) -> Option<Entry> {
        let value = self.weight(t, j).filter(|_| t < self.answered_by(stop))?;
        Some(self.weight_as_sum(t, j).unwrap_or_else(|| given(value)))
    }

    /// How a weight is made, where it is a share of softmax, or a product of a key and a query from which corrections are taken.
    fn weight_as_sum(&self, t: usize, j: usize) -> Option<Entry> {
        let value = self.weight(t, j)?;
        let made = if self.rule.info.id == SoftmaxAttn::INFO.id {
            self.share(t, j, value)
        } else {
            self.corrected(t, j, value)
        };
        made.filter(|made| (made.told() - value).abs() <= SAME * value.abs().max(1.0))
    }

    fn share(&self, t: usize, j: usize, value: f64) -> Option<Entry> {
        let q = self.x.query(t);
        let scores: Vec<f64> = (0..=t).map(|i| self.x.k.row(i).transpose().dot(&q)).collect();
        Entry::share(&scores, j, value)
    }

    /// β_j · (k_j·q − Σ_s β_s (k_s·q′) (k_s·k_j)), q′ being what the tokens after s have left of the query.
    fn corrected(&self, t: usize, j: usize, value: f64) -> Option<Entry> {
        let number = |symbol, glyph, value| Number { symbol, glyph, value, at: None };
        let seen = factors(&self.x, t, j)?;
        let first = Term { minus: false, numbers: vec![number(None, "k·q", *seen.first()?)] };
        let later = seen.windows(2).map(|pair| {
            let taken = pair[0] - pair[1];
            Term { minus: true, numbers: vec![number(None, "β (k·q′)(k·k)", taken)] }
        });
        let corrects = self.x.get(Tensor::Beta).is_some();
        let terms: Vec<Term> = std::iter::once(first).chain(later.filter(|_| corrects)).collect();
        let beta = corrects.then(|| number(Some(Symbol::Beta), "β", self.x.beta(j)));
        Some(Entry { factor: beta.into_iter().collect(), done: terms.len(), terms, value })
    }

    /// k_j·(scale q_t), and then the weight of token j as the tokens between are let in, the last of them first: see [`between`]. Nothing
    /// where there are no such tokens.
    pub fn weight_between(&self, t: usize, j: usize) -> Option<(f64, Vec<f64>)> {
        self.weight(t, j)?;
        let overlap = self.x.query(t).dot(&self.x.k.row(j).transpose());
        Some((overlap, between(self.rule, &self.x, t, j).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use crate::inputs::facts;
    use crate::lessons::lockstep::{Lockstep, OnStage, Set};
    use crate::rules::RULES;

    #[test]
    fn the_weight_of_tokens_that_a_run_does_not_have_is_nothing() {
        let set = Set { on_stage: OnStage::Weights, ..Set::of(&["delta_rule"]) };
        let run = Lockstep::run(&facts(), &set, RULES);
        let (track, tokens) = (run.track(0).unwrap(), facts().len());
        let last = tokens - 1;
        assert!(track.weight_between(last, 0).is_some() && track.weight_between(last, last).is_some());
        for (t, j) in [(tokens, 0), (tokens, tokens), (last, tokens)] {
            assert_eq!(track.weight_between(t, j), None, "{t}, {j} of {tokens}");
        }
    }
}
