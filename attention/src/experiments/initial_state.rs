//! What is left of the state with which a run begins, and whether a better one helps.
//!
//! S_t is linear in S_0: S_0 ∏(I − β k_s k_sᵀ) plus what the tokens write. So the first part can be measured alone.

use crate::inputs::normals;
use crate::math::{Mat, apply};

use super::lengths::{pass, tell, vectors};

/// ‖∏_{s≤t}(I − β k_s k_sᵀ)‖/√K, the part that is left of S_0 = I, after 0, 1, … T tokens: T + 1 numbers. Keys are `[T, K]`, with
/// K of 1 or more, and taken as they are.
pub fn share_left(keys: &Mat, beta: f64) -> Vec<f64> {
    let root = (keys.ncols() as f64).sqrt();
    let mut product = Mat::identity(keys.ncols(), keys.ncols());
    let after = vectors(keys).into_iter().map(|key| {
        pass(&mut product, &key, beta);
        product.norm() / root
    });
    std::iter::once(1.0).chain(after).collect()
}

/// What is left of a squared share, for a token with a random unit key of `d` channels: 1 − β(2 − β)/d.
fn kept(beta: f64, d: usize) -> f64 {
    1.0 - beta * (2.0 - beta) / d as f64
}

/// (1 − β(2 − β)/d)^{t/2}, the root of the expected square of [`share_left`] after `t` random unit keys of `d` channels.
pub fn expected_share(beta: f64, d: usize, t: usize) -> f64 {
    kept(beta, d).powf(t as f64 / 2.0)
}

/// After how many tokens [`expected_share`] is one half. Nothing where it never is: β of 0, or 2, or outside.
pub fn half_life(beta: f64, d: usize) -> Option<f64> {
    let kept = kept(beta, d);
    (0.0..1.0).contains(&kept).then(|| 0.25_f64.ln() / kept.ln())
}

/// How far off each pair is once all have been told, the first told first: ‖S k_i − v_i‖/‖v_i‖ of DeltaNet from `initial` `[V, K]`,
/// with keys `[T, K]` as they are and values `[T, V]`. NaN where a value is 0 and read as 0.
///
/// # Panics
/// Where the shapes do not fit.
pub fn recall_from(initial: &Mat, keys: &Mat, values: &Mat, beta: f64) -> Vec<f64> {
    let mut state = initial.clone();
    let pairs: Vec<_> = vectors(keys).into_iter().zip(vectors(values)).collect();
    pairs.iter().for_each(|(key, value)| tell(&mut state, key, value, beta));
    pairs.iter().map(|(key, value)| (apply(&state, key) - value).norm() / value.norm()).collect()
}

/// A state with which a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initial {
    /// It knows nothing.
    Zero,
    /// It reads every key as itself.
    Identity,
    /// Numbers from N(0, 0.1²).
    Small,
    /// Numbers from N(0, 1).
    Large,
}

impl Initial {
    /// All of them, in the order in which they are told of.
    pub const ALL: [Self; 4] = [Self::Zero, Self::Identity, Self::Small, Self::Large];

    /// S_0 `[d, d]`. The random ones are those of seed 2, row by row.
    pub fn state(self, d: usize) -> Mat {
        let random = || Mat::from_row_iterator(d, d, normals(2).take(d * d));
        match self {
            Self::Zero => Mat::zeros(d, d),
            Self::Identity => Mat::identity(d, d),
            Self::Small => random() * 0.1,
            Self::Large => random(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_keys_at_right_angles_take_three_of_eight_directions() {
        let keys = Mat::identity(3, 8);
        for (beta, left) in [(1.0, 0.790_569_415_042), (0.5, 0.847_791_247_891), (2.0, 1.0), (0.0, 1.0)] {
            let shares = share_left(&keys, beta);
            assert_eq!((shares.len(), shares[0]), (4, 1.0));
            assert!((shares[3] - left).abs() < 1e-12, "β {beta}: {}", shares[3]);
        }
        assert_eq!(share_left(&Mat::zeros(0, 4), 1.0), [1.0]);
    }

    #[test]
    fn a_half_life_is_where_the_expected_share_is_a_half() {
        for beta in [0.1, 0.5, 1.0, 1.5, 1.9] {
            let at = half_life(beta, 16).unwrap();
            let (before, after) =
                (expected_share(beta, 16, at as usize), expected_share(beta, 16, at as usize + 1));
            assert!(before >= 0.5 && after <= 0.5, "β {beta}: {before}, {after}");
        }
        assert_eq!([0.0, 2.0, 2.5, -0.1, f64::NAN].map(|beta| half_life(beta, 16)), [None; 5]);
        // In one channel one token is enough for all of it.
        assert_eq!((half_life(1.0, 1), half_life(1.0, 0)), (Some(0.0), None));
    }

    #[test]
    fn an_initial_state_answers_until_a_key_is_told() {
        let (keys, values) = (Mat::identity(2, 4), Mat::identity(2, 4) * 2.0);
        for initial in Initial::ALL {
            assert_eq!(recall_from(&initial.state(4), &keys, &values, 1.0), [0.0, 0.0], "{initial:?}");
        }
        assert_eq!(recall_from(&Initial::Identity.state(4), &keys, &values, 0.0), [0.5, 0.5]);
        assert_eq!(Initial::Large.state(3) * 0.1, Initial::Small.state(3));
        assert_eq!(Initial::Large.state(2)[(0, 1)], normals(2).nth(1).unwrap());
    }
}
