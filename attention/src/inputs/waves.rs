//! The stream of waves: numbers that look random and need no generator, so that any program can make the very same.

use std::ops::Range;

use super::Stream;
use crate::math::{Mat, normalise_rows};

/// Its tokens, and channels of each.
const SIZE: [usize; 2] = [12, 4];

/// Numbers without a generator: lo + (hi − lo) frac(43758.5453 sin(12.9898 r + 78.233 c + 37.719 a)), with row r and column c counted
/// from 1.
///
/// The sine is multiplied by so much that its last bit, which differs from one library to another, is the eleventh digit here.
pub fn wave(a: usize, rows: usize, cols: usize, range: Range<f64>) -> Mat {
    let (lo, hi) = (range.start, range.end);
    Mat::from_fn(rows, cols, |r, c| {
        let angle = 12.9898 * (r + 1) as f64 + 78.233 * (c + 1) as f64 + 37.719 * a as f64;
        let f = angle.sin() * 43758.5453;
        lo + (hi - lo) * (f - f.floor())
    })
}

/// 12 tokens of 4 channels: queries are wave 1, keys wave 2 with rows of length 1, values wave 3, all between −1 and 1. The scale is 1.
pub fn waves() -> Stream {
    let [t, d] = SIZE;
    let [q, k, v] = [1, 2, 3].map(|a| wave(a, t, d, -1.0..1.0));
    let labels = (1..=t).map(|t| t.to_string()).collect();
    Stream::new(labels, q, normalise_rows(&k), v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_stays_in_its_range_and_rows_share_their_numbers() {
        let all = wave(6, 40, 7, -0.5..0.25);
        assert!(all.iter().all(|x| (-0.5..0.25).contains(x)));
        assert_eq!(wave(6, 3, 2, -0.5..0.25), all.view((0, 0), (3, 2)));
        assert_eq!(wave(1, 0, 3, 0.0..1.0).shape(), (0, 3));
    }

    #[test]
    fn the_first_query_is_this() {
        let first: Vec<String> = waves().q.row(0).iter().map(|x| format!("{x:.6}")).collect();
        assert_eq!(first, ["-0.124633", "-0.528532", "-0.271499", "0.889991"]);
    }
}
