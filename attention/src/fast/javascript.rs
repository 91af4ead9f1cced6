//! The same loops in plain JavaScript, in `javascript.js`, so that a reader sees what WebAssembly brings.
//!
//! Only a browser can run them, so natively this list has names and costs, and no code.

use super::{Algorithm, Info, Means, plain};

/// The algorithm of all kernels here but those with `left` in their name.
pub const ALGORITHM: Algorithm = Algorithm::By(Means::JavaScript);

/// The entry in JavaScript of a plain kernel.
const fn like(info: Info, id: &'static str) -> Info {
    Info { id, algorithm: ALGORITHM, ..info }
}

/// Names and costs of [`KERNELS`], in the same order.
pub const INFOS: &[Info] = &[
    like(plain::QKT.info, "qkt.javascript"),
    like(plain::KTV.info, "ktv.javascript"),
    like(plain::GEMM.info, "gemm.javascript"),
    like(plain::SOFTMAX_ATTN.info, "softmax_attn.full.javascript"),
    like(plain::SOFTMAX_ATTN_CAUSAL.info, "softmax_attn.causal.javascript"),
    like(plain::LINEAR_ATTN.info, "linear_attn.full.javascript"),
    like(plain::LINEAR_ATTN_CAUSAL.info, "linear_attn.causal.javascript"),
    like(plain::SIMPLE_GLA.info, "simple_gla.causal.javascript"),
    like(plain::DELTA_RULE.info, "delta_rule.causal.javascript"),
    like(plain::GATED_DELTA_RULE.info, "gated_delta_rule.causal.javascript"),
    Info {
        id: "linear_attn.full.javascript(left)",
        algorithm: Algorithm::LeftBy(Means::JavaScript),
        ..plain::LINEAR_ATTN_LEFT.info
    },
    like(plain::SOFTMAX_ATTN_DECODE.info, "softmax_attn.decode.javascript"),
    like(plain::LINEAR_ATTN_DECODE.info, "linear_attn.decode.javascript"),
    like(plain::DELTA_RULE_DECODE.info, "delta_rule.decode.javascript"),
    like(plain::GATED_DELTA_RULE_DECODE.info, "gated_delta_rule.decode.javascript"),
];

#[cfg(not(all(target_arch = "wasm32", feature = "worker")))]
mod code {
    /// None: there is no JavaScript here.
    pub const KERNELS: &[super::super::Kernel] = &[];
}

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
mod code {
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::super::{Inputs, Kernel, plain};
    use super::INFOS;

    macro_rules! kernels {
        ($($index:literal $function:ident $plain:ident,)*) => {
            #[wasm_bindgen(module = "/src/fast/javascript.js")]
            extern "C" {
                $(
                    #[allow(clippy::too_many_arguments, reason = "JavaScript takes slices and numbers one by one")]
                    fn $function(
                        n: usize, d: usize, scale: f32,
                        q: &[f32], k: &[f32], v: &[f32], beta: &[f32], g: &[f32],
                        scratch: &mut [f32], output: &mut [f32],
                    );
                )*
            }

            /// The kernels of `javascript.js`.
            pub const KERNELS: &[Kernel] = &[$(Kernel {
                info: INFOS[$index],
                run: |Inputs { shape, q, k, v, beta, g }, scratch, output| {
                    $function(shape.n, shape.d, shape.scale(), q, k, v, beta, g, scratch, output);
                },
                ..plain::$plain
            },)*];
        };
    }

    kernels! {
        0 qkt QKT,
        1 ktv KTV,
        2 gemm GEMM,
        3 softmax_attn_full SOFTMAX_ATTN,
        4 softmax_attn_causal SOFTMAX_ATTN_CAUSAL,
        5 linear_attn_full LINEAR_ATTN,
        6 linear_attn_causal LINEAR_ATTN_CAUSAL,
        7 simple_gla_causal SIMPLE_GLA,
        8 delta_rule_causal DELTA_RULE,
        9 gated_delta_rule_causal GATED_DELTA_RULE,
        10 linear_attn_full_left LINEAR_ATTN_LEFT,
        11 softmax_attn_decode SOFTMAX_ATTN_DECODE,
        12 linear_attn_decode LINEAR_ATTN_DECODE,
        13 delta_rule_decode DELTA_RULE_DECODE,
        14 gated_delta_rule_decode GATED_DELTA_RULE_DECODE,
    }
}

pub use code::KERNELS;
