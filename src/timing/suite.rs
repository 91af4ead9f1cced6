//! A suite turns a choice of kernels and sizes into the cases that are timed together.

use super::choice::{Choice, Field};
use super::peers::{bench, peers};
use super::question::{self, CHANNELS, Question, WAYS};
use super::{Against, Case, crossover, team};
use crate::fast::{self, Algorithm, Form, OFFERED};

/// A named plan of measurement.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// Value of the URL key `suite`.
    pub id: &'static str,
    /// The fields of a choice that have an effect on the cases.
    pub uses: &'static [Field],
    /// The size against which its times are drawn.
    pub against: Against,
    /// How often all sizes are gone through, the samples of a case adding up. A machine has slow seconds and fast ones,
    /// and several passes let each case meet both.
    pub passes: usize,
    /// Milliseconds that the samples of a case may take, all passes together.
    pub budget_ms: f64,
    /// The cases of a choice. Cases of one size stand together and sizes grow, so that each size predicts the next.
    pub cases: fn(&Choice) -> Vec<Case>,
    /// More cases, given the medians so far, once all others are timed; none ends the run.
    pub follow_up: FollowUp,
    /// So many more there usually are. Only the time that is promised depends on it.
    pub usually_more: usize,
    /// Slopes are fitted from this size on where a series has three sizes there.
    pub fit_from: usize,
}

/// Where [`Suite::fit_from`] is nothing else: at smaller sizes the cost that does not grow with n still weighs.
pub const FIT_FROM: usize = 1024;

/// More cases, given the choice and the medians so far; NaN for a case that was not timed.
pub type FollowUp = fn(&Choice, &[(Case, f64)]) -> Vec<Case>;

const CROSSOVER: Suite = Suite {
    id: "crossover",
    uses: &[Field::Channels],
    cases: |choice| crossover::first(&crossover::PAIRS, choice.d),
    follow_up: |choice, medians| crossover::next(&crossover::PAIRS, choice.d, medians),
    usually_more: 6 * BISECTIONS,
    ..ONCE
};

/// How often the two sizes that enclose a crossover are halved, from a factor of 2 to one of 1.1.
const BISECTIONS: usize = 3;

const QUADRATIC: Suite = Suite {
    id: Question::Quadratic.suite(),
    passes: 3,
    budget_ms: 450.0,
    cases: |_| question::quadratic(),
    fit_from: 0,
    ..ONCE
};

const WINS: Suite = Suite {
    id: Question::Wins.suite(),
    cases: |_| crossover::first(&[WAYS], CHANNELS),
    follow_up: |_, medians| crossover::next(&[WAYS], CHANNELS, medians),
    usually_more: 2 * BISECTIONS,
    ..ONCE
};

const SIMD: Suite = Suite {
    id: Question::Simd.suite(),
    passes: 3,
    budget_ms: 300.0,
    cases: |_| question::simd(),
    fit_from: 0,
    ..ONCE
};

/// Every suite. A new one is an entry here, and its words in the locales.
pub const SUITES: &[Suite] = &[
    Suite {
        id: "scaling",
        uses: &[Field::Kernels, Field::Beside, Field::From, Field::To, Field::Channels, Field::Halves],
        passes: 6,
        budget_ms: 1200.0,
        cases: scaling,
        ..ONCE
    },
    Suite {
        id: "width",
        uses: &[Field::Kernels, Field::Beside, Field::To],
        against: Against::Channels,
        cases: width,
        ..ONCE
    },
    Suite {
        id: "chunk",
        uses: &[Field::Kernels, Field::To, Field::Channels],
        against: Against::Chunk,
        cases: chunk,
        ..ONCE
    },
    CROSSOVER,
    Suite { id: "decode", uses: &[Field::Beside, Field::Channels], cases: decode, ..ONCE },
    Suite { id: "heads", uses: &[Field::Kernels, Field::To, Field::Channels], cases: heads, ..ONCE },
    QUADRATIC,
    WINS,
    SIMD,
    Suite { id: "peers", passes: 5, budget_ms: 2000.0, cases: |_| peers(), ..ONCE },
    Suite { id: "bench", passes: 3, budget_ms: 1200.0, cases: |_| bench(), ..ONCE },
];

/// The ids of all suites, in their order. Code that needs only the ids does not carry the suites.
pub const IDS: [&str; SUITES.len()] = {
    let mut ids = [""; SUITES.len()];
    let mut at = 0;
    while at < ids.len() {
        ids[at] = SUITES[at].id;
        at += 1;
    }
    ids
};

/// One pass over no cases.
const ONCE: Suite = Suite {
    id: "",
    uses: &[],
    against: Against::Tokens,
    passes: 1,
    budget_ms: 400.0,
    cases: |_| Vec::new(),
    follow_up: |_, _| Vec::new(),
    usually_more: 0,
    fit_from: FIT_FROM,
};

/// Compares kernels with their definitions and times none of them; no menu offers it.
pub const CHECK: Suite = Suite {
    id: "check",
    uses: &[Field::Kernels, Field::Beside, Field::To, Field::Channels],
    passes: 0,
    cases: once,
    ..ONCE
};

/// The suite with this id.
pub fn find(id: &str) -> Option<&'static Suite> {
    SUITES.iter().chain([&CHECK]).find(|suite| suite.id == id)
}

/// A kernel at `n_to` tokens of `d` channels.
fn case(choice: &Choice, kernel: &str, form: Form) -> Case {
    Case { kernel: kernel.to_owned(), form, n: choice.n_to, d: choice.d }
}

/// Each chosen kernel, and the other implementations beside it, at `n_to` tokens.
fn once(choice: &Choice) -> Vec<Case> {
    let own = |(kernel, algorithm): &(String, Algorithm)| case(choice, kernel, Form::Own(*algorithm));
    let mut cases: Vec<Case> = choice.kernels.iter().map(own).collect();
    for beside in &choice.beside {
        for (kernel, algorithm) in &choice.kernels {
            let other = beside.form(kernel, *algorithm).map(|form| case(choice, kernel, form));
            cases.extend(other.filter(|other| !cases.contains(other)));
        }
    }
    cases
}

/// Each chosen kernel, its heads spread over one worker, two, and so on up to one for each core.
fn heads(choice: &Choice) -> Vec<Case> {
    let spread = |(kernel, algorithm): &(String, Algorithm)| {
        let on = |workers| case(choice, kernel, Form::Workers(workers, *algorithm));
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

/// Channels that [`width`] times: those of usual heads, half of that, and double.
const WIDTHS: [usize; 5] = [16, 32, 64, 128, 256];

/// All chosen kernels at `n_to` tokens of 16 to 256 channels.
fn width(choice: &Choice) -> Vec<Case> {
    WIDTHS.into_iter().flat_map(|d| once(&Choice { d, ..choice.clone() })).collect()
}

/// Tokens before the one that is generated; the last for a state only, whose memory does not grow.
const CONTEXTS: [usize; 8] = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_000_000];

/// The next token by a KV cache and by a state, and the other implementations beside them, at growing contexts.
fn decode(choice: &Choice) -> Vec<Case> {
    let kernels = OFFERED.iter().filter(|kernel| kernel.kernel.ends_with("/decode"));
    let kernels: Vec<_> = kernels.map(|kernel| (kernel.kernel.to_owned(), kernel.algorithm)).collect();
    let at = |n| once(&Choice { kernels: kernels.clone(), n_to: n, ..choice.clone() });
    let fits = |case: &Case| case.kernel != "softmax_attn/decode" || case.n < 1_000_000;
    CONTEXTS.into_iter().flat_map(at).filter(fits).collect()
}

/// Each chosen kernel that has a chunk form, whichever form was chosen: token by token, and in chunks of every power of
/// two up to `n_to` tokens; all at `n_to` tokens, so that they are sampled in turn.
fn chunk(choice: &Choice) -> Vec<Case> {
    let mut kernels: Vec<&str> = Vec::new();
    for (kernel, _) in &choice.kernels {
        if !kernels.contains(&kernel.as_str()) && fast::info(kernel, Algorithm::ChunkOf(1)).is_ok() {
            kernels.push(kernel);
        }
    }
    let sizes = || fast::chunk::SIZES.into_iter().filter(|&size| size <= choice.n_to);
    let algorithms = || std::iter::once(Algorithm::Recurrent).chain(sizes().map(Algorithm::ChunkOf));
    let all = |kernel| algorithms().map(move |algorithm| case(choice, kernel, Form::Own(algorithm)));
    kernels.into_iter().flat_map(all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm::{Chunk, ChunkOf, Left, Naive, Recurrent, Right};
    use crate::fast::Means::Plain;
    use crate::timing::choice::Beside;

    #[test]
    fn scaling_doubles_and_keeps_sizes_together() {
        let kernels = vec![("a".into(), Left), ("b".into(), Right)];
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
        assert!(widths.is_sorted() && widths.len() == 5 * choice.kernels.len());
        let contexts = decode(&choice);
        assert!(contexts.iter().map(|c| c.n).is_sorted());
        assert!(contexts.iter().all(|c| fast::find(&c.kernel, c.form).is_ok()));
        let last: Vec<_> = contexts.iter().filter(|c| c.n == 1_000_000).map(|c| c.form).collect();
        assert_eq!(last, [Form::Own(Algorithm::State); 3]);
        let beside = Beside::ALL.to_vec();
        let all = decode(&Choice { beside, ..Choice::default() });
        assert_eq!(all.iter().filter(|c| c.n == 64).count(), 4 * 5, "each in every way");
    }

    #[test]
    fn chunk_times_every_size_beside_the_recurrence() {
        let kernels = vec![
            ("softmax_attn/full".into(), Naive),
            ("delta_rule/causal".into(), Chunk),
            ("delta_rule/causal".into(), Recurrent),
        ];
        let cases = chunk(&Choice { kernels, n_from: 1, n_to: 100, d: 8, ..Choice::default() });
        let algorithms: Vec<_> = cases.iter().map(|c| c.form.algorithm()).collect();
        let powers = [1, 2, 4, 8, 16, 32, 64].map(ChunkOf);
        assert_eq!(algorithms, [[Recurrent].as_slice(), &powers].concat());
        assert!(cases.iter().all(|c| c.kernel == "delta_rule/causal" && (c.n, c.d) == (100, 8)));
        assert!(cases.iter().all(|c| fast::find(&c.kernel, c.form).is_ok()));
    }

    #[test]
    fn every_kernel_can_be_computed_in_every_other_way() {
        for info in OFFERED {
            let kernels = vec![(info.kernel.to_owned(), info.algorithm)];
            let beside = Beside::ALL.to_vec();
            let cases = once(&Choice { kernels, beside, ..Choice::default() });
            assert_eq!(cases.len(), 1 + Beside::ALL.len(), "{}", info.id);
        }
        let both = [Left, Right].map(|algorithm| ("linear_attn/full".to_owned(), algorithm)).to_vec();
        let cases = once(&Choice { kernels: both, beside: vec![Beside::By(Plain)], ..Choice::default() });
        let forms: Vec<_> = cases.iter().map(|case| case.form.to_string()).collect();
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
