//! Everything that can be set survives the query string, and no query string is refused.

use deltascope::inputs::Head;
use deltascope::lessons::mask::Way;
use deltascope::lessons::state::Gate;
use deltascope::lessons::{Page, chunks};
use deltascope::math::LoopOrder;
use deltascope::rules::rule;
use deltascope::rules::wy::{Chunked, Flaws};
use deltascope::scenario::{Kind, Lang, Scenario, Source, Theme};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Every key of the query string.
const KEYS: [&str; 34] = [
    "page",
    "input",
    "head",
    "norm",
    "rule",
    "seed",
    "n",
    "d",
    "t",
    "suite",
    "lang",
    "theme",
    "grain",
    "speed",
    "calc-n",
    "calc-d",
    "beta",
    "gamma",
    "lab-from",
    "lab-to",
    "lab-d",
    "lab-kernels",
    "lab-beside",
    "letters",
    "mask",
    "softmax",
    "way",
    "loops",
    "chunk",
    "break-diagonal",
    "break-sign",
    "break-handover",
    "time-n",
    "time-d",
];

/// What the shell sets, on any page.
fn shell() -> impl Strategy<Value = Scenario> {
    let kinds: Vec<Kind> = Kind::all().collect();
    let source =
        (select(kinds), select(Head::ALL.to_vec()), any::<u32>(), 1..=Source::MAX_N, 1..=Source::MAX_D)
            .prop_map(|(kind, head, seed, n, d)| Source { kind: Some(kind), head, seed: seed.into(), n, d });
    let rest = (
        any::<Option<bool>>(),
        any::<u32>(),
        prop::option::of(select(Lang::ALL.to_vec())),
        prop::option::of(select(Theme::ALL.to_vec())),
    );
    (select(Page::ALL.to_vec()), source, rest).prop_map(|(page, source, (norm, t, lang, theme))| Scenario {
        page,
        source,
        norm,
        t: t.into(),
        lang,
        theme,
        ..Scenario::default()
    })
}

fn gate(max: f64) -> impl Strategy<Value = Gate> {
    let constant = (0.0..=max).prop_map(Gate::Constant);
    prop_oneof![constant, prop::collection::vec(0.0..=max, 1..20).prop_map(Gate::PerToken)]
}

/// What is read of what was written: the same, where an input that is the page's own goes without saying.
fn there_and_back(mut set: Scenario) -> Result<(), TestCaseError> {
    let (read, corrections) = Scenario::read(&set.write());
    prop_assert_eq!(corrections, []);
    prop_assert_eq!((read.kind(), read.unit_keys()), (set.kind(), set.unit_keys()));
    set.source.kind = set.source.kind.filter(|kind| *kind != set.page.default_input());
    prop_assert_eq!(read, set);
    Ok(())
}

proptest! {
    #[test]
    fn what_the_shell_sets_survives(set in shell()) {
        there_and_back(set)?;
    }

    #[test]
    fn what_the_state_page_sets_survives(
        set in shell(),
        rules in subsequence(vec!["linear_attn", "delta_rule", "gated_delta_rule"], 1..=3),
        beta in gate(2.0),
        gamma in gate(1.0),
        speed in 0.1..=100.0,
    ) {
        let mut set = Scenario { page: Page::State, ..set };
        set.knobs.state.rules = rules.into_iter().filter_map(rule).collect();
        (set.knobs.state.beta, set.knobs.state.gamma, set.knobs.state.speed) = (beta, gamma, speed);
        there_and_back(set)?;
    }

    #[test]
    fn what_the_reorder_page_sets_survives(
        set in shell(),
        n in 1u64..=1 << 20,
        d in 1u64..=1 << 10,
        speed in 1.0..=1e6,
        causal in any::<bool>(),
        loops in prop::option::of(select(LoopOrder::ALL.to_vec())),
    ) {
        let mut set = Scenario { page: Page::Reorder, ..set };
        (set.knobs.reorder.n, set.knobs.reorder.d, set.knobs.reorder.speed) = (n, d, speed);
        (set.knobs.reorder.causal, set.knobs.reorder.loops) = (causal, loops);
        there_and_back(set)?;
    }

    #[test]
    fn what_the_identity_page_sets_survives(set in shell(), letters in prop::array::uniform6(-99.0..=99.0)) {
        let mut set = Scenario { page: Page::Identity, ..set };
        set.knobs.identity.letters = letters;
        there_and_back(set)?;
    }

    #[test]
    fn what_the_mask_page_sets_survives(set in shell(), causal in any::<bool>(), softmax in any::<bool>(), way in select(Way::ALL.to_vec())) {
        let mut set = Scenario { page: Page::Mask, ..set };
        set.knobs.mask = deltascope::lessons::mask::Scenario { causal, softmax, way };
        there_and_back(set)?;
    }

    #[test]
    fn what_the_chunks_page_sets_survives(
        set in shell(),
        rule in select(Chunked::ALL.to_vec()),
        chunk_size in 1..=chunks::MOST_CHUNK,
        (diagonal, sign, hand_over) in any::<(bool, bool, bool)>(),
        (beta, gamma) in (0.0..=2.0, 0.0..=1.0),
        (timed_n, timed_d) in (select(chunks::TIMED_N.to_vec()), select(chunks::TIMED_D.to_vec())),
    ) {
        let mut set = Scenario { page: Page::Chunks, ..set };
        let flaws = Flaws { diagonal, sign, hand_over };
        let speed = 5.0;
        set.knobs.chunks = chunks::Scenario { rule, chunk_size, flaws, beta, gamma, speed, timed_n, timed_d };
        there_and_back(set)?;
    }

    #[test]
    fn what_the_lab_sets_survives(set in shell(), a in 1u64..=1 << 20, b in 1u64..=1 << 20, d in 1u64..=1 << 10) {
        let mut set = Scenario { page: Page::Lab, ..set };
        (set.knobs.lab.from, set.knobs.lab.to, set.knobs.lab.d) = (a.min(b), a.max(b), d);
        there_and_back(set)?;
    }

    #[test]
    fn any_query_string_opens_a_state_that_needs_no_more_corrections(
        pairs in prop::collection::vec((select(KEYS.to_vec()), ".{0,12}|-?[0-9]{1,25}|[0-9.]*e[0-9]+|NaN|inf"), 0..8),
    ) {
        let text: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let (scenario, _) = Scenario::read(&text.join("&"));
        let (again, corrections) = Scenario::read(&scenario.write());
        prop_assert_eq!(corrections, []);
        prop_assert_eq!(again.write(), scenario.write());
    }
}

#[test]
fn a_page_opens_at_its_own_moment_on_its_own_input_only() {
    let state = Scenario::default().at_page(Page::State);
    assert_eq!((state.page, state.t), (Page::State, Page::State.opening()));
    let mut other = Scenario::default();
    other.source.kind = Some(Kind::Random);
    assert_eq!(other.at_page(Page::State).t, 0);
}
