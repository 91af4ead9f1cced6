//! Suites of fixed kernels and sizes: the sizes at which other libraries are timed, and the additions of `cargo xtask bench`.

use super::Case;
use crate::fast::Algorithm::{self, By, Chunk, Left, Naive, Recurrent, Registers, Right, Streaming, Tiled};
use crate::fast::Means::Plain;

/// A kernel, its algorithm, and the sizes \[n, d\] at which it is timed.
type Row = (&'static str, Algorithm, &'static [[usize; 2]]);

/// Kernels in their fastest form, at the sizes at which other libraries for the browser are timed.
const PEERS: &[Row] = &[
    ("qkt", Tiled, &[[1024, 64], [4096, 64]]),
    ("ktv", Tiled, &[[4096, 64], [16384, 64], [4096, 128]]),
    ("gemm", Tiled, &[[256, 256], [512, 512], [1024, 1024]]),
    ("softmax_attn/full", Streaming, &[[1024, 64], [2048, 64]]),
    ("linear_attn/full", Right, &[[4096, 64], [16384, 64]]),
    ("linear_attn/causal", Recurrent, &[[4096, 64], [16384, 64]]),
    ("simple_gla/causal", Recurrent, &[[4096, 64], [16384, 64]]),
    ("delta_rule/causal", Recurrent, &[[4096, 64], [16384, 64]]),
    ("gated_delta_rule/causal", Recurrent, &[[4096, 64], [16384, 64]]),
];

/// The additions of [`bench`]: the machine's limit, the other forms, and the plain loops where they take no more
/// than a tenth of a second or so.
const BESIDE: &[Row] = &[
    ("limit", Registers, &[[1024, 64], [4096, 64]]),
    ("softmax_attn/full", Naive, &[[1024, 64], [2048, 64]]),
    ("linear_attn/full", Left, &[[4096, 64]]),
    ("linear_attn/causal", Chunk, &[[4096, 64]]),
    ("simple_gla/causal", Chunk, &[[4096, 64]]),
    ("delta_rule/causal", Chunk, &[[4096, 64]]),
    ("gated_delta_rule/causal", Chunk, &[[4096, 64]]),
    ("qkt", By(Plain), &[[1024, 64]]),
    ("ktv", By(Plain), &[[4096, 64]]),
    ("gemm", By(Plain), &[[256, 256]]),
    ("softmax_attn/full", By(Plain), &[[1024, 64]]),
    ("linear_attn/full", By(Plain), &[[4096, 64]]),
    ("linear_attn/causal", By(Plain), &[[4096, 64]]),
    ("simple_gla/causal", By(Plain), &[[4096, 64]]),
    ("delta_rule/causal", By(Plain), &[[4096, 64]]),
    ("gated_delta_rule/causal", By(Plain), &[[4096, 64]]),
];

/// The sizes that other libraries are timed at, whatever was chosen.
pub fn peers() -> Vec<Case> {
    fixed(PEERS)
}

/// The same, with the machine's limit and the plain loops in the same run, for `cargo xtask bench`.
pub fn bench() -> Vec<Case> {
    fixed(&[PEERS, BESIDE].concat())
}

/// The cases of a table, sizes growing.
fn fixed(table: &[Row]) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (kernel, algorithm, sizes) in table {
        let case = |&[n, d]: &[usize; 2]| Case { kernel: (*kernel).into(), form: (*algorithm).into(), n, d };
        cases.extend(sizes.iter().map(case));
    }
    cases.sort_by_key(|case| (case.n, case.d));
    cases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast;

    #[test]
    fn fixed_suites_name_kernels_of_the_list_and_keep_sizes_together() {
        for cases in [peers(), bench()] {
            let mut groups: Vec<_> = cases.iter().map(|case| (case.n, case.d)).collect();
            groups.dedup();
            let mut distinct = groups.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(groups, distinct);
            assert!(cases.iter().all(|case| fast::find(&case.kernel, case.form).is_ok()));
        }
        assert_eq!(peers().len(), 20);
    }
}
