//! Where PaTH is another rule, and where it looks like one and is not: each case gives both sides and how far apart they are.
//!
//! ```text
//! A_ij = k_jᵀ H_{j+1} ⋯ H_i q_i        H_s = I − β_s w_s w_sᵀ        P_i = H_1 ⋯ H_i
//! ```

use super::lengths::{pass, vectors};
use crate::inputs::effective;
use crate::math::{Mat, max_abs, max_abs_diff, normalise_rows, solve};
use crate::rules::{
    DeltaRule, ForgettingAttn, Form, Inputs, PathAttn, Rule, RuleEntry, RuleError, Tensor, path_attn,
};

/// Two matrices of one shape that should be the same, or that are said to be.
#[derive(Clone, Debug, PartialEq)]
pub struct PathIdentity {
    /// What PaTH gives.
    pub found: Mat,
    /// What the other side gives.
    pub expected: Mat,
}

/// How far apart two matrices are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// The largest |difference|; NaN where one is.
    pub largest: f64,
    /// √mean of the squared differences, over all entries.
    pub rms: f64,
    /// √mean of the squared entries of the other side: what a difference is to be held against.
    pub scale: f64,
}

impl PathIdentity {
    /// How far apart both sides are.
    pub fn apart(&self) -> Apart {
        let rms = |m: &Mat| if m.is_empty() { 0.0 } else { m.norm() / (m.len() as f64).sqrt() };
        Apart {
            largest: max_abs_diff(&self.found, &self.expected),
            rms: rms(&(&self.found - &self.expected)),
            scale: rms(&self.expected),
        }
    }

    /// Whether both sides are 0 throughout, so that they prove nothing.
    pub fn is_silent(&self) -> bool {
        max_abs(&self.found) == 0.0 && max_abs(&self.expected) == 0.0
    }

    /// PaTH with β = 0 and forgetting attention, both with the gates of the inputs: outputs `[T, V]`. They are the same where PaTH's
    /// gates are `divided` by its scale, which it multiplies them with.
    ///
    /// # Errors
    /// As [`RuleEntry::run`]: both need gates, and PaTH directions.
    pub fn forgetting(x: &Inputs, divided: bool) -> Result<Self, RuleError> {
        let expected = outputs::<ForgettingAttn>(x)?;
        let g = x.get(Tensor::G).map(|g| if divided { g / x.scale } else { g.clone() });
        let mut open = one_beta(x, 0.0);
        if let Some(g) = g {
            open = open.with(Tensor::G, g);
        }
        Ok(Self { found: outputs::<PathAttn>(&open)?, expected })
    }

    /// scale A of PaTH along the keys, w = k/‖k‖, and the effective attention matrix of DeltaNet, both with these keys made unit:
    /// `[T, T]`. They are the same where column j is `weighted` by β_j.
    ///
    /// # Errors
    /// As [`effective`].
    pub fn delta(x: &Inputs, weighted: bool) -> Result<Self, RuleError> {
        let x = along_keys(x);
        let expected = effective(&RuleEntry::of::<DeltaRule>(), &x)?;
        let mut found = path_attn::scores(&x)?;
        if weighted {
            found.column_iter_mut().enumerate().for_each(|(j, mut column)| column *= x.beta(j));
        }
        Ok(Self { found, expected })
    }

    /// The outputs of the same two, `[T, V]`, which differ: PaTH takes softmax of its scores, with its gates where there are any.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn outputs_of_delta(x: &Inputs) -> Result<Self, RuleError> {
        let x = along_keys(x);
        Ok(Self { found: outputs::<PathAttn>(&x)?, expected: outputs::<DeltaRule>(&x)? })
    }

    /// A of PaTH with q = k = w, unit, and β = 1, beside I: `[T, T]`.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn own_keys(x: &Inputs) -> Result<Self, RuleError> {
        let x = one_beta(&along_keys(x), 1.0);
        let found = path_attn::scores(&Inputs { scale: 1.0, q: x.k.clone(), ..x })?;
        let expected = Mat::identity(found.nrows(), found.ncols());
        Ok(Self { found, expected })
    }

    /// A of PaTH with one β for all, beside its absolute form (P_j k_j)·(P_i q_i): `[T, T]`, 0 above the diagonal. P_t q_t is
    /// q_t − o_t of DeltaNet with keys and values w and queries q. For unit w they are the same with β = 2, and with β = 0, alone.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn absolute(x: &Inputs, beta: f64) -> Result<Self, RuleError> {
        let x = Inputs { scale: 1.0, initial: None, ..one_beta(x, beta) };
        let found = path_attn::scores(&x)?;
        let turned = |rows: &Mat| -> Result<Mat, RuleError> {
            let w = directions(&x);
            let over_directions = Inputs { scale: 1.0, ..Inputs::new(rows.clone(), w.clone(), w) };
            Ok(rows - outputs::<DeltaRule>(&one_beta(&over_directions, beta))?)
        };
        let expected = (turned(&x.q)? * turned(&x.k)?.transpose()).lower_triangle();
        Ok(Self { found, expected })
    }

    /// The same with P_j⁻ᵀ k_j in the place of P_j k_j, which is right for every β but 1, and in `f64` for as long as P_j has digits:
    /// see [`condition`](super::condition). NaN or infinite where P_j has no inverse. Some d³ multiplications a token.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn by_inverse(x: &Inputs, beta: f64) -> Result<Self, RuleError> {
        let x = Inputs { scale: 1.0, initial: None, ..one_beta(x, beta) };
        let found = path_attn::scores(&x)?;
        let mut product = Mat::identity(x.k.ncols(), x.k.ncols());
        let (mut queries, mut keys) = (x.q.clone(), x.k.clone());
        for (t, w) in vectors(&directions(&x)).iter().enumerate() {
            pass(&mut product, w, beta);
            queries.set_row(t, &(&product * x.q.row(t).transpose()).transpose());
            keys.set_row(t, &solve(product.transpose(), x.k.row(t).transpose()).transpose());
        }
        Ok(Self { found, expected: (queries * keys.transpose()).lower_triangle() })
    }
}

fn outputs<A: Rule>(x: &Inputs) -> Result<Mat, RuleError> {
    Ok(RuleEntry::of::<A>().run(x, Form::Recurrent)?.o)
}

/// The inputs with one β for all tokens.
fn one_beta(x: &Inputs, beta: f64) -> Inputs {
    x.clone().with(Tensor::Beta, Mat::from_element(x.k.nrows(), 1, beta))
}

/// The inputs with unit keys, which are PaTH's directions too.
fn along_keys(x: &Inputs) -> Inputs {
    let k = normalise_rows(&x.k);
    x.clone().with(Tensor::K, k.clone()).with(Tensor::W, k)
}

/// PaTH's directions, which its check has found to be there.
fn directions(x: &Inputs) -> Mat {
    x.get(Tensor::W).cloned().unwrap_or_else(|| Mat::zeros(0, x.k.ncols()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    fn inputs(seed: u64, tokens: usize) -> Inputs {
        let x = random(seed, tokens, 5);
        let beta: Vec<f64> = (0..tokens).map(|t| 0.2 + 0.05 * t as f64).collect();
        let g: Vec<f64> = (0..tokens).map(|t| -0.03 * t as f64).collect();
        let w = normalise_rows(&random(seed + 1, tokens, 5).k);
        Inputs::new(x.q, x.k, x.v).with_each(Tensor::Beta, &beta).with_each(Tensor::G, &g).with(Tensor::W, w)
    }

    #[test]
    fn scores_are_those_whose_softmax_the_rule_takes() {
        let x = inputs(3, 9);
        let scores = path_attn::scores(&x).unwrap();
        let summed: Vec<f64> = (0..9).map(|t| -0.03 * (t * (t + 1) / 2) as f64).collect();
        let faded = Mat::from_fn(9, 9, |i, j| scores[(i, j)] + x.scale * (summed[i] - summed[j]));
        let o = crate::experiments::softmax_rows(&faded) * &x.v;
        assert!(max_abs_diff(&o, &outputs::<PathAttn>(&x).unwrap()) < 1e-14);
        assert!((0..9).all(|i| (i + 1..9).all(|j| scores[(i, j)] == 0.0)));
    }

    #[test]
    fn what_is_the_same_is_the_same_for_any_stream() {
        for seed in 1..5 {
            let x = inputs(seed, 12);
            let exact = [
                PathIdentity::forgetting(&x, true),
                PathIdentity::delta(&x, true),
                PathIdentity::own_keys(&x),
                PathIdentity::absolute(&x, 2.0),
                PathIdentity::absolute(&x, 0.0),
                PathIdentity::by_inverse(&x, 1.9),
                PathIdentity::by_inverse(&x, 0.5),
            ];
            for (case, both) in exact.into_iter().enumerate() {
                let both = both.unwrap();
                assert!(both.apart().largest < 1e-12, "seed {seed}, case {case}: {:?}", both.apart());
                assert!(!both.is_silent() && both.apart().scale > 0.1);
            }
            let apart = [
                PathIdentity::forgetting(&x, false),
                PathIdentity::delta(&x, false),
                PathIdentity::outputs_of_delta(&x),
                PathIdentity::absolute(&x, 1.9),
            ];
            for (case, both) in apart.into_iter().enumerate() {
                let apart = both.unwrap().apart();
                assert!(
                    apart.largest > 1e-3 && apart.rms <= apart.largest,
                    "seed {seed}, case {case}: {apart:?}"
                );
            }
        }
    }

    #[test]
    fn any_numbers_have_an_answer() {
        let none = Inputs::new(Mat::zeros(0, 3), Mat::zeros(0, 3), Mat::zeros(0, 3));
        let all = |x: &Inputs, beta: f64| {
            [
                PathIdentity::forgetting(x, true),
                PathIdentity::delta(x, true),
                PathIdentity::outputs_of_delta(x),
                PathIdentity::own_keys(x),
                PathIdentity::absolute(x, beta),
                PathIdentity::by_inverse(x, beta),
            ]
        };
        assert!(all(&none, 1.0).iter().all(Result::is_err));
        for beta in [1.0, 2.0, f64::NAN, f64::INFINITY, 1e300] {
            for found in all(&inputs(1, 6), beta) {
                assert_eq!(found.unwrap().found.nrows(), 6);
            }
        }
        let zero = PathIdentity { found: Mat::zeros(2, 2), expected: Mat::zeros(2, 2) };
        assert!(zero.is_silent());
        assert_eq!(zero.apart(), Apart { largest: 0.0, rms: 0.0, scale: 0.0 });
    }
}
