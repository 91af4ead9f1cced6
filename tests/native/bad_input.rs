//! Inputs that do not fit give an error that names shapes; a NaN shows in the outputs that depend on it; nothing panics.

use crate::support::Draw;
use deltascope::inputs::{Gate, Gates, Stream, effective};
use deltascope::math::Mat;
use deltascope::rules::*;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const FORMS: [Form; 3] = [Form::Recurrent, Form::Chunk(2), Form::Parallel];

fn message(id: &str, x: &Inputs, form: Form) -> String {
    rule(id).unwrap().run(x, form).unwrap_err().to_string()
}

#[test]
fn what_does_not_fit_is_named_with_its_shapes() {
    let x = Inputs::new(Mat::zeros(3, 2), Mat::zeros(3, 2), Mat::zeros(3, 4));
    assert_eq!(message("delta_rule", &x, Form::Recurrent), "delta_rule needs beta, and it is missing");
    assert_eq!(
        message("linear_attn", &x, Form::Chunk(0)),
        "a chunk, a window and a mini-batch hold at least one token"
    );
    let bad = Inputs { v: Mat::zeros(2, 4), ..x.clone() };
    assert_eq!(message("linear_attn", &bad, Form::Parallel), "v is [2, 4], where [3, 4] is needed");
    let empty = Inputs::new(Mat::zeros(0, 2), Mat::zeros(0, 2), Mat::zeros(0, 4));
    assert_eq!(
        message("softmax_attn", &empty, Form::Recurrent),
        "there is nothing to compute: T = 0, K = 2, V = 4"
    );
    let strange = Inputs { initial: Some(State::new([Mat::zeros(4, 2)])), ..x.clone() };
    assert_eq!(
        message("softmax_attn", &strange, Form::Recurrent),
        "softmax_attn cannot start from a state of this kind"
    );
    let small = Inputs { initial: Some(State::new([Mat::zeros(2, 4)])), ..x.clone() };
    assert_eq!(message("linear_attn", &small, Form::Recurrent), "S is [2, 4], where [4, 2] is needed");
    let uneven = Inputs { initial: Some(State::new([Mat::zeros(2, 2), Mat::zeros(1, 4)])), ..x.clone() };
    assert_eq!(
        message("softmax_attn", &uneven, Form::Recurrent),
        "cached v is [1, 4], where [2, 4] is needed"
    );
    let ttt = Draw { t: 3, k: 2, v: 2, n: 1, before: 0, seed: 0 }.inputs_of::<TttLinear>();
    let wide = Inputs { v: Mat::zeros(3, 5), ..ttt }
        .with(Tensor::NormWeight, Mat::zeros(1, 5))
        .with(Tensor::NormBias, Mat::zeros(1, 5));
    assert_eq!(message("ttt_linear", &wide, Form::Recurrent), "v is [3, 5], where [3, 2] is needed");
    let levels = Draw { t: 9, k: 2, v: 2, n: 1, before: 0, seed: 0 }.inputs_of::<LogLinearAttn>();
    let few = levels.with(Tensor::LevelScales, Mat::zeros(9, 4));
    assert_eq!(
        message("log_linear_attn", &few, Form::Parallel),
        "level_scales is [9, 4], where [9, 5] is needed"
    );
}

#[test]
fn every_tensor_of_every_rule_is_missed_and_measured() {
    for rule in RULES {
        let x = Draw { t: 4, k: 3, v: 3, n: 2, before: 2, seed: 4 }.inputs(rule);
        for tensor in Tensor::ALL.iter().filter(|tensor| rule.info.reads(**tensor)) {
            let [rows, cols] = x.get(*tensor).unwrap().shape().into();
            for (rows, cols) in [(rows + 1, cols), (rows, cols + 1), (0, cols), (rows, 0), (0, 0)] {
                let bad = x.clone().with(*tensor, Mat::zeros(rows, cols));
                let loose = *tensor == Tensor::LevelScales && cols > 0 && rows == 4;
                for form in FORMS.into_iter().filter(|form| rule.info.forms.has(*form)) {
                    let run = rule.run(&bad, form);
                    assert!(run.is_err() || loose, "{} {tensor:?} [{rows}, {cols}]", rule.info.id);
                }
            }
        }
        let parts = &x.initial.as_ref().unwrap().parts;
        for i in 0..parts.len() {
            let mut parts = parts.clone();
            parts[i] = Mat::zeros(parts[i].nrows() + 1, parts[i].ncols() + 1);
            let bad = Inputs { initial: Some(State { parts }), ..x.clone() };
            assert!(rule.run(&bad, Form::Recurrent).is_err(), "{} part {i}", rule.info.id);
        }
    }
}

#[test]
fn zero_length_axes_and_empty_blocks_are_errors() {
    for rule in RULES {
        let x = Draw { t: 2, k: 2, v: 2, n: 1, before: 0, seed: 4 }.inputs(rule);
        for form in FORMS {
            assert!(rule.run(&x.tokens(0..0, None), form).is_err(), "{}", rule.info.id);
            assert!(rule.run(&Inputs { mask: Mask::Window(0), ..x.clone() }, form).is_err());
            assert!(rule.run(&Inputs { mini_batch: 0, ..x.clone() }, form).is_err());
        }
    }
}

#[test]
fn one_token_of_one_channel_is_enough() {
    for rule in RULES {
        let x = Draw { t: 1, k: 1, v: 1, n: 1, before: 0, seed: 9 }.inputs(rule);
        for form in FORMS.into_iter().filter(|form| rule.info.forms.has(*form)) {
            let output = rule.run(&x, form).unwrap();
            assert_eq!(output.o.shape(), (1, 1));
            assert!(output.o[0].is_finite(), "{} {form:?}", rule.info.id);
        }
    }
}

#[test]
fn what_is_no_number_shows_where_it_is_read_and_never_before() {
    for rule in RULES {
        let x = Draw { t: 6, k: 3, v: 3, n: 1, before: 0, seed: 6 }.inputs(rule);
        let clean = rule.run(&x, Form::Recurrent).unwrap().o;
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut v = x.v.clone();
            v[(3, 1)] = bad;
            let spoilt = Inputs { v, mini_batch: 1, ..x.clone() };
            let clean = if rule.info.reads(Tensor::NormWeight) {
                rule.run(&Inputs { mini_batch: 1, ..x.clone() }, Form::Recurrent).unwrap().o
            } else {
                clean.clone()
            };
            for form in FORMS.into_iter().filter(|form| rule.info.forms.has(*form)) {
                let o = rule.run(&spoilt, form).unwrap().o;
                assert!(o.row(3).iter().any(|o| !o.is_finite()), "{} {form:?} {bad}", rule.info.id);
                if form == Form::Recurrent {
                    assert_eq!(o.rows(0, 3), clean.rows(0, 3), "{} looks ahead", rule.info.id);
                }
            }
            for tensor in Tensor::ALL.iter().filter(|tensor| rule.info.reads(**tensor)) {
                let values = x.get(*tensor).unwrap().map(|_| bad);
                for form in FORMS.into_iter().filter(|form| rule.info.forms.has(*form)) {
                    let run = rule.run(&x.clone().with(*tensor, values.clone()), form);
                    assert!(run.is_ok(), "{} {tensor:?} of {bad}", rule.info.id);
                }
            }
            let state = rule.run(&x, Form::Recurrent).unwrap().state;
            let parts = state.parts.iter().map(|part| part.map(|_| bad)).collect();
            let from_there = Inputs { initial: Some(State { parts }), ..x.clone() };
            for form in FORMS {
                // A count of tokens that is no count may be refused, but must not panic.
                let _ = rule.run(&from_there, form);
            }
        }
    }
}

/// A stream whose matrices seldom fit each other, and gates that seldom fit the stream.
fn misfits(seed: u64) -> (Stream, Gates) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (t, k, v, n) =
        (rng.random_range(0..4), rng.random_range(0..4), rng.random_range(0..4), rng.random_range(1..3));
    let number = |rng: &mut ChaCha8Rng| match rng.random_range(0..12) {
        0 => f64::NAN,
        1 => f64::NEG_INFINITY,
        2 => 1e300,
        _ => rng.random_range(-0.2..1.2),
    };
    let matrix = |rng: &mut ChaCha8Rng, rows: usize, cols: usize| {
        let odd =
            |rng: &mut ChaCha8Rng, n| if rng.random_range(0..6) == 0 { rng.random_range(0..5) } else { n };
        let (rows, cols) = (odd(rng, rows), odd(rng, cols));
        Mat::from_fn(rows, cols, |_, _| number(rng))
    };
    let (q, keys, values) = (matrix(&mut rng, t, k), matrix(&mut rng, t * n, k), matrix(&mut rng, t * n, v));
    let stream = Stream::new(vec![String::new(); t], q, keys, values);
    let size = Size { n, ..Size::new(t, k, v) };
    let mut gates = Gates::new();
    for tensor in Tensor::ALL {
        let [rows, cols] = tensor.axes().map(|axis| axis.len(&size));
        gates = match rng.random_range(0..4) {
            0 => gates,
            1 => gates.with(*tensor, rng.random_range(-0.1..1.1)),
            2 => gates.with(*tensor, matrix(&mut rng, rows, 1).as_slice().to_vec()),
            _ => gates.with(*tensor, Gate::Given(matrix(&mut rng, rows, cols))),
        };
    }
    (stream, gates)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_stream_and_no_gates_make_the_factory_panic(seed: u64) {
        let (stream, gates) = misfits(seed);
        for rule in RULES {
            match stream.inputs_for(&rule.info, &gates) {
                Ok(x) => {
                    for form in FORMS.into_iter().filter(|form| rule.info.forms.has(*form)) {
                        prop_assert!(rule.run(&x, form).is_ok(), "{} {form:?}", rule.info.id);
                    }
                    let _ = effective(rule, &x);
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
            // With the defaults of its gates, a rule runs on each stream of these that fits it.
            if let Ok(x) = stream.inputs_for(&rule.info, &Gates::new()) {
                prop_assert!(rule.run(&x, Form::Recurrent).is_ok(), "{}", rule.info.id);
                let _ = effective(rule, &x);
            }
        }
    }
}
