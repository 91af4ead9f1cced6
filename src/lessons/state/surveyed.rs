//! What is drawn of a survey, and by which names its numbers are found.

use crate::experiments::{Average, Curves, Mean, Point, Question};

/// What is drawn of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share of pairs that are right.
    Right,
    /// The root of the mean squared error.
    Rms,
    /// The share that is right, by the age of the pair.
    Age,
}

impl Measure {
    /// Those of a question.
    pub fn of(question: Question) -> &'static [Self] {
        match question {
            Question::Recall => &[Self::Right, Self::Rms, Self::Age],
            Question::Again | Question::Noise => &[Self::Right, Self::Rms],
        }
    }

    /// Its name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Rms => "rms",
            Self::Age => "age",
        }
    }

    /// The sizes at which it is known.
    pub fn sizes(self, question: Question) -> Vec<usize> {
        match self {
            Self::Right | Self::Rms => question.points().to_vec(),
            Self::Age => question.ages(),
        }
    }

    /// What is known of a rule at each of them.
    pub fn means(self, curves: &Curves) -> Vec<Option<Mean>> {
        match self {
            Self::Right => curves.points.iter().map(|point| point.right.mean()).collect(),
            Self::Rms => curves.points.iter().map(Point::rms).collect(),
            Self::Age => curves.ages.iter().map(Average::mean).collect(),
        }
    }
}

/// The `data-testid` of a mean.
pub fn id_of_mean(question: Question, measure: Measure, x: usize, rule: &str) -> String {
    format!("state-curve-{}-{}-{x}-{rule}", question.id(), measure.id())
}
