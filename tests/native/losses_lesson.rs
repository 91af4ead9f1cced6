//! What is taught of losses: which have a floor, what a wrong value does, where a class ends, and what momentum and least squares cost.
//! The numbers were computed with NumPy by the definitions.
//!
//! This file is long because it has every number that the lesson tells.

use crate::support::close::{all_close, close};
use std::f64::consts::LN_2;

use crate::support::streams::sentence;
use deltascope::experiments::{
    Arc, Classifier, Descent, Directions, Learner, Loss, Optimiser, Outliers, Spread, alike, at_right_angles,
    border, median, off_after,
};
use deltascope::inputs::{Gates, Head, Stream, normals, random};
use deltascope::math::{Mat, max_abs_diff};
use deltascope::rules::{
    Contrastive, DeltaRule, Form, Huber, HuberByCoordinate, Inputs, LinearAttn, MesaNet, MomentumDeltaRule,
    Rule, RuleEntry, Tensor, rule,
};

/// Tokens that tell these values, each for its key, and ask with it.
fn told(keys: Mat, values: Mat) -> Stream {
    let labels = (1..=keys.nrows()).map(|t| t.to_string()).collect();
    Stream::of_facts(labels, keys, values)
}

/// The same unit key again and again.
fn one_key(values: &[[f64; 2]]) -> Stream {
    let key = |_, j| if j == 0 { 1.0 } else { 0.0 };
    told(Mat::from_fn(values.len(), 2, key), Mat::from_fn(values.len(), 2, |t, i| values[t][i]))
}

fn gates(set: &[(Tensor, f64)]) -> Gates {
    set.iter().fold(Gates::new(), |gates, (tensor, value)| gates.with(*tensor, *value))
}

/// Outputs of the recurrent form: S k of each token, just after it is told.
fn answers<A: Rule>(stream: &Stream, set: &[(Tensor, f64)]) -> Mat {
    let rule = RuleEntry::of::<A>();
    let x = stream.inputs_for(&rule.info, &gates(set)).expect("a stream that fits");
    rule.run(&x, Form::Recurrent).expect("outputs").o
}

#[test]
fn a_loss_and_an_optimiser_are_the_rule_that_the_list_has_for_them() {
    let stream = random(6, 24, 5).with_unit_keys();
    // Some values are told again.
    let stream = Stream { v: stream.v.select_rows(&(0..24).map(|t| t % 7).collect::<Vec<_>>()), ..stream };
    let (beta, gamma, mu, ridge, delta, tau) = (0.6, 0.8, 0.5, 0.02, 0.4, 0.7);
    let mut rules = Vec::new();
    for loss in [Loss::Dot, Loss::Squared, Loss::Huber, Loss::HuberByCoordinate, Loss::Contrastive] {
        for optimiser in [Optimiser::Step, Optimiser::Decay, Optimiser::Momentum, Optimiser::Closed] {
            // These two read no β.
            let beta = if loss == Loss::Dot { 1.0 } else { beta };
            let descent = Descent { loss, optimiser, beta, gamma, mu, delta, tau, ridge };
            let Some(id) = descent.rule() else { continue };
            rules.push(id);
            let (strength, eta) = match id {
                "momentum_delta_rule" => (1.0, beta),
                "mesa_net" => (1.0, 1.0),
                _ => (beta, 1.0),
            };
            let gamma = if optimiser == Optimiser::Decay { gamma } else { 1.0 };
            let set = gates(&[
                (Tensor::Beta, strength),
                (Tensor::Eta, eta),
                (Tensor::LogMu, mu),
                (Tensor::G, gamma),
                (Tensor::Delta, delta),
                (Tensor::Tau, tau),
                (Tensor::Lamb, ridge),
            ]);
            let entry = rule(id).expect("a rule");
            let o = entry.run(&stream.inputs_for(&entry.info, &set).unwrap(), Form::Recurrent).unwrap().o;
            let path = descent.path(&stream.k, &stream.v).expect("a way");
            for t in 0..24 {
                let found = &path.states[t + 1] * stream.q.row(t).transpose();
                let off = max_abs_diff(&Mat::from_rows(&[found.transpose()]), &o.rows(t, 1).into_owned());
                assert!(off < 1e-11, "{id}, token {t}: {off}");
            }
        }
    }
    assert_eq!(rules.len(), 9);
}

#[test]
fn minus_v_s_k_has_no_floor_and_a_contrastive_loss_never_reaches_its_own() {
    let key = Mat::from_fn(65, 2, |_, j| if j == 0 { 1.0 } else { 0.0 });
    let value = Mat::from_fn(65, 2, |_, j| if j == 1 { 1.0 } else { 0.0 });
    let at = [0, 1, 2, 4, 8, 16, 64];
    let of = |descent: Descent| {
        let path = descent.path(&key, &value).unwrap();
        at.map(|n| path.losses[n][0])
    };
    all_close(&of(Descent::on(Loss::Dot)), &[0.0, -0.5, -1.0, -2.0, -4.0, -8.0, -32.0], 1e-12);
    let fading = Descent { optimiser: Optimiser::Decay, gamma: 0.9, ..Descent::on(Loss::Dot) };
    let expected = [0.0, -0.5, -0.95, -1.7195, -2.847_66, -4.073_49, -4.994_1];
    all_close(&of(fading), &expected, 5e-6);
    close(of(fading)[5], -5.0 * (1.0 - 0.9_f64.powi(16)), 1e-12);
    all_close(&of(Descent::on(Loss::Squared))[..4], &[0.5, 0.125, 0.031_25, 0.001_953_125], 1e-12);
    // Another value has to be known.
    let (key, value) = (key.insert_row(0, 0.0), value.insert_row(0, 0.0));
    let (mut key, mut value) = (key, value);
    key[(0, 1)] = 0.0;
    value[(0, 0)] = 1.0;
    let path = Descent::on(Loss::Contrastive).path(&key, &value).unwrap();
    let expected = [LN_2, 0.126_928, 0.080_667_7, 0.047_695_5, 0.026_611_8, 0.014_241_3, 0.003_794_29];
    all_close(&at.map(|n| path.losses[n + 1][0]), &expected, 5e-7);
    close(path.states[65][(1, 0)], 1.393, 5e-4);
}

#[test]
fn one_wrong_value_moves_hubers_loss_by_no_more_than_its_delta() {
    let values = [[1.0, 0.0]; 3].into_iter().chain([[-8.0, 6.0]]).chain([[1.0, 0.0]; 3]);
    let stream = one_key(&values.collect::<Vec<_>>());
    let set = |delta| [(Tensor::Beta, 0.5), (Tensor::Delta, delta)];
    let end = |o: Mat, from: usize| o.rows(from, 7 - from).transpose().iter().copied().collect::<Vec<_>>();
    let squared = [-3.5625, 3.0, -1.28125, 1.5, -0.140_625, 0.75, 0.429_687_5, 0.375];
    all_close(&end(answers::<DeltaRule>(&stream, &set(1.0)), 3), &squared, 1e-12);
    let huber = answers::<Huber>(&stream, &set(0.5));
    all_close(
        &end(huber.clone(), 0)[..8],
        &[0.25, 0.0, 0.5, 0.0, 0.75, 0.0, 0.543_817_787_039, 0.141_382_088_888],
        1e-11,
    );
    all_close(&end(huber, 6), &[0.942_977_223_38, 0.017_672_761_111], 1e-11);
    let by_coordinate = [0.5, 0.25, 0.75, 0.125, 0.875, 0.0625, 0.9375, 0.031_25];
    all_close(&end(answers::<HuberByCoordinate>(&stream, &set(0.5)), 3), &by_coordinate, 1e-12);
}

/// The median error of the true facts for each of these seeds.
fn medians(
    told: &Outliers,
    learner: Learner,
    seeds: impl Iterator<Item = u64>,
    beta: f64,
    delta: f64,
) -> Vec<f64> {
    seeds.map(|seed| median(&learner.off(&told.told(seed), beta, delta).unwrap()).unwrap()).collect()
}

fn spread(numbers: &[f64], mean: f64, deviation: f64) {
    let found = Spread::of(numbers).unwrap();
    close(found.mean, mean, 5.001e-4);
    close(found.deviation, deviation, 5.001e-4);
}

#[test]
fn wrong_values_wreck_the_squared_loss_and_hardly_move_hubers() {
    let usual = Outliers::USUAL;
    let [chosen, fresh] = Outliers::SEEDS;
    let of = |learner, beta, told: &Outliers| medians(told, learner, chosen.clone(), beta, 0.5);
    for (beta, squared, huber, by_coordinate) in [
        (0.1, (0.779, 0.081), (0.677, 0.034), (0.625, 0.039)),
        (0.3, (0.968, 0.344), (0.310, 0.059), (0.304, 0.062)),
        (0.5, (1.087, 0.556), (0.186, 0.059), (0.213, 0.069)),
        (0.7, (1.221, 0.747), (0.128, 0.057), (0.176, 0.091)),
        (1.0, (1.419, 1.319), (0.101, 0.080), (0.173, 0.143)),
    ] {
        spread(&of(Learner::Squared, beta, &usual), squared.0, squared.1);
        spread(&of(Learner::Huber, beta, &usual), huber.0, huber.1);
        spread(&of(Learner::HuberByCoordinate, beta, &usual), by_coordinate.0, by_coordinate.1);
    }
    let clean = Outliers { share: 0.0, ..usual };
    spread(&of(Learner::Squared, 0.7, &clean), 0.053, 0.025);
    spread(&of(Learner::Huber, 0.7, &clean), 0.071, 0.032);
    // It is the loss and not the way down it.
    spread(&of(Learner::LeastSquares, 0.7, &usual), 0.975, 0.351);
    close(Spread::of(&of(Learner::LeastSquares, 0.7, &clean)).unwrap().mean, 0.022, 5e-4);
    all_close(&of(Learner::Squared, 0.7, &usual)[..3], &[1.953_525, 1.831_428, 0.737_538], 5e-7);
    all_close(&of(Learner::Huber, 0.7, &usual)[..3], &[0.148_685, 0.107_173, 0.109_424], 5e-7);
    // Seeds that nobody looked at when facts, β and δ were chosen.
    let of_fresh = |learner, told: &Outliers| medians(told, learner, fresh.clone(), 0.7, 0.5);
    spread(&of_fresh(Learner::Squared, &usual), 0.825, 0.607);
    spread(&of_fresh(Learner::Huber, &usual), 0.140, 0.060);
    let all = |learner| [of(learner, 0.7, &usual), of_fresh(learner, &usual)].concat();
    let (squared, huber) = (all(Learner::Squared), all(Learner::Huber));
    let ratios: Vec<f64> = squared.iter().zip(&huber).map(|(squared, huber)| squared / huber).collect();
    assert_eq!(ratios.iter().filter(|ratio| **ratio > 1.0).count(), 40);
    close(median(&ratios).unwrap(), 6.64, 5e-3);
    close(ratios.iter().copied().fold(f64::INFINITY, f64::min), 1.62, 5e-3);
    assert_eq!(squared.iter().filter(|off| **off > 1.0).count(), 16);
    assert_eq!(huber.iter().filter(|off| **off > 1.0).count(), 0);
    // What was not chosen.
    for (facts, times, squared, huber) in [(12, 4, 1.412, 0.444), (8, 6, 1.195, 0.215)] {
        let told = Outliers { facts, times, ..usual };
        close(Spread::of(&of_fresh(Learner::Squared, &told)).unwrap().mean, squared, 5e-4);
        close(Spread::of(&of_fresh(Learner::Huber, &told)).unwrap().mean, huber, 5e-4);
    }
}

#[test]
fn hubers_loss_does_not_ask_how_large_a_wrong_value_is() {
    let usual = Outliers::USUAL;
    let mean = |learner, told: &Outliers, beta, delta| {
        Spread::of(&medians(told, learner, 1..=20, beta, delta)).unwrap().mean
    };
    for (size, squared, huber) in [
        (1.0, 0.186, 0.131),
        (3.0, 0.387, 0.129),
        (10.0, 1.221, 0.128),
        (30.0, 3.667, 0.127),
        (100.0, 12.247, 0.127),
    ] {
        let told = Outliers { size, ..usual };
        close(mean(Learner::Squared, &told, 0.7, 0.5), squared, 5e-4);
        close(mean(Learner::Huber, &told, 0.7, 0.5), huber, 5e-4);
    }
    for (share, squared, huber) in
        [(0.05, 0.398, 0.089), (0.2, 2.150, 0.189), (0.3, 2.801, 0.248), (0.5, 5.074, 0.486)]
    {
        let told = Outliers { share, ..usual };
        close(mean(Learner::Squared, &told, 0.7, 0.5), squared, 5e-4);
        close(mean(Learner::Huber, &told, 0.7, 0.5), huber, 5e-4);
    }
    for (delta, huber) in [(0.1, 0.571), (0.25, 0.220), (1.0, 0.159), (2.0, 0.266), (5.0, 0.615)] {
        close(mean(Learner::Huber, &usual, 0.7, delta), huber, 5e-4);
    }
    // Told once each: a telling moves by βδ at most.
    let once = Outliers { facts: 16, times: 1, share: 0.0, ..usual };
    close(mean(Learner::Squared, &once, 1.0, 0.5), 0.754, 5e-4);
    close(mean(Learner::Huber, &once, 1.0, 0.5), 0.693, 5e-4);
}

#[test]
fn three_classes_on_an_arc_are_told_apart_by_one_loss_in_every_row() {
    let of = |arc: Arc, classifier: Classifier, beta: f64, seeds: std::ops::RangeInclusive<u64>| {
        let accuracy = |seed| {
            let sample = arc.shuffled(seed);
            sample.accuracy(&classifier.learned(&sample.told, beta, 0.5).unwrap())
        };
        seeds.map(accuracy).collect::<Vec<f64>>()
    };
    for (counts, dot, slow, fast, mesa, contrastive) in [
        ([20, 20, 20], (1.000, 0.001), (0.910, 0.115), (0.775, 0.139), (0.930, 0.019), (0.993, 0.018)),
        ([36, 12, 12], (0.647, 0.010), (0.669, 0.006), (0.720, 0.109), (0.667, 0.000), (0.945, 0.077)),
        ([12, 36, 12], (0.333, 0.000), (0.344, 0.033), (0.739, 0.206), (0.834, 0.037), (0.983, 0.030)),
    ] {
        let arc = Arc { counts, ..Arc::USUAL };
        let of = |classifier, beta| of(arc, classifier, beta, 1..=20);
        spread(&of(Classifier::Dot, 1.0), dot.0, dot.1);
        spread(&of(Classifier::Squared, 0.05), slow.0, slow.1);
        spread(&of(Classifier::Squared, 0.3), fast.0, fast.1);
        spread(&of(Classifier::LeastSquares, 1.0), mesa.0, mesa.1);
        spread(&of(Classifier::Contrastive, 1.0), contrastive.0, contrastive.1);
    }
    for (counts, dot, squared, mesa, contrastive) in [
        ([20, 20, 20], 0.999, 0.762, 0.935, 0.974),
        ([36, 12, 12], 0.644, 0.714, 0.667, 0.973),
        ([12, 36, 12], 0.333, 0.761, 0.831, 0.978),
    ] {
        let arc = Arc { counts, ..Arc::USUAL };
        let mean = |classifier, beta| Spread::of(&of(arc, classifier, beta, 101..=120)).unwrap().mean;
        close(mean(Classifier::Dot, 1.0), dot, 5.001e-4);
        close(mean(Classifier::Squared, 0.3), squared, 5.001e-4);
        close(mean(Classifier::LeastSquares, 1.0), mesa, 5.001e-4);
        close(mean(Classifier::Contrastive, 1.0), contrastive, 5.001e-4);
    }
    // Nearer together it is worse.
    for (counts, right) in [([20, 20, 20], 0.90), ([36, 12, 12], 0.75), ([12, 36, 12], 0.84)] {
        let arc = Arc { counts, angle: 30.0, ..Arc::USUAL };
        close(Spread::of(&of(arc, Classifier::Contrastive, 1.0, 1..=20)).unwrap().mean, right, 5e-3);
    }
    // Least squares takes the middle class for its neighbours.
    let sample = Arc { counts: [36, 12, 12], ..Arc::USUAL }.shuffled(1);
    assert_eq!(sample.right(&Classifier::LeastSquares.learned(&sample.told, 1.0, 0.5).unwrap())[1], 0.0);
    for (angle, at) in [(20.0, 0.854_444), (30.0, 3.067_537), (40.0, 7.877_987), (60.0, 30.0)] {
        close(border(angle), at, 5e-7);
    }
}

#[test]
fn told_in_turn_the_last_token_decides_how_good_the_squared_loss_looks() {
    for (tokens, squared, contrastive) in [(60, 0.923, 0.995), (61, 0.667, 0.996), (62, 0.997, 0.994)] {
        let mean = |classifier: Classifier| {
            let accuracy = |seed| {
                let sample = Arc::USUAL.in_turn(seed, tokens);
                sample.accuracy(&classifier.learned(&sample.told, 0.3, 0.5).unwrap())
            };
            Spread::of(&(1..=20).map(accuracy).collect::<Vec<f64>>()).unwrap().mean
        };
        close(mean(Classifier::Squared), squared, 5.001e-4);
        close(mean(Classifier::Contrastive), contrastive, 5.001e-4);
    }
}

#[test]
fn in_random_directions_no_loss_separates_better() {
    for (classes, dot, squared, contrastive) in
        [(4, 0.983, 0.982, 0.980), (8, 0.945, 0.947, 0.947), (12, 0.911, 0.909, 0.902)]
    {
        let mean = |classifier: Classifier| {
            let accuracy = |seed| {
                let sample = Directions { classes, channels: 16 }.sample(seed);
                sample.accuracy(&classifier.learned(&sample.told, 0.1, 1.0).unwrap())
            };
            Spread::of(&(1..=20).map(accuracy).collect::<Vec<f64>>()).unwrap().mean
        };
        close(mean(Classifier::Dot), dot, 5.001e-4);
        close(mean(Classifier::Squared), squared, 5.001e-4);
        close(mean(Classifier::Contrastive), contrastive, 5.001e-4);
    }
}

#[test]
fn a_contrastive_loss_knows_the_value_and_not_its_length() {
    let k = Mat::from_row_slice(3, 2, &[1.0, 0.0, 0.0, 1.0, 0.6, 0.8]);
    let v = Mat::from_fn(3, 3, |t, i| f64::from(u8::from(t % 2 == i)));
    let descent = Descent { beta: 1.0, ..Descent::on(Loss::Contrastive) };
    let path = descent.path(&k, &v).unwrap();
    let losses: Vec<f64> = path.losses.iter().map(|[before, _]| *before).collect();
    all_close(&losses, &[0.0, LN_2, 3.239_953_333_162], 5e-13);
    let s = &path.states[3];
    all_close(&[s[(0, 0)], s[(0, 1)]], &[1.153_001_132_643_882_7, 0.537_334_843_525_177_2], 1e-14);
    assert!((s.row(0) + s.row(1)).amax() < 1e-15 && s.row(2).amax() == 0.0);
    let stream = told(k, v);
    let set = [(Tensor::Beta, 1.0), (Tensor::Tau, 0.5)];
    let entry = RuleEntry::of::<Contrastive>();
    let x = stream.inputs_for(&entry.info, &gates(&set)).unwrap();
    assert!(max_abs_diff(&entry.run(&x, Form::Recurrent).unwrap().state.parts[0], s) < 1e-14);
    // Its step is bounded: a key of length 3 makes β‖k‖² = 9.
    let k = Mat::from_fn(50, 2, |_, j| if j == 0 { 3.0 } else { 0.0 });
    let long = told(k, Mat::from_fn(50, 3, |t, i| f64::from(u8::from(t % 2 == i))));
    let norm =
        |loss| Descent { beta: 1.0, ..Descent::on(loss) }.path(&long.k, &long.v).unwrap().states[50].norm();
    close(norm(Loss::Squared) / 5.5e44, 1.0, 0.01);
    close(norm(Loss::Contrastive), 4.24, 5e-3);
    close(norm(Loss::Huber), 0.313, 5e-4);
}

/// The mean error of the four facts that are alike after some rounds.
fn after<A: Rule>(rounds: usize, set: &[(Tensor, f64)]) -> f64 {
    let rule = RuleEntry::of::<A>();
    let off = off_after(&rule, &alike(rounds), &gates(set), 4 * rounds, 4).unwrap();
    off.iter().sum::<f64>() / 4.0
}

fn momentum(eta: f64, mu: f64) -> [(Tensor, f64); 4] {
    [(Tensor::Eta, eta), (Tensor::LogMu, mu), (Tensor::Beta, 1.0), (Tensor::G, 1.0)]
}

#[test]
fn momentum_shines_where_facts_are_alike_and_told_again() {
    close(after::<DeltaRule>(12, &[(Tensor::Beta, 1.0)]), 0.238_754_280_201, 1e-12);
    close(after::<MomentumDeltaRule>(12, &momentum(0.9, 0.7)), 2.590_876_685e-4, 1e-13);
    let mesa = [(Tensor::Beta, 1.0), (Tensor::G, 1.0), (Tensor::Lamb, 1e-3)];
    close(after::<MesaNet>(12, &mesa), 7.211_748_553e-4, 1e-13);
    let rounds = [1, 2, 4, 8, 12];
    let plain = rounds.map(|rounds| after::<DeltaRule>(rounds, &[(Tensor::Beta, 1.0)]));
    all_close(&plain, &[0.9404, 0.8208, 0.6306, 0.3828, 0.2388], 5.001e-5);
    let with = rounds.map(|rounds| after::<MomentumDeltaRule>(rounds, &momentum(0.9, 0.7)));
    all_close(&with, &[1.2108, 0.6395, 0.1229, 0.0087, 0.0003], 5.001e-5);
    let best = (1..39).map(|step| after::<DeltaRule>(12, &[(Tensor::Beta, 0.05 * f64::from(step))]));
    close(best.fold(f64::INFINITY, f64::min), 0.238_754, 5e-7);
    for (mu, off) in [(0.0, 0.250), (0.5, 0.0182), (0.8, 0.0064), (0.9, 0.138), (0.95, 0.506)] {
        close(after::<MomentumDeltaRule>(12, &momentum(0.9, mu)), off, 5e-4);
    }
}

#[test]
fn momentum_writes_a_fact_that_is_told_once_too_often_or_too_late() {
    let off = |eta, mu| {
        let rule = RuleEntry::of::<MomentumDeltaRule>();
        off_after(&rule, &at_right_angles(), &gates(&momentum(eta, mu)), 6, 6).unwrap()
    };
    all_close(&off(0.9, 0.7), &[1.6471, 1.4958, 1.2797, 0.971, 0.53, 0.1], 5.001e-5);
    let late: Vec<f64> = (0..6).rev().map(|age| 0.7_f64.powi(age + 1)).collect();
    all_close(&off(0.3, 0.7), &late, 1e-12);
    all_close(&off(1.0, 0.0), &[0.0; 6], 1e-15);
}

#[test]
fn what_is_overwritten_is_overshot_by_momentum_and_averaged_by_least_squares() {
    let values = [[1.0, 0.0]; 3].into_iter().chain([[0.0, 1.0]; 3]).collect::<Vec<_>>();
    let stream = one_key(&values);
    let flat = |o: Mat| o.transpose().iter().copied().collect::<Vec<_>>();
    let with = flat(answers::<MomentumDeltaRule>(&stream, &momentum(0.9, 0.7)));
    let expected = [0.9, 0.0, 1.62, 0.0, 1.566, 0.0, 0.1188, 0.9, -1.001_16, 1.62, -0.884_088, 1.566];
    all_close(&with, &expected, 1e-12);
    let mesa = |gamma| {
        flat(answers::<MesaNet>(&stream, &[(Tensor::Beta, 1.0), (Tensor::G, gamma), (Tensor::Lamb, 1e-3)]))
    };
    all_close(&mesa(1.0)[10..], &[0.499_917, 0.499_917], 5e-7);
    all_close(&mesa(0.5)[10..], &[0.111_055, 0.888_438], 5e-7);
    assert_eq!(flat(answers::<DeltaRule>(&stream, &[(Tensor::Beta, 1.0)]))[6..8], [0.0, 1.0]);
}

#[test]
fn least_squares_recalls_real_keys_best_unless_its_ridge_is_that_of_the_library() {
    let of = |head: Head, id: &str, set: &[(Tensor, f64)]| {
        let stream = sentence(3, head).with_unit_keys();
        let entry = rule(id).expect("a rule");
        let off = off_after(entry, &stream, &gates(set), stream.len(), stream.len()).expect("answers");
        median(&off).expect("a middle")
    };
    let mesa = |ridge| [(Tensor::Beta, 1.0), (Tensor::G, 1.0), (Tensor::Lamb, ridge)];
    for (head, expected) in [
        (Head::L3H1, [4.518_824_949, 0.650_292_936, 0.018_052_785, 0.276_274_513]),
        (Head::L0H3, [1.911_671_495, 0.453_584_374, 0.013_728_789, 0.198_846_757]),
    ] {
        close(of(head, LinearAttn::INFO.id, &[]), expected[0], 1e-8);
        close(of(head, DeltaRule::INFO.id, &[(Tensor::Beta, 1.0)]), expected[1], 1e-8);
        close(of(head, MesaNet::INFO.id, &mesa(1e-3)), expected[2], 1e-8);
        close(of(head, MesaNet::INFO.id, &mesa(0.25)), expected[3], 1e-8);
    }
}

#[test]
fn the_normal_numbers_of_a_seed_are_those_of_the_stream() {
    let stream = random(5, 4, 3);
    let numbers: Vec<f64> = normals(5).take(36).collect();
    assert_eq!(Mat::from_row_slice(4, 3, &numbers[12..24]), stream.k);
    let x = Inputs::new(stream.q, stream.k, stream.v);
    assert_eq!(x.dims().t, 4);
}
