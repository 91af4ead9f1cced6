//! What can go wrong before a kernel runs. Once its plan is made, a kernel cannot fail.

use thiserror::Error;

use super::Form;

/// Why a kernel could not be prepared.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum KernelError {
    /// An axis has length zero: there is no token, or no channel.
    #[error("attention over n = {n} tokens and d = {d} channels has nothing to compute")]
    EmptyAxis {
        /// Tokens.
        n: usize,
        /// Channels.
        d: usize,
    },
    /// A tensor has the wrong number of elements for the shape.
    #[error("{tensor} holds {found} numbers where {expected} are needed")]
    Length {
        /// The letter of the tensor.
        tensor: &'static str,
        /// Elements that the shape asks for.
        expected: usize,
        /// Elements that were given.
        found: usize,
    },
    /// The allocator has no room for a buffer of this size.
    #[error("no memory for a buffer of {bytes} bytes")]
    OutOfMemory {
        /// Size of the one buffer that could not be had.
        bytes: u64,
    },
    /// No entry of the kernel list has this name and form.
    #[error("no kernel named {kernel} in the form {form}")]
    Unknown {
        /// The name asked for.
        kernel: String,
        /// The form asked for.
        form: Form,
    },
}
