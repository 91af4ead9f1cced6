//! How long a state grows when keys are longer than one, and from which strength of writing on it does.
//!
//! DeltaNet multiplies what it knows by I − β k kᵀ, whose eigenvalue along k is 1 − β‖k‖². Once β‖k‖² is over 2, the key makes that part
//! of the state longer. Whether many keys in turn do depends on the angles between them.

use crate::math::{Mat, Real, Vector, add_outer, apply, nan_max};

/// A state longer than this has lost its numbers: the limit of the lesson.
pub const LARGE: f64 = 1e10;

/// Squarings of a matrix for its [`radius`]: the power is then 2⁴⁸, whose root hardly differs from 1 for any factor in front of it.
const SQUARINGS: i32 = 48;

/// A run in `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InSingle {
    /// The largest |entry| of the state at the end; NaN where an entry is.
    pub largest: f32,
    /// Number of the first token, from 1, after which ‖S‖ is not finite: the root of a sum of squares in `f32`.
    pub norm_lost: Option<usize>,
    /// Number of the first token, from 1, whose output S (q/√K) is not finite.
    pub output_lost: Option<usize>,
    /// Number of the first token, from 1, whose product S q is not finite: where the scale comes last.
    pub unscaled_lost: Option<usize>,
    /// Whether every entry of the state is finite after the first key has been told once more.
    pub survives: bool,
}

/// S ← S + β (v − S k) kᵀ: `state` is `[V, K]`, `key` is `[K]`, `value` is `[V]`.
pub(super) fn tell<R: Real>(state: &mut Mat<R>, key: &Vector<R>, value: &Vector<R>, beta: R) {
    let read = apply(state, key);
    let error =
        Vector::from_iterator(read.len(), value.iter().zip(read.iter()).map(|(v, r)| beta * (*v - *r)));
    add_outer(state, &error, key);
}

/// P ← P (I − β k kᵀ): `product` is `[n, K]`, `key` is `[K]`.
pub(super) fn pass(product: &mut Mat, key: &Vector, beta: f64) {
    let along = apply(product, key) * -beta;
    add_outer(product, &along, key);
}

/// The rows of a matrix, each as a vector.
pub(super) fn vectors<R: Real>(rows: &Mat<R>) -> Vec<Vector<R>> {
    rows.row_iter().map(|row| row.transpose()).collect()
}

/// ‖S‖ of any size; NaN where an entry is NaN.
fn length(state: &Mat) -> f64 {
    let norm = state.norm();
    // The squares of very large entries are too large; the entries are not.
    let largest = state.iter().map(|x| x.abs()).fold(0.0, nan_max);
    if norm.is_infinite() && largest.is_finite() { (state / largest).norm() * largest } else { norm }
}

/// ‖S_t‖_F of DeltaNet from S_0 = 0 after each token: keys `[T, K]` as they are, values `[T, V]`, one β for all, and all tokens told
/// `passes` times over. Has T · `passes` numbers; infinite or NaN from where `f64` has no more room.
pub fn norms(keys: &Mat, values: &Mat, beta: f64, passes: usize) -> Vec<f64> {
    let (keys, told) = (vectors(keys), vectors(values));
    let channels = keys.first().map_or(0, |key| key.len());
    let mut state = Mat::zeros(values.ncols(), channels);
    let mut norms = Vec::with_capacity(keys.len() * passes);
    for _ in 0..passes {
        for (key, value) in keys.iter().zip(&told) {
            tell(&mut state, key, value, beta);
            norms.push(length(&state));
        }
    }
    norms
}

/// Number of the first token, from 1, after which ‖S‖ is over a limit. NaN counts as over.
pub fn first_over(norms: &[f64], limit: f64) -> Option<usize> {
    norms.iter().position(|norm| norm.is_nan() || *norm > limit).map(|at| at + 1)
}

/// 2 / max‖k‖²: with a smaller β no single key makes a part of the state longer. Nothing where all keys are 0.
pub fn safe_beta(keys: &Mat) -> Option<f64> {
    let longest = keys.row_iter().map(|key| key.norm_squared()).fold(0.0, nan_max);
    (longest > 0.0).then(|| 2.0 / longest)
}

/// The largest |eigenvalue| of one pass ∏(I − β k_t k_tᵀ) over all keys `[T, K]`, in the order told: told over and over, the state grows
/// by this factor a pass, in the end. Infinite where the pass has no room in `f64`, NaN where a key or β is.
///
/// It is lim ‖Pⁿ‖^{1/n}, by squaring P again and again.
pub fn radius(keys: &Mat, beta: f64) -> f64 {
    if beta.is_nan() || keys.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let mut power = Mat::identity(keys.ncols(), keys.ncols());
    vectors(keys).iter().for_each(|key| pass(&mut power, key, beta));
    if power.iter().any(|x| !x.is_finite()) {
        return f64::INFINITY;
    }
    let mut log = 0.0;
    for squaring in 0..=SQUARINGS {
        let largest = power.iter().map(|x| x.abs()).fold(0.0, f64::max);
        if largest == 0.0 {
            return 0.0;
        }
        log += largest.ln() / 2f64.powi(squaring);
        power /= largest;
        power = &power * &power;
    }
    log.exp()
}

/// The run of [`norms`] in `f32`, told once, with its queries `[T, K]`.
pub fn in_single(queries: &Mat, keys: &Mat, values: &Mat, beta: f64) -> InSingle {
    let single = |rows: &Mat| vectors(&rows.map(|x| x as f32));
    let (asked, told, meant) = (single(queries), single(keys), single(values));
    let root = (keys.ncols() as f32).sqrt();
    let finite = |numbers: &[f32]| numbers.iter().all(|x| x.is_finite());
    let mut state = Mat::<f32>::zeros(values.ncols(), keys.ncols());
    let (mut norm_lost, mut output_lost, mut unscaled_lost) = (None, None, None);
    for (t, ((query, key), value)) in asked.iter().zip(&told).zip(&meant).enumerate() {
        tell(&mut state, key, value, beta as f32);
        let note = |lost: &mut Option<usize>, is_lost: bool| {
            if is_lost && lost.is_none() {
                *lost = Some(t + 1);
            }
        };
        let squares: f32 = state.iter().map(|x| x * x).sum();
        note(&mut norm_lost, !squares.sqrt().is_finite());
        note(&mut output_lost, !finite(apply(&state, &(query / root)).as_slice()));
        note(&mut unscaled_lost, !finite(apply(&state, query).as_slice()));
    }
    let nan = state.iter().any(|x| x.is_nan());
    let largest = if nan { f32::NAN } else { state.iter().fold(0.0, |most: f32, x| most.max(x.abs())) };
    if let (Some(key), Some(value)) = (told.first(), meant.first()) {
        tell(&mut state, key, value, beta as f32);
    }
    InSingle { largest, norm_lost, output_lost, unscaled_lost, survives: finite(state.as_slice()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_length_two_alternates_and_grows_three_times_a_token() {
        let (key, value) = (Mat::from_row_slice(1, 2, &[2.0, 0.0]), Mat::from_row_slice(1, 2, &[1.0, 0.0]));
        let norms = norms(&key, &value, 1.0, 700);
        assert_eq!(norms[..6], [2.0, 4.0, 14.0, 40.0, 122.0, 364.0]);
        assert_eq!(first_over(&norms, LARGE), Some(22));
        // The squares have no room from token 323 on, the numbers have until token 646.
        assert!(norms[640].is_finite() && !norms[660].is_finite());
        assert_eq!(safe_beta(&key), Some(0.5));
        assert!((radius(&key, 1.0) - 3.0).abs() < 1e-13);
    }

    #[test]
    fn a_radius_is_that_of_the_product_and_not_of_its_factors() {
        let two = Mat::from_row_slice(2, 2, &[1.0, 0.0, 0.6, 0.8]);
        // One is a projection and so is the other: the product has the eigenvalues 0 and cos² of their angle.
        assert!((radius(&two, 1.0) - 0.36).abs() < 1e-12);
        // Two reflections are a rotation.
        assert!((radius(&two, 2.0) - 1.0).abs() < 1e-12);
        assert!(radius(&Mat::identity(2, 2), 1.0) < 1e-300);
    }

    #[test]
    fn any_numbers_have_an_answer() {
        let bad = [f64::NAN, f64::INFINITY, f64::MAX, 1e200, 0.0, -1e-320];
        for x in bad {
            let rows = Mat::from_fn(3, 3, |i, j| if i == j { x } else { 0.5 });
            let _ = (radius(&rows, 1.0), safe_beta(&rows), norms(&rows, &rows, 1.0, 3));
            let _ = in_single(&rows, &rows, &rows, 1.0);
            let _ = (radius(&Mat::identity(3, 3), x), norms(&Mat::identity(3, 3), &rows, x, 2));
        }
        assert!(radius(&Mat::from_element(2, 2, f64::NAN), 1.0).is_nan());
        assert_eq!(radius(&Mat::from_element(2, 2, 1e200), 1.0), f64::INFINITY);
        let none = Mat::zeros(0, 0);
        assert_eq!(norms(&none, &none, 1.0, 2), Vec::<f64>::new());
        assert_eq!((safe_beta(&none), safe_beta(&Mat::zeros(2, 3))), (None, None));
        assert_eq!(first_over(&[1.0, f64::NAN], LARGE), Some(2));
        assert!(in_single(&none, &none, &none, 1.0).survives);
        assert_eq!((radius(&none, 1.0), radius(&Mat::zeros(2, 3), 1.0)), (0.0, 1.0));
    }
}
