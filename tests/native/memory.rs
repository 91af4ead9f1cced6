//! What a state remembers, against the numbers of an independent computation from the same random numbers: 200 lists of 16 channels.
//!
//! This file is long because it holds every table of what the rules remember.

use deltascope::experiments::*;
use deltascope::inputs::{Gates, facts};
use deltascope::math::Mat;
use deltascope::rules::{Form, Tensor, rule};

use crate::support::streams::sentence;

const LISTS: u64 = 200;
const D: usize = 16;

fn linear() -> Asked {
    Asked::new(rule("linear_attn").unwrap())
}

fn delta(beta: f64) -> Asked {
    Asked { beta, ..Asked::new(rule("delta_rule").unwrap()) }
}

fn gated(beta: f64, gamma: f64) -> Asked {
    Asked { beta, gamma, ..Asked::new(rule("gated_delta_rule").unwrap()) }
}

/// Linear attention with one decay for all channels.
fn fading(gamma: f64) -> Asked {
    Asked { gamma, ..Asked::new(rule("simple_gla").unwrap()) }
}

fn softmax() -> Asked {
    Asked { scale: 16.0, ..Asked::new(rule("softmax_attn").unwrap()) }
}

fn mesa() -> Asked {
    Asked::new(rule("mesa_net").unwrap())
}

/// ‖a − v‖ of every pair that was told.
fn errors(asked: Asked, told: &Told) -> Vec<f64> {
    let answers = asked.answers(told, &told.keys).unwrap();
    Recalled::of(&answers, &told.values, 0).squared.into_iter().map(f64::sqrt).collect()
}

fn assert_near(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-6, "{what}: {found} and not {expected}");
    }
}

/// The pairs that are right on all lists, and the mean squared error.
fn whole(list: impl Fn(u64) -> Recalled) -> (usize, f64) {
    let all: Vec<Recalled> = (0..LISTS).map(list).collect();
    let squared: Vec<f64> = all.iter().flat_map(|list| list.squared.iter().copied()).collect();
    (all.iter().map(Recalled::count).sum(), squared.iter().sum::<f64>() / squared.len() as f64)
}

/// The share that is right, with its standard error.
fn share(list: impl Fn(u64) -> Recalled) -> Mean {
    let shares: Vec<f64> = (0..LISTS)
        .map(|seed| {
            let list = list(seed);
            list.count() as f64 / list.right.len() as f64
        })
        .collect();
    Mean::of(&shares).unwrap()
}

fn assert_share(found: Mean, expected: f64, what: &str) {
    assert!((found.mean - expected).abs() < 6e-4, "{what}: {found:?} and not {expected}");
}

#[test]
fn a_key_that_is_told_twice_is_read_with_what_beta_leaves_of_the_old_value() {
    let told = overwritten();
    let newest = |asked| errors(asked, &told)[1];
    assert_near(
        &[
            newest(linear()),
            newest(delta(0.9)),
            newest(gated(0.9, 0.9)),
            newest(delta(0.5)),
            newest(delta(1.0)),
        ],
        &[1.0, 0.134536, 0.128690, 0.559017, 0.0],
        "the newest pair",
    );
    for beta in [0.3, 0.7, 1.4] {
        let closed = (1.0_f64 - beta).abs() * (1.0 + beta * beta).sqrt();
        assert_near(&[newest(delta(beta))], &[closed], "(1 − β)√(1 + β²)");
        let closed = (1.0_f64 - beta).abs() * (1.0 + 0.81 * beta * beta).sqrt();
        assert_near(&[newest(gated(beta, 0.9))], &[closed], "(1 − β)√(1 + γ²β²)");
    }
}

#[test]
fn of_the_facts_of_the_page_the_newest_is_read_best_and_none_but_the_last_without_error() {
    let stream = facts();
    let told = Told::new(stream.k, stream.v);
    // sky → blue and cat → white are the newest, cat → black is overwritten.
    let of = |asked| {
        let all = errors(asked, &told);
        [8, 6, 2].map(|fact| all[fact])
    };
    for (asked, expected) in [
        (linear(), [1.311434, 1.317779, 1.049389]),
        (delta(0.9), [0.135709, 0.612830, 1.039611]),
        (gated(0.9, 0.9), [0.120127, 0.683542, 1.054133]),
        (delta(1.0), [0.0, 0.647059, 1.132429]),
    ] {
        assert_near(&of(asked), &expected, asked.rule.info.id);
    }
}

#[test]
fn keys_that_are_told_again_and_again_are_where_the_delta_rule_wins() {
    for (asked, expected) in [
        (linear(), &[0.084, 0.196, 0.013, 0.128][..]),
        (delta(1.0), &[0.861, 0.346, 0.993, 0.614]),
        (delta(0.5), &[0.899, 0.499, 0.998, 0.737]),
        (gated(1.0, 0.95), &[0.841, 0.288, 0.990, 0.557]),
        (fading(0.95), &[0.599, 0.427, 0.120, 0.634]),
        // These two compute for long.
        (softmax(), &[0.097, 0.451]),
        (mesa(), &[0.097]),
    ] {
        for (keys, expected) in [8, 32, 2, 16].into_iter().zip(expected) {
            let found = share(|seed| told_again(&asked, seed, keys, 64, D).unwrap());
            assert_share(found, *expected, &format!("{}, {keys} keys", asked.rule.info.id));
        }
    }
}

#[test]
fn two_keys_at_an_angle_disturb_each_other_and_the_delta_rule_moves_all_of_it_to_the_old_pair() {
    let at = |degrees: f64| at_angle(degrees.to_radians());
    for degrees in [90.0, 75.0, 60.0, 45.0, 20.0_f64] {
        let c = degrees.to_radians().cos();
        assert_near(&errors(linear(), &at(degrees)), &[c, c], "linear attention");
        assert_near(&errors(delta(1.0), &at(degrees)), &[c * (1.0 + c * c).sqrt(), 0.0], "DeltaNet");
    }
    assert_near(&errors(delta(1.0), &at(60.0)), &[0.559017, 0.0], "60°");
    assert_near(&errors(mesa(), &at(60.0)), &[0.014634, 0.014634], "60°, MesaNet");
    assert_near(&errors(softmax(), &at(60.0)), &[0.000474, 0.000474], "60°, softmax");
    assert_near(&errors(delta(1.0), &at(45.0)), &[0.866025, 0.0], "45°");
    let read = delta(1.0).answers(&at(45.0), &at(45.0).keys).unwrap();
    assert_near(&[read[(0, 0)], read[(0, 1)]], &[0.5, std::f64::consts::FRAC_1_SQRT_2], "the old key at 45°");
    assert_near(&errors(mesa(), &at(0.0)), &[0.707116, 0.707116], "one key, MesaNet");
}

#[test]
fn the_old_pair_is_taken_for_the_new_one_from_the_golden_ratio_on() {
    let right = |beta: f64, angle: f64| {
        let told = at_angle(angle);
        Recalled::of(&delta(beta).answers(&told, &told.keys).unwrap(), &told.values, 0).right[0]
    };
    let angle = CONFUSED.acos();
    assert!((angle.to_degrees() - 51.827292).abs() < 1e-6);
    assert!(right(1.0, angle + 1e-6) && !right(1.0, angle - 1e-6));
    // With β the old value is lost once βc² + c > 1.
    let half = 0.732051_f64.acos();
    assert!(right(0.5, half + 1e-5) && !right(0.5, half - 1e-5));
    let linear_is_right = |angle: f64| {
        let told = at_angle(angle);
        Recalled::of(&linear().answers(&told, &told.keys).unwrap(), &told.values, 0).count() == 2
    };
    assert!(linear_is_right(0.01) && !linear_is_right(0.0), "linear attention only where the keys are one");
}

#[test]
fn one_fact_too_many_is_no_cliff() {
    let few = one_too_many(4);
    assert_near(&errors(linear(), &few), &[0.5, 0.5, 0.5, 0.5, 1.0], "linear attention");
    let half = std::f64::consts::FRAC_1_SQRT_2;
    assert_near(&errors(delta(1.0), &few), &[half, half, half, half, 0.0], "DeltaNet");
    for d in [2, 4, 9, 16] {
        let told = one_too_many(d);
        for asked in [linear(), delta(1.0)] {
            let sum: f64 = errors(asked, &told).iter().map(|error| error * error).sum();
            assert_near(&[sum], &[2.0], "the sum of the squares");
        }
        let right =
            |asked: Asked| Recalled::of(&asked.answers(&told, &told.keys).unwrap(), &told.values, 0).count();
        assert!(d == 2 || right(delta(1.0)) == d + 1, "all are still read right, d = {d}");
    }
    let plane = star();
    assert_near(&errors(linear(), &plane), &[half; 3], "three keys in the plane");
    assert_near(&errors(delta(1.0), &plane), &[1.096871, 0.673146, 0.0], "three keys in the plane, DeltaNet");
    // However often it is told again, it does not settle at the least squares, 0.577350 for each.
    let often = |of: &Mat| Mat::from_fn(150, of.ncols(), |t, i| of[(t % 3, i)]);
    let errors = errors(delta(1.0), &Told::new(often(&plane.keys), often(&plane.values)));
    assert_near(&errors[..3], &[1.154701, 0.577350, 0.0], "told 50 times");
}

#[test]
fn on_keys_that_differ_the_numbers_of_pairs_that_are_right_are_those_of_an_independent_computation() {
    for (asked, right, squared) in [
        (linear(), [800, 2871, 3494], Some([0.186991, 0.922631, 3.935217])),
        (delta(1.0), [796, 2324, 2378], Some([0.107010, 0.582578, 1.499185])),
        (delta(0.5), [799, 2762, 3549], None),
        (gated(1.0, 0.95), [790, 2006, 1947], None),
        (softmax(), [800, 3200, 12800], None),
        (mesa(), [800, 3200, 4525], None),
    ] {
        for (i, n) in [4, 16, 64].into_iter().enumerate() {
            let (count, error) = whole(|seed| told_once(&asked, seed, n, D).unwrap());
            assert_eq!(count, right[i], "{}, {n} pairs", asked.rule.info.id);
            if let Some(squared) = squared {
                assert_near(&[error], &[squared[i]], &format!("{}, {n} pairs", asked.rule.info.id));
            }
        }
    }
}

#[test]
fn to_tell_the_pairs_a_second_time_helps_the_delta_rule_as_long_as_they_fit() {
    for (n, expected) in [(4, 1.0), (8, 0.990), (16, 0.858), (32, 0.438), (64, 0.189)] {
        let found = share(|seed| told_twice(&delta(1.0), seed, n, D).unwrap());
        assert_share(found, expected, &format!("{n} pairs"));
    }
}

#[test]
fn keys_with_a_part_in_common_turn_the_order_of_the_rules() {
    let table =
        [(4, 0.939, 0.838), (8, 0.721, 0.668), (16, 0.378, 0.454), (32, 0.161, 0.264), (64, 0.069, 0.122)];
    for (n, of_linear, of_delta) in table {
        let of = |asked: Asked| share(move |seed| told_alike(&asked, seed, n, D, 0.4).unwrap());
        assert_share(of(linear()), of_linear, &format!("linear attention, {n} pairs"));
        assert_share(of(delta(1.0)), of_delta, &format!("DeltaNet, {n} pairs"));
    }
}

#[test]
fn the_mean_errors_are_those_of_the_closed_forms_within_four_standard_errors() {
    let mean = |n| expected_of_delta(n, D).iter().sum::<f64>() / n as f64;
    for (n, of_delta, of_linear) in [
        (4, 0.1138, 0.1875),
        (8, 0.2767, 0.4375),
        (16, 0.5903, 0.9375),
        (32, 1.0574, 1.9375),
        (64, 1.4961, 3.9375),
    ] {
        assert!((mean(n) - of_delta).abs() < 5e-5, "{n}: {}", mean(n));
        assert_eq!(expected_of_linear(n, D), of_linear);
        for (asked, expected) in [(linear(), of_linear), (delta(1.0), mean(n))] {
            let of = |seed| {
                let squared = told_once(&asked, seed, n, D).unwrap().squared;
                squared.iter().sum::<f64>() / n as f64
            };
            let measured = Mean::of(&(0..LISTS).map(of).collect::<Vec<_>>()).unwrap();
            let apart = (measured.mean - expected).abs() / measured.error.unwrap();
            assert!(apart < 4.0, "{}, {n} pairs: {measured:?} and {expected}", asked.rule.info.id);
        }
    }
    // Far from the start a pair of age a is off by 2(1 − (1 − 1/d)^a): forgetting is built in.
    let far = expected_of_delta(400, D);
    for (age, expected) in [(0, 0.0), (1, 0.125), (11, 1.0166), (44, 1.8831)] {
        assert!((far[399 - age] - expected).abs() < 5e-4, "age {age}: {}", far[399 - age]);
        assert!((2.0 * (1.0 - (15.0_f64 / 16.0).powi(age as i32)) - expected).abs() < 5e-5);
    }
}

#[test]
fn fillers_that_are_not_written_save_the_facts_and_a_decay_does_not() {
    for (asked, written, expected) in [
        (linear(), true, &[0.984, 0.893, 0.606, 0.354][..]),
        (delta(1.0), true, &[0.926, 0.431, 0.133, 0.113]),
        (delta(1.0), false, &[0.926, 0.919, 0.936, 0.928]),
        (gated(1.0, 0.95), true, &[0.887, 0.296, 0.125, 0.111]),
        (gated(1.0, 0.95), false, &[0.887, 0.883, 0.899, 0.896]),
        (softmax(), true, &[1.0, 1.0]),
        (mesa(), true, &[1.0, 0.989]),
    ] {
        for (fillers, expected) in [0, 16, 64, 256].into_iter().zip(expected) {
            let found = share(|seed| long_noise(&asked, seed, [8, fillers], D, written).unwrap());
            assert_share(
                found,
                *expected,
                &format!("{}, written {written}, {fillers} fillers", asked.rule.info.id),
            );
        }
    }
}

#[test]
fn a_weight_of_a_real_sentence_is_taken_apart_token_by_token() {
    let stream = sentence(3, deltascope::inputs::Head::L3H1).with_unit_keys();
    let delta = rule("delta_rule").unwrap();
    let x = stream.inputs_for(&delta.info, &Gates::new().with(Tensor::Beta, 1.0)).unwrap();
    let found = factors(&x, 16, 12).unwrap();
    for (found, expected) in found.iter().zip([-0.415705, -0.561763, -0.507468, -0.652863, -0.623651]) {
        assert!((found - expected).abs() < 1e-5, "{found} and not {expected}");
    }
    assert_eq!(found.len(), 5);
}

#[test]
fn on_a_real_sentence_both_states_have_full_rank_and_the_delta_rule_spreads_further() {
    let stream = sentence(3, deltascope::inputs::Head::L3H1).with_unit_keys();
    for (id, gamma, of) in [
        ("linear_attn", 1.0, [24.2516, 27.9452, 2.569]),
        ("delta_rule", 1.0, [5.7798, 10.6463, 6.575]),
        ("gated_delta_rule", 0.9, [4.5536, 6.6133, 4.837]),
    ] {
        let rule = rule(id).unwrap();
        let gates = Gates::new().with(Tensor::Beta, 1.0).with(Tensor::G, gamma);
        let state = rule.run(&stream.inputs_for(&rule.info, &gates).unwrap(), Form::Recurrent).unwrap().state;
        let spectrum = Spectrum::of(state.matrix().unwrap()).unwrap();
        assert_eq!(spectrum.rank(), 20, "{id}");
        let found = [spectrum.values[0], spectrum.norm(), spectrum.spread()];
        for (found, expected) in found.into_iter().zip(of) {
            assert!((found - expected).abs() < 6e-4, "{id}: {found} and not {expected}");
        }
    }
    // How many pairs have their own value nearest of all twenty.
    let told = Told::new(stream.k.clone(), stream.v.clone());
    let nearest =
        |asked: Asked| Recalled::of(&asked.answers(&told, &told.keys).unwrap(), &told.values, 0).count();
    assert_eq!([nearest(linear()), nearest(delta(1.0)), nearest(gated(1.0, 0.9))], [4, 8, 3]);
}

#[test]
fn with_beta_two_one_channel_keeps_parity_exactly_and_with_less_it_fades() {
    let bits = [true, false, true, true, false, true, true, true];
    let state = |bits: &[bool], beta: f64| {
        let told = parity(bits, beta);
        delta(1.0).answers(&told, &Mat::from_element(1, 1, 1.0)).unwrap()[0]
    };
    let after: Vec<f64> = (1..=bits.len()).map(|n| state(&bits[..n], 2.0)).collect();
    assert_eq!(after, [-1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0]);
    assert!((state(&bits, 1.9) - 0.531441).abs() < 1e-12);
    assert_eq!(state(&bits[..1], 1.0), 0.0);
}
