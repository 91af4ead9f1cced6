//! Random pairs of unit keys and unit values, some keys told again.

use super::{Stream, random};
use crate::math::{Mat, normalise_rows};

/// The seeds of new values lie apart from those of keys.
const NEW_VALUES: u64 = 1000;

/// `n` pairs of unit keys and unit values in `d` channels. There are `keys` keys, which are told in turn, each time with a new value;
/// every query asks for the pair just told.
///
/// Keys are those of [`random`] of the seed. Where every key is told once, so are the values; else they are those of the seed + 1000.
pub fn pairs(seed: u64, keys: usize, n: usize, d: usize) -> Stream {
    let distinct = keys.clamp(1, n.max(1));
    let of_keys = random(seed, distinct, d);
    let values = if distinct == n { of_keys.v } else { random(NEW_VALUES + seed, n, d).v };
    let unit = normalise_rows(&of_keys.k);
    let k = Mat::from_fn(n, d, |t, i| unit[(t % distinct, i)]);
    let labels = (0..n).map(|t| format!("{} → {}", t % distinct + 1, t + 1)).collect();
    Stream::of_facts(labels, k, normalise_rows(&values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_round_and_every_value_is_new() {
        let stream = pairs(3, 2, 5, 4);
        assert_eq!(stream.k.row(0), stream.k.row(4));
        assert_ne!(stream.k.row(0), stream.k.row(1));
        assert_ne!(stream.v.row(0), stream.v.row(4));
        assert_eq!(stream.labels, ["1 → 1", "2 → 2", "1 → 3", "2 → 4", "1 → 5"]);
        assert!(stream.k.row_iter().chain(stream.v.row_iter()).all(|row| (row.norm() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn told_once_they_are_the_numbers_of_the_seed() {
        let once = pairs(3, 64, 5, 4);
        assert_eq!(once.k, normalise_rows(&random(3, 5, 4).k));
        assert_eq!(once.v, normalise_rows(&random(3, 5, 4).v));
    }
}
