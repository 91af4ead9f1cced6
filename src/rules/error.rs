use super::Form;
use crate::math::Dims;

/// Why a rule cannot run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
}
