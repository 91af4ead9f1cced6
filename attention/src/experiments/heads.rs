//! What heads buy and what they cost: the same channels in one head, or in h heads of d/h channels.
//!
//! ```text
//! head i: S_i is [d/h, d_k], told channels i of each value with a key of its own        numbers in the states: h · (d/h) · d_k
//! ```
//!
//! With d_k = d/h that is d²/h: heads divide the state, and each holds d/h keys at right angles and no more. Their errors are independent,
//! so that an answer put together from many heads is nearer to its own value than one of the same length of error from one head.

use super::asked::{Asked, Recalled, Told};
use super::memory::{expected_of_delta, expected_of_linear};
use crate::inputs::{Stream, random};
use crate::math::{Mat, normalise_rows};
use crate::rules::RuleError;

/// A value counts as exactly recalled up to this difference in every channel.
const EXACT: f64 = 1e-9;

/// Heads of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heads {
    /// How many heads there are, h.
    heads: usize,
    /// Key channels of each, d_k.
    key: usize,
    /// Value channels of each.
    value: usize,
}

impl Heads {
    /// `d` channels of keys and of values in `heads` heads. Nothing where they cannot be divided evenly, or there are none.
    pub fn dividing(d: usize, heads: usize) -> Option<Self> {
        let each = d.checked_div(heads).filter(|each| *each > 0 && each * heads == d)?;
        Some(Self { heads, key: each, value: each })
    }

    /// One head with keys and values of different width. Nothing where keys are wider than values, or have no channel.
    pub fn one(key: usize, value: usize) -> Option<Self> {
        (1..=value).contains(&key).then_some(Self { heads: 1, key, value })
    }

    /// Numbers in all states together: h · d_v · d_k, d_v being that of each head.
    pub fn state(&self) -> usize {
        self.heads * self.key * self.value
    }

    /// How many pairs each head, and so all of them together, hold exactly: as many as there are keys at right angles, d_k.
    pub fn exact(&self) -> usize {
        self.key
    }

    /// Value channels of all heads together.
    fn values(&self) -> usize {
        self.heads * self.value
    }

    /// How well `n` random pairs are recalled, all told once. The pairs are those of [`random`] of the seed in as many channels as all
    /// values have; each head takes its own channels of them. Its key is made unit head by head, the value as a whole.
    ///
    /// # Errors
    /// As [`Asked::answers`].
    pub fn tell(&self, asked: &Asked, seed: u64, n: usize) -> Result<Recalled, RuleError> {
        let Stream { k, v, .. } = random(seed, n, self.values());
        let v = normalise_rows(&v);
        let told =
            self.answers(asked, &v, |head| normalise_rows(&k.columns(head * self.key, self.key).into()))?;
        Ok(Recalled::of(&told, &v, 0))
    }

    /// How many of `n` pairs are recalled exactly whose keys are e_0, e_1, … in each head, and e_0 again where there are no more; values are
    /// the axes of all channels, in turn.
    ///
    /// # Errors
    /// As [`Asked::answers`].
    pub fn recalled_exactly(&self, asked: &Asked, n: usize) -> Result<usize, RuleError> {
        let axes = |d: usize| Mat::from_fn(n, d, |t, i| f64::from(u8::from(t % d == i)));
        let v = axes(self.values());
        let told = self.answers(asked, &v, |_| axes(self.key))?;
        Ok((0..n).filter(|j| (told.row(*j) - v.row(*j)).amax() < EXACT).count())
    }

    /// What all heads answer when each is asked for its keys, beside each other: `[N, values]`.
    fn answers(&self, asked: &Asked, v: &Mat, keys: impl Fn(usize) -> Mat) -> Result<Mat, RuleError> {
        let mut all = Mat::zeros(v.nrows(), v.ncols());
        for head in 0..self.heads {
            let own = (head * self.value, self.value);
            let told = Told::new(keys(head), v.columns(own.0, own.1).into());
            all.columns_mut(own.0, own.1).copy_from(&asked.answers(&told, &told.keys)?);
        }
        Ok(all)
    }

    /// E‖o − v‖² of DeltaNet with β = 1 for each of `n` random pairs, the oldest first: that of one head of d_k channels. A head's part of a
    /// unit value has 1/h of its squared length, and there are h heads.
    pub fn expected_of_delta(&self, n: usize) -> Vec<f64> {
        expected_of_delta(n, self.key)
    }

    /// E‖o − v‖² of linear attention for any of `n` random pairs: (n − 1)/d_k.
    pub fn expected_of_linear(&self, n: usize) -> f64 {
        expected_of_linear(n, self.key)
    }
}

/// Facts of two words, a name and a colour, of which either may be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoWords {
    /// The first words, `[N, d]`, of length 1.
    pub names: Mat,
    /// The second words, `[N, d]`, of length 1.
    pub colours: Mat,
}

impl TwoWords {
    /// (cat, red), then (cat, blue): of the axes of four channels cat is the first, red the third and blue the fourth.
    pub fn cat() -> Self {
        let axes = |of: [usize; 2]| Mat::from_fn(2, 4, |t, i| f64::from(u8::from(of[t] == i)));
        Self { names: axes([0, 0]), colours: axes([2, 3]) }
    }

    /// `n` facts of random words in `d` channels: names are the keys of [`random`] of the seed, colours its values, both made unit.
    pub fn random(seed: u64, n: usize, d: usize) -> Self {
        let Stream { k, v, .. } = random(seed, n, d);
        Self { names: normalise_rows(&k), colours: normalise_rows(&v) }
    }

    /// The colour for each name and the name for each colour, `[N, d]` each, from one head of 2d channels: key (name; colour)/√2, value
    /// (name; colour), asked √2 (name; 0) and √2 (0; colour).
    ///
    /// Told another colour for the same name, it takes the fact for half another one, and still answers half of the old colour.
    ///
    /// # Errors
    /// As [`Asked::answers`].
    pub fn one_head(&self, asked: &Asked) -> Result<[Mat; 2], RuleError> {
        let (n, d) = self.names.shape();
        let beside = |left: f64, right: f64| {
            let word =
                |t, i| if i < d { left * self.names[(t, i)] } else { right * self.colours[(t, i - d)] };
            Mat::from_fn(n, 2 * d, word)
        };
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let told = Told::new(beside(half, half), beside(1.0, 1.0));
        let root = std::f64::consts::SQRT_2;
        let colours = asked.answers(&told, &beside(root, 0.0))?;
        let names = asked.answers(&told, &beside(0.0, root))?;
        Ok([colours.columns(d, d).into(), names.columns(0, d).into()])
    }

    /// The same from two heads of d channels, one told colours for names and one names for colours: each has a key of its own, and with it
    /// its own idea of what is told again.
    ///
    /// # Errors
    /// As [`Asked::answers`].
    pub fn two_heads(&self, asked: &Asked) -> Result<[Mat; 2], RuleError> {
        let head = |keys: &Mat, values: &Mat| asked.answers(&Told::new(keys.clone(), values.clone()), keys);
        Ok([head(&self.names, &self.colours)?, head(&self.colours, &self.names)?])
    }

    /// How many colours and how many names are right: nearer to what was told than to anything else that was.
    pub fn right(&self, [colours, names]: &[Mat; 2]) -> [usize; 2] {
        let count = |answers: &Mat, values: &Mat| Recalled::of(answers, values, 0).count();
        [count(colours, &self.colours), count(names, &self.names)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::told_once;
    use crate::rules::rule;

    fn delta() -> Asked {
        Asked::new(rule("delta_rule").unwrap())
    }

    #[test]
    fn one_head_of_all_channels_is_the_rule_itself() {
        let heads = Heads::dividing(8, 1).unwrap();
        assert_eq!(heads.tell(&delta(), 3, 6), told_once(&delta(), 3, 6, 8));
        assert_eq!(heads.tell(&delta(), 3, 6), Heads::one(8, 8).unwrap().tell(&delta(), 3, 6));
    }

    #[test]
    fn heads_of_one_channel_know_only_the_last_pair() {
        let heads = Heads::dividing(4, 4).unwrap();
        let recalled = heads.tell(&delta(), 1, 5).unwrap();
        assert!(recalled.squared[4] < 1e-30 && recalled.squared[3] > 0.1, "{recalled:?}");
        assert_eq!((heads.state(), heads.exact()), (4, 1));
    }

    #[test]
    fn channels_that_no_heads_can_share_are_refused() {
        assert_eq!([(8, 3), (8, 0), (0, 1), (4, 8)].map(|(d, h)| Heads::dividing(d, h)), [None; 4]);
        assert_eq!([(0, 4), (5, 4)].map(|(k, v)| Heads::one(k, v)), [None; 2]);
        assert!(Heads::dividing(4, 2).unwrap().tell(&delta(), 1, 0).is_err());
        assert!(TwoWords::random(1, 0, 4).one_head(&delta()).is_err());
        assert!(TwoWords::random(1, 4, 0).two_heads(&delta()).is_err());
        assert_eq!(Heads::dividing(6, 2).unwrap().expected_of_delta(0), [0.0; 0]);
    }
}
