//! The stream of facts: nine pairs of words, some of them told twice.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Stream;
use crate::math::{Mat, normalise_rows};

/// Pairs of key and value, in order. `sky` and `cat` are written twice: the second writing should replace the first.
const FACTS: [(&str, &str); 9] = [
    ("sky", "blue"),
    ("grass", "green"),
    ("cat", "black"),
    ("rose", "red"),
    ("sky", "grey"),
    ("snow", "white"),
    ("cat", "white"),
    ("sun", "gold"),
    ("sky", "blue"),
];

/// Channels of a key and of a value. Six different keys in eight channels overlap a little, as real ones do.
const CHANNELS: usize = 8;

/// Nine facts with overwrites: key and value of a token are unit vectors drawn once for each word, and every query asks
/// for the fact just told, so that o = v would be perfect recall (scale is 1).
pub fn facts() -> Stream {
    let keys = Words::draw(1, FACTS.map(|(key, _)| key));
    let values = Words::draw(2, FACTS.map(|(_, value)| value));
    let k = keys.rows(FACTS.map(|(key, _)| key));
    let v = values.rows(FACTS.map(|(_, value)| value));
    let labels = FACTS.map(|(key, value)| format!("{key} → {value}")).to_vec();
    Stream::of_facts(labels, k, v)
}

/// A unit vector for each different word.
struct Words<'a> {
    words: Vec<&'a str>,
    vectors: Mat,
}

impl<'a> Words<'a> {
    fn draw<const N: usize>(seed: u64, all: [&'a str; N]) -> Self {
        let mut words = Vec::new();
        for word in all {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let numbers: Vec<f64> = StandardNormal.sample_iter(rng).take(words.len() * CHANNELS).collect();
        let vectors = normalise_rows(&Mat::from_row_slice(words.len(), CHANNELS, &numbers));
        Self { words, vectors }
    }

    fn rows<const N: usize>(&self, wanted: [&str; N]) -> Mat {
        let row = |t: usize| self.words.iter().position(|word| *word == wanted[t]).unwrap_or_default();
        Mat::from_fn(N, CHANNELS, |t, c| self.vectors[(row(t), c)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_one_vector_and_every_vector_is_a_unit_vector() {
        let stream = facts();
        assert_eq!(stream.k.row(0), stream.k.row(4));
        assert_eq!(stream.v.row(0), stream.v.row(8));
        assert_ne!(stream.v.row(0), stream.v.row(4));
        for t in 0..stream.len() {
            assert!((stream.k.row(t).norm() - 1.0).abs() < 1e-15);
            assert!((stream.v.row(t).norm() - 1.0).abs() < 1e-15);
        }
    }
}
