//! Facts told many times, some of them with a wrong value: what a loss makes of values that are far off.

use crate::inputs::{Gates, Stream, normals};
use crate::math::{Mat, normalise_rows};
use crate::rules::{DeltaRule, Huber, HuberByCoordinate, MesaNet, RuleEntry, RuleError, Tensor};

use super::answers;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outliers {
    /// Facts, each a random unit key with a random unit value.
    pub facts: usize,
    /// How often each is told; all in an order that the seed shuffles.
    pub times: usize,
    /// Channels of keys and of values.
    pub channels: usize,
    /// The share of tokens whose value is wrong: a random one of length [`Outliers::size`].
    pub share: f64,
    /// The length of a wrong value.
    pub size: f64,
}

/// The facts of a seed, and how they are told.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The true keys, `[facts, K]`.
    pub keys: Mat,
    /// The true values, `[facts, V]`.
    pub values: Mat,
    /// What is told: facts · times tokens.
    pub told: Stream,
    /// The tokens with a wrong value.
    pub wrong: Vec<usize>,
}

/// Who is told them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learner {
    /// One step on the squared loss for each token: DeltaNet.
    Squared,
    /// One step on Huber's loss by norm.
    Huber,
    /// One step on Huber's loss by coordinate, with half the δ.
    HuberByCoordinate,
    /// The least squared loss of all tokens: MesaNet with λ = 0.1.
    LeastSquares,
}

/// The median error of the true facts of a seed for each of [`Learner::ALL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfSeed {
    /// With the wrong values.
    pub wrong: [f64; 4],
    /// The same facts in the same order, none of them wrong.
    pub clean: [f64; 4],
}

/// λ of [`Learner::LeastSquares`].
const RIDGE: f64 = 0.1;

impl Outliers {
    /// Six facts of 16 channels, told eight times each; every tenth value is wrong and ten times as long.
    pub const USUAL: Self = Self { facts: 6, times: 8, channels: 16, share: 0.1, size: 10.0 };

    /// The seeds for which the usual facts, β and δ were chosen, and seeds that nobody looked at before.
    pub const SEEDS: [std::ops::RangeInclusive<u64>; 2] = [1..=20, 101..=120];

    /// What is told of a seed: its normal numbers are keys, values, wrong values, the order, the choice of the wrong tokens.
    pub fn told(&self, seed: u64) -> Facts {
        let Self { facts, times, channels, .. } = *self;
        let tokens = facts * times;
        let mut numbers = normals(seed);
        let mut unit = |rows: usize| {
            let drawn: Vec<f64> = numbers.by_ref().take(rows * channels).collect();
            normalise_rows(&Mat::from_row_slice(rows, channels, &drawn))
        };
        let (keys, values, junk) = (unit(facts), unit(facts), unit(tokens) * self.size);
        let mut order = || by_size(&numbers.by_ref().take(tokens).collect::<Vec<_>>());
        let facts_told: Vec<usize> = order().into_iter().map(|at| at % facts).collect();
        let count = (self.share * tokens as f64).round() as usize;
        let mut wrong = order();
        wrong.truncate(count);
        wrong.sort_unstable();
        let k = keys.select_rows(&facts_told);
        let mut v = values.select_rows(&facts_told);
        wrong.iter().for_each(|t| v.set_row(*t, &junk.row(*t)));
        let labels = facts_told.iter().map(|fact| (fact + 1).to_string()).collect();
        Facts { keys, values, told: Stream::of_facts(labels, k, v), wrong }
    }
}

impl Outliers {
    /// How far off each learner is, with a step of β and the bound δ.
    ///
    /// # Errors
    /// As [`Learner::off`].
    pub fn of_seed(&self, seed: u64, beta: f64, delta: f64) -> Result<OfSeed, RuleError> {
        let medians = |told: &Self| {
            let facts = told.told(seed);
            let mut medians = [0.0; 4];
            for (to, learner) in medians.iter_mut().zip(Learner::ALL) {
                *to = median(&learner.off(&facts, beta, delta)?).unwrap_or(f64::NAN);
            }
            Ok(medians)
        };
        Ok(OfSeed { wrong: medians(self)?, clean: medians(&Self { share: 0.0, ..*self })? })
    }
}

impl Learner {
    /// All of them, in the order in which they are told of.
    pub const ALL: [Self; 4] = [Self::Squared, Self::Huber, Self::HuberByCoordinate, Self::LeastSquares];

    /// The rule, as the list has it.
    fn rule(self) -> RuleEntry {
        match self {
            Self::Squared => RuleEntry::stepping::<DeltaRule>(),
            Self::Huber => RuleEntry::stepping::<Huber>(),
            Self::HuberByCoordinate => RuleEntry::stepping::<HuberByCoordinate>(),
            Self::LeastSquares => RuleEntry::stepping::<MesaNet>(),
        }
    }

    /// How far off each true fact is once all is told: ‖S k − v‖ / ‖v‖, in the order of the facts.
    ///
    /// # Errors
    /// As [`Stream::inputs_for`] and [`answers`].
    pub fn off(self, facts: &Facts, beta: f64, delta: f64) -> Result<Vec<f64>, RuleError> {
        let gates = Gates::new().with(Tensor::G, 1.0).with(Tensor::Lamb, RIDGE);
        let gates = match self {
            // All pairs count alike.
            Self::LeastSquares => gates.with(Tensor::Beta, 1.0),
            Self::HuberByCoordinate => gates.with(Tensor::Beta, beta).with(Tensor::Delta, delta / 2.0),
            Self::Squared | Self::Huber => gates.with(Tensor::Beta, beta).with(Tensor::Delta, delta),
        };
        let rule = self.rule();
        let answers = answers(&rule, &facts.told.inputs_for(&rule.info, &gates)?, &facts.keys)?;
        let off = |j: usize| (answers.row(j) - facts.values.row(j)).norm() / facts.values.row(j).norm();
        Ok((0..facts.keys.nrows()).map(off).collect())
    }
}

/// The places of the numbers from the smallest to the largest; of equal ones the first comes first.
pub(super) fn by_size(numbers: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..numbers.len()).collect();
    places.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    places
}

/// The middle one of these numbers, or the mean of the two in the middle; nothing of none.
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
    Some(f64::midpoint(*low, *high))
}

/// A mean over seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, over n − 1.
    pub deviation: f64,
}

impl Spread {
    /// Of these numbers, one of each seed; nothing of fewer than two.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let super::Mean { mean, error } = super::Mean::of(numbers)?;
        Some(Self { mean, deviation: error? * (numbers.len() as f64).sqrt() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_each_fact_as_often_and_so_many_of_them_wrongly() {
        let facts = Outliers::USUAL.told(3);
        assert_eq!((facts.told.len(), facts.wrong.len()), (48, 5));
        for fact in 1..=6 {
            assert_eq!(facts.told.labels.iter().filter(|label| **label == fact.to_string()).count(), 8);
        }
        for t in 0..48 {
            let long = facts.told.v.row(t).norm() > 2.0;
            assert_eq!(long, facts.wrong.contains(&t), "token {t}");
        }
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(
            [median(&[]), median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0, 2.0, 3.0])],
            [None, Some(2.0), Some(2.5)]
        );
    }
}
