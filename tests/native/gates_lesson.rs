//! What is taught of gates: an answer sheet decides which is best, the article's form is Gated DeltaNet in other letters, and a gate that
//! reads the state has no second form. The numbers were computed with NumPy by the definitions.
//!
//! This file is long because it has every number that the lesson tells.

use crate::support::close::close;
use crate::support::streams::sentence;
use deltascope::experiments::{
    Best, On, SCENE, Searching, Sheet, StateGate, TOPIC, answers_at_end, apart_from_article, as_article,
    bounds, eigenvalues,
};
use deltascope::inputs::{Gate, Gates, Head, Layer, Scale, Stream, random, scenes};
use deltascope::math::{Mat, max_abs_diff, normalise_rows, rms_ratio};
use deltascope::rules::{
    Comba, DeltaRule, Form, GatedDeltaRule, Inputs, Kda, Rule, RuleEntry, State, Tensor, gates,
};

fn layer(text: &str) -> Gate {
    Layer::read(text, |text| text.parse().ok()).expect("a layer").into()
}

/// β, and γ for all channels or for those of each channel.
fn set(beta: impl Into<Gate>, gamma: impl Into<Gate>) -> Gates {
    let gamma = gamma.into();
    Gates::new().with(Tensor::Beta, beta).with(Tensor::G, gamma.clone()).with(Tensor::Gk, gamma)
}

/// The mean error of each group, and the score.
fn scored<A: Rule>(sheet: &Sheet, stream: &Stream, gates: &Gates) -> (Vec<f64>, f64) {
    let answers = answers_at_end(&RuleEntry::of::<A>(), stream, gates).expect("answers");
    (sheet.errors(&answers), sheet.score(&answers))
}

const ETA: &str = "s(6)k7(-15)";
const WHOLE: &str = "s(8)k8(-16)";
const OF_THINGS: &str = "s(8)k8(-16)4-6";

#[test]
fn no_constant_gate_is_much_better_than_silence_and_gates_of_the_key_are() {
    let stream = scenes(None);
    let check = |found: ((Vec<f64>, f64), f64), groups: [f64; 3], scene: f64, topic: f64| {
        let ((errors, mean), of_topic) = found;
        errors.iter().zip(groups).for_each(|(found, expected)| close(*found, expected, 1e-6));
        close(mean, scene, 1e-6);
        close(of_topic, topic, 1e-6);
    };
    let gated = |gates: &Gates| {
        (scored::<GatedDeltaRule>(&SCENE, &stream, gates), scored::<GatedDeltaRule>(&TOPIC, &stream, gates).1)
    };
    let by_channel =
        |gates: &Gates| (scored::<Kda>(&SCENE, &stream, gates), scored::<Kda>(&TOPIC, &stream, gates).1);
    check(gated(&set(1.0, 1.0)), [1.151_036, 0.541_155, 1.173_263], 0.955_151, 0.760_615);
    check(gated(&set(0.9, 0.9)), [1.158_462, 0.510_695, 0.570_679], 0.746_612, 0.516_033);
    check(gated(&set(1.0, layer(WHOLE))), [1.285_144, 0.557_783, 0.522_269], 0.788_399, 0.566_684);
    check(gated(&set(layer(ETA), 1.0)), [0.004_503, 0.003_560, 0.996_773], 0.334_945, 0.499_866);
    check(gated(&set(layer(ETA), layer(WHOLE))), [0.999_954, 0.004_130, 0.001_365], 0.335_150, 0.002_673);
    check(
        by_channel(&set(layer(ETA), layer(OF_THINGS))),
        [0.009_048, 0.004_192, 0.001_532],
        0.004_924,
        0.299_734,
    );
    // To the digits that the lesson pins.
    close(gated(&set(0.9, 0.9)).0.1, 0.746_611_649, 1e-9);
    close(gated(&set(layer(ETA), 1.0)).0.1, 0.334_945_472, 1e-9);
    close(gated(&set(layer(ETA), layer(WHOLE))).0.1, 0.335_149_612, 1e-9);
    close(gated(&set(layer(ETA), layer(WHOLE))).1, 0.002_673_040, 1e-9);
    close(by_channel(&set(layer(ETA), layer(OF_THINGS))).0.1, 0.004_924_040, 1e-9);
    assert_eq!(
        scored::<DeltaRule>(&SCENE, &stream, &set(1.0, 0.5)).1,
        gated(&set(1.0, 1.0)).0.1,
        "DeltaNet is γ = 1"
    );
}

#[test]
fn the_best_constants_are_found_on_a_grid() {
    let stream = scenes(None);
    let mut searching = Searching::default();
    while !searching.found.is_whole() {
        searching.next_row();
    }
    let [scene, topic] = searching.found.best;
    let check = |found: &Best, on: On, gamma: f64, beta: f64, score: f64| {
        assert_eq!(found.on, on);
        close(found.gamma, gamma, 1e-9);
        close(found.beta, beta, 1e-9);
        close(found.score, score, 1e-6);
    };
    check(&scene[0], On::All, 1.0, 0.34, 0.620_971);
    check(&scene[1], On::Things, 0.88, 0.44, 0.584_852);
    check(&topic[0], On::All, 0.94, 0.46, 0.437_571);
    check(&topic[1], On::Things, 0.98, 0.42, 0.463_520);
    scene[0].errors.iter().zip([0.835_804, 0.600_983, 0.426_125]).for_each(|(a, b)| close(*a, b, 1e-6));
    scene[1].errors.iter().zip([0.825_199, 0.661_939, 0.267_419]).for_each(|(a, b)| close(*a, b, 1e-6));
    // With the write gate of the key, the best constant γ.
    let score = |gamma: f64| scored::<GatedDeltaRule>(&TOPIC, &stream, &set(layer(ETA), gamma)).1;
    let all = (0..=100).map(|g| f64::from(g) * 0.01).map(|gamma| (gamma, score(gamma)));
    let (gamma, score) = all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    close(gamma, 0.88, 1e-9);
    close(score, 0.300_252, 1e-6);
}

#[test]
fn it_is_the_gates_and_not_the_filler_that_decides() {
    let over_seeds = |sheet: &'static Sheet, kda: bool, gates: &Gates| {
        let scores: Vec<f64> = (1..=10)
            .map(|seed| {
                let stream = scenes(Some(seed));
                if kda {
                    scored::<Kda>(sheet, &stream, gates).1
                } else {
                    scored::<GatedDeltaRule>(sheet, &stream, gates).1
                }
            })
            .collect();
        scores.iter().sum::<f64>() / 10.0
    };
    close(over_seeds(&SCENE, false, &set(layer(ETA), 1.0)), 0.3349, 1e-4);
    close(over_seeds(&SCENE, false, &set(layer(ETA), layer(WHOLE))), 0.3352, 1e-4);
    close(over_seeds(&SCENE, true, &set(layer(ETA), layer(OF_THINGS))), 0.0049, 1e-4);
    close(over_seeds(&TOPIC, false, &set(layer(ETA), layer(WHOLE))), 0.0029, 1e-4);
    close(over_seeds(&TOPIC, true, &set(layer(ETA), layer(OF_THINGS))), 0.3001, 1e-4);
}

#[test]
fn sigma_is_never_0_or_1_and_a_wrong_channel_costs_all() {
    let stream = scenes(None);
    let of = |eta: &str, gamma: &str| scored::<Kda>(&SCENE, &stream, &set(layer(eta), layer(gamma))).1;
    for (factor, expected) in [(0.5, 0.147), (1.0, 4.92e-3), (2.0, 8.02e-6), (4.0, 4.55e-11)] {
        let eta = format!("s({})k7({})", 6.0 * factor, -15.0 * factor);
        let gamma = format!("s({})k8({})4-6", 8.0 * factor, -16.0 * factor);
        let found = of(&eta, &gamma);
        assert!((found / expected - 1.0).abs() < 0.005, "× {factor}: {found:e}");
    }
    close(of(ETA, "s(2)k8(-16)4-6"), 0.4105, 1e-4);
    close(of("s(6)k1(-15)", OF_THINGS), 0.7968, 1e-4);
}

/// The article's form is Comba with p = k.
fn both(k: &[[f64; 2]], v: &[[f64; 2]], gamma: f64, beta: f64) -> [Mat; 2] {
    let rows = |rows: &[[f64; 2]]| Mat::from_fn(rows.len(), 2, |t, c| rows[t][c]);
    let stream = Stream::of_facts(vec![String::new(); k.len()], rows(k), rows(v));
    let of = |rule: RuleEntry| {
        let x = stream.inputs_for(&rule.info, &set(beta, gamma)).unwrap();
        rule.run(&x, Form::Recurrent).unwrap().state.parts[0].clone()
    };
    [of(RuleEntry::of::<GatedDeltaRule>()), of(RuleEntry::of::<Comba>())]
}

#[test]
fn in_the_article_s_form_forgetting_everything_writes_minus_what_was_known() {
    for (gamma, article) in [(1.0, 0.0), (0.9, -0.1), (0.5, -0.5), (0.0, -1.0)] {
        let [gated, comba] = both(&[[1.0, 0.0]; 2], &[[1.0, 0.0], [0.0, 1.0]], gamma, 1.0);
        assert_eq!([gated[(0, 0)], gated[(1, 0)]], [0.0, 1.0], "γ = {gamma}");
        close(comba[(0, 0)], article, 1e-15);
        assert_eq!(comba[(1, 0)], 1.0);
    }
    let (k, v) = ([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]);
    let [gated, comba] = both(&k, &v, 0.9, 1.0);
    assert!(max_abs_diff(&gated, &Mat::from_row_slice(2, 2, &[1.0, -0.3888, 1.0, 0.72])) < 1e-12, "{gated}");
    assert!(
        max_abs_diff(&comba, &Mat::from_row_slice(2, 2, &[0.946, -0.432, 0.94, 0.72])) < 1e-12,
        "{comba}"
    );
    // γ = 0.5: stable up to β < 3 in Gated DeltaNet and up to 1.5 in the article's form.
    let [gated, comba] = both(&[[1.0, 0.0]; 40], &[[1.0, 0.0]; 40], 0.5, 1.8);
    close(gated[(0, 0)], 1.2857, 1e-4);
    assert_eq!(format!("{:.2e}", comba[(0, 0)]), "-2.83e4");
}

/// The largest and the mean error of what was just written, relative to the value, and where the largest is.
fn just_written<A: Rule>(x: &Inputs) -> (f64, f64, usize) {
    let of = |t: usize| {
        let s = RuleEntry::of::<A>().run(&x.tokens(0..t + 1, None), Form::Recurrent).unwrap().state.parts[0]
            .clone();
        let (k, v) = (x.k.row(t).transpose(), x.v.row(t).transpose());
        (s * k - &v).norm() / v.norm()
    };
    let all: Vec<f64> = (0..x.dims().t).map(of).collect();
    let worst = (0..all.len()).max_by(|a, b| all[*a].total_cmp(&all[*b])).unwrap();
    (all[worst], all.iter().sum::<f64>() / all.len() as f64, worst)
}

#[test]
fn only_gated_delta_net_reads_exactly_what_was_just_written() {
    let stream = random(1, 48, 16).with_unit_keys();
    let of = |stream: &Stream, gamma: f64| {
        let inputs = |rule: RuleEntry| stream.inputs_for(&rule.info, &set(1.0, gamma)).unwrap();
        [inputs(RuleEntry::of::<GatedDeltaRule>()), inputs(RuleEntry::of::<Comba>())]
    };
    for (gamma, ratio, mean, max) in [
        (0.99, 0.007_618, 0.0078, 0.0151),
        (0.9, 0.048_629, 0.0491, 0.0952),
        (0.5, 0.144_109, 0.1350, 0.3686),
    ] {
        let [gated, comba] = of(&stream, gamma);
        let o = |rule: RuleEntry, x: &Inputs| rule.run(x, Form::Recurrent).unwrap().o;
        let (a, b) = (o(RuleEntry::of::<GatedDeltaRule>(), &gated), o(RuleEntry::of::<Comba>(), &comba));
        close(rms_ratio(&b, &a), ratio, 1e-6);
        let (most, usual, _) = just_written::<Comba>(&comba);
        close(most, max, 1e-4);
        close(usual, mean, 1e-4);
        assert!(just_written::<GatedDeltaRule>(&gated).0 < 5e-15);
    }
    // A real head.
    let real = sentence(3, Head::L3H1).with_unit_keys().with_scale(Scale::InverseSqrt);
    let [gated, comba] = of(&real, 0.9);
    let (a, b) = (
        RuleEntry::of::<GatedDeltaRule>().run(&gated, Form::Recurrent).unwrap().o,
        RuleEntry::of::<Comba>().run(&comba, Form::Recurrent).unwrap().o,
    );
    close(max_abs_diff(&a, &b), 0.040_756_320, 1e-9);
    close(rms_ratio(&b, &a), 0.041_758_832, 1e-9);
    let (most, usual, token) = just_written::<Comba>(&comba);
    close(most, 0.100_834_326, 1e-9);
    close(usual, 0.059_032_067, 1e-9);
    assert_eq!(token, 19);
}

/// GDN(γ, β, v) = article(γ, γβ, v/γ).
#[test]
fn the_two_forms_are_one_family() {
    let stream = random(1, 48, 16).with_unit_keys();
    let drawn = random(2, 48, 2);
    let gamma: Vec<f64> = (0..48).map(|t| gates::sigmoid(2.0 + drawn.k[(t, 0)])).collect();
    let beta: Vec<f64> = (0..48).map(|t| gates::sigmoid(drawn.k[(t, 1)])).collect();
    let gated = stream.inputs_for(&GatedDeltaRule::INFO, &set(beta.clone(), gamma.clone())).unwrap();
    let article = as_article(&gated).unwrap();
    let (a, b) = (
        RuleEntry::of::<GatedDeltaRule>().run(&gated, Form::Recurrent).unwrap(),
        RuleEntry::of::<Comba>().run(&article, Form::Recurrent).unwrap(),
    );
    assert!(max_abs_diff(&a.o, &b.o) < 1e-13 && max_abs_diff(&a.state.parts[0], &b.state.parts[0]) < 1e-14);
    assert_eq!(apart_from_article(&gated).unwrap(), Some(max_abs_diff(&a.o, &b.o)));
    assert_ne!(article, gated, "it is told other gates and other values");
    // Without the change of letters they are apart, and γ = 0 has no such letters.
    let same = gated.clone().with(Tensor::P, gated.k.clone());
    let plain = RuleEntry::of::<Comba>().run(&same, Form::Recurrent).unwrap();
    assert!(max_abs_diff(&a.o, &plain.o) > 0.1);
    let nothing = stream.inputs_for(&GatedDeltaRule::INFO, &set(1.0, vec![1.0, 0.0])).unwrap();
    assert_eq!(apart_from_article(&nothing).unwrap(), None);
}

#[test]
fn along_its_key_each_form_takes_the_old_state_over_with_its_own_factor() {
    let (k, v) = ([[1.0, 0.0]; 2], [[1.0, 0.0], [0.0, 0.0]]);
    let [gated, comba] = both(&k, &v, 0.5, 1.8);
    let rows = |rows: &[[f64; 2]]| Mat::from_fn(rows.len(), 2, |t, c| rows[t][c]);
    let stream = Stream::of_facts(vec![String::new(); 2], rows(&k), rows(&v));
    let x = stream.inputs_for(&GatedDeltaRule::INFO, &set(1.8, 0.5)).unwrap();
    let [of_gated, of_comba] = eigenvalues(&x, 1).unwrap();
    assert_eq!(bounds(&x, 1), Some([3.0, 1.5]));
    close(of_gated, 0.5 * (1.0 - 1.8), 1e-12);
    close(of_comba, 0.5 - 1.8, 1e-12);
    // The first token leaves 1.8, the second tells 0.
    close(gated[(0, 0)], of_gated * 1.8, 1e-12);
    close(comba[(0, 0)], of_comba * 1.8, 1e-12);
}

const READS: StateGate = StateGate { bias: 3.0, weight: 4.0 };

/// random(1, 64, 16), every row made unit, β = 1.
fn of_state() -> Inputs {
    let Stream { q, k, v, .. } = random(1, 64, 16);
    let [q, k, v] = [q, k, v].map(|rows| normalise_rows(&rows));
    Inputs { scale: 1.0, ..Inputs::new(q, k, v).with_each(Tensor::Beta, &[1.0; 64]) }
}

#[test]
fn a_gate_that_reads_the_state_has_no_chunk_form() {
    let x = of_state();
    let run = READS.recurrent(&x).unwrap();
    close(run.gates[0], 0.952_574, 1e-6);
    let least = (0..64).min_by(|a, b| run.gates[*a].total_cmp(&run.gates[*b])).unwrap();
    assert_eq!(least, 40);
    close(run.gates[least], 0.458_592, 1e-6);
    close(run.gates.iter().sum::<f64>() / 64.0, 0.807_140, 1e-6);
    let worst = |gates: &[f64]| gates.iter().zip(&run.gates).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    for (size, off, gate) in [
        (1, 0.0, 0.0),
        (2, 0.0763, 0.275),
        (4, 0.1063, 0.294),
        (8, 0.1948, 0.339),
        (16, 0.3999, 0.530),
        (32, 0.6052, 0.500),
        (64, 0.8926, 0.494),
    ] {
        let chunked = READS.chunked(&x, size).unwrap();
        close(rms_ratio(&chunked.o, &run.o), off, 1e-4);
        close(worst(&chunked.gates), gate, 1e-3);
    }
    // With its own frozen gates the chunk form is right, and proves nothing of the rule.
    let frozen = READS.chunked(&x, 16).unwrap();
    let by_chunks = frozen.by_chunks(&x, 16).unwrap();
    assert!(max_abs_diff(&by_chunks, &frozen.o) < 1e-15);
    close(max_abs_diff(&by_chunks, &run.o), 0.2058, 1e-4);
}

#[test]
fn outputs_are_no_longer_linear_in_values() {
    let x = of_state();
    let twice = x.clone().with(Tensor::V, &x.v * 2.0);
    let of = |x: &Inputs| READS.recurrent(x).unwrap().o;
    let once = of(&x) * 2.0;
    close(rms_ratio(&of(&twice), &once), 0.364, 1e-3);
    // A value channel at a time, the outputs for V = I are no matrix A with A V = O.
    let mut a = Mat::zeros(64, 64);
    for j in 0..64 {
        let one = Mat::from_fn(64, 1, |t, _| f64::from(u8::from(t == j)));
        a.column_mut(j).copy_from(&of(&x.clone().with(Tensor::V, one)).column(0));
    }
    close(rms_ratio(&(a * &x.v), &of(&x)), 0.5690, 1e-3);
}

#[test]
fn passes_of_the_parallel_form_find_the_gates_in_the_end() {
    let x = of_state();
    let run = READS.recurrent(&x).unwrap();
    let mut gates = READS.guess(&x);
    let errors: Vec<f64> = (0..64)
        .map(|_| {
            gates = READS.pass(&x, &gates).unwrap();
            gates.iter().zip(&run.gates).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        })
        .collect();
    for (passes, expected) in [(1, 0.366), (2, 0.132), (4, 0.0407), (8, 2.7e-3), (16, 6.4e-7)] {
        assert!((errors[passes - 1] / expected - 1.0).abs() < 0.02, "{passes}: {:e}", errors[passes - 1]);
    }
    let first = |below: f64| 1 + errors.iter().position(|error| *error < below).unwrap();
    assert_eq!([first(1e-3), first(1e-12)], [10, 28]);
}

#[test]
fn the_gates_of_four_tokens_are_known_to_all_digits() {
    let rows = |rows: [[f64; 2]; 4]| Mat::from_fn(4, 2, |t, c| rows[t][c]);
    let k = rows([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0], [0.0, 1.0]]);
    let v = rows([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]);
    let x = Inputs::new(k.clone(), k, v).with_each(Tensor::Beta, &[1.0; 4]);
    let check = |size: usize, expected: [f64; 4]| {
        let run = READS.chunked(&x, size).unwrap();
        run.gates.iter().zip(expected).for_each(|(found, expected)| close(*found, expected, 1e-10));
        run.state
    };
    let first = 0.952_574_126_822_433_4;
    let s = check(1, [first, 0.645_656_306_225_795_4, 0.521_460_350_706_123_5, 0.770_385_620_556_709_6]);
    assert!(
        max_abs_diff(&s, &Mat::from_row_slice(2, 2, &[0.0, 1.0, 0.770_385_620_556_709_6, 0.0])) < 1e-12,
        "{s}"
    );
    check(2, [first, first, 0.396_155_848_860_813_4, 0.334_970_803_131_328_9]);
    check(4, [first; 4]);
}

#[test]
fn ways_to_make_a_gate_are_powers_of_one_curve() {
    for (x, sigmoid, gla, mamba, rwkv7, kda) in [
        (-4.0, 0.017_986, 0.777_918, 0.982_014, 0.989_150, 0.913_994),
        (-2.0, 0.119_203, 0.875_524, 0.880_797, 0.930_252, 0.551_003),
        (0.0, 0.5, 0.957_603, 0.5, 0.738_403, 0.082_085),
        (2.0, 0.880_797, 0.992_098, 0.119_203, 0.586_120, 0.012_229),
        (4.0, 0.982_014, 0.998_866, 0.017_986, 0.551_220, 0.007_372),
    ] {
        let log: [f64; 5] = [
            gates::log_sigmoid(x),
            gates::gla(x),
            gates::mamba(x, 0.0, 0.0),
            gates::rwkv7(x),
            gates::bounded(x, 0.0, 0.0, -5.0),
        ];
        log.iter()
            .zip([sigmoid, gla, mamba, rwkv7, kda])
            .for_each(|(log, expected)| close(log.exp(), expected, 1e-6));
    }
    for step in -12..=12 {
        let x = f64::from(step) * 0.5;
        for a in [1.0, 3.0, 1.0 / 16.0] {
            close(gates::mamba(x, f64::ln(a), 0.3).exp(), gates::sigmoid(-(x + 0.3)).powf(a), 1e-15);
        }
    }
    // Where Mamba-2 starts, and how long its gate remembers by half.
    for (a, delta, gamma, half) in [
        (1.0, 0.001, 0.999, 693.1),
        (1.0, 0.1, 0.904_837, 6.9),
        (16.0, 0.001, 0.984_127, 43.3),
        (16.0, 0.1, 0.201_897, 0.4),
    ] {
        let bias = f64::ln(f64::exp_m1(delta));
        let log = gates::mamba(0.0, f64::ln(a), bias);
        close(log.exp(), gamma, 1e-6);
        close(f64::ln(0.5) / log, half, 0.05);
    }
}

/// Who writes more forgets more: the write strength is softplus(x), and γ = exp(−softplus(x)).
#[test]
fn in_mamba_2_one_number_writes_and_forgets() {
    let x = [0.0, 1.0, -2.0, 3.0, 0.0];
    let delta = x.map(gates::softplus);
    let ones = Mat::from_element(5, 1, 1.0);
    // No correction: linear attention with a gate, whose values carry Δ.
    let values = Mat::from_fn(5, 1, |t, _| delta[t]);
    let log = x.map(|x| gates::mamba(x, 0.0, 0.0));
    let mut state = None::<State>;
    for (t, expected) in [
        std::f64::consts::LN_2,
        1.499_677_675_476_619_2,
        1.447_839_725_511_441_7,
        3.117_252_414_777_291,
        2.251_773_387_948_590_6,
    ]
    .into_iter()
    .enumerate()
    {
        let x = Inputs::new(ones.clone(), ones.clone(), values.clone()).with_each(Tensor::G, &log);
        let rule = deltascope::rules::rule("simple_gla").expect("a rule");
        let output = rule.run(&x.tokens(t..t + 1, state.take()), Form::Recurrent).unwrap();
        close(output.state.parts[0][(0, 0)], expected, 1e-9);
        state = Some(output.state);
    }
}
