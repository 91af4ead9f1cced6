//! Answer sheets: what a memory of the stream [`scenes`] should answer at its end, which no two readers need agree on.
//!
//! ```text
//! error of a question  ‖S k − target‖, the target a unit value, or 0 where forgetting is right
//! score                the mean over the groups of the mean error of each: 5 questions of one kind must not drown 1 of another
//! ```
//!
//! [`scenes`]: crate::inputs::scenes

use super::answers;
use crate::inputs::{Gates, Stream};
use crate::math::Mat;
use crate::rules::{RuleEntry, RuleError};

/// What is asked at the end: each group the facts of its questions, by the number of their key, and the value that is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub id: &'static str,
    /// Its groups: a name, and for each question its key and its value by their numbers; no value where it should be forgotten.
    pub groups: &'static [Group],
}

/// The questions of one kind.
pub type Group = (&'static str, &'static [(usize, Option<usize>)]);

/// A new scene: people are remembered, things of the scene before are stale, and the lamp is off.
pub const SCENE: Sheet = Sheet {
    id: "scene",
    groups: &[
        ("people", &[(0, Some(0)), (1, Some(1)), (2, Some(2))]),
        ("lamp", &[(4, Some(6))]),
        ("stale", &[(3, None), (5, None)]),
    ],
};

/// A new topic: all that was told before is stale.
pub const TOPIC: Sheet = Sheet {
    id: "topic",
    groups: &[("lamp", &[(4, Some(6))]), ("stale", &[(0, None), (1, None), (2, None), (3, None), (5, None)])],
};

impl Sheet {
    /// How many channels keys and values need.
    pub fn channels(&self) -> usize {
        let asked = self.groups.iter().flat_map(|(_, asked)| asked.iter());
        asked.map(|(key, value)| key.max(&value.unwrap_or(0)) + 1).max().unwrap_or(0)
    }

    /// The mean error of each group, where this is answered to the keys e_0, e_1 …, a row for each.
    pub fn errors(&self, answers: &Mat) -> Vec<f64> {
        let off = |(key, value): &(usize, Option<usize>)| {
            let wanted = |c: usize| f64::from(u8::from(*value == Some(c)));
            (0..answers.ncols()).map(|c| (answers[(*key, c)] - wanted(c)).powi(2)).sum::<f64>().sqrt()
        };
        self.groups.iter().map(|(_, asked)| asked.iter().map(off).sum::<f64>() / asked.len() as f64).collect()
    }

    /// The score of these answers: 0 is right in all.
    pub fn score(&self, answers: &Mat) -> f64 {
        self.errors(answers).iter().sum::<f64>() / self.groups.len() as f64
    }
}

/// What a rule answers to the keys e_0, e_1 … at the end of a stream.
///
/// # Errors
/// As [`Stream::inputs_for`] and [`answers`].
pub fn answers_at_end(rule: &RuleEntry, stream: &Stream, gates: &Gates) -> Result<Mat, RuleError> {
    let x = stream.inputs_for(&rule.info, gates)?;
    answers(rule, &x, &Mat::identity(stream.k.ncols(), stream.k.ncols()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_scores_the_share_of_groups_that_want_an_answer() {
        let nothing = Mat::zeros(8, 8);
        assert_eq!((SCENE.errors(&nothing), SCENE.score(&nothing)), (vec![1.0, 1.0, 0.0], 2.0 / 3.0));
        assert_eq!(TOPIC.score(&nothing), 0.5);
    }

    #[test]
    fn groups_count_alike_whatever_the_number_of_their_questions() {
        let mut right = Mat::zeros(8, 8);
        right[(4, 6)] = 1.0;
        assert_eq!(TOPIC.score(&right), 0.0);
        right[(0, 0)] = 1.0;
        assert!((TOPIC.score(&right) - 0.1).abs() < 1e-15, "one stale answer of five, in one group of two");
    }
}
