//! Three questions that the lab asks ready-made, each with a suite of its own.

use super::crossover::{PAIRS, Pair};
use super::{Beside, Case};
use crate::fast::{Algorithm, Form, Means};

/// A question that a press of a button answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is softmax's cost quadratic here?
    Quadratic,
    /// From which n on does linear attention win?
    Wins,
    /// What does SIMD bring?
    Simd,
}

/// Channels at which all of them are asked: those of a usual head.
pub const CHANNELS: usize = 64;

/// Softmax attention and linear attention over the whole sequence, each in its fastest form.
pub const WAYS: Pair = PAIRS[1];

/// Sizes at which growth is measured: eightfold in seven steps, so that a line is fitted through enough points. All are
/// multiples of 64, so that no block is cut.
const GROWING: [usize; 7] = [256, 384, 512, 768, 1024, 1536, 2048];

/// Sizes at which vector code is measured beside plain loops.
const BESIDE_PLAIN: [usize; 4] = [64, 128, 256, 512];

/// The kernels that are measured beside plain loops, in their usual form.
const VECTOR: [(&str, Algorithm); 3] = [
    ("softmax_attn/full", Algorithm::Streaming),
    ("linear_attn/full", Algorithm::Right),
    ("delta_rule/causal", Algorithm::Recurrent),
];

impl Question {
    /// All, in the order in which the page asks them.
    pub const ALL: [Self; 3] = [Self::Quadratic, Self::Wins, Self::Simd];

    /// The id of its suite.
    pub const fn suite(self) -> &'static str {
        match self {
            Self::Quadratic => "quadratic",
            Self::Wins => "wins",
            Self::Simd => "simd",
        }
    }

    /// The question of a suite, if it is one of theirs.
    pub fn of(suite: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.suite() == suite)
    }
}

fn case((kernel, algorithm): (&str, Algorithm), n: usize) -> Case {
    Case { kernel: kernel.to_owned(), form: Form::Own(algorithm), n, d: CHANNELS }
}

/// Both ways at growing sizes.
pub fn quadratic() -> Vec<Case> {
    GROWING.into_iter().flat_map(|n| [WAYS.quadratic, WAYS.linear].map(|way| case(way, n))).collect()
}

/// The same kernel of vector code, and its plain loops.
pub type Both = [Case; 2];

/// Vector code and the plain loops for the same, each kernel at each size.
pub fn pairs() -> Vec<Both> {
    let beside = Beside::By(Means::Plain);
    let both = |(kernel, algorithm): (&'static str, Algorithm), n| {
        let plain = Case { form: beside.form(kernel, algorithm)?, ..case((kernel, algorithm), n) };
        Some([case((kernel, algorithm), n), plain])
    };
    BESIDE_PLAIN.into_iter().flat_map(|n| VECTOR.into_iter().filter_map(move |way| both(way, n))).collect()
}

/// The cases of [`pairs`].
pub fn simd() -> Vec<Case> {
    pairs().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast;
    use crate::timing::{Choice, suite};

    #[test]
    fn each_question_has_a_suite_that_needs_no_choice() {
        for question in Question::ALL {
            let suite = suite::find(question.suite()).unwrap();
            assert_eq!(Question::of(suite.id), Some(question));
            assert!(suite.uses.is_empty(), "{}", suite.id);
            let cases = (suite.cases)(&Choice { d: 3, n_to: 8, kernels: Vec::new(), ..Choice::default() });
            assert!(cases.iter().map(|case| case.n).is_sorted(), "sizes stand together and grow");
            assert!(
                cases.iter().all(|case| case.d == CHANNELS && fast::find(&case.kernel, case.form).is_ok())
            );
        }
        assert_eq!(Question::of("scaling"), None);
    }

    #[test]
    fn vector_code_stands_beside_the_plain_loops_for_the_same() {
        let pairs = pairs();
        assert_eq!(pairs.len(), 12);
        for [vector, plain] in &pairs {
            assert_eq!((&vector.kernel, vector.n), (&plain.kernel, plain.n));
            assert_eq!(
                [vector, plain].map(|case| Beside::of(case.form)),
                [None, Some(Beside::By(Means::Plain))]
            );
        }
    }

    #[test]
    fn both_ways_are_softmax_and_linear_attention_over_the_whole_sequence() {
        assert_eq!((WAYS.quadratic.0, WAYS.linear.0), ("softmax_attn/full", "linear_attn/full"));
        assert_eq!((WAYS.predicted)(64.0), 64.0);
    }
}
