//! Which cases are not timed, decided before anything is allocated or run.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::fast::{Info, Shape};

/// Bytes that one case may hold: 1 GiB. A wasm32 module can address 4 GiB, the kernels of one size are alive together,
/// and browsers on phones end a page well before 2 GiB.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// Longest single call in milliseconds; a call cannot be interrupted, only its worker killed.
pub const CALL_LIMIT_MS: f64 = 5000.0;

/// Largest RMS ratio between a kernel and its f64 definition at which timing the kernel means anything.
pub const TOLERANCE: f64 = 1e-5;

/// Why a case is not timed.
#[derive(Clone, Debug, Error, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It would hold more memory than [`MEMORY_LIMIT`].
    #[error("needs {needed} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Bytes of inputs, scratch memory and output.
        needed: u64,
        /// The limit.
        limit: u64,
    },
    /// The browser would not give the memory.
    #[error("needs {needed} bytes; the browser refused a buffer of {bytes}")]
    NoMemory {
        /// Bytes of inputs, scratch memory and output.
        needed: u64,
        /// Bytes of the one buffer that was refused.
        bytes: u64,
    },
    /// A single call would take longer than [`CALL_LIMIT_MS`].
    #[error("one call would take about {predicted_ms:.0} ms, longer than {limit_ms:.0} ms")]
    TooSlow {
        /// Milliseconds predicted for a call.
        predicted_ms: f64,
        /// The limit.
        limit_ms: f64,
    },
    /// It does not compute its definition.
    #[error("differs from its f64 definition by more than {tolerance:e}")]
    Inaccurate {
        /// RMS ratio found; `None` where it is not a number.
        rms_ratio: Option<f64>,
        /// The bound.
        tolerance: f64,
    },
    /// This browser cannot run the module that it asks for.
    #[error("this browser has no fused multiply-add (relaxed SIMD)")]
    NotFused,
    /// The module that it asks for could not be fetched.
    #[error("the fused kernels could not be loaded: {text}")]
    NotLoaded {
        /// The browser's words.
        text: String,
    },
    /// Two workers died over it.
    #[error("the worker died twice: {text}")]
    Died {
        /// The cause of the second death.
        text: String,
    },
    /// The kernel list has no such entry, or the size has a zero in it.
    #[error("{text}")]
    Impossible {
        /// What is wrong.
        text: String,
    },
}

/// A kernel's speed at some smaller size: the operations and milliseconds of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Counted floating-point operations of a call.
    pub flops: f64,
    /// Milliseconds of a call.
    pub ms: f64,
}

impl Measured {
    /// Milliseconds that a call of `flops` operations will take, if time grows as operations do.
    pub fn predicted_ms(self, flops: f64) -> f64 {
        self.ms * flops / self.flops
    }
}

/// Whether so many heads of a kernel may run at this shape, given the largest size measured of it so far.
///
/// # Errors
/// [`Refusal::TooLarge`] or [`Refusal::TooSlow`].
pub fn admit(kernel: &Info, shape: Shape, heads: usize, measured: Measured) -> Result<(), Refusal> {
    let needed = kernel.bytes(shape).saturating_mul(heads as u64);
    if needed > MEMORY_LIMIT {
        return Err(Refusal::TooLarge { needed, limit: MEMORY_LIMIT });
    }
    let predicted_ms = measured.predicted_ms((kernel.flops)(shape) * heads as f64);
    if predicted_ms > CALL_LIMIT_MS {
        return Err(Refusal::TooSlow { predicted_ms, limit_ms: CALL_LIMIT_MS });
    }
    Ok(())
}
