//! Why a rule cannot run.

use super::Form;
use crate::math::Dims;

/// Why a rule cannot run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// A tensor that the rule needs is not there.
    #[error("{rule} needs {tensor}, and it is missing")]
    Missing {
        /// The rule.
        rule: &'static str,
        /// The tensor.
        tensor: &'static str,
    },
    /// A tensor has another shape than the others ask for.
    #[error("{tensor} is {found:?}, where {expected:?} is needed")]
    Shape {
        /// The tensor.
        tensor: &'static str,
        /// The shape that fits the others.
        expected: Vec<usize>,
        /// The shape that it has.
        found: Vec<usize>,
    },
    /// The state handed in is of another kind than the rule's.
    #[error("{rule} cannot start from a state of this kind")]
    StateKind {
        /// The rule.
        rule: &'static str,
    },
    /// The rule cannot be computed in this order.
    #[error("{rule} has no form {form:?}")]
    NoSuchForm {
        /// The rule.
        rule: &'static str,
        /// The form.
        form: Form,
    },
    /// A chunk of no tokens.
    #[error("a chunk, a window and a mini-batch hold at least one token")]
    EmptyChunk,
    /// An axis of length 0.
    #[error("there is nothing to compute: T = {}, K = {}, V = {}", .0.t, .0.k, .0.v)]
    Empty(Dims),
    /// A gate has a value that its tensor cannot take.
    #[error("{letter} (of {tensor}) is {found}, and must lie between {least} and {most}")]
    OutOfRange {
        /// The tensor.
        tensor: &'static str,
        /// The letter of the gate.
        letter: &'static str,
        /// The value, as a slider shows it.
        found: f64,
        /// The least value.
        least: f64,
        /// The largest value.
        most: f64,
    },
    /// The rule compares keys with values, and they have different numbers of channels.
    #[error("{rule} compares keys with values, so that K = V; here K = {k} and V = {v}")]
    NotSquare {
        /// The rule.
        rule: &'static str,
        /// Key channels.
        k: usize,
        /// Value channels.
        v: usize,
    },
    /// A token has several keys, and the rule takes one.
    #[error("{rule} takes one key and one value for each token; here a token has {n}")]
    SeveralKeys {
        /// The rule.
        rule: &'static str,
        /// Keys to a token.
        n: usize,
    },
    /// There is no effective attention matrix.
    #[error("no one matrix times the values gives the outputs of {rule}: {reason}")]
    NoMatrix {
        /// The rule.
        rule: &'static str,
        /// Why there is none.
        reason: NoMatrix,
    },
}

/// Why outputs are no matrix times the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMatrix {
    /// The outputs do not grow in proportion to the values.
    #[error("they are not linear in the values")]
    NotLinear,
    /// This tensor treats the value channels differently, so that each channel has a matrix of its own.
    #[error("each value channel has a matrix of its own, by {0}")]
    ByChannel(&'static str),
    /// The state before the first token has a part in the outputs.
    #[error("they also hold what the state before the first token adds")]
    StartsFromState,
}
