//! Facts for which a memory of earlier steps helps, and facts for which it hurts.

use crate::experiments::answers;
use crate::inputs::{Gates, Stream};
use crate::math::Mat;
use crate::rules::{RuleEntry, RuleError};

/// Four facts, any two of whose unit keys have cosine 0.9, told in turn so many times: k_i = √0.9 e_0 + √0.1 e_{i+1}, v_i = e_i.
pub fn alike(rounds: usize) -> Stream {
    const COSINE: f64 = 0.9;
    let key = |t: usize, j: usize| match j {
        0 => COSINE.sqrt(),
        j if j == t % 4 + 1 => (1.0 - COSINE).sqrt(),
        _ => 0.0,
    };
    told(
        Mat::from_fn(4 * rounds, 5, key),
        Mat::from_fn(4 * rounds, 4, |t, i| f64::from(u8::from(t % 4 == i))),
    )
}

/// Six facts whose keys are at right angles, each told once.
pub fn at_right_angles() -> Stream {
    told(Mat::identity(6, 6), Mat::identity(6, 6))
}

fn told(k: Mat, v: Mat) -> Stream {
    Stream::of_facts((1..=k.nrows()).map(|t| t.to_string()).collect(), k, v)
}

/// How far off each of the first `facts` pairs is after the first `tokens`: ‖S k − v‖ / ‖v‖.
///
/// # Errors
/// As [`Stream::inputs_for`] and [`answers`].
pub fn off_after(
    rule: &RuleEntry,
    stream: &Stream,
    gates: &Gates,
    tokens: usize,
    facts: usize,
) -> Result<Vec<f64>, RuleError> {
    let x = stream.inputs_for(&rule.info, gates)?.tokens(0..tokens, None);
    let answers = answers(rule, &x, &stream.k.rows(0, facts).into_owned())?;
    let off = |j: usize| (answers.row(j) - stream.v.row(j)).norm() / stream.v.row(j).norm();
    Ok((0..facts).map(off).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_of_the_facts_that_are_alike_overlap_by_nine_tenths() {
        let stream = alike(2);
        for (i, j) in [(0, 1), (0, 3), (2, 3)] {
            assert!((stream.k.row(i).dot(&stream.k.row(j)) - 0.9).abs() < 1e-15);
        }
        assert_eq!((stream.k.row(1), stream.v.row(1)), (stream.k.row(5), stream.v.row(5)));
    }
}
