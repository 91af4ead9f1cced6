//! Why a rule cannot run, in the reader's language.

use crate::number::{shape, short};
use crate::rules::{NoMatrix, RuleError};
use crate::say;
use crate::text::Text;

/// The text of an error.
pub fn refusal(error: &RuleError) -> Text {
    match error.clone() {
        RuleError::Missing { tensor, .. } => say!(refused.missing, tensor = tensor),
        RuleError::Shape { tensor, expected, found } => {
            let (expected, found) = (shape(&expected), shape(&found));
            say!(refused.shape, tensor = tensor, expected = expected, found = found)
        }
        RuleError::StateKind { .. } => say!(refused.state_kind),
        RuleError::NoSuchForm { .. } => say!(refused.no_such_form),
        RuleError::EmptyChunk => say!(refused.empty_chunk),
        RuleError::Empty(_) => say!(refused.empty),
        RuleError::OutOfRange { letter, found, least, most, .. } => {
            let [found, least, most] = [found, least, most].map(short);
            say!(refused.out_of_range, letter = letter, found = found, least = least, most = most)
        }
        RuleError::NotSquare { k, v, .. } => say!(refused.not_square, k = k, v = v),
        RuleError::SeveralKeys { n, .. } => say!(refused.several_keys, n = n),
        RuleError::NoMatrix { reason, .. } => match reason {
            NoMatrix::NotLinear => say!(refused.not_linear),
            NoMatrix::ByChannel(tensor) => say!(refused.by_channel, tensor = tensor),
            NoMatrix::StartsFromState => say!(refused.starts_from_state),
        },
    }
}
