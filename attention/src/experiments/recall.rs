//! The recall task: of n pairs that were told, how many does a rule still tell apart?
//!
//! ```text
//! n pairs: keys and values random unit vectors in ℝᵈ        a_j: the answer to key j, after all pairs were told
//! right:  a_j · v_j > a_j · v_m  for every other value m that was told        accuracy: the share of pairs that are right
//! ```
//!
//! Values have length 1, so the one with the largest inner product is the nearest. A tie is not right: nothing was told apart. Keys
//! and values are those of [`random`] of the seed, `[n, d]` each, and the queries are the keys. Nothing is trained.

use super::Recalled;
use crate::inputs::{Stream, random};
use crate::math::{Mat, normalise_rows};
use crate::rules::{DeltaRule, Form, Inputs, LinearAttn, Mask, RuleEntry, RuleError, SoftmaxAttn, Tensor};

/// The rules that are asked, in the order of the results. DeltaNet writes with β = 1.
pub static ASKED: [RuleEntry; 3] =
    [RuleEntry::of::<SoftmaxAttn>(), RuleEntry::of::<LinearAttn>(), RuleEntry::of::<DeltaRule>()];

/// So many lists are averaged: the standard error of a share of d pairs is then below 0.03.
pub const LISTS: u64 = 50;

/// What is told, and how softmax compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// Channels of keys and of values, d: the state is `[d, d]`.
    pub d: usize,
    /// The factor of a query before softmax: the larger, the sharper. What is nearest in a state does not depend on it.
    pub scale: f64,
    /// Whether every key is told a second time, after all have been told once, with a new value; that one is then asked for.
    pub twice: bool,
}

impl Task {
    /// The most pairs that are told: 4d.
    pub const fn most(&self) -> usize {
        4 * self.d
    }

    /// How many of `pairs` pairs each of [`ASKED`] gets right on the list of this seed.
    ///
    /// # Errors
    /// [`RuleError::Empty`] where there is no pair, or no channel.
    pub fn right(&self, seed: u64, pairs: usize) -> Result<[usize; 3], RuleError> {
        let Stream { q, k, v, .. } = random(seed, pairs, self.d);
        let [second, once, values] = [q, k, v].map(|rows| normalise_rows(&rows));
        let (keys, values) =
            if self.twice { (below(&once, &once), below(&values, &second)) } else { (once.clone(), values) };
        let told = keys.nrows();
        let x = Inputs {
            scale: self.scale,
            // Every question comes after all that is told.
            mask: Mask::Full,
            ..Inputs::new(keys.clone(), keys, values.clone()).with_each(Tensor::Beta, &vec![1.0; told])
        };
        let [softmax, linear, delta] = &ASKED;
        let mixed = softmax.run(&x, Form::Parallel)?.o.rows(told - pairs, pairs).into_owned();
        let read = |rule: &RuleEntry| {
            let state = rule.run(&x, Form::Recurrent)?.state;
            Ok(&once * state.parts[0].transpose())
        };
        let answers = [mixed, read(linear)?, read(delta)?];
        Ok(answers.map(|answers| Recalled::of(&answers, &values, told - pairs).count()))
    }
}

/// The rows of `last` below those of `first`.
fn below(first: &Mat, last: &Mat) -> Mat {
    let n = first.nrows();
    Mat::from_fn(
        2 * n,
        first.ncols(),
        |row, col| if row < n { first[(row, col)] } else { last[(row - n, col)] },
    )
}

/// The accuracy against the number of pairs, as it becomes known list by list.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What was told.
    pub task: Task,
    /// How many lists have been read.
    pub lists: u64,
    /// Pairs that each rule got right, for 1, 2, … pairs, over all lists.
    right: Vec<[usize; 3]>,
}

impl Curve {
    /// No list has been read.
    pub fn new(task: Task) -> Self {
        Self { task, lists: 0, right: vec![[0; 3]; task.most()] }
    }

    /// Takes in what one list gave for 1, 2, … pairs.
    pub fn add(&mut self, list: &[[usize; 3]]) {
        self.lists += 1;
        for (all, one) in self.right.iter_mut().zip(list) {
            for (all, one) in all.iter_mut().zip(one) {
                *all += one;
            }
        }
    }

    /// The share of `pairs` pairs that a rule, by its place in [`ASKED`], gets right; nothing until a list has been read.
    pub fn share(&self, rule: usize, pairs: usize) -> Option<f64> {
        let right = self.right.get(pairs.checked_sub(1)?)?.get(rule)?;
        (self.lists > 0).then(|| *right as f64 / (pairs as u64 * self.lists) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Task = Task { d: 8, scale: 8.0, twice: false };

    /// The pairs that are right on all of these lists.
    fn all(task: Task, pairs: usize, lists: u64) -> [usize; 3] {
        let mut curve = [0; 3];
        for seed in 0..lists {
            let right = task.right(seed, pairs).unwrap();
            curve.iter_mut().zip(right).for_each(|(all, one)| *all += one);
        }
        curve
    }

    /// Computed with NumPy from the same random numbers, by the definition and not by the code of the rules.
    #[test]
    fn the_numbers_of_pairs_that_are_right_are_those_of_an_independent_computation() {
        for (pairs, right) in [
            (1, [50, 50, 50]),
            (4, [200, 192, 184]),
            (8, [400, 314, 268]),
            (16, [800, 372, 293]),
            (32, [1598, 344, 287]),
        ] {
            assert_eq!(all(USUAL, pairs, LISTS), right, "{pairs} pairs");
        }
        let sharp = Task { d: 16, scale: 16.0, ..USUAL };
        for (pairs, right) in [(4, [800, 800, 796]), (16, [3200, 2871, 2324]), (64, [12800, 3494, 2378])] {
            assert_eq!(all(sharp, pairs, 200), right, "{pairs} pairs in 16 channels");
        }
    }

    #[test]
    fn with_the_usual_scale_softmax_is_nearly_a_mean_and_worse_than_a_state() {
        let of = |scale| (all(Task { scale, ..USUAL }, 8, LISTS), all(Task { scale, ..USUAL }, 32, LISTS));
        assert_eq!(of(1.0), ([194, 314, 268], [158, 344, 287]));
        assert_eq!(of(1.0 / 8f64.sqrt()), ([88, 314, 268], [76, 344, 287]));
    }

    #[test]
    fn a_key_that_is_told_anew_is_read_best_by_the_rule_that_overwrites() {
        let twice = Task { twice: true, ..USUAL };
        for (pairs, right) in [
            (1, [0, 0, 50]),
            (4, [80, 68, 162]),
            (8, [146, 121, 235]),
            (16, [218, 111, 249]),
            (32, [359, 105, 230]),
        ] {
            assert_eq!(all(twice, pairs, LISTS), right, "{pairs} pairs");
        }
    }

    /// What the page says, for every d of its slider, where there are as many pairs as channels.
    #[test]
    fn sharp_softmax_is_best_on_keys_that_differ_and_delta_net_on_keys_that_are_told_twice() {
        for d in 4..=16 {
            let of = |scale, twice| all(Task { d, scale, twice }, d, LISTS);
            let [softmax, linear, delta] = of(8.0, false);
            assert!(softmax > linear && linear > delta, "d = {d}");
            assert!(of(1.0 / (d as f64).sqrt(), false)[0] < delta, "a mean, d = {d}");
            let [softmax, linear, delta] = of(8.0, true);
            let half = d * LISTS as usize / 2;
            assert!(softmax < half && linear <= half && delta > half, "d = {d}");
        }
    }

    #[test]
    fn pairs_with_keys_at_right_angles_are_all_told_apart() {
        let keys = Mat::identity(4, 4);
        let values = Mat::from_fn(4, 4, |row, col| f64::from(u8::from((row + 1) % 4 == col)));
        let count = |answers: &Mat| Recalled::of(answers, &values, 0).count();
        assert_eq!(count(&(&keys * (values.transpose() * &keys).transpose())), 4);
        assert_eq!(count(&Mat::from_element(4, 4, 0.25)), 0, "a tie tells nothing apart");
    }

    #[test]
    fn shares_are_averages_over_the_lists_so_far() {
        let mut curve = Curve::new(Task { d: 2, ..USUAL });
        assert_eq!((curve.share(0, 1), curve.task.most()), (None, 8));
        for list in [[2, 1, 0], [2, 2, 1]] {
            curve.add(&[[1; 3], list]);
        }
        assert_eq!([0, 1, 2].map(|rule| curve.share(rule, 2)), [Some(1.0), Some(0.75), Some(0.25)]);
        assert_eq!((curve.share(0, 0), curve.share(0, 9), curve.lists), (None, None, 2));
    }

    #[test]
    fn a_list_without_pairs_is_refused() {
        assert!(USUAL.right(0, 0).is_err());
    }
}
