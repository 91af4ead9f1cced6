//! The experiments of the lessons, opened by their links: what they end with, against the numbers of an independent computation, and the
//! list of these numbers in `docs/numbers.md`.
//!
//! This file is long because it holds the numbers of every experiment.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::FRAC_1_SQRT_2;
use std::fmt::Write as _;
use std::path::Path;

use deltascope::experiments::{Mean, Question, Survey, Surveying};
use deltascope::inputs::{Kind, OwnFacts, Stream, facts, pairs, random, scenes, three, waves};
use deltascope::lessons::experiment::Measured;
use deltascope::lessons::lockstep::Lockstep;
use deltascope::lessons::{Experiment, Variation, experiments, measured, state};
use deltascope::names;
use deltascope::pages::Page;
use deltascope::rules::RULES;
use deltascope::scenario::Scenario;

use crate::support::streams::sentence;

/// What a link sets.
fn opened(page: Page, link: &str) -> Scenario {
    let (scenario, corrections) = Scenario::read(&format!("page={}&{link}", page.slug()));
    assert!(corrections.is_empty(), "{link}: {corrections:?}");
    scenario
}

/// The stream of a scenario, as the page makes it.
fn stream(s: &Scenario) -> Stream {
    let given = &s.source.given;
    let stream = match s.kind() {
        Kind::Three => three(),
        Kind::Facts => facts(),
        Kind::Scenes => scenes(None),
        Kind::Waves => waves(),
        Kind::Random => random(given.seed, given.n as usize, given.d as usize),
        Kind::Pairs => pairs(given.seed, given.keys as usize, given.n as usize, given.d as usize),
        Kind::Own => OwnFacts::read(&given.facts, |x| x.parse().ok()).unwrap().stream(),
        Kind::Tensors => panic!("no experiment runs on tensors of a reader"),
        Kind::Sentence(number) => sentence(number, given.head),
    };
    let stream = if s.unit_keys() { stream.with_unit_keys() } else { stream };
    stream.with_scale(s.scale())
}

/// The page of an experiment.
fn page_of(id: &str) -> Page {
    all().find(|(_, of)| of.id == id).unwrap_or_else(|| panic!("no experiment {id}")).0
}

/// The numbers of an experiment: the id of the rule, what is measured, the pair counted from 1, and the value.
fn numbers(link: &str, id: &str) -> Vec<(&'static str, Measured)> {
    let page = page_of(id);
    let scenario = opened(page, link);
    let set = scenario.knobs.set(page).expect("it runs rules");
    let run = Lockstep::run(&stream(&scenario), set, RULES);
    let of_rule = |of: Measured| (run.rule(of.lane).unwrap().info.id, of);
    measured(page, &run, id).into_iter().map(of_rule).collect()
}

/// Those of one rule by their name and pair.
fn of_rule(link: &str, rule: &str) -> BTreeMap<String, f64> {
    let id = link.trim_start_matches("exp=").split('&').next().unwrap();
    let name = |of: &Measured| {
        of.pair.map_or_else(|| of.name.to_owned(), |pair| format!("{} {}", of.name, pair + 1))
    };
    numbers(link, id).iter().filter(|(id, _)| *id == rule).map(|(_, of)| (name(of), of.value)).collect()
}

fn assert_numbers(link: &str, rule: &str, expected: &[(&str, f64)], near: f64) {
    let found = of_rule(link, rule);
    for (name, value) in expected {
        let found = found.get(*name).unwrap_or_else(|| panic!("{link}, {rule}: no {name} in {found:?}"));
        assert!((found - value).abs() < near, "{link}, {rule}, {name}: {found} and not {value}");
    }
}

#[test]
fn overwriting_leaves_a_part_of_the_old_value() {
    let off = |newest: f64, white: f64, black: f64| [("off 9", newest), ("off 7", white), ("off 3", black)];
    for (link, rule, expected) in [
        ("exp=overwrite", "linear_attn", off(1.311434, 1.317779, 1.049389)),
        ("exp=overwrite", "delta_rule", off(0.135709, 0.612830, 1.039611)),
        ("exp=overwrite", "gated_delta_rule", off(0.120127, 0.683542, 1.054133)),
        ("exp=overwrite&beta=1&gamma=1", "delta_rule", off(0.0, 0.647059, 1.132429)),
        ("exp=overwrite&beta=1&gamma=1", "gated_delta_rule", off(0.0, 0.647059, 1.132429)),
    ] {
        assert_numbers(link, rule, &expected, 1e-6);
    }
}

#[test]
fn overlapping_keys_are_confused_from_the_golden_ratio_on() {
    let half = FRAC_1_SQRT_2;
    assert_numbers("exp=overlap", "linear_attn", &[("off 1", half), ("off 2", half), ("squares", 1.0)], 1e-6);
    assert_numbers(
        "exp=overlap",
        "delta_rule",
        &[("off 1", 0.866025), ("off 2", 0.0), ("squares", 0.75)],
        1e-6,
    );
    let at_60 = "exp=overlap&facts=lamp 1 0>red 1 0;sky 0.5 0.8660254>blue 0 1";
    assert_numbers(at_60, "linear_attn", &[("off 1", 0.5), ("off 2", 0.5)], 1e-6);
    assert_numbers(at_60, "delta_rule", &[("off 1", 0.559017), ("off 2", 0.0)], 1e-6);
}

#[test]
fn a_fact_too_many_moves_the_error_and_breaks_nothing() {
    for (link, rule, old, new, squares, near) in [
        ("exp=full", "linear_attn", 0.5, 1.0, 2.0, 1e-6),
        ("exp=full", "delta_rule", FRAC_1_SQRT_2, 0.0, 2.0, 1e-6),
        // Least squares, as far as a small ridge lets it.
        ("exp=full&gates=lamb:0.001", "mesa_net", 0.353553, FRAC_1_SQRT_2, 1.0, 2e-3),
    ] {
        let old_pairs = ["off 1", "off 2", "off 3", "off 4"].map(|name| (name, old));
        assert_numbers(link, rule, &old_pairs, near);
        assert_numbers(link, rule, &[("off 5", new), ("squares", squares)], near);
    }
}

#[test]
fn lists_of_pairs_are_those_of_the_averages() {
    use deltascope::experiments::{Asked, long_noise, told_again, told_once};
    use deltascope::rules::rule;
    for seed in [0, 1, 17] {
        let linear = Asked::new(rule("linear_attn").unwrap());
        let delta = Asked::new(rule("delta_rule").unwrap());
        for (id, asked) in [("linear_attn", linear), ("delta_rule", delta)] {
            let again = told_again(&asked, seed, 8, 64, 16).unwrap();
            let once = told_once(&asked, seed, 16, 16).unwrap();
            let right = |count: usize| [("right", count as f64)];
            assert_numbers(&format!("exp=again&seed={seed}"), id, &right(again.count()), 1e-9);
            assert_numbers(&format!("exp=recall&seed={seed}"), id, &right(once.count()), 1e-9);
        }
        let kept = long_noise(&delta, seed, [8, 56], 16, false).unwrap().count();
        assert_numbers(&format!("exp=noise&seed={seed}"), "delta_rule", &[("right", kept as f64)], 1e-9);
        let lost = long_noise(&delta, seed, [8, 56], 16, true).unwrap().count();
        assert_numbers(
            &format!("exp=noise&seed={seed}&beta=1"),
            "delta_rule",
            &[("right", lost as f64)],
            1e-9,
        );
        assert!(lost < kept, "seed {seed}");
    }
}

#[test]
fn weights_below_zero_are_not_the_delta_rules_alone() {
    assert_numbers("exp=weights", "linear_attn", &[("lowest", -0.428390), ("negative", 60.0)], 1e-5);
    assert_numbers("exp=weights", "delta_rule", &[("lowest", -0.623651), ("negative", 69.0)], 1e-5);
    assert_numbers("exp=weights", "gated_delta_rule", &[("lowest", -0.409177)], 1e-5);
    assert_numbers("exp=weights", "softmax_attn", &[("lowest", 0.0), ("negative", 0.0)], f64::EPSILON);
    assert_numbers("exp=weights&beta=0.5", "delta_rule", &[("lowest", -0.287273)], 1e-5);
    let run = |link: &str| {
        let scenario = opened(Page::State, link);
        Lockstep::run(&stream(&scenario), &scenario.knobs.state.set, RULES)
    };
    let run = run("exp=weights");
    let (lane, cell) = run.most_negative(run.stops.len() as u64).unwrap();
    assert_eq!((run.rule(lane).unwrap().info.id, cell), ("delta_rule", (16, 12)));
    let (overlap, seen) = run.track(lane).unwrap().weight_between(16, 12).unwrap();
    let expected = [-0.415705, -0.561763, -0.507468, -0.652863, -0.623651];
    for (found, expected) in std::iter::once(&overlap).chain(&seen).zip(expected) {
        assert!((found - expected).abs() < 1e-5, "{found} and not {expected}");
    }
    assert_eq!(seen.len(), 4);
    let turned =
        |rule: usize| (0..20).flat_map(move |t| (0..=t).map(move |j| (t, j))).map(move |cell| (rule, cell));
    let weight = |lane: usize, (t, j): (usize, usize)| run.track(lane).unwrap().weight(t, j).unwrap();
    let turned = turned(0).filter(|(_, cell)| weight(1, *cell) > 0.0 && weight(2, *cell) < 0.0).count();
    assert_eq!(turned, 23, "positive in linear attention, negative in DeltaNet");
}

#[test]
fn the_weight_that_is_shown_first_is_one_that_later_keys_have_turned() {
    let scenario = opened(Page::State, "exp=weights");
    let run = Lockstep::run(&stream(&scenario), &scenario.knobs.state.set, RULES);
    let (lane, (t, j)) = run.turned(run.stops.len() as u64).unwrap();
    assert_eq!(run.rule(lane).unwrap().info.id, "delta_rule");
    let weight = |lane: usize| run.track(lane).unwrap().weight(t, j).unwrap();
    assert!(weight(1) > 0.0 && weight(2) < 0.0, "token {j} for token {t}: {} and {}", weight(1), weight(2));
    assert_eq!(run.turned(0), None, "before the first answer there is none");
}

#[test]
fn the_list_of_pairs_tells_what_each_rule_answers_also_where_that_is_not_s_k() {
    let scenario = opened(Page::State, "exp=full");
    let run = Lockstep::run(&stream(&scenario), &scenario.knobs.state.set, RULES);
    for lane in 0..3 {
        // All values have length 1.
        let listed: Vec<f64> =
            run.track(lane).unwrap().recalled(run.stops.len()).1.iter().map(|of| of.error).collect();
        let numbers = state::measured(&run, "full");
        let measured = numbers.iter().filter(|of| of.lane == lane && of.name == "off").map(|of| of.value);
        assert!(listed.iter().zip(measured).all(|(a, b)| (a - b).abs() < 1e-9), "lane {lane}: {listed:?}");
        assert_eq!(listed.len(), 5);
    }
}

#[test]
fn ranks_are_equal_and_spreads_are_not() {
    let of = |sigma, norm, spread, right| {
        [("rank", 20.0), ("sigma", sigma), ("norm", norm), ("spread", spread), ("right", right)]
    };
    for (rule, expected) in [
        ("linear_attn", of(24.2516, 27.9452, 2.569, 4.0)),
        ("delta_rule", of(5.7798, 10.6463, 6.575, 8.0)),
        ("gated_delta_rule", of(4.5536, 6.6133, 4.837, 3.0)),
    ] {
        assert_numbers("exp=rank", rule, &expected, 6e-4);
    }
}

#[test]
fn parity_is_exact() {
    let after = |states: [f64; 8]| {
        std::array::from_fn::<_, 8, _>(|i| {
            (
                [
                    "parity 2", "parity 3", "parity 4", "parity 5", "parity 6", "parity 7", "parity 8",
                    "parity 9",
                ][i],
                states[i],
            )
        })
    };
    assert_numbers(
        "exp=parity",
        "delta_rule",
        &after([-1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0]),
        f64::EPSILON,
    );
    assert_numbers("exp=parity", "linear_attn", &after([1.0; 8]), f64::EPSILON);
    let weak = "exp=parity&beta=1,1.9,0,1.9,1.9,0,1.9,1.9,1.9,";
    assert_numbers(weak, "delta_rule", &[("parity 9", 0.531441)], 1e-6);
}

#[test]
fn a_query_sees_what_a_later_key_has_taken_out_of_an_earlier_one() {
    for [theta, phi] in [[45.0, 45.0], [30.0, 70.0], [80.0, 15.0], [60.0, -20.0]] {
        let [theta, phi] = [theta, phi].map(f64::to_radians);
        let key = |angle: f64| format!("{} {}", angle.cos(), angle.sin());
        let facts = format!("a 1 0>1 0 0;b {}>0 1 0;c {}>0 0 1", key(theta), key(theta + phi));
        let scenario = opened(
            Page::State,
            &format!("rule=linear_attn,delta_rule&input=own&facts={facts}&beta=1,1,0,&show=a"),
        );
        let run = Lockstep::run(&stream(&scenario), &scenario.knobs.state.set, RULES);
        let weights = |lane: usize| [0, 1].map(|j| run.track(lane).unwrap().weight(2, j).unwrap());
        for (lane, expected) in
            [(1, [(theta + phi).cos(), phi.cos()]), (2, [-theta.sin() * phi.sin(), phi.cos()])]
        {
            let found = weights(lane);
            let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(apart < 1e-12, "lane {lane}, {theta}, {phi}: {found:?} and not {expected:?}");
        }
    }
}

#[test]
fn variations_end_with_the_numbers_that_their_sentences_tell() {
    let of = |id: &str, variation: &str| {
        let (_, experiment) = all().find(|(_, of)| of.id == id).unwrap();
        let found = experiment.variations.iter().find(|of| of.id == variation).unwrap();
        format!("exp={id}&{}", found.sets)
    };
    let off = ["off 1", "off 2", "off 3"];
    let three = |values: [f64; 3]| [0, 1, 2].map(|i| (off[i], values[i]));
    assert_numbers(&of("full", "plane"), "linear_attn", &three([FRAC_1_SQRT_2; 3]), 1e-6);
    assert_numbers(&of("full", "plane"), "delta_rule", &three([1.096871, 0.673146, 0.0]), 1e-6);
    assert_numbers(&of("overlap", "wide"), "delta_rule", &[("off 1", 0.559017), ("off 2", 0.0)], 1e-6);
    assert_numbers(&of("recall", "softmax"), "softmax_attn", &[("right", 16.0)], f64::EPSILON);
    let weights = of("weights", "plane");
    assert_numbers(&weights, "linear_attn", &[("negative", 0.0)], f64::EPSILON);
    assert_numbers(&weights, "delta_rule", &[("negative", 1.0)], f64::EPSILON);
    assert_numbers(&weights, "delta_rule", &[("lowest", -0.5)], 1e-6);
    for (rule, right) in [("linear_attn", 13.0), ("delta_rule", 16.0), ("gated_delta_rule", 8.0)] {
        assert_numbers(&of("rank", "head"), rule, &[("rank", 20.0), ("right", right)], f64::EPSILON);
    }
    assert_numbers(&of("parity", "weak"), "delta_rule", &[("parity 9", 0.531441)], 1e-6);
}

/// The lesson on width: what its questions and variations say.
#[test]
fn width_ends_with_the_numbers_that_its_sentences_tell() {
    let directions = |rank, sigma, second| [("rank", rank), ("sigma", sigma), ("sigma_2", second)];
    assert_numbers("exp=directions", "linear_attn", &directions(2.0, 1.645_329, 1.137_055), 5e-7);
    assert_numbers("exp=directions", "delta_rule", &directions(1.0, 1.0, 0.0), 1e-12);
    let ten = format!("exp=directions&{}", varied("directions", "ten"));
    assert_numbers(&ten, "linear_attn", &directions(1.0, 10.0, 0.0), 1e-12);
    assert_numbers(&ten, "delta_rule", &directions(1.0, 1.0, 0.0), 1e-12);

    let off = |all: [f64; 4]| [("off 1", all[0]), ("off 2", all[1]), ("off 3", all[2]), ("off 4", all[3])];
    let root = std::f64::consts::SQRT_2;
    assert_numbers("exp=narrow", "delta_rule", &off([root, root, 0.0, 0.0]), 1e-12);
    assert_numbers("exp=narrow", "linear_attn", &off([1.0; 4]), 1e-12);
    let slanted = format!("exp=narrow&{}", varied("narrow", "slanted"));
    assert_numbers(&slanted, "delta_rule", &[("off 3", 0.8 * root), ("off 4", 0.0)], 1e-12);
    let wide = format!("exp=narrow&{}", varied("narrow", "wide"));
    for rule in ["linear_attn", "delta_rule"] {
        assert_numbers(&wide, rule, &off([0.0; 4]), 1e-12);
    }

    let row = |a: f64, b: f64, c: f64| [("entry_1", a), ("entry_2", b), ("entry_3", c)];
    for rule in ["delta_rule", "gated_delta_product"] {
        assert_numbers("exp=swap", rule, &row(3.0, 2.0, 1.0), 1e-14);
        assert_numbers("exp=swap&beta=1", rule, &row(1.875, 1.875, 2.25), 1e-14);
        let cycle = format!("exp=swap&{}", varied("swap", "cycle"));
        assert_numbers(&cycle, rule, &row(2.0, 3.0, 1.0), 1e-14);
    }
    assert_numbers("exp=swap&gamma=0.9", "gated_delta_product", &row(2.187, 1.3122, 0.59049), 1e-12);
    assert_numbers("exp=swap&gamma=0.9", "delta_rule", &row(3.0, 2.0, 1.0), 1e-14);

    let at = |x: f64, y: f64| [("entry_1", x), ("entry_2", y)];
    assert_numbers("exp=turn", "delta_rule", &at(1.0, 0.0), 1e-7);
    let quarter = format!("exp=turn&{}", varied("turn", "quarter"));
    assert_numbers(&quarter, "delta_rule", &at(0.0, -1.0), 1e-7);
    assert_numbers("exp=turn&beta=1,1.9,", "delta_rule", &at(0.729_098, -0.003_327), 5e-7);
}

/// What a variation of an experiment sets.
fn varied(id: &str, variation: &str) -> &'static str {
    let (_, experiment) = all().find(|(_, of)| of.id == id).unwrap();
    experiment.variations.iter().find(|of| of.id == variation).unwrap().sets
}

/// The lesson on positions: what its questions and variations say.
#[test]
fn positions_end_with_the_numbers_that_their_sentences_tell() {
    let parts = |of: [f64; 3]| [("part_1", of[0]), ("part_2", of[1]), ("part_3", of[2])];
    let forgetting = "forgetting_attn";
    assert_numbers("exp=clause", "softmax_attn", &parts([0.769_848, 0.136_087, 0.094_065]), 1e-5);
    assert_numbers("exp=clause", forgetting, &parts([0.001_767, 0.044_834, 0.953_399]), 1e-5);
    assert_numbers("exp=clause", forgetting, &[("weight 13", 0.026)], 5e-4);
    let even = parts([0.659_022, 0.175_168, 0.165_811]);
    assert_numbers("exp=clause&gamma=0.9512294245", forgetting, &even, 1e-5);
    let alibi = parts([0.148_073, 0.198_216, 0.653_711]);
    assert_numbers("exp=clause&gamma=0.7788007831", forgetting, &alibi, 1e-5);

    let apart = |x: f64| [("apart", x)];
    for rule in ["softmax_attn", "forgetting_attn", "path_attn"] {
        assert_numbers("exp=path", rule, &apart(0.0), 1e-14);
    }
    assert_numbers("exp=path&gamma=0.9", "path_attn", &apart(0.039), 5e-4);
    assert_numbers("exp=path&gamma=0.9", forgetting, &apart(0.254), 5e-4);
    assert_numbers("exp=path&beta=1", "path_attn", &apart(0.303), 5e-4);
    // The weights of the ten oldest tokens for the last car: how many times the least the largest is.
    let scenario = opened(Page::Positions, "exp=path&beta=1");
    let run = Lockstep::run(&stream(&scenario), &scenario.knobs.positions.set, RULES);
    let ratio = |lane: usize| {
        let row: Vec<f64> = (0..10).map(|j| run.track(lane).unwrap().weight(17, j).unwrap()).collect();
        let most = row.iter().copied().fold(0.0, f64::max);
        most / row.iter().copied().fold(f64::INFINITY, f64::min)
    };
    assert_eq!((run.rule(0).unwrap().info.id, run.rule(2).unwrap().info.id), ("softmax_attn", "path_attn"));
    assert_eq!([ratio(0), ratio(2)].map(f64::round), [217.0, 420.0]);

    let weights = |lamp: f64, sky: f64| [("weight 1", lamp), ("weight 2", sky)];
    assert_numbers("exp=order", "delta_rule", &weights(-0.12, 0.4), 1e-12);
    let swapped = "exp=order&facts=sky 0.6 0.8>blue 0 1;lamp 1 0>red 1 0;ask 0 1>none 0 0";
    assert_numbers(swapped, "delta_rule", &weights(0.4, 0.0), 1e-12);
    let [told, turned] = ["exp=order", swapped].map(|link| of_rule(link, "softmax_attn"));
    assert!((told["weight 1"] - turned["weight 2"]).abs() < 1e-12, "softmax sees no order");
    let [told, turned] = ["exp=order", swapped].map(|link| of_rule(link, forgetting));
    assert!(told["weight 1"] < turned["weight 2"] && told["weight 2"] > turned["weight 1"]);
    for order in ["lamp 1 0>red 1 0;sky 0 1>blue 0 1", "sky 0 1>blue 0 1;lamp 1 0>red 1 0"] {
        let link = format!("exp=order&facts={order};ask 0.6 0.8>none 0 0");
        let [first, second] = if order.starts_with("lamp") { [0.3, 0.4] } else { [0.4, 0.3] };
        assert_numbers(&link, "delta_rule", &weights(first, second), 1e-12);
    }
}

/// The lesson on losses: what its questions and variations say.
#[test]
fn losses_end_with_the_numbers_that_their_sentences_tell() {
    let fading = |gamma: f64| (1.0 - gamma.powi(15)) / (1.0 - gamma);
    assert_numbers("exp=grows", "linear_attn", &[("along", 15.0)], 1e-12);
    assert_numbers("exp=grows", "simple_gla", &[("along", fading(0.9))], 1e-12);
    assert_numbers("exp=grows", "delta_rule", &[("along", 1.0 - 0.5_f64.powi(15))], 1e-12);
    assert_numbers("exp=grows&gamma=0.5", "simple_gla", &[("along", fading(0.5))], 1e-12);
    // The pair of the unit value's own telling and another: both begin at 0 and part.
    let contrastive = of_rule("exp=grows", "contrastive")["along"];
    assert!((0.9..1.4).contains(&contrastive), "{contrastive}");

    let off = 0.570_312_5_f64.hypot(0.375);
    let wrong = [("answer_1", 0.429_687_5), ("answer_2", 0.375), ("off", off)];
    assert_numbers("exp=wrong", "delta_rule", &wrong, 1e-12);
    assert_numbers("exp=wrong", "huber", &[("answer_1", 0.942_977_223), ("off", 0.059_698)], 1e-6);
    assert_numbers(
        "exp=wrong",
        "huber_by_coordinate",
        &[("answer_1", 0.9375), ("answer_2", 0.031_25)],
        1e-12,
    );
    let longer =
        "exp=wrong&facts=lamp 1 0>red 1 0;lamp>red;lamp>red;lamp>wrong -80 60;lamp>red;lamp>red;lamp>red";
    assert_numbers(longer, "delta_rule", &[("off", 6.3)], 0.05);
    assert_numbers(longer, "huber", &[("off", 0.06)], 0.005);
    assert_numbers("exp=wrong&gates=delta:0.05", "huber", &[("off", 0.87)], 0.005);

    let late: Vec<(String, f64)> = (1..=6).map(|n| (format!("off {n}"), 0.7_f64.powi(7 - n))).collect();
    let late: Vec<(&str, f64)> = late.iter().map(|(name, off)| (name.as_str(), *off)).collect();
    assert_numbers("exp=late", "momentum_delta_rule", &late, 1e-12);
    assert_numbers("exp=late", "delta_rule", &[("off 1", 0.0), ("off 6", 0.0)], 1e-15);
    let large = [("off 1", 1.6471), ("off 6", 0.1)];
    assert_numbers("exp=late&gates=eta:0.9", "momentum_delta_rule", &large, 5e-5);

    let mesa = [("answer_1", 0.499_917), ("answer_2", 0.499_917)];
    assert_numbers("exp=average", "mesa_net", &mesa, 5e-7);
    let overshot = [("answer_1", -0.884_088), ("answer_2", 1.566)];
    assert_numbers("exp=average", "momentum_delta_rule", &overshot, 1e-9);
    assert_numbers("exp=average", "delta_rule", &[("answer_1", 0.0), ("answer_2", 1.0)], 1e-15);
    let fading = [("answer_1", 0.111_055), ("answer_2", 0.888_438)];
    assert_numbers("exp=average&rule=delta_rule,mesa_net&gamma=0.5", "mesa_net", &fading, 5e-7);

    for (link, linear, delta, mesa) in [
        ("exp=least", 4.518_824_949, 0.650_292_936, 0.018_052_785),
        ("exp=least&gates=lamb:0.25", 4.518_824_949, 0.650_292_936, 0.276_274_513),
        ("exp=least&head=l0.h3", 1.911_671_495, 0.453_584_374, 0.013_728_789),
    ] {
        for (rule, median) in [("linear_attn", linear), ("delta_rule", delta), ("mesa_net", mesa)] {
            assert_numbers(link, rule, &[("median", median)], 1e-8);
        }
    }
}

/// The lesson on stability: what its questions and variations say.
#[test]
fn stability_ends_with_the_numbers_that_its_sentences_tell() {
    let norm = |size: f64| [("norm", size)];
    assert_numbers("exp=length", "delta_rule", &norm(21_523_360.0), 1e-6);
    assert_numbers("exp=length", "linear_attn", &norm(32.0), 1e-12);
    assert_numbers("exp=length&beta=0.5", "delta_rule", &norm(0.0), 1e-15);
    assert_numbers("exp=length&beta=0.25", "delta_rule", &norm(0.5), 1e-15);
    assert_numbers("exp=real", "delta_rule", &norm(2.196_459e38), 1e32);
    assert_numbers("exp=real&input=s1&head=l0.h3", "delta_rule", &norm(1.0e7), 0.05e7);
    let unit = of_rule("exp=real&norm=1", "delta_rule")["norm"];
    assert!((8.0..9.0).contains(&unit), "{unit}");
    assert_numbers("exp=bound", "delta_rule", &norm(1.34), 0.005);
    assert_numbers("exp=bound&beta=0.00745", "delta_rule", &norm(0.79), 0.005);
    assert_numbers("exp=zero", "delta_rule", &[("off 1", 1.0), ("off 2", 0.0)], 1e-15);
    let tiny = "exp=zero&facts=lamp 0 0.0002>red 1 0;sky 1 0>blue 0 1";
    assert_numbers(tiny, "delta_rule", &[("off 1", 0.0), ("off 2", 0.0)], 1e-15);
}

/// The lesson on gates: what its questions and variations say.
#[test]
fn gates_end_with_the_scores_that_their_sentences_tell() {
    let scores = |scene: f64, topic: f64| [("scene", scene), ("topic", topic)];
    for (link, rule, scene, topic) in [
        ("exp=constant", "gated_delta_rule", 0.746612, 0.516033),
        ("exp=constant&beta=0.34&gamma=1", "gated_delta_rule", 0.620971, f64::NAN),
        ("exp=constant&beta=1&gamma=s(8)k8(-16)", "gated_delta_rule", 0.788399, 0.566684),
        ("exp=constant&beta=s(6)k7(-15)&gamma=1", "gated_delta_rule", 0.334945, 0.499866),
        ("exp=scene", "delta_rule", 0.334945, 0.499866),
        ("exp=scene", "gated_delta_rule", 0.335150, 0.002673),
        ("exp=scene&rule=gated_delta_rule,kda&gamma=s(8)k8(-16)4-6", "kda", 0.004924, 0.299734),
    ] {
        let scores = scores(scene, topic);
        let known: Vec<_> = scores.into_iter().filter(|(_, value)| !value.is_nan()).collect();
        assert_numbers(link, rule, &known, 1e-6);
    }
    let answer = |first: f64, second: f64| [("answer_1", first), ("answer_2", second)];
    for (link, article) in [("exp=nothing", -1.0), ("exp=nothing&gamma=1,0.5", -0.5)] {
        assert_numbers(link, "gated_delta_rule", &answer(0.0, 1.0), 1e-12);
        assert_numbers(link, "comba", &answer(article, 1.0), 1e-12);
    }
    // a ↦ ρ a + β, from 0: ρ is γ(1 − β) in Gated DeltaNet and γ − β in the article's form.
    let (_, nothing) = all().find(|(_, of)| of.id == "nothing").unwrap();
    let stable = format!("exp=nothing&{}", nothing.variations[1].sets);
    let after = |ratio: f64| (0..8).fold(0.0, |a, _| ratio * a + 1.8);
    assert_numbers(&stable, "gated_delta_rule", &answer(after(-0.4), 0.0), 1e-9);
    assert_numbers(&stable, "comba", &answer(after(-1.3), 0.0), 1e-9);
}

#[test]
fn a_variation_is_known_by_all_that_it_sets() {
    for (page, experiment) in all() {
        let asked = opened(page, &format!("exp={}", experiment.id));
        for (number, Variation { sets, .. }) in (1..).zip(experiment.variations) {
            let varied = opened(page, &format!("exp={}&{sets}", experiment.id));
            let mut turned = asked.clone();
            turned.change(|s| s.vary(number));
            assert_eq!((turned.variation(), turned.experiment), (Some(number), Some(experiment.id)));
            assert_eq!(Scenario { t: varied.t, ..turned.clone() }, varied);
            turned.change(|s| s.vary(0));
            assert_eq!((turned.variation(), Scenario { t: asked.t, ..turned }), (Some(0), asked.clone()));
            let mut other = varied;
            let knobs = &mut other.knobs;
            let sets = [
                &mut knobs.state.set,
                &mut knobs.gates.set,
                &mut knobs.width.set,
                &mut knobs.positions.set,
                &mut knobs.losses.set,
                &mut knobs.stability.set,
            ];
            for set in sets {
                (set.gamma, set.beta) = (0.123.into(), 0.456.into());
            }
            assert_eq!(other.variation(), None);
        }
    }
    assert_eq!(opened(Page::State, "rule=delta_rule").variation(), None, "no experiment");
}

/// Every experiment with its page.
fn all() -> impl Iterator<Item = (Page, &'static Experiment)> {
    Page::ALL.iter().flat_map(|page| experiments(*page).iter().map(|experiment| (*page, experiment)))
}

#[test]
fn a_link_is_the_experiment_and_what_has_been_changed_of_it() {
    for (page, Experiment { id, .. }) in all() {
        let link = format!("exp={id}");
        let written = format!("page={}&{link}", page.slug());
        assert_eq!(opened(page, &link).write(), written);
        let mut changed = opened(page, &link);
        match page {
            Page::Gates => changed.knobs.gates.set.beta = 0.8.into(),
            Page::Width => changed.knobs.width.set.beta = 0.8.into(),
            Page::Positions => changed.knobs.positions.set.beta = 0.8.into(),
            Page::Losses => changed.knobs.losses.set.beta = 0.8.into(),
            Page::Stability => changed.knobs.stability.set.beta = 0.8.into(),
            _ => changed.knobs.state.set.beta = 0.9.into(),
        }
        assert_eq!(opened(page, changed.write().split_once('&').unwrap().1), changed, "{id}");
    }
    let (scenario, corrections) = Scenario::read("page=state&exp=nothing");
    assert_eq!((scenario.experiment, corrections.len()), (None, 1));
}

#[test]
fn every_experiment_has_its_texts_and_every_number_its_name() {
    let parts = ["", "_asks", "_a", "_b", "_c", "_why"];
    let mut wanted: BTreeSet<String> =
        all().flat_map(|(_, of)| parts.map(|part| format!("{}{part}", of.id))).collect();
    for (_, of) in all() {
        let texts =
            |variation: &Variation| ["", "_says"].map(|part| format!("{}_{}{part}", of.id, variation.id));
        wanted.extend(of.variations.iter().flat_map(texts));
    }
    assert_eq!(names::EXP.ids().map(str::to_owned).collect::<BTreeSet<_>>(), wanted);
    let measured = all().flat_map(|(_, of)| numbers(&format!("exp={}", of.id), of.id)).map(|(_, of)| of.name);
    assert_eq!(names::MEASURE.ids().collect::<BTreeSet<_>>(), measured.collect());
    assert!(all().all(|(_, of)| of.right < 3));
}

/// The numbers of an experiment's curves, with their standard errors.
fn curves(page: Page, id: &str, question: Question) -> String {
    let scenario = opened(page, &format!("exp={id}"));
    let set = scenario.knobs.state.set.clone();
    let d = scenario.source.given.d as usize;
    let lanes = set.lanes().0;
    let mut surveying =
        Surveying::new(Survey::new(question, d, scenario.scale().of(d), &lanes, &set.set_gates()));
    while !surveying.found.is_whole() {
        surveying.next_list();
    }
    let mut text = format!(
        "\nOver {} lists (`curves-start`); `data-error` has the standard error:\n\n| data-testid | mean | standard error |\n| --- | ---: | ---: |\n",
        Survey::LISTS
    );
    for measure in state::Measure::of(question) {
        for (rule, curves) in lanes.iter().zip(&surveying.found.curves) {
            let means = measure.means(curves.as_ref().unwrap());
            for (x, mean) in measure.sizes(question).into_iter().zip(means) {
                let Mean { mean, error } = mean.unwrap();
                let id = state::id_of_mean(question, *measure, x, rule);
                writeln!(text, "| `{id}` | {mean:.6} | {:.6} |", error.unwrap()).unwrap();
            }
        }
    }
    text
}

/// The list of all numbers.
fn listed() -> String {
    let mut text = "# The numbers of the experiments\n\nEvery experiment opens by its link. When a prediction has been given, it prints these \
                    numbers; each stands in an element with this `data-testid`, whose `data-value` has all digits. This file is written by \
                    the test `experiments::the_list_of_numbers_is_that_of_the_code`.\n"
        .to_owned();
    let named = |id: &str| names::EXP.of(deltascope::i18n::Locale::en, id).unwrap();
    for (page, of) in all() {
        let id = of.id;
        text.push_str(&section(page, id, named(id), &format!("exp={id}")));
        if let Some(question) = Question::from_id(id) {
            text.push_str(&curves(page, id, question));
        }
        for variation in of.variations {
            let title = format!("{}: {}", named(id), named(&format!("{id}_{}", variation.id)));
            text.push_str(&section(page, id, &title, &format!("exp={id}&{}", variation.sets)));
        }
    }
    text
}

/// An experiment or a variation of it: its link and the numbers that it ends with.
fn section(page: Page, id: &str, title: &str, link: &str) -> String {
    let slug = page.slug();
    let mut text =
        format!("\n## {title}\n\n`{slug}.html?{link}`\n\n| data-testid | value |\n| --- | ---: |\n");
    for (rule, Measured { name, pair, value, .. }) in numbers(link, id) {
        let pair = pair.map_or_else(String::new, |pair| format!("-{}", pair + 1));
        // Rounding is not a number.
        let value = if value.abs() < 1e-12 { 0.0 } else { value };
        // A state may be as large as the largest f32.
        let value = if value.abs() < 1e9 { format!("{value:.6}") } else { format!("{value:.12e}") };
        writeln!(text, "| `{slug}-{name}{pair}-{rule}` | {value} |").unwrap();
    }
    text
}

#[test]
fn the_list_of_numbers_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/numbers.md");
    let listed = listed();
    if std::env::var_os("DELTASCOPE_WRITE_NUMBERS").is_some() {
        std::fs::write(&path, &listed).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == listed, "docs/numbers.md is old: run this test with DELTASCOPE_WRITE_NUMBERS=1");
}
