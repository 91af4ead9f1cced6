//! The matrix products that attention is made of, on their own.
//!
//! Q Kᵀ [n, n] is the score matrix, Kᵀ V [d, d] the state after the last token (transposed), and the square product
//! is what benchmarks of matrix libraries quote: at n = d all three multiply two square matrices.

use super::product::{Into, View, multiply, packing};
use super::{Algorithm, Info, Inputs, Kernel, Shape, definition};

/// Q Kᵀ, `[n, n]`: 2n²d operations, without scale.
pub const QKT: Kernel = Kernel {
    info: Info {
        id: "qkt.tiled",
        kernel: "qkt",
        algorithm: Algorithm::Tiled,
        series: 12,
        swept: false,
        flops: |Shape { n, d }| 2.0 * (n as f64).powi(2) * d as f64,
        reads: |shape| shape,
        output: Shape::tokens_squared,
        scratch: |Shape { n, d }| packing(d as u64, n as u64),
    },
    run: |Inputs { shape: Shape { n, d }, q, k, .. }, scratch, output| {
        multiply(Into::Fresh, 1.0, View::new(q, *n, *d), View::new(k, *n, *d).t(), output, scratch);
    },
    definition: definition::qkt,
};

/// Kᵀ V, `[d, d]`: 2nd² operations.
pub const KTV: Kernel = Kernel {
    info: Info {
        id: "ktv.tiled",
        kernel: "ktv",
        algorithm: Algorithm::Tiled,
        series: 13,
        swept: false,
        flops: |Shape { n, d }| 2.0 * n as f64 * (d as f64).powi(2),
        reads: |shape| shape,
        output: Shape::channels_squared,
        scratch: |Shape { n, d }| packing(n as u64, d as u64),
    },
    run: |Inputs { shape: Shape { n, d }, k, v, .. }, scratch, output| {
        multiply(Into::Fresh, 1.0, View::new(k, *n, *d).t(), View::new(v, *n, *d), output, scratch);
    },
    definition: definition::ktv,
};

/// The product of Q `[n, d]` with the numbers of V read as a matrix `[d, n]`, `[n, n]`: 2n²d operations. At n = d both
/// are square and lie row by row, as a matrix library is usually timed.
pub const GEMM: Kernel = Kernel {
    info: Info { id: "gemm.tiled", kernel: "gemm", series: 14, ..QKT.info },
    run: |Inputs { shape: Shape { n, d }, q, v, .. }, scratch, output| {
        multiply(Into::Fresh, 1.0, View::new(q, *n, *d), View::new(v, *d, *n), output, scratch);
    },
    definition: definition::gemm,
};
