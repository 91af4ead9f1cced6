//! What a state still knows of the pairs that were written into it.

use crate::math::{Mat, apply};
use crate::rules::Inputs;

/// The pairs whose recall is told. More are more than a reader compares, and every pair costs at every stop.
pub const RECALLED: usize = 10;

/// What a state still knows of a pair that was written into it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall {
    /// ‖S k_j − v_j‖ / ‖v_j‖: 0 is perfect recall, 1 is what an empty state scores.
    pub error: f64,
    /// Whether the same key was written again since; then it is right to have forgotten.
    pub overwritten: bool,
}

/// Whether S maps the keys to the values: `[V, K]`, and one key a token.
pub fn maps_keys_to_values(s: &Mat, x: &Inputs<f64>) -> bool {
    s.ncols() == x.k.ncols() && s.nrows() == x.v.ncols() && x.k.nrows() == x.dims().t
}

/// How well the last [`RECALLED`] of the first `pairs` pairs are recalled from S.
pub fn recall(s: &Mat, x: &Inputs<f64>, pairs: usize) -> Vec<Recall> {
    let (k, v) = (&x.k, &x.v);
    let of = |j: usize| {
        let (key, value) = (k.row(j).transpose(), v.row(j).transpose());
        let error = (apply(s, &key) - &value).norm() / value.norm().max(f64::MIN_POSITIVE);
        let overwritten = (j + 1..pairs).any(|i| k.row(i) == k.row(j));
        Recall { error, overwritten }
    };
    (pairs.saturating_sub(RECALLED)..pairs).map(of).collect()
}
