//! The effective attention matrix of a rule: how much of each value is in each output.

use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::{Axis, Form, Inputs, NoMatrix, RuleEntry, RuleError, Tensor};

/// How far A V may be from O, against the largest Σ_j |A_ij| |v_j|: rounding is far below, a rule that is not linear far
/// above.
const ALLOWED: f64 = 1e-9;

/// The A, `[T, T·n]`, of O = A V: the outputs of the recurrent form for V = I. A query is a row, a value a column, and the
/// scale is in it.
///
/// No list says which rules are linear in V. Instead, A V is compared with O on these very inputs; A is returned only where
/// they agree.
///
/// # Errors
/// [`RuleError::NoMatrix`], where A V is not O, where value channels have gates of their own that differ, and where there
/// is a state before the first token; else as [`RuleEntry::run`].
pub fn effective(rule: &RuleEntry, x: &Inputs) -> Result<Mat, RuleError> {
    let none = |reason| RuleError::NoMatrix { rule: rule.info.id, reason };
    let o = rule.run(x, Form::Recurrent)?.o;
    if x.initial.is_some() {
        return Err(none(NoMatrix::StartsFromState));
    }
    // The outputs of a rule that compares keys with values follow their difference.
    if rule.info.square {
        return Err(none(NoMatrix::NotLinear));
    }
    let rows = x.v.nrows();
    let a = rule.run(&with_values(rule, x, Mat::identity(rows, rows))?, Form::Recurrent)?.o;
    let size = max_abs(&(a.abs() * x.v.abs()));
    // A NaN proves nothing here; it shows in A.
    if max_abs_diff(&(&a * &x.v), &o) > ALLOWED * size { Err(none(NoMatrix::NotLinear)) } else { Ok(a) }
}

/// The same inputs with other values, `[T·n, any]`: gates of value channels become as many as there are channels now.
///
/// # Errors
/// [`RuleError::NoMatrix`], where value channels have gates of their own that differ.
pub fn with_values(rule: &RuleEntry, x: &Inputs, v: Mat) -> Result<Inputs, RuleError> {
    let channels = v.ncols();
    let mut other = x.clone().with(Tensor::V, v);
    for &tensor in Tensor::ALL.iter().filter(|&&tensor| tensor != Tensor::V && tensor.axes()[1] == Axis::V) {
        let Some(values) = x.get(tensor) else { continue };
        let first = values.column(0);
        let differs = values.column_iter().any(|column| column != first);
        if differs && rule.info.reads(tensor) {
            let reason = NoMatrix::ByChannel(tensor.id());
            return Err(RuleError::NoMatrix { rule: rule.info.id, reason });
        }
        other = other.with(tensor, Mat::from_fn(values.nrows(), channels, |t, _| first[t]));
    }
    Ok(other)
}
