//! The stream of two scenes: what a gate should keep of a text depends on what is asked later.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Stream;
use crate::math::{Mat, normalise_rows};

/// Channels of keys and of values.
const CHANNELS: usize = 8;
/// The channels on which the keys of facts and the rest of a filler's key stand.
const OF_FACTS: usize = 6;
/// The channel that marks a filler, and how strongly.
const FILLER_MARK: (usize, f64) = (6, 0.8);
/// The channel that marks a new scene.
const SCENE_MARK: usize = 7;
/// Fillers before the new scene, and as many after the lamp is told anew.
const FILLERS: usize = 4;

/// The facts of the first scene: three of people, three of things. Fact i has the unit vector i for its key and for its value.
const FACTS: [(&str, &str); OF_FACTS] =
    [("ann", "paris"), ("bob", "rome"), ("eve", "oslo"), ("door", "open"), ("lamp", "on"), ("sky", "blue")];
/// What is told anew in the second scene: the key of fact 4, with another value.
const ANEW: (&str, &str) = ("lamp", "off");

/// Sixteen tokens with unit keys in eight channels, the query of each its key; the scale is 1.
///
/// Six facts, k = v = e_0 … e_5; four fillers; `scene`, k = e_7, v = 0; the lamp told anew, k = e_4, v = e_6; four fillers.
/// A filler has 0.8 in channel 6 of its key, and a unit value. The rest of its key and its value hold ± one number: signs by Walsh
/// functions, (−1)^popcount((j+1)·(c+1) bit by bit), and of j·c for the value; or, of a seed, numbers that ChaCha8 draws from N(0, 1),
/// those of all keys first.
pub fn scenes(seed: Option<u64>) -> Stream {
    let all = 2 * FILLERS;
    let sign = |bits: usize| if bits.count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
    let (keys, values) = match seed {
        None => (
            Mat::from_fn(all, OF_FACTS, |j, c| sign((j + 1) & (c + 1))),
            Mat::from_fn(all, CHANNELS, |j, c| sign(j & c)),
        ),
        Some(seed) => {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut draw = |d: usize| {
                let numbers: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(all * d).collect();
                Mat::from_row_slice(all, d, &numbers)
            };
            (draw(OF_FACTS), draw(CHANNELS))
        }
    };
    let (keys, values) = (normalise_rows(&keys), normalise_rows(&values));
    let (mark, strength) = FILLER_MARK;
    let rest = (1.0 - strength * strength).sqrt();
    let unit = |at: usize, c: usize| f64::from(u8::from(c == at));
    let key = |t: usize, c: usize| match token(t) {
        Token::Fact(i) => unit(i, c),
        Token::Anew => unit(LAMP, c),
        Token::Scene => unit(SCENE_MARK, c),
        Token::Filler(_) if c == mark => strength,
        Token::Filler(j) => keys.get((j, c)).map_or(0.0, |x| rest * x),
    };
    let value = |t: usize, c: usize| match token(t) {
        Token::Fact(i) => unit(i, c),
        Token::Anew => unit(OFF, c),
        Token::Scene => 0.0,
        Token::Filler(j) => values[(j, c)],
    };
    let fact = |(key, value): (&str, &str)| format!("{key} → {value}");
    let label = |t: usize| match token(t) {
        Token::Fact(i) => fact(FACTS[i]),
        Token::Anew => fact(ANEW),
        Token::Scene => fact(("scene", "∅")),
        Token::Filler(_) => "…".to_owned(),
    };
    let tokens = FACTS.len() + all + 2;
    let (k, v) = (Mat::from_fn(tokens, CHANNELS, key), Mat::from_fn(tokens, CHANNELS, value));
    Stream::of_facts((0..tokens).map(label).collect(), k, v)
}

/// The number of the lamp among the facts, and of its new value among the vectors.
const LAMP: usize = 4;
const OFF: usize = 6;

/// What is told.
enum Token {
    Fact(usize),
    Filler(usize),
    Scene,
    Anew,
}

/// What token t tells.
const fn token(t: usize) -> Token {
    const SCENE: usize = OF_FACTS + FILLERS;
    match t {
        t if t < OF_FACTS => Token::Fact(t),
        t if t < SCENE => Token::Filler(t - OF_FACTS),
        SCENE => Token::Scene,
        t if t == SCENE + 1 => Token::Anew,
        t => Token::Filler(t - OF_FACTS - 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unit_vectors_and_two_channels_say_what_a_token_is() {
        for stream in [scenes(None), scenes(Some(1)), scenes(Some(2))] {
            assert_eq!((stream.len(), stream.k.shape(), stream.v.shape()), (16, (16, 8), (16, 8)));
            for (t, label) in stream.labels.iter().enumerate() {
                assert!((stream.k.row(t).norm() - 1.0).abs() < 1e-12);
                let expected = if label == "…" { 0.8 } else { 0.0 };
                assert_eq!(
                    (stream.k[(t, 6)], stream.k[(t, 7)]),
                    (expected, f64::from(u8::from(label == "scene → ∅")))
                );
            }
            assert_eq!(stream.k.row(11), stream.k.row(4), "the lamp is told anew");
            assert_eq!(stream.labels[11], "lamp → off");
        }
        assert_ne!(scenes(Some(1)).v, scenes(Some(2)).v);
    }
}
