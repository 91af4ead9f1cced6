//! What a state still knows of the pairs that were written into it, by two measures: how far off it is, and whether it is still told
//! apart from the others.

use crate::experiments::Recalled;
use crate::math::Mat;
use crate::rules::Inputs;

/// The pairs whose recall is told one by one. More are more than a reader compares, and every pair costs at every stop.
pub const RECALLED: usize = 10;

/// What a state still knows of a pair that was written into it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall {
    /// ‖S k_j − v_j‖ by the mean ‖v‖ of the stream: 0 is perfect recall, and an empty state scores 1 on average. (Not by ‖v_j‖: some
    /// tokens of a sentence have values of almost no length.)
    pub error: f64,
    /// Whether of all values told so far its own is the nearest to S k_j.
    pub right: bool,
    /// The pair whose value is the nearest to S k_j, the first of several.
    pub nearest: usize,
    /// Whether the same key was written again since; then it is right to have forgotten.
    pub overwritten: bool,
}

/// Whether S maps the keys to the values: `[V, K]`, and one key a token.
pub fn maps_keys_to_values(s: &Mat, x: &Inputs<f64>) -> bool {
    s.ncols() == x.k.ncols() && s.nrows() == x.v.ncols() && x.k.nrows() == x.dims().t
}

/// How well the pairs from `first` on of the first `pairs` pairs are recalled: `answer` gives what is answered to keys, `[M, K]`.
pub fn recall(
    x: &Inputs<f64>,
    first: usize,
    pairs: usize,
    answer: impl Fn(&Mat) -> Option<Mat>,
) -> Vec<Recall> {
    let first = first.min(pairs);
    let (k, told) = (&x.k, x.v.rows(0, pairs).into_owned());
    let Some(answers) = answer(&k.rows(first, pairs - first).into_owned()) else { return Vec::new() };
    let recalled = Recalled::of(&answers, &told, first);
    let mean = x.v.row_iter().map(|v| v.norm()).sum::<f64>() / x.v.nrows().max(1) as f64;
    let of = |j: usize| Recall {
        error: recalled.squared[j - first].sqrt() / mean.max(f64::MIN_POSITIVE),
        right: recalled.right[j - first],
        nearest: recalled.nearest[j - first],
        overwritten: (j + 1..pairs).any(|i| k.row(i) == k.row(j)),
    };
    (first..pairs).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_told_by_the_mean_length_of_values_and_the_nearest_value_among_those_told() {
        let k = Mat::identity(3, 3);
        let v = Mat::from_row_slice(3, 2, &[3.0, 0.0, 0.0, 1.0, 0.0, 2.0]);
        let x = Inputs::new(k.clone(), k, v);
        let s = Mat::from_row_slice(2, 3, &[3.0, 0.0, 0.0, 0.0, 1.6, 2.0]);
        let answer = |keys: &Mat| Some(keys * s.transpose());
        let told = recall(&x, 0, 2, answer);
        assert_eq!(told.iter().map(|of| of.right).collect::<Vec<_>>(), [true, true]);
        assert_eq!(recall(&x, 1, 2, answer), told[1..]);
        assert!((told[1].error - 0.6 / 2.0).abs() < 1e-12, "the mean ‖v‖ is 2");
        let told = recall(&x, 0, 3, answer);
        assert!(
            !told[1].right && told[1].nearest == 2,
            "once the third value is told it is nearer: {told:?}"
        );
        assert_eq!([told[0].nearest, told[2].nearest], [0, 2]);
    }
}
