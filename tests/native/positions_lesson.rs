//! What is taught of positions: ALiBi and forgetting gates, what PaTH is a case of and what it is not, what DeltaNet makes of codes of
//! positions, and what each bias does four times the length away. The numbers were computed with NumPy by the definitions.
//!
//! This file is long because it has every number that the lesson tells.

use crate::support::close::{all_close, close};
use crate::support::fixed_stream::{fixed_stream, wave};
use crate::support::streams::sentence;
use deltascope::experiments::{
    Bias, ByToken, Marked, Mean, NEAR, PathIdentity, PositionCode, RowSpread, Spectrum, alibi_mass_on_last,
    by_distance, condition, expected_share, factor_that_keeps, log_stick_breaking, log_weights, mass_on_last,
    mass_on_parts, needle, negative_share, overlap, position_delta, position_delta_gated, position_row,
    query_left, read_after_write, softmax_rows, stick_breaking, tokens_with, weight_before,
};
use deltascope::inputs::{Head, Stream};
use deltascope::math::{Mat, max_abs, max_abs_diff, normalise_rows};
use deltascope::rules::{DeltaRule, ForgettingAttn, Form, Inputs, RuleEntry, Tensor};

/// Numbers of the lesson, and numbers of a sentence, whose data has few digits.
const PIN: f64 = 1e-6;
const OF_DATA: f64 = 1e-5;

const SINUSOIDS: PositionCode = PositionCode::Sinusoids(32);

/// The sentence of the two cars, in the head that reads nouns.
fn cars() -> Stream {
    sentence(3, Head::L3H1)
}

/// Its token `car`, which asks, and the tokens `;` which end its parts.
const ASKED: usize = 17;
const ENDS: [usize; 2] = [6, 12];

fn on_parts(bias: &Bias) -> Vec<f64> {
    let x = cars();
    assert_eq!((x.labels[ASKED].as_str(), tokens_with(&x.labels, ";")), ("car", ENDS.to_vec()));
    let weights: Vec<f64> = bias.attention(&x).unwrap().row(ASKED).iter().copied().take(ASKED + 1).collect();
    mass_on_parts(&weights, &ENDS)
}

/// One number for most tokens, another one for each `;`.
fn at_ends(usual: f64, marked: f64) -> ByToken {
    ByToken { usual, marked, at: Marked::These(ENDS.to_vec()) }
}

/// The sentence with unit keys, and with gates and directions of the fixed stream.
fn cars_with_gates() -> Inputs {
    let x = cars().with_unit_keys();
    let (t, k) = x.k.shape();
    let of = fixed_stream(t, k, k);
    Inputs { scale: x.scale, q: x.q, k: x.k, v: x.v, ..of }
}

/// The sentence with β of the fixed stream, and unit keys as keys and as directions.
fn cars_along_keys() -> Inputs {
    let x = cars_with_gates();
    let (beta, w) = (x.get(Tensor::Beta).unwrap().clone(), x.k.clone());
    Inputs { scale: x.scale, ..Inputs::new(x.q, x.k, x.v) }.with(Tensor::Beta, beta).with(Tensor::W, w)
}

#[test]
fn the_fixed_stream_is_the_one_that_was_pinned() {
    let x = fixed_stream(12, 4, 4);
    let first: Vec<f64> = x.q.row(0).iter().copied().collect();
    all_close(&first, &[-0.124_633, -0.528_532, -0.271_499, 0.889_991], PIN);
    let o = RuleEntry::of::<DeltaRule>().run(&x, Form::Recurrent).unwrap().o;
    let last: Vec<f64> = o.row(11).iter().copied().collect();
    all_close(&last, &[-0.165_935_34, 0.237_900_43, -0.066_977_69, -0.261_161_13], 1e-8);
}

#[test]
fn alibi_is_forgetting_attention_with_one_gate_for_all() {
    for x in [fixed_stream(12, 4, 4), cars().inputs(&[1.0; 20], &[1.0; 20])] {
        let (t, m) = (x.dims().t, 0.25);
        let content = &x.q * x.scale * x.k.transpose();
        let scores = content + Bias::Alibi { m }.matrix(t).unwrap();
        let gated = RuleEntry::of::<ForgettingAttn>()
            .run(&x.clone().with_each(Tensor::G, &vec![-m; t]), Form::Recurrent);
        let apart = max_abs_diff(&(softmax_rows(&scores) * &x.v), &gated.unwrap().o);
        assert!(apart < 1e-14, "{apart:e}");
    }
}

#[test]
fn alibi_alone_has_the_mass_on_the_last_eight_of_a_closed_form() {
    for (m, expected) in [
        (0.5, [0.981_684, 0.981_684, 0.981_684]),
        (0.25, [0.864_955, 0.864_665, 0.864_665]),
        (1.0 / 16.0, [0.455_054, 0.393_601, 0.393_469]),
        (1.0 / 256.0, [0.261_838, 0.078_194, 0.035_582]),
    ] {
        for (tokens, expected) in [32, 128, 512].into_iter().zip(expected) {
            close(alibi_mass_on_last(m, NEAR, tokens), expected, PIN);
            close(RowSpread::of_bias(&Bias::Alibi { m }.row(tokens).unwrap()).near, expected, PIN);
        }
    }
}

#[test]
fn the_gate_of_a_separator_keeps_attention_within_its_part() {
    let forgetting = |g: ByToken| Bias::Forgetting { g };
    all_close(&on_parts(&Bias::None), &[0.769_848, 0.136_087, 0.094_065], OF_DATA);
    all_close(&on_parts(&Bias::Alibi { m: 0.25 }), &[0.148_073, 0.198_216, 0.653_711], OF_DATA);
    all_close(&on_parts(&forgetting(ByToken::all(-0.05))), &[0.659_022, 0.175_168, 0.165_811], OF_DATA);
    let cut = forgetting(at_ends(-0.05, -4.0));
    all_close(&on_parts(&cut), &[0.001_767, 0.044_834, 0.953_399], OF_DATA);
    let entropies = [(Bias::None, 1.5854), (Bias::Alibi { m: 0.25 }, 2.3554), (cut, 1.7590)];
    for (bias, expected) in entropies {
        let row: Vec<f64> =
            bias.attention(&cars()).unwrap().row(ASKED).iter().copied().take(ASKED + 1).collect();
        close(RowSpread::of(&row).entropy, expected, 1e-4);
    }
}

#[test]
fn the_biases_of_gates_weigh_as_the_rule_of_forgetting_attention_does() {
    for bias in [Bias::None, Bias::Alibi { m: 0.25 }, Bias::Forgetting { g: at_ends(-0.05, -4.0) }] {
        let (found, by_rule) = (bias.attention(&cars()).unwrap(), bias.by_forgetting(&cars()).unwrap());
        assert!(max_abs_diff(&found, &by_rule) < 1e-14, "{bias:?}");
    }
}

#[test]
fn the_gate_of_a_separator_hides_what_is_before_it_and_not_itself() {
    let bias = Bias::Forgetting { g: at_ends(-0.05, -4.0) }.matrix(20).unwrap();
    all_close(&[bias[(17, 12)], bias[(17, 11)], bias[(17, 0)]], &[-0.25, -4.25, -8.75], 1e-12);
}

#[test]
fn path_without_reflections_is_forgetting_attention_with_gates_divided_by_the_scale() {
    for x in [fixed_stream(12, 4, 4), cars_with_gates()] {
        let same = PathIdentity::forgetting(&x, true).unwrap();
        assert!(same.apart().largest < 1e-14 && !same.is_silent(), "{:?}", same.apart());
    }
    let as_they_are = PathIdentity::forgetting(&fixed_stream(12, 4, 4), false).unwrap().apart();
    close(as_they_are.largest, 0.116_645, PIN);
    assert!(as_they_are.rms < as_they_are.largest && as_they_are.scale > 0.1);
}

#[test]
fn path_along_the_keys_has_the_weights_of_delta_net_only_after_column_j_is_multiplied_by_its_beta() {
    for (x, without, outputs) in [(fixed_stream(12, 4, 4), 0.422, 0.988), (cars_along_keys(), 0.852, 1.140)] {
        let same = PathIdentity::delta(&x, true).unwrap();
        assert!(same.apart().largest < 1e-14 && !same.is_silent(), "{:?}", same.apart());
        close(PathIdentity::delta(&x, false).unwrap().apart().largest, without, 5.001e-4);
        close(PathIdentity::outputs_of_delta(&x).unwrap().apart().largest, outputs, 5.001e-4);
        // With β = 1 it is so outright.
        let full = x.clone().with(Tensor::Beta, Mat::from_element(x.dims().t, 1, 1.0));
        assert!(PathIdentity::delta(&full, false).unwrap().apart().largest < 1e-14);
    }
    let open = fixed_stream(12, 4, 4).with(Tensor::G, Mat::zeros(12, 1));
    close(PathIdentity::outputs_of_delta(&open).unwrap().apart().largest, 0.987_128, PIN);
}

#[test]
fn path_asked_with_its_own_keys_at_full_strength_is_the_identity() {
    for x in [fixed_stream(12, 4, 4), cars_along_keys()] {
        assert!(PathIdentity::own_keys(&x).unwrap().apart().largest < 1e-14);
    }
}

#[test]
fn path_has_an_absolute_form_at_beta_two_and_not_a_little_below() {
    let off = |x: &Inputs, beta: f64| PathIdentity::absolute(x, beta).unwrap().apart().largest;
    for (x, at) in [
        (fixed_stream(12, 4, 4), [(1.9, 0.425), (1.5, 0.902), (1.0, 0.988)]),
        (cars_along_keys(), [(1.9, 1.17), (1.5, 4.10), (1.0, 5.46)]),
    ] {
        assert!(off(&x, 2.0) < 1e-13 && off(&x, 0.0) < 1e-13, "{:e}, {:e}", off(&x, 2.0), off(&x, 0.0));
        for (beta, expected) in at {
            close(off(&x, beta), expected, if expected < 1.0 { 5.001e-4 } else { 5.001e-3 });
        }
    }
}

#[test]
fn with_an_inverse_the_absolute_form_holds_for_other_betas_until_the_product_has_no_digits_left() {
    let unit = |a: usize, t: usize| normalise_rows(&wave(a, [t, 8], [-1.0, 1.0]));
    let stream = |t: usize| {
        let (q, k, w) = (wave(1, [t, 8], [-1.0, 1.0]), unit(2, t), unit(3, t));
        Inputs::new(q, k.clone(), k).with(Tensor::W, w)
    };
    let off = |t: usize, beta: f64| PathIdentity::by_inverse(&stream(t), beta).unwrap().apart().largest;
    let of_product = |t: usize, beta: f64| condition(stream(t).get(Tensor::W).unwrap(), beta).unwrap();
    assert_eq!(format!("{:.0e}", of_product(16, 1.5)), "3e1");
    assert_eq!(format!("{:.0e}", of_product(128, 1.5)), "8e4");
    assert_eq!(format!("{:.0e}", of_product(128, 0.5)), "2e5");
    // Beyond 1/ε = 4.5·10¹⁵, where an inverse has no digits.
    close(of_product(512, 1.5) / 1.521_735_895e22, 1.0, 1e-9);
    assert_eq!(of_product(16, 1.0), f64::INFINITY);
    for t in [16, 128, 512] {
        close(of_product(t, 2.0), 1.0, 1e-12);
        assert!(off(t, 2.0) < 1e-13, "{:e}", off(t, 2.0));
    }
    assert!(off(16, 1.5) < 1e-13 && off(128, 1.5) > 1e-13 && off(128, 1.5) < 1e-10, "{:e}", off(128, 1.5));
    // An error of more than all of the scores, which are 2 or so at most.
    assert!(off(512, 1.5) > 1.0, "{:e}", off(512, 1.5));
    assert!(off(512, 1.9) < 1e-12, "{:e}", off(512, 1.9));
}

#[test]
fn the_scores_of_path_fade_with_the_distance_to_zero_and_are_not_cut() {
    let squared = |beta: f64, n: usize| expected_share(beta, 32, n).powi(2);
    all_close(&[8, 32, 128].map(|n| squared(1.0, n)), &[0.7757, 0.3621, 0.0172], 5.001e-5);
    all_close(&[8, 32, 128].map(|n| squared(0.5, n)), &[0.8272, 0.4682, 0.0480], 5.001e-5);
    assert_eq!([8, 32, 128].map(|n| squared(2.0, n)), [1.0; 3]);
    for beta in [1.0, 0.5, 2.0] {
        let runs: Vec<Vec<f64>> = (0..300).map(|seed| query_left(seed, beta, 32, 128)).collect();
        for n in [8, 32, 128] {
            let mean = Mean::of(&runs.iter().map(|run| run[n]).collect::<Vec<_>>()).unwrap();
            close(mean.mean, squared(beta, n), 4.0 * mean.error.unwrap() + 1e-12);
        }
    }
}

#[test]
fn sinusoids_overlap_by_their_distance() {
    let found = [1, 2, 3, 4, 8, 16, 31, 64, 127].map(|m| overlap(m, 32));
    let expected =
        [0.957_103, 0.858_134, 0.767_025, 0.728_844, 0.657_629, 0.495_287, 0.564_016, 0.537_269, 0.328_826];
    all_close(&found, &expected, PIN);
}

#[test]
fn a_position_delta_net_that_writes_before_it_reads_is_the_identity_at_full_strength() {
    let code = SINUSOIDS.rows(128);
    let plain = |beta: f64| read_after_write(&code, &[beta; 128]).unwrap();
    assert!(max_abs_diff(&plain(1.0), &Mat::identity(128, 128)) < 1e-14);
    let before = position_delta(&code, &[0.5; 128]).unwrap();
    let half = Mat::from_fn(128, 128, |i, j| before[(i, j)] * if j < i { 0.5 } else { 1.0 });
    assert!(max_abs_diff(&plain(0.5), &half) < 1e-14);
    let largest = max_abs(&(plain(0.5) - Mat::identity(128, 128) * 0.5));
    close(largest, 0.239_276, PIN);
}

#[test]
fn read_before_it_is_written_it_is_a_bias_of_the_distance_alone_whatever_the_length() {
    for (beta, first) in [
        (1.0, [1.0, 0.957_103, -0.057_913, 0.001_131, 0.043_336]),
        (0.5, [0.5, 0.478_552, 0.200_055, 0.082_445, 0.055_600]),
        (0.1, [0.1, 0.095_710, 0.076_653, 0.061_153, 0.053_112]),
    ] {
        let a = position_delta(&SINUSOIDS.rows(128), &[beta; 128]).unwrap();
        let f = by_distance(SINUSOIDS, beta, 128);
        all_close(&f[..5], &first, PIN);
        for i in 0..128 {
            (0..=i).for_each(|j| close(a[(i, j)], f[i - j], 1e-14));
        }
        assert_eq!(position_delta(&SINUSOIDS.rows(32), &[beta; 32]).unwrap(), a.view((0, 0), (32, 32)));
        let r = |m| overlap(m, 32);
        all_close(&f[1..3], &[beta * r(1), beta * (r(2) - beta * r(1).powi(2))], 1e-14);
    }
    let far = |beta: f64| [8, 16, 31, 64, 127].map(|m| by_distance(SINUSOIDS, beta, 128)[m]);
    all_close(&far(1.0), &[-0.023_764, 0.030_744, 0.041_385, 0.005_121, -0.003_283], PIN);
    all_close(&far(0.5), &[-0.010_942, -0.011_338, 0.051_912, 0.001_216, -0.010_433], PIN);
}

#[test]
fn a_reset_token_takes_five_percent_of_what_was_before_and_all_of_it_of_a_constant_code() {
    let left = |code: PositionCode, at_20: f64| {
        let beta = ByToken { usual: 0.5, marked: at_20, at: Marked::These(vec![20]) };
        weight_before(&position_row(&code.rows(32), &beta.list(32), 24).unwrap(), 20)
    };
    all_close(
        &[0.0, 0.5, 0.9, 1.0].map(|beta| left(SINUSOIDS, beta)),
        &[0.489_28, 0.466_39, 0.448_22, 0.443_68],
        5.001e-6,
    );
    // A geometric series over the 20 tokens before; to five digits .12500, .06250 and .01250.
    let series = 1.0 - 0.5_f64.powi(20);
    let constant = [0.0, 0.5, 0.9].map(|beta| left(PositionCode::Constant, beta));
    all_close(&constant, &[0.125 * series, 0.0625 * series, 0.0125 * series], 1e-15);
    all_close(&constant, &[0.125, 0.0625, 0.0125], 5.001e-6);
    assert_eq!(left(PositionCode::Constant, 1.0), 0.0);
    // It erases one direction of 32.
    let p = SINUSOIDS.rows(32).row(20).transpose();
    assert_eq!(Spectrum::of(&(Mat::identity(32, 32) - &p * p.transpose())).unwrap().rank(), 31);
    // A gate cuts.
    let g = ByToken { usual: 0.0, marked: f64::NEG_INFINITY, at: Marked::These(vec![20]) }.list(32);
    let gated = position_delta_gated(&SINUSOIDS.rows(32), &[0.5; 32], &g).unwrap();
    let row: Vec<f64> = gated.row(24).iter().copied().collect();
    assert_eq!(weight_before(&row, 20), 0.0);
    assert!(weight_before(&row, 24) > 0.4);
}

#[test]
fn a_constant_code_is_stick_breaking() {
    let beta: Vec<f64> = wave(4, [32, 1], [0.1, 0.9]).iter().copied().collect();
    let a = position_delta(&PositionCode::Constant.rows(32), &beta).unwrap();
    assert!(max_abs_diff(&a, &stick_breaking(&beta)) < 1e-15);
    for i in 0..32 {
        let all: f64 = (0..i).map(|j| a[(i, j)]).sum();
        let stick: f64 = beta[..i].iter().map(|beta| 1.0 - beta).product();
        close(all, 1.0 - stick, 1e-14);
    }
}

#[test]
fn the_logarithm_of_a_constant_code_is_alibi_or_a_forgetting_gate() {
    let x = cars();
    let t = x.len();
    let of_log = |beta: &[f64]| {
        let a = position_delta(&PositionCode::Constant.rows(t), beta).unwrap();
        let logs = log_weights(&a).unwrap();
        assert!((0..t).all(|i| {
            (0..=i).all(|j| (logs[(i, j)] - log_stick_breaking(beta).unwrap()[(i, j)]).abs() < 1e-13)
        }));
        logs
    };
    // One β: the neighbour has the bias of the token itself, and from there on it falls by m a token.
    let beta = 1.0 - (-0.25_f64).exp();
    let logs = of_log(&vec![beta; t]);
    let last: Vec<f64> = (13..=ASKED).rev().map(|j| logs[(ASKED, j)]).collect();
    all_close(&last, &[-1.508_692, -1.508_692, -1.758_692, -2.008_692, -2.258_692], PIN);
    let alibi = Bias::Alibi { m: 0.25 }.matrix(t).unwrap();
    for i in 0..t {
        (0..i).for_each(|j| close(logs[(i, j)], alibi[(i, j)] + 0.25 + beta.ln(), 1e-13));
    }
    // A β for each: g_s = ln(1 − β_s), of the tokens strictly between, and ln β_j.
    let beta: Vec<f64> = wave(4, [t, 1], [0.1, 0.9]).iter().copied().collect();
    let logs = of_log(&beta);
    let gated = RuleEntry::of::<ForgettingAttn>();
    let weights = softmax_rows(&(&x.q * x.scale * x.k.transpose() + &logs));
    // The rule itself, with ln β_j as one more channel of its keys, for the last token, which has ln β_i without a gate.
    let channels = x.k.ncols();
    let q = Mat::from_fn(t, channels + 1, |i, c| if c < channels { x.q[(i, c)] * x.scale } else { 1.0 });
    let k = Mat::from_fn(t, channels + 1, |j, c| if c < channels { x.k[(j, c)] } else { beta[j].ln() });
    for i in [1, 5, ASKED, t - 1] {
        let g: Vec<f64> = (0..t).map(|s| if s == i { 0.0 } else { (-beta[s]).ln_1p() }).collect();
        let told = Inputs { scale: 1.0, ..Inputs::new(q.clone(), k.clone(), Mat::identity(t, t)) };
        let o = gated.run(&told.with_each(Tensor::G, &g), Form::Recurrent).unwrap().o;
        (0..t).for_each(|j| close(o[(i, j)], weights[(i, j)], 1e-14));
    }
}

#[test]
fn the_logarithm_of_a_constant_code_is_alibi_but_for_the_token_itself_which_weighs_as_its_neighbour() {
    let (beta, tokens) = (0.25_f64, 128);
    let m = -(-beta).ln_1p();
    let of_log = Bias::Log { beta: ByToken::all(beta) }.row(tokens).unwrap();
    let alibi = Bias::Alibi { m }.row(tokens).unwrap();
    for (j, (log, alibi)) in of_log.iter().zip(&alibi).enumerate() {
        close(*log, alibi + beta.ln() + if j + 1 < tokens { m } else { 0.0 }, 1e-12);
    }
    // So they do not put the same mass on the last eight tokens.
    let near = |row: &[f64]| RowSpread::of_bias(row).near;
    close(near(&of_log), 0.893_213, PIN);
    close(near(&alibi), 1.0 - 0.75_f64.powi(8), 1e-12);
}

#[test]
fn fillers_that_write_nothing_are_not_counted_by_a_constant_code() {
    let beta = ByToken { usual: 0.0, marked: 0.5, at: Marked::Every(4) };
    let told = |code: PositionCode| {
        let row = position_row(&code.rows(18), &beta.list(18), 17).unwrap();
        [16, 12, 8, 4, 0].map(|j| row[j])
    };
    assert_eq!(told(PositionCode::Constant), [0.5, 0.25, 0.125, 0.0625, 0.03125]);
    all_close(&told(SINUSOIDS), &[0.478_552, 0.193_649, 0.080_874, 0.081_691, 0.024_512], PIN);
}

#[test]
fn weights_over_sinusoids_have_no_logarithm() {
    for (beta, share) in [(1.0, 0.4647), (0.5, 0.4547), (0.1, 0.2475)] {
        let a = position_delta(&SINUSOIDS.rows(128), &[beta; 128]).unwrap();
        close(negative_share(&a).unwrap(), share, 5.001e-5);
        assert_eq!(log_weights(&a), None);
    }
}

/// The biases of the table.
fn table() -> [Bias; 7] {
    let delta = |beta: f64| Bias::Delta { code: SINUSOIDS, beta: ByToken::all(beta), c: 4.0 };
    [
        Bias::None,
        Bias::Alibi { m: 0.25 },
        Bias::Forgetting { g: ByToken { usual: -0.02, marked: -2.0, at: Marked::Every(16) } },
        Bias::Code { code: SINUSOIDS, c: 4.0 },
        delta(1.0),
        delta(0.5),
        Bias::Log { beta: ByToken::all(0.25) },
    ]
}

#[test]
fn four_times_the_length_a_position_delta_net_dilutes_and_alibi_does_not() {
    let expected = [
        [(3.466, 1.0, 0.2500), (4.852, 1.0, 0.0625), (6.238, 1.0, 0.0156)],
        [(2.386, 0.688, 0.8650), (2.389, 0.492, 0.8647), (2.389, 0.383, 0.8647)],
        [(3.073, 0.887, 0.4907), (3.130, 0.645, 0.4858), (3.130, 0.502, 0.4858)],
        [(3.279, 0.946, 0.4689), (4.647, 0.958, 0.2055), (5.984, 0.959, 0.0930)],
        [(1.865, 0.538, 0.8125), (3.685, 0.759, 0.4694), (5.768, 0.925, 0.1744)],
        [(3.180, 0.918, 0.4793), (4.742, 0.977, 0.1573), (6.207, 0.995, 0.0427)],
        [(2.299, 0.663, 0.8933), (2.300, 0.474, 0.8932), (2.300, 0.369, 0.8932)],
    ];
    for (bias, expected) in table().iter().zip(expected) {
        for (tokens, (entropy, share, near)) in [32, 128, 512].into_iter().zip(expected) {
            let found = RowSpread::of_bias(&bias.row(tokens).unwrap());
            close(found.entropy, entropy, 5.001e-4);
            close(found.share.unwrap(), share, 5.001e-4);
            close(found.near, near, 5.001e-5);
        }
    }
}

#[test]
fn a_needle_far_away_is_alive_under_a_bounded_bias_and_dead_under_alibi() {
    let expected = ["5.389e-1", "4.559e-10", "9.052e-6", "5.827e-1", "4.147e-1", "5.344e-1", "1.269e-11"];
    for (bias, expected) in table().iter().zip(expected) {
        let found = needle(&bias.row(128).unwrap(), 5.0, 100).unwrap();
        assert_eq!(format!("{found:.3e}"), expected, "{bias:?}");
    }
}

#[test]
fn to_keep_its_mass_on_the_last_eight_the_factor_has_to_grow_with_the_length() {
    let expected = [(32, 7.739), (128, 11.164), (512, 14.108), (2048, 16.957)];
    for (tokens, expected) in expected {
        let mut f = by_distance(SINUSOIDS, 0.5, tokens);
        f.reverse();
        let c = factor_that_keeps(&f, 0.8, NEAR).unwrap();
        close(c, expected, 5.001e-4);
        let row: Vec<f64> = f.iter().map(|f| c * f).collect();
        close(RowSpread::of_bias(&row).near, 0.8, 1e-12);
    }
}

#[test]
fn the_mass_on_the_last_eight_of_a_bounded_bias_has_a_bound_that_falls_with_the_length() {
    for (beta, c) in [(1.0, 4.0_f64), (0.5, 4.0), (0.5, 16.0)] {
        for tokens in [32, 128, 512] {
            let bias = Bias::Delta { code: SINUSOIDS, beta: ByToken::all(beta), c };
            let row = bias.row(tokens).unwrap();
            let (near, far) = (8.0 * c.exp(), (tokens as f64 - 8.0) * (-c).exp());
            assert!(RowSpread::of_bias(&row).near < near / (near + far));
        }
    }
}

#[test]
fn on_a_sentence_sinusoids_move_little_mass_and_the_logarithm_of_a_constant_code_cuts() {
    let delta = |code: PositionCode, c: f64| Bias::Delta { code, beta: at_ends(0.2, 1.0), c };
    all_close(&on_parts(&delta(SINUSOIDS, 0.0)), &[0.769_848, 0.136_087, 0.094_065], OF_DATA);
    all_close(&on_parts(&delta(SINUSOIDS, 4.0)), &[0.705_350, 0.138_042, 0.156_608], OF_DATA);
    all_close(&on_parts(&delta(SINUSOIDS, 16.0)), &[0.261_701, 0.303_764, 0.434_535], OF_DATA);
    all_close(&on_parts(&delta(PositionCode::Constant, 4.0)), &[0.701_571, 0.135_312, 0.163_117], OF_DATA);
    all_close(&on_parts(&delta(PositionCode::Constant, 16.0)), &[0.174_655, 0.506_012, 0.319_333], OF_DATA);
    let cut = on_parts(&Bias::Log { beta: at_ends(0.2, 1.0) });
    all_close(&cut, &[0.0, 0.076_166, 0.923_834], OF_DATA);
    assert_eq!(cut[0], 0.0);
    assert_eq!(mass_on_last(&cut, 3), cut.iter().rev().sum::<f64>());
}

#[test]
fn a_filler_never_hides_itself() {
    let bias = Bias::Log { beta: ByToken { usual: 0.0, marked: 1.0, at: Marked::Every(16) } };
    let found = bias.attention(&cars()).unwrap();
    for i in 0..20 {
        assert!(found[(i, i)] > 0.0 && (found.row(i).sum() - 1.0).abs() < 1e-14, "{i}");
    }
}
