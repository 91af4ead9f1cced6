//! What tokens do to a state that is there already: the matrix H of S ← S H, taken from the run of a rule, and its eigenvalues.
//!
//! A rule is told the value 0 from the state I. Nothing is written then, and the state at the end is H itself.

use nalgebra::Schur;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::math::{Mat, Vector, normalise_rows};
use crate::rules::{
    Comba, DeltaRule, Dplr, Form, GatedDeltaProduct, Gdn2, Inputs, Iplr, Kda, RuleEntry, RuleError, Rwkv7,
    State, Tensor,
};

/// DeltaProduct: several factors to a token.
pub(super) static DELTA_PRODUCT: RuleEntry = RuleEntry::of::<GatedDeltaProduct>();

/// H, `[K, K]`, the product of what all tokens of these inputs do to the state, of a rule whose state is one matrix S. Values and the
/// initial state are not read.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn transition(rule: &RuleEntry, x: &Inputs) -> Result<Mat, RuleError> {
    let channels = x.dims().k;
    let silent = x.clone().with(Tensor::V, Mat::zeros(x.k.nrows(), channels));
    let from = State::new([Mat::identity(channels, channels)]);
    let end = rule.run(&Inputs { initial: Some(from), ..silent }, Form::Recurrent)?.state;
    end.parts.into_iter().next().ok_or(RuleError::StateKind { rule: rule.info.id })
}

/// (I − β₁ k₁ k₁ᵀ)(I − β₂ k₂ k₂ᵀ) …, what one token of DeltaProduct does to the state: keys are `[n, K]`, with a β for each. S is
/// multiplied from the right, so the first factor acts first.
///
/// # Errors
/// Where there is no key, or another number of β than of keys.
pub fn product_of(keys: &Mat, betas: &[f64]) -> Result<Mat, RuleError> {
    let one = |rows, columns| Mat::zeros(rows, columns);
    let x = Inputs::new(one(1, keys.ncols()), keys.clone(), one(keys.nrows(), keys.ncols()));
    transition(&DELTA_PRODUCT, &x.with_each(Tensor::Beta, betas))
}

/// What is below the diagonal counts as 0 up to this part of what is on it. With a quarter of it, QR never ends on some matrices with three
/// equal eigenvalues.
const SAME: f64 = 4.0 * f64::EPSILON;

/// Steps of QR for the eigenvalues of a matrix. It takes a few for each.
const STEPS: usize = 1000;

/// The real and imaginary part of every eigenvalue; nothing of a matrix that is not square, has no entry, or one that is not finite, and
/// where QR does not find them.
pub fn complex_eigenvalues(m: &Mat) -> Option<Vec<[f64; 2]>> {
    let has_some = m.is_square() && !m.is_empty() && m.iter().all(|x| x.is_finite());
    if !has_some {
        return None;
    }
    let found = |m: Mat| Schur::try_new(m, SAME, STEPS);
    // QR stands still on a permutation matrix. The same seen in a mirror is none.
    let schur = found(m.clone()).or_else(|| found(mirrored(m)))?;
    let all: Vec<[f64; 2]> = schur.complex_eigenvalues().iter().map(|z| [z.re, z.im]).collect();
    all.iter().flatten().all(|x| x.is_finite()).then_some(all)
}

/// H M H with H = I − 2 h hᵀ, h along (1, 2, 3, …): the eigenvalues are those of M.
fn mirrored(m: &Mat) -> Mat {
    let n = m.nrows();
    let along = Vector::from_fn(n, |i, _| i as f64 + 1.0).normalize();
    let mirror = Mat::identity(n, n) - &along * along.transpose() * 2.0;
    &mirror * m * &mirror
}

/// The largest |imaginary part| of an eigenvalue: 0 where one token turns nothing. Nothing where [`complex_eigenvalues`] has nothing.
pub fn largest_imaginary(m: &Mat) -> Option<f64> {
    Some(complex_eigenvalues(m)?.iter().fold(0.0, |most, [_, im]| f64::max(most, im.abs())))
}

/// The smallest real part of an eigenvalue. Nothing where [`complex_eigenvalues`] has nothing.
pub fn smallest_real(m: &Mat) -> Option<f64> {
    Some(complex_eigenvalues(m)?.iter().fold(f64::INFINITY, |least, [re, _]| f64::min(least, *re)))
}

/// What is drawn at random: one token of a rule, with strengths in the range of its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneToken {
    /// DeltaNet, β in [0, 2): symmetric.
    Delta,
    /// KDA, β in [0, 2): diag(γ) times a symmetric matrix.
    Kda,
    /// Gated DeltaNet-2.
    Gdn2,
    /// RWKV-7.
    Rwkv7,
    /// Comba with p and k of their own: γ I plus rank one.
    Comba,
    /// IPLR: I plus rank one.
    Iplr,
    /// DPLR: diagonal plus rank one.
    Dplr,
    /// DeltaProduct, two factors with β in [0, 1).
    TwoErase,
    /// DeltaProduct, two factors with β in [0, 2).
    TwoReflect,
    /// DeltaProduct, three factors with β in [0, 1).
    ThreeErase,
}

impl OneToken {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Delta,
        Self::Kda,
        Self::Gdn2,
        Self::Rwkv7,
        Self::Comba,
        Self::Iplr,
        Self::Dplr,
        Self::TwoErase,
        Self::TwoReflect,
        Self::ThreeErase,
    ];

    /// Whether every eigenvalue is real, whatever is drawn. Each of these is similar to a symmetric matrix, or its eigenvalues are 1, or γ,
    /// and one more number.
    pub const fn is_real(self) -> bool {
        !matches!(self, Self::Dplr | Self::TwoReflect | Self::ThreeErase)
    }

    /// H of one token of a seed, in 4 channels: directions are random unit vectors, decays in [0.05, 1), other gates in [0, 1).
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn draw(self, seed: u64) -> Result<Mat, RuleError> {
        const D: usize = 4;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (n, most) = match self {
            Self::TwoErase => (2, 1.0),
            Self::TwoReflect => (2, 2.0),
            Self::ThreeErase => (3, 1.0),
            _ => (1, 2.0),
        };
        let mut units = |rows| {
            let numbers: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(rows * D).collect();
            normalise_rows(&Mat::from_row_slice(rows, D, &numbers))
        };
        let (k, a, b) = (units(n), units(1), units(1));
        let mut uniform =
            |rows, columns, from: f64, to| Mat::from_fn(rows, columns, |_, _| rng.random_range(from..to));
        let (beta, gamma, gammas) =
            (uniform(n, 1, 0.0, most), uniform(1, 1, 0.05, 1.0), uniform(1, D, 0.05, 1.0));
        let erase = uniform(1, D, 0.0, 1.0);
        let x = Inputs::new(Mat::zeros(1, D), k.clone(), Mat::zeros(n, D));
        let (x, decays) = (x.with(Tensor::Beta, beta), gammas.map(f64::ln));
        match self {
            Self::Delta => transition(&RuleEntry::of::<DeltaRule>(), &x),
            Self::Kda => transition(&RuleEntry::of::<Kda>(), &x.with(Tensor::Gk, decays)),
            Self::Gdn2 => {
                let x = x.with(Tensor::Gk, decays).with(Tensor::Erase, erase);
                transition(&RuleEntry::of::<Gdn2>(), &x.with(Tensor::Write, Mat::zeros(1, D)))
            }
            Self::Rwkv7 => {
                let x = x.with(Tensor::Gk, decays).with(Tensor::Erase, erase);
                transition(&RuleEntry::of::<Rwkv7>(), &x.with(Tensor::P, k))
            }
            Self::Comba => {
                let x = x.with(Tensor::G, gamma.map(f64::ln)).with(Tensor::P, a);
                transition(&RuleEntry::of::<Comba>(), &x)
            }
            Self::Iplr => transition(&RuleEntry::of::<Iplr>(), &x.with(Tensor::A, a).with(Tensor::B, b)),
            Self::Dplr => {
                let x = x.with(Tensor::Gk, decays).with(Tensor::A, a).with(Tensor::B, b);
                transition(&RuleEntry::of::<Dplr>(), &x)
            }
            Self::TwoErase | Self::TwoReflect | Self::ThreeErase => transition(&DELTA_PRODUCT, &x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::max_abs_diff;
    use crate::rules::LinearAttn;

    fn factor(key: &Mat, beta: f64) -> Mat {
        Mat::identity(key.ncols(), key.ncols()) - key.transpose() * key * beta
    }

    #[test]
    fn the_first_factor_of_a_token_acts_first() {
        let keys = Mat::from_row_slice(2, 2, &[1.0, 0.0, 0.6, 0.8]);
        let [first, second] = [0, 1].map(|row| keys.rows(row, 1).into_owned());
        let expected = factor(&first, 2.0) * factor(&second, 0.5);
        assert!(max_abs_diff(&product_of(&keys, &[2.0, 0.5]).unwrap(), &expected) < 1e-15);
    }

    #[test]
    fn a_transition_is_that_of_all_tokens_and_reads_no_value() {
        let k = Mat::from_row_slice(2, 2, &[1.0, 0.0, 0.6, 0.8]);
        let x = Inputs::new(k.clone(), k.clone(), Mat::from_element(2, 3, 7.0));
        let delta =
            transition(&RuleEntry::of::<DeltaRule>(), &x.clone().with_each(Tensor::Beta, &[1.0, 1.5]));
        assert!(max_abs_diff(&delta.unwrap(), &product_of(&k, &[1.0, 1.5]).unwrap()) < 1e-15);
        assert_eq!(transition(&RuleEntry::of::<LinearAttn>(), &x).unwrap(), Mat::identity(2, 2));
    }

    #[test]
    fn no_keys_and_no_numbers_are_refused() {
        assert!(product_of(&Mat::zeros(0, 2), &[]).is_err());
        assert!(product_of(&Mat::zeros(2, 0), &[1.0, 1.0]).is_err());
        assert!(product_of(&Mat::identity(2, 2), &[1.0]).is_err());
        let nan = product_of(&Mat::from_element(1, 2, f64::NAN), &[1.0]).unwrap();
        assert_eq!((complex_eigenvalues(&nan), smallest_real(&Mat::zeros(0, 0))), (None, None));
        assert_eq!(largest_imaginary(&Mat::zeros(2, 3)), None);
    }

    #[test]
    fn a_quarter_turn_has_the_eigenvalues_i_and_minus_i() {
        let turn = Mat::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]);
        assert!((largest_imaginary(&turn).unwrap() - 1.0).abs() < 1e-12);
        assert!(smallest_real(&turn).unwrap().abs() < 1e-12);
        assert_eq!(smallest_real(&Mat::from_diagonal_element(3, 3, -2.0)), Some(-2.0));
    }

    #[test]
    fn eigenvalues_are_found_where_plain_qr_never_ends() {
        // Three eigenvalues of these are equal.
        for seed in [589, 698, 914] {
            let h = OneToken::Iplr.draw(seed).unwrap();
            assert!(Schur::try_new(h.clone(), f64::EPSILON, STEPS).is_none(), "else this tests nothing");
            let found = complex_eigenvalues(&h).unwrap();
            let sum: f64 = found.iter().map(|[re, _]| re).sum();
            assert!((sum - h.trace()).abs() < 1e-13, "{found:?}");
        }
        for n in 1..=8 {
            let cycle = Mat::from_fn(n, n, |i, j| f64::from(u8::from((j + 1) % n == i)));
            for [re, im] in complex_eigenvalues(&cycle).unwrap() {
                assert!((re.hypot(im) - 1.0).abs() < 1e-12, "{n} slots: {re}, {im}");
            }
        }
    }
}
