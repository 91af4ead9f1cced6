//! The kernels that the lab times: f32, one head, row-major slices, nothing allocated while they run.
//!
//! One file holds one family; its entries say which attention they compute, in which order, what it costs and how
//! to run it. [`KERNELS`] lists them all: tests, the worker and the lab's menu walk that list, so a new kernel is a
//! function, an entry and a word here. Its place in the list decides where menus show it and nothing else.
//!
//! [`OFFERED`] and [`info`] say names and costs without the code, which is all that the page needs.
//!
//! [`definition`] holds what they are checked against: it asks the rules.
//!
//! The kernels are written in [`simd::F32x4`]: four f32 in a `v128` where the build has simd128, an array elsewhere. They are
//! fast where d is a multiple of 8 (of 16 for the recurrences) and right for every n ≥ 1 and d ≥ 1.
//!
//! Bad input. A [`Shape`] with an axis of length zero cannot be made, and a buffer that does not fit is refused when the
//! plan is made: both are a [`KernelError`]. After that nothing fails. A NaN or an infinity in a tensor goes where the
//! arithmetic takes it: to the outputs that depend on it by the formula, and never to an earlier token of a causal kernel,
//! except that the chunk forms and the causal softmax multiply by the zeros of the mask, so that a NaN reaches its whole
//! block.

pub mod algorithm;
pub mod buffer;
pub mod chunk;
pub mod decode;
pub mod definition;
pub mod error;
pub mod exp;
pub mod form;
pub mod fused;
pub mod inputs;
pub mod javascript;
pub mod kernel;
pub mod library;
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

pub use algorithm::{Algorithm, Means, UnknownForm};
pub use buffer::Buffer;
pub use error::KernelError;
pub use form::Form;
pub use inputs::Inputs;
pub use kernel::{Code, Info, Kernel, Plan, Ready};
pub use shape::Shape;

/// Every kernel that the lab offers, in the order in which menus and tables show them.
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
    softmax_streaming::CAUSAL,
    decode::CACHE,
    decode::LINEAR,
    decode::DELTA_RULE,
    decode::GATED_DELTA_RULE,
];

/// [`KERNELS`] without their code.
pub const OFFERED: &[Info] = &infos::<{ KERNELS.len() }>(KERNELS);

/// The kernels with which others are compared: the machine's limit, the plain loops, and a library. (In plain JavaScript:
/// [`javascript::KERNELS`].)
pub const REFERENCES: &[Kernel] = &[
    limit::LIMIT,
    plain::QKT,
    plain::KTV,
    plain::GEMM,
    plain::SOFTMAX_ATTN,
    plain::SOFTMAX_ATTN_CAUSAL,
    plain::LINEAR_ATTN,
    plain::LINEAR_ATTN_CAUSAL,
    plain::SIMPLE_GLA,
    plain::DELTA_RULE,
    plain::GATED_DELTA_RULE,
    plain::LINEAR_ATTN_LEFT,
    plain::SOFTMAX_ATTN_DECODE,
    plain::LINEAR_ATTN_DECODE,
    plain::DELTA_RULE_DECODE,
    plain::GATED_DELTA_RULE_DECODE,
    library::QKT,
    library::KTV,
    library::GEMM,
    library::SOFTMAX_ATTN,
    library::SOFTMAX_ATTN_CAUSAL,
    library::LINEAR_ATTN,
    library::LINEAR_ATTN_CAUSAL,
    library::SIMPLE_GLA,
    library::DELTA_RULE,
    library::GATED_DELTA_RULE,
    library::LINEAR_ATTN_LEFT,
    library::SOFTMAX_ATTN_DECODE,
    library::LINEAR_ATTN_DECODE,
    library::DELTA_RULE_DECODE,
    library::GATED_DELTA_RULE_DECODE,
];

/// The entry of `kernel` that a form runs, e.g. `find("delta_rule/causal", Algorithm::Recurrent)`. Fused or spread over
/// workers, that is the entry of its [`Form::algorithm`].
///
/// # Errors
/// [`KernelError::Unknown`] if no list has such an entry.
pub fn find(kernel: &str, form: impl Into<Form>) -> Result<&'static Kernel, KernelError> {
    let form = form.into();
    KERNELS
        .iter()
        .chain(REFERENCES)
        .chain(javascript::KERNELS)
        .chain(chunk::SIZED.as_flattened())
        .find(|entry| entry.kernel == kernel && entry.algorithm == form.algorithm())
        .ok_or_else(|| KernelError::Unknown { kernel: kernel.into(), form })
}

/// Names and costs of the entry that [`find`] finds, without its code.
///
/// # Errors
/// As there.
pub fn info(kernel: &str, form: impl Into<Form>) -> Result<&'static Info, KernelError> {
    const COMPARED: &[Info] = &infos::<{ REFERENCES.len() }>(REFERENCES);
    const SIZED: &[Info] = &infos::<{ chunk::SIZED.as_flattened().len() }>(chunk::SIZED.as_flattened());
    let form = form.into();
    OFFERED
        .iter()
        .chain(COMPARED)
        .chain(javascript::INFOS)
        .chain(SIZED)
        .find(|entry| entry.kernel == kernel && entry.algorithm == form.algorithm())
        .ok_or_else(|| KernelError::Unknown { kernel: kernel.into(), form })
}

/// Names and costs of a list, taken out at compile time, so that their readers link no kernel.
const fn infos<const N: usize>(kernels: &[Kernel]) -> [Info; N] {
    let mut infos = [kernels[0].info; N];
    let mut i = 0;
    while i < N {
        infos[i] = kernels[i].info;
        i += 1;
    }
    infos
}
