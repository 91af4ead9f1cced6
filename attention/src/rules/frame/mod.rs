//! The frame of all rules: inputs and outputs, checks, costs, the algebra of chunks, the trait itself.

mod cache;
mod check;
mod chunkwise;
mod cost;
mod entry;
mod error;
mod family;
mod form;
pub mod gates;
mod inputs;
mod letter;
mod program;
pub mod reorder;
mod state;
mod step;
mod tensor;
pub mod wy;

pub use cost::Cost;
pub use entry::{Info, Rule, RuleEntry};
pub use error::{NoMatrix, RuleError};
pub use family::Family;
pub use form::{Form, Forms};
pub use inputs::{Inputs, Mask, Others, Output};
pub use program::{Program, Told};
pub use state::State;
pub use tensor::{Axis, GateInfo, Origin, Size, StatePart, Tensor};

pub(super) use cache::{Cached, attend, fade_scores, largest, scores, stack, weights};
pub(super) use chunkwise::{Reads, Row, chunkwise_from, parallel_from};
pub(super) use cost::{RowKind, counts, of_chunks};
pub(super) use letter::{Letter, Scalar, Source, widened};
pub(super) use step::{Step, begin, give};

use super::log_linear_attn;
