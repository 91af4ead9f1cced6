//! Words whose tokens are permutations, told to DeltaProduct with fewer factors to a token than some permutations take.
//!
//! ```text
//! S_0 = (1 2 … n), [1, n]        a token is a permutation: its first n_h swaps are done, each a factor with β = 2 and v = 0
//! right: every slot of S, rounded, holds the number that it should
//! ```
//!
//! State and truth differ by the permutation E = s⁻¹ τ, and a token takes it to E ← p′⁻¹ E p, p′ being what is done of p. That is a Markov
//! chain, so that the share of words that are right is known exactly.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::permutations::{Permutation, swap_key};
use super::transitions::DELTA_PRODUCT;
use crate::math::{Mat, Vector};
use crate::rules::{Form, Inputs, RuleError, State, Tensor};

/// The most slots of [`expected_right`]: 120 permutations.
const MOST: usize = 5;

/// Which permutations a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// All of them, each as likely.
    All,
    /// Swaps of two slots, each as likely: they take one factor, however many slots there are.
    Swaps,
    /// The same cycle of all slots in every token.
    Cycle,
}

impl Alphabet {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::Swaps, Self::Cycle];

    /// The next token for n slots.
    fn draw(self, n: usize, rng: &mut ChaCha8Rng) -> Permutation {
        let mut from: Vec<usize> = (0..n).collect();
        match self {
            _ if n < 2 => {}
            Self::All => (1..n).rev().for_each(|last| from.swap(last, rng.random_range(0..=last))),
            Self::Swaps => {
                let (first, other) = (rng.random_range(0..n), rng.random_range(0..n - 1));
                from.swap(first, if other < first { other } else { other + 1 });
            }
            Self::Cycle => from.rotate_left(1),
        }
        Permutation::new(from).unwrap_or_else(|| Permutation::identity(n))
    }
}

/// A word that is told token by token.
#[derive(Clone, Debug)]
pub struct Word {
    alphabet: Alphabet,
    factors: usize,
    rng: ChaCha8Rng,
    state: Mat,
    truth: Permutation,
    /// So many tokens have been told.
    pub told: usize,
    /// After so many of them every slot was right.
    pub right: usize,
}

/// What became of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// What was told.
    pub token: Permutation,
    /// Its swaps that were done.
    pub done: Vec<[usize; 2]>,
    /// Its swaps that no factor was left for.
    pub left_out: Vec<[usize; 2]>,
    /// S after it.
    pub slots: Vec<f64>,
    /// What the slots should hold.
    pub wanted: Vec<f64>,
    /// Whether they do.
    pub right: bool,
}

/// (1 2 … n), `[1, n]`.
pub fn slots(n: usize) -> Mat {
    Mat::from_fn(1, n, |_, slot| slot as f64 + 1.0)
}

/// The same written by the rule from no state: token i has the key e_i, the value i + 1 and β = 1.
///
/// # Errors
/// Where there is no slot.
pub fn written_slots(n: usize) -> Result<Mat, RuleError> {
    let keys = Mat::identity(n, n);
    let x = Inputs::new(keys.clone(), keys, slots(n).transpose()).with_each(Tensor::Beta, &vec![1.0; n]);
    run(&x)
}

/// S after one token of DeltaProduct for each key, or several: `keys` is `[n_h, n]`, v is 0.
pub(super) fn turned(state: &Mat, keys: &[Vector], beta: f64) -> Result<Mat, RuleError> {
    let (rows, columns) = state.shape();
    // A token has at least one key; this one does nothing.
    let nothing = [Vector::zeros(columns)];
    let keys = if keys.is_empty() { &nothing[..] } else { keys };
    let k = Mat::from_fn(keys.len(), columns, |row, channel| keys[row].get(channel).copied().unwrap_or(0.0));
    let x = Inputs::new(Mat::zeros(1, columns), k, Mat::zeros(keys.len(), rows));
    let x = x.with_each(Tensor::Beta, &vec![beta; keys.len()]);
    run(&Inputs { initial: Some(State::new([state.clone()])), ..x })
}

fn run(x: &Inputs) -> Result<Mat, RuleError> {
    let end = DELTA_PRODUCT.run(x, Form::Recurrent)?.state;
    end.parts.into_iter().next().ok_or(RuleError::StateKind { rule: DELTA_PRODUCT.info.id })
}

impl Word {
    /// A word of a seed for `n` slots, of which no token has been told: n_h is `factors`.
    pub fn new(seed: u64, n: usize, factors: usize, alphabet: Alphabet) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let (state, truth) = (slots(n), Permutation::identity(n));
        Self { alphabet, factors, rng, state, truth, told: 0, right: 0 }
    }

    /// Tells the next token.
    ///
    /// # Errors
    /// Where there is no slot.
    pub fn next_token(&mut self) -> Result<Carried, RuleError> {
        let n = self.state.ncols();
        let token = self.alphabet.draw(n, &mut self.rng);
        let mut done = token.swaps();
        let left_out = done.split_off(self.factors.min(done.len()));
        let keys: Vec<Vector> = done.iter().map(|swap| swap_key(n, *swap)).collect();
        self.state = turned(&self.state, &keys, 2.0)?;
        self.truth = self.truth.then(&token);
        let wanted: Vec<f64> = self.truth.slots().iter().map(|slot| *slot as f64 + 1.0).collect();
        let right = self.state.iter().zip(&wanted).all(|(has, wanted)| (has - wanted).abs() < 0.5);
        self.told += 1;
        self.right += usize::from(right);
        Ok(Carried { token, done, left_out, slots: self.state.iter().copied().collect(), wanted, right })
    }
}

/// The share of words of [`Alphabet::All`] whose slots are right after 1, 2, … `tokens` tokens: exactly, by the Markov chain. Nothing for no
/// slot, and for more than 5.
pub fn expected_right(n: usize, factors: usize, tokens: usize) -> Option<Vec<f64>> {
    let all = Permutation::all(n).filter(|_| (1..=MOST).contains(&n))?;
    let place = |p: &Permutation| all.binary_search(p).unwrap_or_default();
    // For each token p and each E the place of p′⁻¹ E p.
    let mut next = Vec::with_capacity(all.len() * all.len());
    for p in &all {
        let swaps = p.swaps();
        let undone = Permutation::after(n, &swaps[..factors.min(swaps.len())]).inverse();
        next.extend(all.iter().map(|e| place(&undone.then(e).then(p))));
    }
    // The identity is the first in lexicographic order.
    let mut at: Vec<f64> = all.iter().map(|e| f64::from(u8::from(*e == Permutation::identity(n)))).collect();
    let step = |_| {
        let mut after = vec![0.0; all.len()];
        for to in next.chunks(all.len()) {
            to.iter().zip(&at).for_each(|(to, share)| after[*to] += share / all.len() as f64);
        }
        at = after;
        at.first().copied().unwrap_or_default()
    };
    Some((0..tokens).map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_for_a_seed_and_goes_on_where_it_was() {
        let tell = |tokens: usize| {
            let mut word = Word::new(5, 4, 2, Alphabet::All);
            (0..tokens).map(|_| word.next_token().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(tell(9)[..4], tell(4)[..]);
        for carried in tell(9) {
            let all = [&carried.done[..], &carried.left_out].concat();
            assert_eq!(all, carried.token.swaps());
            assert!(carried.done.len() <= 2);
        }
    }

    #[test]
    fn any_number_of_slots_and_factors_has_an_answer() {
        for alphabet in Alphabet::ALL {
            assert!(Word::new(1, 0, 3, alphabet).next_token().is_err());
            let one = Word::new(1, 1, 0, alphabet).next_token().unwrap();
            assert!(one.right && one.slots == [1.0]);
            let mut none = Word::new(2, 3, 0, alphabet);
            assert_eq!(none.next_token().unwrap().slots, [1.0, 2.0, 3.0]);
            assert!(Word::new(3, 9, usize::MAX, alphabet).next_token().unwrap().right);
        }
        assert_eq!((expected_right(0, 1, 3), expected_right(6, 1, 3)), (None, None));
        assert_eq!(
            (expected_right(1, 0, 2), expected_right(3, 1, 0)),
            (Some(vec![1.0; 2]), Some(Vec::new()))
        );
    }

    #[test]
    fn after_one_token_the_share_is_that_of_the_permutations_with_few_swaps() {
        for (n, factors, share) in [(3, 0, 1.0), (3, 1, 4.0), (4, 2, 18.0), (5, 3, 96.0), (5, 4, 120.0)] {
            let all: f64 = (1..=n).map(|i| i as f64).product();
            let found = expected_right(n, factors, 1).unwrap();
            assert!((found[0] - share / all).abs() < 1e-12, "{n} slots, {factors} factors: {found:?}");
        }
    }

    #[test]
    fn swaps_are_drawn_evenly_and_every_permutation_is_drawn() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut drawn = std::collections::BTreeMap::new();
        for _ in 0..600 {
            *drawn.entry(Alphabet::Swaps.draw(4, &mut rng)).or_insert(0) += 1;
        }
        // Six swaps, each expected 100 times: the standard deviation is 9.
        assert!(drawn.len() == 6 && drawn.values().all(|times| (50..150).contains(times)), "{drawn:?}");
        let all: std::collections::BTreeSet<_> = (0..200).map(|_| Alphabet::All.draw(3, &mut rng)).collect();
        assert_eq!(all.len(), 6);
    }
}
