//! The kernels that the lab times: f32, one head, row-major slices, nothing allocated while they run.
//!
//! One file holds one family; its entries say which attention they compute, in which order, what it costs and how
//! to run it. [`KERNELS`] lists them all: tests, the worker and the lab's menu walk that list, so a new kernel is a
//! function, an entry and a word here.
//!
//! What they are checked against is in [`definition`], which asks the rules.

#![deny(missing_docs)]

pub mod buffer;
pub mod chunk;
pub mod definition;
pub mod error;
pub mod exp;
pub mod inputs;
pub mod kernel;
pub mod limit;
pub mod linear_attn;
pub mod plain;
pub mod product;
pub mod products;
pub mod recurrent;
pub mod shape;
pub mod simd;
pub mod softmax_attn;
pub mod softmax_streaming;

pub use buffer::Buffer;
pub use error::KernelError;
pub use inputs::Inputs;
pub use kernel::{Kernel, Plan};
pub use shape::Shape;

/// Every kernel that the lab offers, in the order in which menus and tables show them. The first [`SWEPT`] make up the
/// sweep that is offered first.
pub const KERNELS: &[Kernel] = &[
    softmax_attn::NAIVE,
    softmax_streaming::STREAMING,
    linear_attn::LEFT,
    linear_attn::RIGHT,
    recurrent::LINEAR,
    recurrent::DELTA_RULE,
    recurrent::GATED_DELTA_RULE,
    chunk::LINEAR,
    recurrent::SIMPLE_GLA,
    chunk::SIMPLE_GLA,
    chunk::DELTA_RULE,
    chunk::GATED_DELTA_RULE,
    products::QKT,
    products::KTV,
    products::GEMM,
];

/// How many kernels of the list a sweep times unless told otherwise: the two forms of attention over the whole sequence
/// and the recurrences of the lessons.
pub const SWEPT: usize = 7;

/// What kernels are compared with in a benchmark, and no menu offers: the machine's limit and the plain loops.
pub const REFERENCES: &[Kernel] = &[
    limit::LIMIT,
    plain::QKT,
    plain::KTV,
    plain::GEMM,
    plain::SOFTMAX_ATTN,
    plain::LINEAR_ATTN,
    plain::LINEAR_ATTN_CAUSAL,
    plain::SIMPLE_GLA,
    plain::DELTA_RULE,
    plain::GATED_DELTA_RULE,
];

/// The entry of `kernel` in `form`, e.g. `find("delta_rule/causal", "recurrent")`.
///
/// # Errors
/// [`KernelError::Unknown`] if neither list has such an entry.
pub fn find(kernel: &str, form: &str) -> Result<&'static Kernel, KernelError> {
    KERNELS
        .iter()
        .chain(REFERENCES)
        .find(|entry| entry.kernel == kernel && entry.form == form)
        .ok_or_else(|| KernelError::Unknown { kernel: kernel.into(), form: form.into() })
}
