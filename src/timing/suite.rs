//! What is timed together: a suite turns a choice of kernels and sizes into cases.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::fast::{self, OFFERED, SWEPT};

/// What a person chose in the lab. Suites use the parts that concern them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// (kernel, form) pairs of the kernel list.
    pub kernels: Vec<(String, String)>,
    /// Smallest number of tokens.
    pub n_from: usize,
    /// Largest number of tokens.
    pub n_to: usize,
    /// Channels.
    pub d: usize,
}

/// Most tokens that a choice may ask for.
pub const MOST_TOKENS: usize = 1 << 20;
/// Most channels that a choice may ask for.
pub const MOST_CHANNELS: usize = 1 << 10;

impl Default for Choice {
    fn default() -> Self {
        let kernels = OFFERED[..SWEPT].iter().map(|k| (k.kernel.to_owned(), k.form.to_owned())).collect();
        Self { kernels, n_from: 64, n_to: 4096, d: 64 }
    }
}

impl Choice {
    /// The nearest choice that can be measured: sizes within their bounds and in order, known kernels only.
    pub fn nearest(mut self) -> Self {
        self.kernels.retain(|(kernel, form)| fast::info(kernel, form).is_ok());
        let [a, b] = [self.n_from, self.n_to].map(|n| n.clamp(1, MOST_TOKENS));
        (self.n_from, self.n_to) = (a.min(b), a.max(b));
        self.d = self.d.clamp(1, MOST_CHANNELS);
        self
    }
}

/// A named plan of measurement.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// Value of the URL key `suite`.
    pub id: &'static str,
    /// Whether the choice has any effect on the cases.
    pub chosen: bool,
    /// How often all sizes are gone through, the samples of a case adding up. A machine has slow seconds and fast ones;
    /// what is compared with others had better see both.
    pub passes: usize,
    /// The cases of a choice. Cases of one size stand together and sizes grow, so that each size predicts the next.
    pub cases: fn(&Choice) -> Vec<Case>,
}

/// Every suite. A new one is an entry here, and its words in the locales.
pub const SUITES: &[Suite] = &[
    Suite { id: "scaling", chosen: true, passes: 1, cases: scaling },
    Suite { id: "chunk", chosen: true, passes: 1, cases: chunk },
    Suite { id: "peers", chosen: false, passes: 5, cases: |_| peers() },
    Suite { id: "bench", chosen: false, passes: 3, cases: |_| bench() },
];

/// Compares kernels with their definitions and times none of them; no menu offers it.
pub const CHECK: Suite = Suite { id: "check", chosen: true, passes: 0, cases: once };

/// The suite with this id.
pub fn find(id: &str) -> Option<&'static Suite> {
    SUITES.iter().chain([&CHECK]).find(|suite| suite.id == id)
}

/// Each chosen kernel, at `n_to` tokens.
fn once(choice: &Choice) -> Vec<Case> {
    let case = |(kernel, form): &(String, String)| Case {
        kernel: kernel.clone(),
        form: form.clone(),
        n: choice.n_to,
        d: choice.d,
    };
    choice.kernels.iter().map(case).collect()
}

/// n doubles from `n_from` while it does not pass `n_to`; at each n all chosen kernels.
fn scaling(choice: &Choice) -> Vec<Case> {
    let sizes = std::iter::successors(Some(choice.n_from.max(1)), |n| n.checked_mul(2));
    let sizes = sizes.take_while(|&n| n <= choice.n_to);
    sizes.flat_map(|n| once(&Choice { n_to: n, ..choice.clone() })).collect()
}

/// Each chosen kernel that has a chunk form, whichever form was chosen: token by token, and in chunks of every power of
/// two up to `n_to` tokens; all at `n_to` tokens, so that they are sampled in turn.
fn chunk(choice: &Choice) -> Vec<Case> {
    let mut kernels: Vec<&str> = Vec::new();
    for (kernel, _) in &choice.kernels {
        if !kernels.contains(&kernel.as_str()) && fast::info(kernel, &fast::chunk::form(1)).is_ok() {
            kernels.push(kernel);
        }
    }
    let sizes = || fast::chunk::SIZES.into_iter().filter(|&size| size <= choice.n_to);
    let forms = || std::iter::once("recurrent".to_owned()).chain(sizes().map(fast::chunk::form));
    let case =
        |kernel: &str, form: String| Case { kernel: kernel.to_owned(), form, n: choice.n_to, d: choice.d };
    kernels.into_iter().flat_map(|kernel| forms().map(move |form| case(kernel, form))).collect()
}

/// Kernels in their fastest form, at the sizes at which other libraries for the browser are timed: \[n, d\].
const PEERS: &[(&str, &str, &[[usize; 2]])] = &[
    ("qkt", "tiled", &[[1024, 64], [4096, 64]]),
    ("ktv", "tiled", &[[4096, 64], [16384, 64], [4096, 128]]),
    ("gemm", "tiled", &[[256, 256], [512, 512], [1024, 1024]]),
    ("softmax_attn/full", "streaming", &[[1024, 64], [2048, 64]]),
    ("linear_attn/full", "right", &[[4096, 64], [16384, 64]]),
    ("linear_attn/causal", "recurrent", &[[4096, 64], [16384, 64]]),
    ("simple_gla/causal", "recurrent", &[[4096, 64], [16384, 64]]),
    ("delta_rule/causal", "recurrent", &[[4096, 64], [16384, 64]]),
    ("gated_delta_rule/causal", "recurrent", &[[4096, 64], [16384, 64]]),
];

/// What [`bench`] times beside them: the machine's limit, the other forms, and the plain loops where they take no more
/// than a tenth of a second or so.
const BESIDE: &[(&str, &str, &[[usize; 2]])] = &[
    ("limit", "registers", &[[1024, 64], [4096, 64]]),
    ("softmax_attn/full", "naive", &[[1024, 64], [2048, 64]]),
    ("linear_attn/full", "left", &[[4096, 64]]),
    ("linear_attn/causal", "chunk", &[[4096, 64]]),
    ("simple_gla/causal", "chunk", &[[4096, 64]]),
    ("delta_rule/causal", "chunk", &[[4096, 64]]),
    ("gated_delta_rule/causal", "chunk", &[[4096, 64]]),
    ("qkt", "plain", &[[1024, 64]]),
    ("ktv", "plain", &[[4096, 64]]),
    ("gemm", "plain", &[[256, 256]]),
    ("softmax_attn/full", "plain", &[[1024, 64]]),
    ("linear_attn/full", "plain", &[[4096, 64]]),
    ("linear_attn/causal", "plain", &[[4096, 64]]),
    ("simple_gla/causal", "plain", &[[4096, 64]]),
    ("delta_rule/causal", "plain", &[[4096, 64]]),
    ("gated_delta_rule/causal", "plain", &[[4096, 64]]),
];

/// What other libraries are timed at, whatever was chosen.
fn peers() -> Vec<Case> {
    fixed(PEERS)
}

/// The same, with the machine's limit and the plain loops in the same run, for `cargo xtask bench`.
fn bench() -> Vec<Case> {
    fixed(&[PEERS, BESIDE].concat())
}

/// The cases of a table, sizes growing.
fn fixed(table: &[(&str, &str, &[[usize; 2]])]) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (kernel, form, sizes) in table {
        let case = |&[n, d]: &[usize; 2]| Case { kernel: (*kernel).into(), form: (*form).into(), n, d };
        cases.extend(sizes.iter().map(case));
    }
    cases.sort_by_key(|case| (case.n, case.d));
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_doubles_and_keeps_sizes_together() {
        let kernels = vec![("a".into(), "x".into()), ("b".into(), "y".into())];
        let cases = scaling(&Choice { kernels, n_from: 48, n_to: 200, d: 5 });
        let sizes: Vec<_> = cases.iter().map(|c| (c.n, c.kernel.as_str())).collect();
        assert_eq!(sizes, [(48, "a"), (48, "b"), (96, "a"), (96, "b"), (192, "a"), (192, "b")]);
        assert!(cases.iter().all(|c| c.d == 5));
    }

    #[test]
    fn nonsense_becomes_the_nearest_choice() {
        let kernels = vec![("no".into(), "such".into()), ("delta_rule/causal".into(), "recurrent".into())];
        let choice = Choice { kernels, n_from: usize::MAX, n_to: 0, d: 0 }.nearest();
        assert_eq!((choice.n_from, choice.n_to, choice.d), (1, MOST_TOKENS, 1));
        assert_eq!(choice.kernels.len(), 1);
    }

    #[test]
    fn fixed_suites_name_kernels_of_the_list_and_keep_sizes_together() {
        for cases in [peers(), bench()] {
            let mut groups: Vec<_> = cases.iter().map(|case| (case.n, case.d)).collect();
            groups.dedup();
            let mut distinct = groups.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(groups, distinct);
            assert!(cases.iter().all(|case| fast::find(&case.kernel, &case.form).is_ok()));
        }
        assert_eq!(peers().len(), 20);
    }

    #[test]
    fn chunk_times_every_size_beside_the_recurrence() {
        let pair = |kernel: &str, form: &str| (kernel.to_owned(), form.to_owned());
        let kernels = vec![
            pair("softmax_attn/full", "naive"),
            pair("delta_rule/causal", "chunk"),
            pair("delta_rule/causal", "recurrent"),
        ];
        let cases = chunk(&Choice { kernels, n_from: 1, n_to: 100, d: 8 });
        let forms: Vec<_> = cases.iter().map(|c| c.form.as_str()).collect();
        let powers = ["chunk(1)", "chunk(2)", "chunk(4)", "chunk(8)", "chunk(16)", "chunk(32)", "chunk(64)"];
        assert_eq!(forms, [["recurrent"].as_slice(), &powers].concat());
        assert!(cases.iter().all(|c| c.kernel == "delta_rule/causal" && (c.n, c.d) == (100, 8)));
        assert!(cases.iter().all(|c| fast::find(&c.kernel, &c.form).is_ok()));
    }

    #[test]
    fn ids_are_unique_and_found() {
        for suite in SUITES.iter().chain([&CHECK]) {
            assert_eq!(find(suite.id).unwrap().id, suite.id);
            assert!(!(suite.cases)(&Choice::default()).is_empty());
        }
        assert!(find("nonsense").is_none());
    }
}
