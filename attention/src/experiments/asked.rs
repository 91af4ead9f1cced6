//! Pairs are told to a rule one after the other; then it is asked for them.
//!
//! ```text
//! told: keys k_j, values v_j and write strengths b_j, j = 1 … N        answer a to a question q: the output for q, nothing being written
//! ```
//!
//! A rule with a state answers from the state after the last pair: a question is one more token, whose key, value and β are 0 and whose
//! γ is 1. A rule that keeps every key and value answers with all of them in sight.

use crate::inputs::{Stream, random};
use crate::math::{Mat, normalise_rows};
use crate::rules::{Family, Form, Inputs, Mask, RuleEntry, RuleError, Tensor};

/// How much nearer the own value must be, so that rounding decides nothing.
const TIE: f64 = 1e-12;

/// Pairs, in the order in which they are told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Their keys, `[N, K]`.
    pub keys: Mat,
    /// Their values, `[N, V]`.
    pub values: Mat,
    /// How strongly each is written, `N`: a part of the rule's β. A rule that reads no β writes all.
    pub strengths: Vec<f64>,
}

impl Told {
    /// Pairs that are all written at full strength.
    pub fn new(keys: Mat, values: Mat) -> Self {
        Self { strengths: vec![1.0; keys.nrows()], keys, values }
    }

    /// `n` pairs of keys and values in `d` channels: those of [`random`] of the seed, made unit.
    pub fn random(seed: u64, n: usize, d: usize) -> Self {
        let Stream { k, v, .. } = random(seed, n, d);
        Self::new(normalise_rows(&k), normalise_rows(&v))
    }

    /// The same, of which only the first pairs are written.
    pub fn writing(mut self, first: usize) -> Self {
        self.strengths.iter_mut().skip(first).for_each(|strength| *strength = 0.0);
        self
    }

    /// The same told a second time, in the same order.
    pub fn twice(&self) -> Self {
        let again =
            |rows: &Mat| Mat::from_fn(2 * rows.nrows(), rows.ncols(), |t, i| rows[(t % rows.nrows(), i)]);
        Self {
            keys: again(&self.keys),
            values: again(&self.values),
            strengths: [&self.strengths[..], &self.strengths].concat(),
        }
    }
}

/// A rule with constant gates, as it is told pairs and asked for them. What a rule does not read it leaves.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The rule.
    pub rule: &'static RuleEntry,
    /// β of a pair that is written at full strength.
    pub beta: f64,
    /// γ, by which the state fades with every pair that is told.
    pub gamma: f64,
    /// λ of a least-squares solution, on each channel.
    pub ridge: f64,
    /// The factor of every question: how sharply softmax compares.
    pub scale: f64,
}

impl Asked {
    /// The rule with β = γ = 1, λ = 0.01 and questions as they are.
    pub const fn new(rule: &'static RuleEntry) -> Self {
        Self { rule, beta: 1.0, gamma: 1.0, ridge: 0.01, scale: 1.0 }
    }

    /// What it answers to each question, `[M, K]` to `[M, V]`, after all pairs have been told.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn answers(&self, told: &Told, questions: &Mat) -> Result<Mat, RuleError> {
        answers(self.rule, &self.inputs(told), questions)
    }

    fn inputs(&self, told: &Told) -> Inputs {
        let beta: Vec<f64> = told.strengths.iter().map(|strength| self.beta * strength).collect();
        let x = Inputs::new(told.keys.clone(), told.keys.clone(), told.values.clone())
            .with_each(Tensor::Beta, &beta)
            .with_each(Tensor::G, &vec![self.gamma.ln(); beta.len()])
            .with(Tensor::Lamb, Mat::from_element(1, told.keys.ncols(), self.ridge));
        Inputs { scale: self.scale, ..x }
    }
}

/// What a rule answers to each question, `[M, K]` to `[M, V]`, after all that these inputs tell it; a token has one key.
///
/// A question is one more token that writes nothing and fades nothing, and asks for S k whatever the scale of queries. A rule that keeps
/// every key and value answers with all of them in sight, and the scale says how sharply it compares.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn answers(rule: &RuleEntry, told: &Inputs, questions: &Mat) -> Result<Mat, RuleError> {
    if rule.info.family() == Family::Cache {
        in_sight(rule, told, questions)
    } else {
        by_state(rule, told, questions)
    }
}

fn by_state(rule: &RuleEntry, told: &Inputs, questions: &Mat) -> Result<Mat, RuleError> {
    let state = rule.run(told, Form::Recurrent)?.state;
    let m = questions.nrows();
    let mut asked = Inputs { initial: Some(state), scale: 1.0, ..told.clone() };
    for &tensor in Tensor::ALL {
        let Some(values) = told.get(tensor).filter(|_| tensor.is_per_token()) else { continue };
        let nothing = match tensor {
            // A momentum that goes on would go on writing.
            Tensor::LogMu => f64::NEG_INFINITY,
            _ => 0.0,
        };
        let silence = Mat::from_element(m, values.ncols(), nothing);
        asked = asked.with(tensor, if tensor == Tensor::Q { questions.clone() } else { silence });
    }
    Ok(rule.run(&asked, Form::Recurrent)?.o)
}

/// As many questions at once as there are pairs.
fn in_sight(rule: &RuleEntry, told: &Inputs, questions: &Mat) -> Result<Mat, RuleError> {
    let pairs = told.k.nrows();
    let mut answers = Mat::zeros(questions.nrows(), told.v.ncols());
    for first in (0..questions.nrows()).step_by(pairs.max(1)) {
        let count = pairs.min(questions.nrows() - first);
        let mut asked = told.k.clone();
        asked.rows_mut(0, count).copy_from(&questions.rows(first, count));
        let x = Inputs { mask: Mask::Full, ..told.clone().with(Tensor::Q, asked) };
        let o = rule.run(&x, Form::Parallel)?.o;
        answers.rows_mut(first, count).copy_from(&o.rows(0, count));
    }
    Ok(answers)
}

/// How well answers recall values.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalled {
    /// For each answer whether its own value is the nearest, and no other as near. The same value told for another key is no other.
    pub right: Vec<bool>,
    /// For each answer the first of the values that are the nearest.
    pub nearest: Vec<usize>,
    /// For each answer ‖a − v‖², v being its own value.
    pub squared: Vec<f64>,
}

impl Recalled {
    /// Answers, `[M, V]`, beside values, `[N, V]`, of which row `first` is that of the first answer.
    pub fn of(answers: &Mat, values: &Mat, first: usize) -> Self {
        // ‖a − v‖² is smallest where a·v − ‖v‖²/2 is largest.
        let mut near = answers * values.transpose();
        for (mut column, value) in near.column_iter_mut().zip(values.row_iter()) {
            column.add_scalar_mut(-value.norm_squared() / 2.0);
        }
        let right = |j: usize| {
            let own = near[(j, first + j)];
            let same = |other: usize| other == first + j || values.row(other) == values.row(first + j);
            (0..values.nrows()).all(|other| same(other) || own > near[(j, other)] + TIE)
        };
        let nearest = |j: usize| {
            // The first of those that are as large: the order of `max_by` is turned.
            let all = (0..values.nrows()).rev();
            all.max_by(|a, b| near[(j, *a)].total_cmp(&near[(j, *b)])).unwrap_or_default()
        };
        let squared = |j: usize| (answers.row(j) - values.row(first + j)).norm_squared();
        let all = || 0..answers.nrows();
        Self {
            right: all().map(right).collect(),
            nearest: all().map(nearest).collect(),
            squared: all().map(squared).collect(),
        }
    }

    /// How many are right.
    pub fn count(&self) -> usize {
        self.right.iter().filter(|right| **right).count()
    }
}

/// A mean over lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error, s / √n; nothing of one list alone.
    pub error: Option<f64>,
}

impl Mean {
    /// The mean of these numbers, one of each list; nothing where there are none.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let n = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / n;
        let squares: f64 = numbers.iter().map(|x| (x - mean).powi(2)).sum();
        let error = (numbers.len() > 1).then(|| (squares / (n - 1.0) / n).sqrt());
        (!numbers.is_empty()).then_some(Self { mean, error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{max_abs, max_abs_diff};
    use crate::rules::rule;

    fn asked(id: &str) -> Asked {
        Asked::new(rule(id).unwrap())
    }

    #[test]
    fn a_question_writes_nothing_and_fades_nothing() {
        let told = Told::random(3, 6, 4);
        for id in ["linear_attn", "delta_rule", "gated_delta_rule", "simple_gla"] {
            let asked = Asked { beta: 0.7, gamma: 0.8, ..asked(id) };
            let once = asked.answers(&told, &told.keys).unwrap();
            let each: Vec<Mat> =
                (0..6).map(|j| asked.answers(&told, &told.keys.rows(j, 1).into_owned()).unwrap()).collect();
            for (j, one) in each.iter().enumerate() {
                assert!((one - once.rows(j, 1)).amax() < 1e-15, "{id}, question {j}");
            }
        }
    }

    #[test]
    fn what_is_written_with_no_strength_is_not_there() {
        let told = Told::random(5, 6, 4);
        let few = Told::new(told.keys.rows(0, 2).into_owned(), told.values.rows(0, 2).into_owned());
        for id in ["linear_attn", "delta_rule", "mesa_net"] {
            let of = |told: &Told| asked(id).answers(told, &few.keys).unwrap();
            // Linear attention reads no β: it is told the value 0 in their place.
            let silent = told.clone().writing(2);
            let apart = max_abs_diff(&of(&silent), &of(&few));
            assert_eq!(apart < 1e-12, id != "linear_attn", "{id}: {apart}");
        }
    }

    #[test]
    fn a_rule_that_keeps_all_is_asked_any_number_of_questions() {
        let told = Told::random(1, 3, 4);
        let questions = Told::random(2, 7, 4).keys;
        let answers = Asked { scale: 16.0, ..asked("softmax_attn") }.answers(&told, &questions).unwrap();
        assert_eq!(answers.shape(), (7, 4));
        for j in 0..7 {
            let weights: Vec<f64> =
                (0..3).map(|t| (16.0 * questions.row(j).dot(&told.keys.row(t))).exp()).collect();
            let all: f64 = weights.iter().sum();
            let mixed = weights.iter().enumerate().map(|(t, w)| told.values.row(t) * (w / all));
            let mixed = mixed.reduce(|a, b| a + b).unwrap();
            assert!(
                (answers.row(j) - &mixed).amax() < 1e-12,
                "question {j}: {} and not {mixed}",
                answers.row(j)
            );
        }
    }

    #[test]
    fn a_mean_has_the_standard_error_of_its_lists() {
        assert_eq!(Mean::of(&[]), None);
        assert_eq!(Mean::of(&[2.0]), Some(Mean { mean: 2.0, error: None }));
        assert_eq!(Mean::of(&[1.0, 3.0]), Some(Mean { mean: 2.0, error: Some(1.0) }));
    }

    #[test]
    fn told_twice_is_told_in_the_same_order_again() {
        let told = Told::random(4, 3, 2).writing(1);
        let twice = told.twice();
        assert_eq!(twice.keys.rows(3, 3), told.keys);
        assert_eq!(twice.strengths, [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert!(max_abs(&twice.values) <= 1.0);
    }
}
