//! The article's form of a gated delta rule, beside Gated DeltaNet: they measure the error against S before it fades, and after.
//!
//! ```text
//! Gated DeltaNet   S_t = γ S + β (v − γ S k) kᵀ          along a unit key S k becomes γ (1 − β) S k + β v
//! article          S_t = γ S + β (v − S k) kᵀ            … and here (γ − β) S k + β v
//! one family       Gated DeltaNet (γ, β, v) = article (γ, γ β, v / γ), for γ > 0
//! ```
//!
//! The article's form is Comba with p = k.

use crate::math::{Mat, max_abs_diff};
use crate::rules::{Comba, Form, GatedDeltaRule, Inputs, RuleEntry, RuleError, Tensor};

/// What the article's form has to be told so that it does what Gated DeltaNet does with these inputs; nothing where a γ is 0, or where
/// there are no gates.
pub fn as_article(x: &Inputs) -> Option<Inputs> {
    let gamma: Vec<f64> = x.get(Tensor::G)?.iter().map(|g| g.exp()).collect();
    let beta: Vec<f64> = x.get(Tensor::Beta)?.iter().copied().collect();
    if gamma.len() != x.dims().t || beta.len() != gamma.len() || gamma.contains(&0.0) {
        return None;
    }
    let product: Vec<f64> = beta.iter().zip(&gamma).map(|(beta, gamma)| beta * gamma).collect();
    let v = Mat::from_fn(x.v.nrows(), x.v.ncols(), |t, c| x.v[(t, c)] / gamma[t]);
    Some(x.clone().with(Tensor::V, v).with(Tensor::P, x.k.clone()).with_each(Tensor::Beta, &product))
}

/// The largest difference of any output between Gated DeltaNet and the article's form that was told the same in its own letters; nothing
/// where [`as_article`] has nothing.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn apart_from_article(x: &Inputs) -> Result<Option<f64>, RuleError> {
    let Some(told) = as_article(x) else { return Ok(None) };
    let gated = RuleEntry::of::<GatedDeltaRule>().run(x, Form::Recurrent)?;
    let article = RuleEntry::of::<Comba>().run(&told, Form::Recurrent)?;
    Ok(Some(max_abs_diff(&gated.o, &article.o)))
}

/// β ‖k‖² has to stay below these for the eigenvalue of each form to stay above −1: 1 + 1/γ and 1 + γ; nothing where there are no gates.
pub fn bounds(x: &Inputs, t: usize) -> Option<[f64; 2]> {
    let gamma = gamma(x, t)?;
    Some([1.0 + 1.0 / gamma, 1.0 + gamma])
}

/// The eigenvalues along k_t with which each form takes S_{t−1} over, γ (1 − β ‖k‖²) and γ − β ‖k‖²; nothing where there are no gates.
pub fn eigenvalues(x: &Inputs, t: usize) -> Option<[f64; 2]> {
    let gamma = gamma(x, t)?;
    let taken = x.get(Tensor::Beta)?.get((t, 0))? * x.k.row(t).norm_squared();
    Some([gamma * (1.0 - taken), gamma - taken])
}

fn gamma(x: &Inputs, t: usize) -> Option<f64> {
    Some(x.get(Tensor::G)?.get((t, 0))?.exp())
}
