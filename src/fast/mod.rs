//! The kernels that the lab times: f32, one head, row-major slices, nothing allocated while they run.
//!
//! One file holds one family; its entries say which attention they compute, in which order, what it costs and how
//! to run it. [`KERNELS`] lists them all: tests, the worker and the lab's menu walk that list, so a new kernel is a
//! function, an entry and a word here.
//!
//! What they are checked against is in [`definition`], which asks the rules.

#![deny(missing_docs)]

pub mod buffer;
pub mod definition;
pub mod delta_rule;
pub mod error;
pub mod exp;
pub mod inputs;
pub mod kernel;
pub mod linear_attn;
pub mod linear_attn_causal;
pub mod product;
pub mod shape;
pub mod softmax_attn;
pub mod softmax_streaming;

pub use buffer::Buffer;
pub use error::KernelError;
pub use inputs::Inputs;
pub use kernel::{Kernel, Plan};
pub use shape::Shape;

/// Every timed kernel, in the order in which menus and tables show them.
pub const KERNELS: &[Kernel] = &[
    softmax_attn::NAIVE,
    softmax_streaming::STREAMING,
    linear_attn::LEFT,
    linear_attn::RIGHT,
    linear_attn_causal::RECURRENT,
    delta_rule::RECURRENT,
    delta_rule::GATED_RECURRENT,
];

/// The entry of `kernel` in `form`, e.g. `find("delta_rule/causal", "recurrent")`.
///
/// # Errors
/// [`KernelError::Unknown`] if the list has no such entry.
pub fn find(kernel: &str, form: &str) -> Result<&'static Kernel, KernelError> {
    KERNELS
        .iter()
        .find(|entry| entry.kernel == kernel && entry.form == form)
        .ok_or_else(|| KernelError::Unknown { kernel: kernel.into(), form: form.into() })
}
