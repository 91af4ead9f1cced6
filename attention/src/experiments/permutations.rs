//! Permutations of n slots, and how many swaps each of them takes.
//!
//! ```text
//! S ← S P moves columns: slot i gets what slot p[i] had        a swap of i and j is I − 2 k kᵀ with k = (e_i − e_j)/√2
//! ```
//!
//! So one token of DeltaProduct with β = 2 does as many swaps as it has factors. A permutation takes n − cycles of them, the rank of P − I.
//! Fewer factors I − β k kᵀ never make P, whatever their keys and β: m of them differ from I by a matrix of rank m at most. (This is of one
//! token of one layer without a gate. Several layers, or a decay for each channel, are not bound by it.)

use crate::math::{Mat, Vector};

/// The most slots of which [`Permutation::all`] lists every permutation: 720 of them.
const MOST: usize = 6;

/// A permutation of n slots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permutation(Vec<usize>);

impl Permutation {
    /// The permutation that fills slot i from slot `from[i]`. Nothing where a slot is missing.
    pub fn new(from: Vec<usize>) -> Option<Self> {
        (0..from.len()).all(|slot| from.contains(&slot)).then_some(Self(from))
    }

    /// The one that moves nothing.
    pub fn identity(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The one that fills each slot from the next, the last from the first: 1 2 3 becomes 2 3 1.
    pub fn cycle(n: usize) -> Self {
        Self((0..n).map(|slot| (slot + 1) % n).collect())
    }

    /// All of `n` slots, in lexicographic order: n! of them. Nothing for more than 6 slots.
    pub fn all(n: usize) -> Option<Vec<Self>> {
        let mut all = vec![Vec::new()];
        for _ in 0..(n <= MOST).then_some(n)? {
            let longer = |begun: &Vec<usize>| {
                let free: Vec<usize> = (0..n).filter(|slot| !begun.contains(slot)).collect();
                let with = |slot: usize| begun.iter().copied().chain([slot]).collect();
                free.into_iter().map(with).collect::<Vec<Vec<usize>>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        Some(all.into_iter().map(Self).collect())
    }

    /// Where each slot is filled from.
    pub fn slots(&self) -> &[usize] {
        &self.0
    }

    /// This one, then another of as many slots: S ← S P, then S ← S Q. A slot that this one lacks is left out.
    pub fn then(&self, next: &Self) -> Self {
        Self(next.0.iter().filter_map(|slot| self.0.get(*slot).copied()).collect())
    }

    /// The one that undoes it.
    pub fn inverse(&self) -> Self {
        let mut from = vec![0; self.0.len()];
        for (slot, of) in self.0.iter().enumerate() {
            if let Some(to) = from.get_mut(*of) {
                *to = slot;
            }
        }
        Self(from)
    }

    /// Its cycles, slots that stay where they are among them: each begins with its least slot.
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        let mut cycles: Vec<Vec<usize>> = Vec::new();
        for slot in 0..self.0.len() {
            if cycles.iter().any(|cycle| cycle.contains(&slot)) {
                continue;
            }
            let next = |at: &usize| self.0.get(*at).copied().filter(|next| *next != slot);
            cycles.push(std::iter::successors(Some(slot), next).collect());
        }
        cycles
    }

    /// The least number of swaps that make it: n − cycles.
    pub fn least_swaps(&self) -> usize {
        self.0.len() - self.cycles().len()
    }

    /// That many swaps that make it, one after the other.
    pub fn swaps(&self) -> Vec<[usize; 2]> {
        let (mut now, mut swaps) = (Self::identity(self.0.len()).0, Vec::new());
        for (slot, wanted) in self.0.iter().enumerate() {
            // Slots before this one have what they should have.
            let Some(at) = now.iter().position(|has| has == wanted).filter(|at| *at != slot) else {
                continue;
            };
            now.swap(slot, at);
            swaps.push([slot, at]);
        }
        swaps
    }

    /// What is left of it where only the first swaps are done.
    pub fn after(n: usize, swaps: &[[usize; 2]]) -> Self {
        let mut now = Self::identity(n).0;
        for [i, j] in swaps {
            if *i < n && *j < n {
                now.swap(*i, *j);
            }
        }
        Self(now)
    }

    /// P, `[n, n]`, of S ← S P.
    pub fn matrix(&self) -> Mat {
        let n = self.0.len();
        Mat::from_fn(n, n, |row, column| f64::from(u8::from(self.0.get(column) == Some(&row))))
    }
}

/// (e_i − e_j)/√2, `[n]`: with β = 2 the factor I − β k kᵀ swaps the columns i and j of S.
pub fn swap_key(n: usize, [i, j]: [usize; 2]) -> Vector {
    whole_swap_key(n, [i, j]) * std::f64::consts::FRAC_1_SQRT_2
}

/// e_i − e_j, `[n]`: the swap with β = 1 and whole numbers, and so without rounding.
pub fn whole_swap_key(n: usize, [i, j]: [usize; 2]) -> Vector {
    let at = |slot: usize, of: usize| f64::from(u8::from(slot == of));
    Vector::from_fn(n, |slot, _| at(slot, i) - at(slot, j))
}

/// How many permutations of `n` slots take 0, 1, … n − 1 swaps: unsigned Stirling numbers of the first kind, by
/// c(n, s) = c(n − 1, s) + (n − 1) c(n − 1, s − 1). They add up to n!, in `f64`.
pub fn counts_by_swaps(n: usize) -> Vec<f64> {
    let mut counts = vec![1.0];
    for slots in 2..=n {
        let fewer = |s: usize| counts.get(s).copied().unwrap_or(0.0);
        let more = |s: usize| s.checked_sub(1).map_or(0.0, fewer);
        counts = (0..slots).map(|s| fewer(s) + (slots as f64 - 1.0) * more(s)).collect();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::max_abs_diff;

    #[test]
    fn swaps_are_as_few_as_can_be_and_make_the_permutation() {
        for n in 0..=5 {
            for p in Permutation::all(n).unwrap() {
                let swaps = p.swaps();
                assert_eq!(swaps.len(), p.least_swaps(), "{p:?}");
                assert_eq!(Permutation::after(n, &swaps), p);
                let of = |m: Mat, swap: &[usize; 2]| {
                    let key = swap_key(n, *swap);
                    m * (Mat::identity(n, n) - &key * key.transpose() * 2.0)
                };
                let product = swaps.iter().fold(Mat::identity(n, n), of);
                assert!(max_abs_diff(&product, &p.matrix()) < 1e-14, "{p:?}");
            }
        }
    }

    #[test]
    fn one_after_the_other_is_the_product_of_the_matrices() {
        let all = Permutation::all(4).unwrap();
        for (p, q) in all.iter().zip(all.iter().skip(7)) {
            assert_eq!(p.then(q).matrix(), p.matrix() * q.matrix());
            assert_eq!(p.then(&p.inverse()), Permutation::identity(4));
        }
    }

    #[test]
    fn every_permutation_is_listed_once_and_in_order() {
        for (n, many) in [(0, 1), (1, 1), (3, 6), (6, 720)] {
            let all = Permutation::all(n).unwrap();
            assert!(all.len() == many && all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]));
        }
        assert_eq!(Permutation::all(7), None);
    }

    #[test]
    fn what_is_no_permutation_is_refused_and_swaps_out_of_range_do_nothing() {
        assert_eq!([vec![0, 0], vec![1], vec![2, 0]].map(Permutation::new), [None, None, None]);
        assert_eq!(Permutation::after(2, &[[0, 5]]), Permutation::identity(2));
        assert_eq!(Permutation::cycle(0), Permutation::identity(0));
        assert_eq!(Permutation::cycle(4).cycles(), [[0, 1, 2, 3]]);
        assert_eq!(Permutation::new(vec![0, 2, 1]).unwrap().cycles(), [vec![0], vec![1, 2]]);
        assert_eq!((swap_key(0, [0, 1]).len(), swap_key(2, [1, 1]).norm()), (0, 0.0));
        assert_eq!((counts_by_swaps(0), counts_by_swaps(1)), (vec![1.0], vec![1.0]));
    }
}
