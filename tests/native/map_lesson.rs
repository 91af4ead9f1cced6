//! What is taught of the family of rules: which becomes which, on the fixed stream and on a real sentence, and which does not. The numbers
//! were computed with NumPy by the definitions.
//!
//! This file is long because it has every number that the lesson tells.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::support::streams::{sentence, streams, uneven};
use deltascope::family::*;
use deltascope::inputs::{Gates, Head, Stream};
use deltascope::math::{Mat, max_abs_diff};
use deltascope::rules::{DeltaRule, Form, IDS, Inputs, MesaNet, RuleEntry, RuleError, Tensor};
use proptest::prelude::*;

/// The rules with a loss of their own are younger than the numbers of the others.
const YOUNGER: [&str; 3] = ["huber", "huber_by_coordinate", "contrastive"];

static FIXED: LazyLock<AllTensors> = LazyLock::new(AllTensors::fixed);

/// A real sentence with unit keys, and the gates of the waves.
static SENTENCE: LazyLock<AllTensors> = LazyLock::new(|| of(sentence(3, Head::L3H1).with_unit_keys()));

fn of(stream: Stream) -> AllTensors {
    AllTensors::of(&stream, &Gates::new()).unwrap()
}

fn close(found: f64, expected: f64, digits: f64, what: &str) {
    assert!((found - expected).abs() <= digits, "{what}: {found} instead of {expected}");
}

fn all_close(found: &Mat, expected: &[f64], digits: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    found.iter().zip(expected).for_each(|(found, expected)| close(*found, *expected, digits, what));
}

/// The edges of the 25 rules that are older.
fn older() -> impl Iterator<Item = &'static Edge> {
    edges().filter(|edge| !YOUNGER.contains(&edge.a.info.id))
}

/// What the edge says when it is done.
fn done(edge: &Edge, x: &AllTensors) -> Certificate {
    edge.certificate(x, Turned::DONE).unwrap_or_else(|error| panic!("{}: {error}", edge.info.id))
}

/// The larger difference, of outputs and of states; of TTT, whose outputs are in the thousands, beside its outputs.
fn off(edge: &Edge, x: &AllTensors) -> f64 {
    let found = done(edge, x);
    if edge.info.id == "ttt-linear" { found.worst() / found.size } else { found.worst() }
}

#[test]
fn the_fixed_stream_has_these_numbers() {
    // First, last and sum.
    for (tensor, expected) in [
        (Tensor::Q, [-0.12463258554089407, 0.29832106832327554, -8.636513047329572]),
        (Tensor::K, [-0.031053267192379913, -0.5890024815019891, -5.716987968626835]),
        (Tensor::V, [-0.5220871720284777, 0.2979480988215073, 3.971363483138191]),
        (Tensor::Beta, [0.11809408171393443, 0.26310225084307604, 5.846364022925991]),
        (Tensor::G, [-0.4101455244672252, -0.04447237707063323, -2.0722101593987645]),
        (Tensor::Gk, [-0.476421866437704, -0.35347371744865086, -12.83351128963318]),
        (Tensor::Gv, [-0.01979109414241975, -0.2791005516592122, -11.937782841829375]),
        (Tensor::W, [-0.447229038865108, 0.28762667226006616, 3.81994704846798]),
        (Tensor::P, [-0.4571365577173602, -0.9575758006082475, 0.565287525489724]),
        (Tensor::A, [-0.5371973278732407, 0.8346030350474227, -2.3762899237041797]),
        (Tensor::B, [0.22199550777804689, -0.046158070719684474, 0.05881605547756408]),
        (Tensor::Erase, [0.8355873233722377, 0.8924224498405238, 20.997795878351326]),
        (Tensor::Write, [0.9695415889727883, 0.41888162832765374, 24.445726016537208]),
        (Tensor::U, [-0.10926450728584314, -0.12718191016028868, 1.4488838380748348]),
        (Tensor::Eta, [0.17462006465175364, 0.097570042591542, 2.177789805304292]),
        (Tensor::LogMu, [-0.3039944820557139, -0.5485213822394144, -5.797276959644478]),
        (Tensor::Lamb, [0.35079051105640247, 1.0881223202086403, 2.9735779141910825]),
        (Tensor::LevelScales, [0.10714500127141946, 0.20787800099515152, 49.228798808284296]),
        (Tensor::NormWeight, [0.5227854985496379, 0.6400912860008248, 2.551507048880012]),
        (Tensor::NormBias, [-0.6953995914009283, -0.6514881129915011, -2.0772860527395096]),
    ] {
        let found = FIXED.inputs().get(tensor).unwrap();
        let found = Mat::from_row_slice(1, 3, &[found[0], found[found.len() - 1], found.sum()]);
        all_close(&found, &expected, 1e-9, tensor.id());
    }
    let x = FIXED.inputs();
    let first = x.q.row(0).into_owned();
    all_close(&Mat::from_rows(&[first]), &[-0.124633, -0.528532, -0.271499, 0.889991], 1e-6, "q_0");
    let last = |rule: RuleEntry, x: &Inputs| rule.run(x, Form::Recurrent).unwrap().o.rows(11, 1).into_owned();
    let expected = [-0.16593534, 0.23790043, -0.06697769, -0.26116113];
    all_close(&last(RuleEntry::of::<DeltaRule>(), x), &expected, 1e-8, "DeltaNet");
    let x = Inputs { scale: 1.0, ..x.clone() }
        .with_each(Tensor::Beta, &[1.0; 12])
        .with_each(Tensor::G, &[0.0; 12]);
    let expected = [-0.06059545, 0.67706663, 0.36291073, 0.15131763];
    all_close(&last(RuleEntry::of::<MesaNet>(), &x), &expected, 1e-8, "MesaNet");
}

#[test]
fn fifty_one_edges_join_forty_eight_pairs_of_twenty_five_rules_and_five_the_younger_three() {
    let all = |edges: &mut dyn Iterator<Item = &'static Edge>| {
        let edges: Vec<_> = edges.collect();
        let pairs: BTreeSet<_> = edges.iter().filter_map(|edge| edge.info.pair()).collect();
        let rules: BTreeSet<_> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        (edges.len(), pairs.len(), rules.len())
    };
    assert_eq!(all(&mut older()), (51, 48, 25));
    assert_eq!(all(&mut edges()), (56, 52, IDS.len()));
    let ids: BTreeSet<_> = edges().map(|edge| edge.info.id).collect();
    assert_eq!(ids.len(), 56, "no two edges have one name");
    assert!(edges().all(|found| edge(found.info.id).is_some_and(|edge| edge.info.id == found.info.id)));
    let counts = Group::ALL.map(|group| group.edges().len());
    assert_eq!(counts, [6, 4, 11, 12, 12, 6, 5]);
}

#[test]
fn every_edge_is_exact_on_the_fixed_stream_and_on_a_sentence() {
    for (x, worst) in [(&*FIXED, 5.6e-16), (&*SENTENCE, 2.3e-14)] {
        for edge in edges().filter(|edge| edge.info.leaves == Leaves::Rounding) {
            let off = off(edge, x);
            assert!(off <= worst, "{}: {off:e}", edge.info.id);
        }
    }
}

#[test]
fn two_edges_leave_an_epsilon_and_no_rounding() {
    let left: Vec<_> = edges().filter(|edge| edge.info.leaves == Leaves::Epsilon).collect();
    let printed = |x| {
        left.iter().map(|edge| format!("{} {:.1e}", edge.info.id, done(edge, x).apart)).collect::<Vec<_>>()
    };
    assert_eq!(printed(&FIXED), ["based-normalised 1.1e-6", "softmax-normalised 9.6e-11"]);
    assert_eq!(printed(&SENTENCE), ["based-normalised 1.7e-7", "softmax-normalised 3.5e-11"]);
}

#[test]
fn states_are_compared_wherever_both_sides_have_the_same() {
    let without: Vec<_> =
        edges().filter(|edge| done(edge, &FIXED).states.is_none()).map(|edge| edge.info.id).collect();
    let expected = [
        "forgetting-softmax",
        "path-softmax",
        "path-forgetting",
        "deltaformer-softmax",
        "path-delta",
        "path-softmax-reflections",
        "based-linear",
        "based-normalised",
        "softmax-normalised",
        "log-linear-simple-gla",
        "log-linear-linear",
        "gla-hgrn",
        "hgrn-simple-gla",
        "ttt-linear",
        "ttt-constant",
    ];
    assert_eq!(without, expected);
}

#[test]
fn a_certificate_says_how_large_the_outputs_are_and_which_keys_it_took() {
    for (x, tokens) in [(&*FIXED, 4), (&*SENTENCE, 20)] {
        for edge in edges() {
            let found = done(edge, x);
            assert!(
                found.size > 0.05 && found.ratio <= 3e-6,
                "{}: {} {:e}",
                edge.info.id,
                found.size,
                found.ratio
            );
            assert_eq!(found.apart, max_abs_diff(&found.a, &found.b));
            let at_right_angles =
                ["delta-linear", "mesa-delta", "contrastive-linear-orthonormal"].contains(&edge.info.id);
            assert_eq!(found.orthonormal, at_right_angles.then_some(tokens), "{}", edge.info.id);
        }
    }
}

#[test]
fn a_knob_that_is_not_turned_leaves_a_difference_and_one_that_is_nearly_turned_hardly_any() {
    for x in [&*FIXED, &*SENTENCE] {
        for edge in edges() {
            let at = |turned| edge.certificate(x, Turned::new(turned));
            match edge.info.turns {
                Turns::Switch => {
                    assert_eq!([0.0, 0.999].map(at), [const { Err(Refused::NotYet) }; 2], "{}", edge.info.id)
                }
                Turns::Line => {
                    let found = at(0.0).unwrap();
                    assert!(found.apart > 0.07, "{}: {} of {}", edge.info.id, found.apart, found.size);
                    // The norm of TTT divides by √1e-6 in its gradient and again in its output: it makes 1e-12 of η as much as 1e-6.
                    let found = at(1.0 - 1e-12).unwrap();
                    assert!(found.apart < 1e-5 * found.size, "{}: {}", edge.info.id, found.apart);
                }
            }
        }
    }
}

#[test]
fn a_knob_leaves_queries_keys_and_values_and_moves_what_it_says() {
    let stream = FIXED.inputs();
    for edge in edges().filter(|edge| edge.info.kind == Kind::Knob && edge.info.turns == Turns::Line) {
        let sides = edge.sides(&FIXED, Turned::DONE).unwrap();
        for x in [&sides.a, &sides.b].into_iter().filter_map(Side::inputs) {
            assert_eq!([&x.q, &x.k, &x.v], [&stream.q, &stream.k, &stream.v], "{}", edge.info.id);
        }
        assert_eq!(edge.moves(&FIXED).is_empty(), edge.info.id == "retention-linear", "{}", edge.info.id);
    }
    let moves = |id| edge(id).unwrap().moves(&FIXED);
    assert_eq!(moves("forgetting-softmax"), [Tensor::G]);
    assert_eq!(moves("rwkv7-gated-delta"), [Tensor::K, Tensor::Gk, Tensor::P, Tensor::Erase]);
    assert_eq!(moves("gla-hgrn"), []);
}

#[test]
fn that_nothing_is_nothing_is_no_certificate() {
    let silent = Gates::new().with(Tensor::Beta, 0.0);
    let x = AllTensors::of(&uneven(1, 6, 4, 4).with_unit_keys(), &silent).unwrap();
    let refused: Vec<_> = edges()
        .filter(|edge| edge.certificate(&x, Turned::DONE) == Err(Refused::Silent))
        .map(|edge| edge.info.id)
        .collect();
    let expected = [
        "path-delta",
        "gdn2-kda",
        "kda-gated-delta",
        "kda-delta",
        "comba-delta",
        "comba-gated-delta",
        "product-gated-delta",
        "gated-delta-delta",
        "dplr-kda",
        "dplr-comba",
        "rwkv7-kda",
        "rwkv7-gated-delta",
        "rwkv7-delta",
        "iplr-delta",
        "momentum-comba",
        "huber-by-coordinate-huber",
        "huber-by-coordinate-delta",
        "huber-delta",
        "contrastive-linear",
        "contrastive-linear-orthonormal",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn a_gate_that_is_shut_is_exact_too() {
    let shut = Gates::new().with(Tensor::G, vec![1.0, 0.0, 0.5, 0.0, 1.0]).with(Tensor::LogMu, 0.0);
    let x = AllTensors::of(&uneven(2, 9, 4, 4).with_unit_keys(), &shut).unwrap();
    for edge in edges().filter(|edge| edge.info.leaves == Leaves::Rounding) {
        for turned in [0.0, 0.5] {
            let Ok(found) = edge.certificate(&x, Turned::new(turned)) else { continue };
            assert!(found.worst().is_finite(), "{} turned {turned}", edge.info.id);
        }
        let off = off(edge, &x);
        assert!(off < 1e-13, "{}: {off:e}", edge.info.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_edge_is_exact_on_any_stream_that_it_takes(seed in any::<u32>(), t in 1usize..10, k in 1usize..6, v in 1usize..6) {
        let x = of(uneven(u64::from(seed), t, k, v).with_unit_keys());
        for edge in edges() {
            match edge.certificate(&x, Turned::DONE) {
                Ok(found) => {
                    let allowed = if edge.info.leaves == Leaves::Epsilon { 1e-5 } else { 1e-11 };
                    prop_assert!(found.worst() < allowed * (1.0 + found.size), "{}: {:e}", edge.info.id, found.worst());
                }
                Err(Refused::Rule(RuleError::NotSquare { .. } | RuleError::Shape { .. })) => {
                    prop_assert!(k != v && edge.a.info.square, "{}", edge.info.id);
                }
                // One token, or one with a key at right angles: there is none before it, and its value is the mean of all.
                Err(Refused::Silent) => prop_assert!(t.min(k) == 1, "{}", edge.info.id),
                Err(error) => prop_assert!(false, "{}: {error}", edge.info.id),
            }
        }
    }
}

#[test]
fn any_stream_that_a_page_may_bring_has_an_answer() {
    let nan = Stream { k: Mat::from_element(7, 3, f64::NAN), ..uneven(4, 7, 3, 3) };
    let nothing = Stream {
        q: Mat::zeros(4, 2),
        k: Mat::zeros(4, 2),
        v: Mat::zeros(4, 2),
        scale: 0.0,
        ..uneven(1, 4, 2, 2)
    };
    let all = streams().into_iter().chain([("NaN", nan), ("nothing", nothing)]);
    for (_, stream) in all {
        let x = of(stream);
        for edge in edges() {
            for turned in [0.0, 0.3, 1.0, f64::NAN] {
                let _ = edge.certificate(&x, Turned::new(turned));
            }
        }
        for limit in LIMITS {
            for parameter in [limit.range[0], limit.range[1], 0.0, -1.0, f64::INFINITY, f64::NAN] {
                let _ = limit.certificate(&x, parameter);
            }
        }
        NOT_EDGES.iter().for_each(|not| drop(not.certificate(&x)));
    }
}

#[test]
fn a_limit_has_these_differences_and_this_slope() {
    let expected: [(&str, [f64; 3], f64); 6] = [
        ("delta-linear-limit", [0.5305219, 0.0598134, 0.00605395], 0.99476),
        ("gated-delta-simple-gla-limit", [0.1395360, 0.0156840, 0.00158688], 0.99491),
        ("mesa-simple-gla-limit", [0.0466434, 0.000477358, 4.774698e-6], -0.99995),
        ("normalised-softmax-limit", [0.0731968, 0.00129006, 1.40973e-5], 1.96147),
        ("based-softmax-limit", [0.0399613, 9.676875e-5, 9.616392e-7], 2.84648),
        ("delta-mesa-limit", [1.4305442, 0.3045479, 4.725834e-9], -7.80918),
    ];
    assert_eq!(LIMITS.len(), expected.len());
    for (limit, (id, differences, slope)) in LIMITS.iter().zip(expected) {
        assert_eq!((limit.info.id, limit.info.kind), (id, Kind::Limit));
        for (parameter, expected) in limit.told.into_iter().zip(differences) {
            let found = limit.certificate(&FIXED, parameter).unwrap().apart;
            close(found, expected, 1e-6_f64.min(1e-5 * expected), id);
        }
        let found = limit.slope(&FIXED, limit.sloping).unwrap();
        close(found, slope, 1e-5, id);
        if let Some(power) = limit.power {
            close(found, f64::from(power), 0.2, id);
        }
        let ends = [Turned::NOT, Turned::DONE].map(|turned| limit.parameter(turned));
        all_close(&Mat::from_row_slice(1, 2, &ends), &limit.range, 1e-7 * limit.range[1].max(1e-3), id);
    }
    // The ε of Based is a floor.
    let floor = LIMITS[4].certificate(&FIXED, 1e-3).unwrap().apart;
    assert!(floor > 9e-7 && floor < 1.1e-6, "{floor}");
}

#[test]
fn what_looks_like_an_edge_is_as_far_off_as_this() {
    let expected = [
        ("delta-silent", 1.175246),
        ("comba-undecayed", 0.0234555),
        ("path-scaled-gate", 0.116645),
        ("path-after-softmax", 0.987128),
        ("path-half-reflections", 0.0491570),
        ("mesa-fading", 0.288977),
        ("rwkv7-unit", 0.0480754),
        ("rwkv6-reads-first", 0.342251),
        ("deltaformer-by-query", 0.971270),
        ("mesa-one-step", 0.662831),
        ("softmax-exponential", 1.057859),
        ("forgetting-exponential", 1.057859),
        ("ttt-norm", 720.248849),
        ("log-linear-corrects-nothing", 0.797012),
    ];
    assert_eq!(NOT_EDGES.len(), expected.len());
    for (not, (id, apart)) in NOT_EDGES.iter().zip(expected) {
        assert_eq!(not.id, id);
        close(not.certificate(&FIXED).unwrap().apart, apart, 1e-6, id);
    }
    assert_eq!(NOT_EDGES.iter().filter(|not| !not.tempting).count(), 4);
}

#[test]
fn every_rule_has_a_place_of_its_own_and_every_edge_runs_down() {
    for id in IDS {
        let place = place(id).unwrap_or_else(|| panic!("{id} has no place in the layout"));
        assert!(place.column < COLUMNS);
    }
    let cells: BTreeSet<_> = PLACES.iter().map(|place| (place.column, place.row)).collect();
    assert_eq!((cells.len(), PLACES.len()), (IDS.len(), IDS.len()), "two in a cell");
    let limits = LIMIT_INFOS.iter().filter_map(EdgeInfo::pair);
    for (a, b) in pairs() {
        assert!(place(a).unwrap().row > place(b).unwrap().row, "{a} → {b}");
    }
    assert!(limits.into_iter().all(|(a, b)| place(a).is_some() && place(b).is_some()));
}

#[test]
fn thirty_two_pairs_say_all_of_the_twenty_five_and_three_more_of_the_younger() {
    let found: BTreeSet<_> = reduction().into_iter().collect();
    let younger: Vec<_> = found.iter().filter(|(a, _)| YOUNGER.contains(a)).copied().collect();
    let expected =
        [("contrastive", "linear_attn"), ("huber", "delta_rule"), ("huber_by_coordinate", "huber")];
    assert_eq!(younger, expected);
    let older = "based>linear_attn_normalized, comba>gated_delta_rule, comba>mesa_net, comba>simple_gla, \
        delta_rule>linear_attn, deltaformer>softmax_attn, dplr>comba, dplr>gdn2, dplr>iplr, dplr>rwkv7, \
        forgetting_attn>softmax_attn, gated_delta_product>gated_delta_rule, gated_delta_rule>delta_rule, gdn2>gla, \
        gdn2>kda, gla>hgrn, hgrn>simple_gla, iplr>delta_rule, kda>gated_delta_rule, \
        linear_attn_normalized>linear_attn, log_linear_attn>simple_gla, mesa_net>delta_rule, \
        momentum_delta_rule>comba, path_attn>delta_rule, path_attn>forgetting_attn, retention>linear_attn, \
        rwkv6>gla, rwkv7>gla, rwkv7>kda, simple_gla>retention, softmax_attn>linear_attn_normalized, \
        ttt_linear>linear_attn";
    let expected: Vec<_> = older.split(", ").filter_map(|pair| pair.trim().split_once('>')).collect();
    assert_eq!(expected.len(), 32);
    let of_older: Vec<_> = found.into_iter().filter(|(a, _)| !YOUNGER.contains(a)).collect();
    assert_eq!(of_older, expected);
}

#[test]
fn a_line_that_is_drawn_straight_runs_through_these_rules() {
    let crossed = |(a, b)| {
        let between = in_the_way(place(a).unwrap(), place(b).unwrap());
        (!between.is_empty()).then(|| (a, b, between.iter().map(|place| place.rule).collect::<Vec<_>>()))
    };
    let mut found: Vec<_> = reduction().into_iter().filter_map(crossed).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("dplr", "iplr", vec!["rwkv7", "gated_delta_product"]),
            ("path_attn", "delta_rule", vec!["log_linear_attn", "simple_gla"]),
        ]
    );
}

#[test]
fn there_is_a_shortest_path_between_two_rules_exactly_where_one_becomes_the_other() {
    // Fewest edges from row to column, by Floyd and Warshall.
    let n = IDS.len();
    let index = |id| IDS.iter().position(|other| *other == id).unwrap();
    let mut far = vec![vec![usize::MAX / 4; n]; n];
    (0..n).for_each(|i| far[i][i] = 0);
    pairs().into_iter().for_each(|(a, b)| far[index(a)][index(b)] = 1);
    for m in 0..n {
        for i in 0..n {
            for j in 0..n {
                far[i][j] = far[i][j].min(far[i][m] + far[m][j]);
            }
        }
    }
    for (i, one) in IDS.iter().enumerate() {
        for (j, other) in IDS.iter().enumerate() {
            let least = far[i][j].min(far[j][i]);
            let path = between(one, other);
            assert_eq!(path.is_some(), least < n, "{one} and {other}");
            let Some(path) = path else { continue };
            assert_eq!(path.edges.len(), least, "{one} and {other}");
            let end = path.edges.iter().fold(path.from, |at, edge| {
                let (a, b) = edge.pair().unwrap();
                assert_eq!(a, at);
                b
            });
            assert_eq!(end, path.to);
            assert_eq!(BTreeSet::from([path.from, path.to]), BTreeSet::from([*one, *other]));
        }
    }
    assert!(between("deltaformer", "rwkv7").is_none() && between("dplr", "").is_none());
    let ids = |path: &Path| path.edges.iter().map(|edge| edge.id).collect::<Vec<_>>();
    assert_eq!(ids(&between("linear_attn", "dplr").unwrap()), ["dplr-iplr", "iplr-linear"]);
}

#[test]
fn any_two_rules_meet_in_a_rule_that_both_become() {
    for one in IDS {
        for other in IDS {
            let found = meeting(one, other).unwrap();
            assert_eq!((found.one.from, found.other.from), (*one, *other));
            assert_eq!((found.one.to, found.other.to), (found.at, found.at));
        }
    }
    assert_eq!(meeting("kda", "iplr").unwrap().at, "delta_rule");
    assert_eq!(meeting("kda", "gated_delta_rule").unwrap().at, "gated_delta_rule");
    assert!(meeting("kda", "none").is_none());
}
