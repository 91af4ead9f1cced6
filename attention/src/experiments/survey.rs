//! A curve over many lists of pairs: how well a rule recalls them, against one number that grows from point to point.
//!
//! ```text
//! point: the mean over lists of the share of pairs that are right, and √(the mean of ‖a − v‖²), each with its standard error s/√n
//! ```
//!
//! The list of a seed is the input [`pairs`] of that seed, and gates are as a link writes them: a page that opens one of the lists shows
//! the very numbers that went into the mean.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::found::{Average, Curves, Found, Point};
use super::{Recalled, answers, expected_of_delta, expected_of_linear};
use crate::inputs::{Gate, Gates, Stream, pairs};
use crate::math::Mat;
use crate::rules::{RuleEntry, RuleError, Tensor, UNRECORDED};

/// Values told where keys are told again.
const WRITES: usize = 64;
/// Pairs that are asked for where others are told after them.
const FACTS: usize = 8;
/// Pairs of about the same age.
const AGE: usize = 8;

/// What is told, and which of it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// 64 values are told to x keys in turn, each with a new value; the latest value of each key is asked for, among all.
    Again,
    /// x pairs are told, all keys different, and all are asked for.
    Recall,
    /// x pairs are told, and the first 8 asked for, among their own values.
    Noise,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 3] = [Self::Again, Self::Recall, Self::Noise];

    /// Its name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Recall => "recall",
            Self::Noise => "noise",
        }
    }

    /// The question of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.id() == id)
    }

    /// What x is at each point.
    pub const fn points(self) -> [usize; 5] {
        match self {
            Self::Again => [2, 4, 8, 16, 32],
            Self::Recall => [4, 8, 16, 32, 64],
            Self::Noise => [8, 16, 24, 40, 64],
        }
    }

    /// How many keys there are at x, and how many pairs are told.
    pub const fn told(self, x: usize) -> [usize; 2] {
        match self {
            Self::Again => [x, WRITES],
            Self::Recall | Self::Noise => [WRITES, x],
        }
    }

    /// The pairs that are asked for, of `pairs` pairs with `keys` keys; and the pairs among whose values the answer has to be the nearest.
    pub fn asked(self, [keys, pairs]: [usize; 2]) -> [Range<usize>; 2] {
        match self {
            Self::Again => [pairs.saturating_sub(keys)..pairs, 0..pairs],
            Self::Recall => [0..pairs, 0..pairs],
            Self::Noise => [0..FACTS.min(pairs), 0..FACTS.min(pairs)],
        }
    }

    /// The ages that are told apart at the last point, each the most of its group of 8 pairs: where pairs of every age are asked for.
    pub fn ages(self) -> Vec<usize> {
        let of_all = if self == Self::Recall { WRITES } else { 0 };
        (1..=of_all / AGE).map(|group| group * AGE).collect()
    }
}

/// Which curves are drawn: a question, and the rules that it is put to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// What is told and asked.
    pub question: Question,
    /// Channels of keys and of values.
    pub d: usize,
    /// The factor of a query to a rule that keeps all keys.
    pub scale: f64,
    /// The rules, by their ids.
    pub rules: Vec<String>,
    /// The gates that are set: the id of the tensor, and the numbers as [`Gate::text`] writes them.
    pub gates: Vec<(String, String)>,
}

impl Survey {
    /// So many lists are told: those of the seeds from 0 on.
    pub const LISTS: u64 = 200;

    /// The curves of these rules. Gates that are given entry by entry have no text and stay at their defaults.
    pub fn new(question: Question, d: usize, scale: f64, rules: &[&str], gates: &Gates) -> Self {
        let text = |(tensor, gate): (Tensor, &Gate)| Some((tensor.id().to_owned(), gate.text()?));
        let rules = rules.iter().map(|id| (*id).to_owned()).collect();
        Self { question, d, scale, rules, gates: gates.iter().filter_map(text).collect() }
    }

    fn gates(&self) -> Gates {
        let gate = |(id, text): &(String, String)| {
            let tensor = Tensor::ALL.iter().find(|tensor| tensor.id() == id)?;
            let range = tensor.gate()?.range;
            Some((*tensor, Gate::read(text, usize::MAX, &range, |x| x.parse().ok())?))
        };
        self.gates.iter().filter_map(gate).collect()
    }

    /// √E‖a − v‖² of a rule at x, where there is a closed form: linear attention, and DeltaNet with β = 1, each asked for pairs whose keys
    /// are told once.
    pub fn expected_rms(&self, rule: &str, x: usize) -> Option<f64> {
        let full = || self.gates().get(Tensor::Beta).is_none_or(|beta| *beta == Gate::Constant(1.0));
        match rule {
            _ if self.question != Question::Recall => None,
            "linear_attn" => Some(expected_of_linear(x, self.d).sqrt()),
            "delta_rule" if full() => {
                Some((expected_of_delta(x, self.d).iter().sum::<f64>() / x as f64).sqrt())
            }
            _ => None,
        }
    }

    /// The list of a seed at x.
    pub fn list(&self, seed: u64, x: usize) -> Stream {
        let [keys, told] = self.question.told(x);
        Stream { scale: self.scale, ..pairs(seed, keys, told, self.d) }
    }

    /// How a rule recalls what it is asked of the list of a seed at x.
    ///
    /// # Errors
    /// As [`Stream::inputs_for`] and [`RuleEntry::run`].
    pub fn ask(&self, rule: &RuleEntry, seed: u64, x: usize) -> Result<Recalled, RuleError> {
        let list = self.list(seed, x);
        let [asked, among] = self.question.asked(self.question.told(x));
        let rows = |m: &Mat, rows: &Range<usize>| m.rows(rows.start, rows.len()).into_owned();
        let told = list.inputs_for(&rule.info, &self.gates())?;
        let answers = answers(rule, &told, &rows(&list.k, &asked))?;
        Ok(Recalled::of(&answers, &rows(&list.v, &among), asked.start - among.start))
    }
}

/// A survey as it goes on.
#[derive(Debug)]
pub struct Surveying {
    survey: Survey,
    rules: Vec<Option<&'static RuleEntry>>,
    /// What is known by now.
    pub found: Found,
}

impl Surveying {
    /// No list has been told yet.
    pub fn new(survey: Survey) -> Self {
        let rules: Vec<_> =
            survey.rules.iter().map(|id| UNRECORDED.iter().find(|rule| rule.info.id == id)).collect();
        let none = Curves {
            points: vec![Point::default(); survey.question.points().len()],
            ages: vec![Average::default(); survey.question.ages().len()],
        };
        let curves = rules.iter().map(|rule| rule.as_ref().map(|_| none.clone())).collect();
        Self { survey, rules, found: Found { lists: 0, curves } }
    }

    /// Tells the next list to every rule, at every point.
    pub fn next_list(&mut self) {
        let Self { survey, rules, found } = self;
        for (rule, curves) in rules.iter().zip(&mut found.curves) {
            if let (Some(rule), Some(own)) = (rule, curves.as_mut())
                && own.take(survey, rule, found.lists).is_err()
            {
                *curves = None;
            }
        }
        found.lists += 1;
    }
}

impl Curves {
    fn take(&mut self, survey: &Survey, rule: &RuleEntry, seed: u64) -> Result<(), RuleError> {
        for (x, point) in survey.question.points().into_iter().zip(&mut self.points) {
            let recalled = survey.ask(rule, seed, x)?;
            point.take(&recalled);
            if x == WRITES {
                for (newest, age) in recalled.right.rchunks(AGE).zip(&mut self.ages) {
                    age.take(newest.iter().filter(|right| **right).count() as f64 / newest.len() as f64);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_go_to_the_worker_as_a_link_writes_them() {
        let gates = Gates::new().with(Tensor::Beta, vec![1.0, 0.0]).with(Tensor::G, 0.95);
        let survey = Survey::new(Question::Noise, 16, 1.0, &["delta_rule"], &gates);
        let text = serde_json::to_string(&survey).unwrap();
        let read: Survey = serde_json::from_str(&text).unwrap();
        assert_eq!((read.gates(), &read), (gates, &survey));
    }

    #[test]
    fn a_rule_that_no_list_suits_has_no_curve_and_the_others_have() {
        let survey = Survey::new(Question::Again, 4, 1.0, &["linear_attn", "no_such_rule"], &Gates::new());
        let mut surveying = Surveying::new(survey);
        surveying.next_list();
        let Found { lists, curves } = &surveying.found;
        assert_eq!((*lists, curves[0].is_some(), curves[1].is_some()), (1, true, false));
    }
}
