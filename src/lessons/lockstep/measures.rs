//! What is measured of a rule's run token by token: norms, singular values, the eigenvalues of its corrections.

use super::track::Track;
use crate::experiments::Spectrum;
use crate::rules::Tensor;
use crate::trace::{Part, Symbol, Trace};

/// The number by which a correction multiplies the state along its key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigenvalue {
    /// The token, from 0.
    pub token: usize,
    /// ‖k‖².
    pub key: f64,
    /// β.
    pub beta: f64,
    /// 1 − β‖k‖².
    pub value: f64,
}

/// So many singular values are drawn.
pub const SHOWN_VALUES: usize = 8;

impl Track {
    fn norms(&self) -> &(Vec<f64>, Vec<f64>) {
        self.norms.get_or_init(|| norms(&self.trace, &self.done))
    }

    /// ‖S‖ after each of the first `tokens` tokens; nothing is told of those to come. Empty for a rule without S.
    pub fn state_norms(&self, tokens: usize) -> Vec<f64> {
        up_to(self.norms().0.clone(), tokens)
    }

    /// ‖e‖ of each of the first `tokens` tokens; empty for a rule that measures no error.
    pub fn error_norms(&self, tokens: usize) -> Vec<f64> {
        up_to(self.norms().1.clone(), tokens)
    }

    /// 1 − β‖k‖² of every token, where the rule corrects by β (v − S k) kᵀ.
    fn every_eigenvalue(&self) -> impl Iterator<Item = Eigenvalue> {
        let corrects = self.rule.info.wants_unit_keys && self.rule.info.reads(Tensor::Beta);
        let of = |token: usize| {
            let (key, beta) = (self.x.k.row(token).norm_squared(), self.x.beta(token));
            Eigenvalue { token, key, beta, value: 1.0 - beta * key }
        };
        (0..if corrects { self.x.k.nrows() } else { 0 }).map(of)
    }

    /// The correction that is furthest from a contraction.
    pub fn worst_eigenvalue(&self) -> Option<Eigenvalue> {
        self.every_eigenvalue().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()))
    }

    /// By what each of the first `tokens` tokens multiplies the state along its key; empty for a rule that does not correct.
    pub fn eigenvalues(&self, tokens: usize) -> Vec<f64> {
        // Rounding is no eigenvalue: a chart would show it as one.
        let value = |of: Eigenvalue| if of.value.abs() < 1e-12 { 0.0 } else { of.value };
        up_to(self.every_eigenvalue().map(value).collect(), tokens)
    }

    /// The singular values of S after a token; nothing for a rule without S, and where S is not finite.
    pub fn spectrum(&self, token: usize) -> Option<&Spectrum> {
        let s = || self.trace.named_before(*self.done.get(token)?, Symbol::S.into());
        self.spectra.get(token)?.get_or_init(|| Spectrum::of(s().filter(|s| s.len() > 1)?)).as_ref()
    }

    /// Whether it has a state with singular values.
    pub fn has_spectrum(&self) -> bool {
        self.spectrum(0).is_some()
    }

    /// The first singular values, `SHOWN_VALUES` of them, of S after each of the first `tokens` tokens, the largest first: a list for each.
    /// One that does not count for the rank is no number: it is what rounding leaves.
    pub fn singular_values(&self, tokens: usize) -> Vec<Vec<f64>> {
        let all = self.done.len();
        let after: Vec<_> = (0..tokens.min(all)).map(|token| self.spectrum(token)).collect();
        let most = after.iter().flatten().map(|spectrum| spectrum.values.len()).max().unwrap_or(0);
        let of = |i: usize| {
            let value = |t: usize| after.get(t)?.as_ref()?.counted().get(i).copied();
            (0..all).map(|t| value(t).unwrap_or(f64::NAN)).collect()
        };
        (0..most.min(SHOWN_VALUES)).map(of).collect()
    }
}

/// What is still to come is no number: a chart keeps its place and draws nothing there.
fn up_to(mut values: Vec<f64>, tokens: usize) -> Vec<f64> {
    values.iter_mut().skip(tokens).for_each(|x| *x = f64::NAN);
    values
}

/// ‖S‖ after each token, where the rule has S, and ‖e‖, where it measures it. `done`: the events up to each token's end.
fn norms(trace: &Trace, done: &[usize]) -> (Vec<f64>, Vec<f64>) {
    let norm = |done: &usize| trace.value_before(*done, Symbol::S).map(|s| s.norm());
    let states: Option<Vec<f64>> = done.iter().map(norm).collect();
    // Where a token has several keys, the error of the last.
    let keys = trace.parts_of(0).filter(|(part, _)| *part == Part::Error).count().max(1);
    let errors = trace.values_of(Part::Error).skip(keys - 1).step_by(keys).map(|e| e.norm());
    (states.unwrap_or_default(), errors.collect())
}
