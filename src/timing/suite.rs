//! What is timed together: a suite turns a choice of kernels and sizes into cases.

use serde::{Deserialize, Serialize};

use super::{Case, crossover, team};
use crate::fast::{self, OFFERED, SWEPT, form, javascript, library, plain};

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
    /// Whether n grows by √2 from size to size, and not by 2.
    #[serde(default)]
    pub halves: bool,
    /// What is timed beside each kernel: some of [`BESIDES`].
    #[serde(default)]
    pub beside: Vec<String>,
    /// Cores over which heads may be spread.
    #[serde(default)]
    pub cores: usize,
}

/// The same, computed otherwise: plain loops, a library's products, JavaScript; and each chosen form with fused
/// multiplications and additions.
pub const BESIDES: [&str; 4] = [plain::FORM, library::FORM, javascript::FORM, FUSED];
/// Of [`BESIDES`], the last.
pub const FUSED: &str = "fused";

/// A part of a [`Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `kernels`.
    Kernels,
    /// `n_from`.
    From,
    /// `n_to`.
    To,
    /// `d`.
    Channels,
    /// `halves`.
    Halves,
    /// `beside`.
    Beside,
}

/// Most tokens that a choice may ask for.
pub const MOST_TOKENS: usize = 1 << 20;
/// Most channels that a choice may ask for.
pub const MOST_CHANNELS: usize = 1 << 10;

impl Default for Choice {
    fn default() -> Self {
        let kernels = OFFERED[..SWEPT].iter().map(|k| (k.kernel.to_owned(), k.form.to_owned())).collect();
        Self { kernels, n_from: 64, n_to: 4096, d: 64, halves: false, beside: Vec::new(), cores: 1 }
    }
}

impl Choice {
    /// The nearest choice that can be measured: sizes within their bounds and in order, known kernels only.
    pub fn nearest(mut self) -> Self {
        self.kernels.retain(|(kernel, form)| fast::info(kernel, form).is_ok());
        let [a, b] = [self.n_from, self.n_to].map(|n| n.clamp(1, MOST_TOKENS));
        (self.n_from, self.n_to) = (a.min(b), a.max(b));
        self.d = self.d.clamp(1, MOST_CHANNELS);
        self.beside.retain(|form| BESIDES.contains(&form.as_str()));
        self
    }
}

/// A named plan of measurement.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// Value of the URL key `suite`.
    pub id: &'static str,
    /// The parts of a choice that have an effect on the cases.
    pub uses: &'static [Part],
    /// How often all sizes are gone through, the samples of a case adding up. A machine has slow seconds and fast ones;
    /// what is compared with others had better see both.
    pub passes: usize,
    /// Milliseconds that the samples of a case may take, all passes together.
    pub budget_ms: f64,
    /// The cases of a choice. Cases of one size stand together and sizes grow, so that each size predicts the next.
    pub cases: fn(&Choice) -> Vec<Case>,
    /// What to time next, given the medians so far, once all else is timed; nothing ends the run.
    pub next: Next,
}

/// The next cases, given the choice and the medians so far; NaN for a case that was not timed.
pub type Next = fn(&Choice, &[(Case, f64)]) -> Vec<Case>;

const NOTHING: Next = |_, _| Vec::new();

const CROSSOVER: Suite = Suite {
    id: "crossover",
    uses: &[Part::Channels],
    passes: 1,
    budget_ms: 400.0,
    cases: |choice| crossover::first(choice.d),
    next: |choice, medians| crossover::next(choice.d, medians),
};

/// Every suite. A new one is an entry here, and its words in the locales.
pub const SUITES: &[Suite] = &[
    Suite {
        id: "scaling",
        uses: &[Part::Kernels, Part::Beside, Part::From, Part::To, Part::Channels, Part::Halves],
        passes: 6,
        budget_ms: 1200.0,
        cases: scaling,
        next: NOTHING,
    },
    Suite { id: "width", uses: &[Part::Kernels, Part::Beside, Part::To], cases: width, ..ONCE },
    Suite { id: "chunk", uses: &[Part::Kernels, Part::To, Part::Channels], cases: chunk, ..ONCE },
    CROSSOVER,
    Suite { id: "decode", uses: &[Part::Beside, Part::Channels], cases: decode, ..ONCE },
    Suite { id: "heads", uses: &[Part::Kernels, Part::To, Part::Channels], cases: heads, ..ONCE },
    Suite { id: "peers", passes: 5, budget_ms: 2000.0, cases: |_| peers(), ..ONCE },
    Suite { id: "bench", passes: 3, budget_ms: 1200.0, cases: |_| bench(), ..ONCE },
];

/// One pass over no cases.
const ONCE: Suite =
    Suite { id: "", uses: &[], passes: 1, budget_ms: 400.0, cases: |_| Vec::new(), next: NOTHING };

/// Compares kernels with their definitions and times none of them; no menu offers it.
pub const CHECK: Suite = Suite {
    id: "check",
    uses: &[Part::Kernels, Part::Beside, Part::To, Part::Channels],
    passes: 0,
    cases: once,
    ..ONCE
};

/// The suite with this id.
pub fn find(id: &str) -> Option<&'static Suite> {
    SUITES.iter().chain([&CHECK]).find(|suite| suite.id == id)
}

/// Each chosen kernel, and what is timed beside it, at `n_to` tokens.
fn once(choice: &Choice) -> Vec<Case> {
    let case = |kernel: &str, form: String| Case { kernel: kernel.into(), form, n: choice.n_to, d: choice.d };
    let mut cases: Vec<Case> =
        choice.kernels.iter().map(|(kernel, form)| case(kernel, form.clone())).collect();
    for beside in &choice.beside {
        for (kernel, chosen) in &choice.kernels {
            let own = if beside == FUSED { form::fused(chosen) } else { format!("{beside}({chosen})") };
            let known = [own, beside.clone()].into_iter().find(|form| fast::info(kernel, form).is_ok());
            let case = known.map(|form| case(kernel, form));
            cases.extend(case.filter(|case| !cases.contains(case)));
        }
    }
    cases
}

/// Each chosen kernel, its heads spread over one worker, two, and so on up to one for each core.
fn heads(choice: &Choice) -> Vec<Case> {
    let case =
        |kernel: &String, form: String| Case { kernel: kernel.clone(), form, n: choice.n_to, d: choice.d };
    let spread = |(kernel, form): &(String, String)| {
        let on = |workers| case(kernel, form::spread(workers, form));
        team::counts(choice.cores).into_iter().map(on).collect::<Vec<_>>()
    };
    choice.kernels.iter().flat_map(spread).collect()
}

/// n grows from `n_from` by factors of 2, or of √2 rounded, while it does not pass `n_to`; at each n all chosen kernels.
fn scaling(choice: &Choice) -> Vec<Case> {
    let step = if choice.halves { std::f64::consts::SQRT_2 } else { 2.0 };
    let size = |i: i32| (choice.n_from.max(1) as f64 * step.powi(i)).round() as usize;
    let mut sizes: Vec<usize> = (0..).map(size).take_while(|&n| n <= choice.n_to).collect();
    sizes.dedup();
    sizes.into_iter().flat_map(|n| once(&Choice { n_to: n, ..choice.clone() })).collect()
}

/// Channels that [`width`] times, as heads have them, and half and double that.
const WIDTHS: [usize; 5] = [16, 32, 64, 128, 256];

/// All chosen kernels at `n_to` tokens of 16 to 256 channels.
fn width(choice: &Choice) -> Vec<Case> {
    WIDTHS.into_iter().flat_map(|d| once(&Choice { d, ..choice.clone() })).collect()
}

/// Tokens that went before the one that is generated; the last for a state only, whose memory does not grow.
const CONTEXTS: [usize; 8] = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_000_000];

/// The next token by a KV cache and by a state, and what is timed beside them, at growing contexts.
fn decode(choice: &Choice) -> Vec<Case> {
    let kernels = OFFERED.iter().filter(|kernel| kernel.kernel.ends_with("/decode"));
    let kernels: Vec<_> = kernels.map(|kernel| (kernel.kernel.to_owned(), kernel.form.to_owned())).collect();
    let at = |n| once(&Choice { kernels: kernels.clone(), n_to: n, ..choice.clone() });
    let fits = |case: &Case| case.kernel != "softmax_attn/decode" || case.n < 1_000_000;
    CONTEXTS.into_iter().flat_map(at).filter(fits).collect()
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
        let cases = scaling(&Choice { kernels, n_from: 48, n_to: 200, d: 5, ..Choice::default() });
        let sizes: Vec<_> = cases.iter().map(|c| (c.n, c.kernel.as_str())).collect();
        assert_eq!(sizes, [(48, "a"), (48, "b"), (96, "a"), (96, "b"), (192, "a"), (192, "b")]);
        assert!(cases.iter().all(|c| c.d == 5));
    }

    #[test]
    fn sizes_may_grow_by_the_root_of_two() {
        let choice = Choice { n_from: 64, n_to: 256, halves: true, ..Choice::default() };
        let mut sizes: Vec<_> = scaling(&choice).iter().map(|c| c.n).collect();
        sizes.dedup();
        assert_eq!(sizes, [64, 91, 128, 181, 256]);
        let tiny = Choice { n_from: 1, n_to: 4, ..choice };
        let mut sizes: Vec<_> = scaling(&tiny).iter().map(|c| c.n).collect();
        sizes.dedup();
        assert_eq!(sizes, [1, 2, 3, 4], "no size comes twice");
    }

    #[test]
    fn width_and_decode_keep_sizes_together() {
        let choice = Choice { n_to: 512, ..Choice::default() };
        let widths: Vec<_> = width(&choice).iter().map(|c| c.d).collect();
        assert!(widths.is_sorted() && widths.len() == 5 * SWEPT);
        let contexts = decode(&choice);
        assert!(contexts.iter().map(|c| c.n).is_sorted());
        assert!(contexts.iter().all(|c| fast::find(&c.kernel, &c.form).is_ok()));
        let last: Vec<_> = contexts.iter().filter(|c| c.n == 1_000_000).map(|c| c.form.as_str()).collect();
        assert_eq!(last, ["state"; 3]);
        let beside = BESIDES.map(str::to_owned).to_vec();
        let all = decode(&Choice { beside, ..Choice::default() });
        assert_eq!(all.iter().filter(|c| c.n == 64).count(), 4 * 5, "each in every way");
    }

    #[test]
    fn nonsense_becomes_the_nearest_choice() {
        let kernels = vec![("no".into(), "such".into()), ("delta_rule/causal".into(), "recurrent".into())];
        let choice = Choice { kernels, n_from: usize::MAX, n_to: 0, d: 0, ..Choice::default() }.nearest();
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
        let cases = chunk(&Choice { kernels, n_from: 1, n_to: 100, d: 8, ..Choice::default() });
        let forms: Vec<_> = cases.iter().map(|c| c.form.as_str()).collect();
        let powers = ["chunk(1)", "chunk(2)", "chunk(4)", "chunk(8)", "chunk(16)", "chunk(32)", "chunk(64)"];
        assert_eq!(forms, [["recurrent"].as_slice(), &powers].concat());
        assert!(cases.iter().all(|c| c.kernel == "delta_rule/causal" && (c.n, c.d) == (100, 8)));
        assert!(cases.iter().all(|c| fast::find(&c.kernel, &c.form).is_ok()));
    }

    #[test]
    fn every_kernel_can_be_computed_in_every_other_way() {
        for info in OFFERED {
            let kernels = vec![(info.kernel.to_owned(), info.form.to_owned())];
            let beside = BESIDES.map(str::to_owned).to_vec();
            let cases = once(&Choice { kernels, beside, ..Choice::default() });
            assert_eq!(cases.len(), 1 + BESIDES.len(), "{}", info.id);
        }
        let both = ["left", "right"].map(|form| ("linear_attn/full".to_owned(), form.to_owned())).to_vec();
        let cases =
            once(&Choice { kernels: both, beside: vec![plain::FORM.to_owned()], ..Choice::default() });
        let forms: Vec<_> = cases.iter().map(|case| case.form.as_str()).collect();
        assert_eq!(forms, ["left", "right", "plain(left)", "plain"]);
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
