//! Any rule runs on any stream: one factory makes its inputs, or says why it cannot.

use crate::support::streams::{sentence, several, streams, uneven};
use crate::support::{agree, constant, run, times_rows};
use deltascope::inputs::{Gate, Gates, Head, Scale, Stream, facts, random};
use deltascope::math::{Mat, max_abs, max_abs_diff, normalise_rows};
use deltascope::rules::{
    Axis, Comba, DeltaRule, Form, GatedDeltaProduct, GatedDeltaRule, Info, Inputs, Iplr, Kda, LinearAttn,
    LogLinearAttn, MesaNet, MomentumDeltaRule, PathAttn, RULES, Rule, RuleError, Rwkv6, Rwkv7, SimpleGla,
    Tensor, TttLinear,
};

const FORMS: [Form; 5] = [Form::Recurrent, Form::Chunk(1), Form::Chunk(4), Form::Chunk(100), Form::Parallel];

fn forms(info: &Info) -> impl Iterator<Item = Form> {
    let forms = info.forms;
    FORMS.into_iter().filter(move |form| forms.has(*form))
}

fn finite(m: &Mat) -> bool {
    m.iter().all(|x| x.is_finite())
}

fn none() -> Gates {
    Gates::new()
}

/// Inputs of the rule of a type.
fn inputs_of<A: Rule>(stream: &Stream, gates: &Gates) -> Inputs {
    stream.inputs_for(&A::INFO, gates).expect("a stream that fits")
}

#[test]
fn every_rule_takes_every_stream_or_says_why_not() {
    let with_unit_keys = streams().into_iter().map(|(name, stream)| (name, stream.with_unit_keys()));
    for (name, stream) in streams().into_iter().chain(with_unit_keys) {
        for rule in RULES {
            let place = format!("{} on {name}", rule.info.id);
            match stream.inputs_for(&rule.info, &none()) {
                Ok(x) => {
                    assert_eq!(x.scale, stream.scale, "{place}");
                    assert_eq!(x.dims().t, stream.len(), "{place}");
                    assert_eq!(x.dims().v, stream.v.ncols(), "{place}");
                    for form in forms(&rule.info) {
                        let output =
                            rule.run(&x, form).unwrap_or_else(|error| panic!("{place} {form:?}: {error}"));
                        assert_eq!(output.o.shape(), stream.v.shape(), "{place}");
                    }
                    assert!(rule.trace(&x).is_ok(), "{place}");
                }
                Err(error) => {
                    let (k, v) = (stream.k.ncols(), stream.v.ncols());
                    assert_eq!(error, RuleError::NotSquare { rule: rule.info.id, k, v }, "{place}");
                    assert!(k != v && rule.info.square, "{place}");
                }
            }
        }
    }
}

#[test]
fn on_unit_keys_every_output_is_a_number_and_every_form_gives_the_same() {
    for (name, stream) in streams() {
        let stream = stream.with_unit_keys();
        for rule in RULES {
            let Ok(x) = stream.inputs_for(&rule.info, &none()) else { continue };
            let recurrent = rule.run(&x, Form::Recurrent).unwrap();
            assert!(finite(&recurrent.o), "{} on {name}", rule.info.id);
            for form in forms(&rule.info) {
                let other = rule.run(&x, form).unwrap();
                agree(&recurrent, &other, &format!("{} on {name}, {form:?}", rule.info.id)).unwrap();
            }
        }
    }
}

#[test]
fn a_rule_gets_what_it_reads_and_nothing_else() {
    let all: Gates =
        Tensor::ALL.iter().filter_map(|tensor| Some((*tensor, tensor.gate()?.default.into()))).collect();
    for rule in RULES {
        for (gates, has) in [(&none(), false), (&all, true)] {
            let x = facts().inputs_for(&rule.info, gates).unwrap();
            for tensor in Tensor::ALL {
                // Inputs have always a place for q, k and v, with no channels where the rule does not read them.
                let there = x.get(*tensor).is_some_and(|values| !values.is_empty());
                let wanted = rule.info.reads.contains(tensor) || (has && rule.info.may_read.contains(tensor));
                assert_eq!(there, wanted, "{} {tensor:?}", rule.info.id);
            }
        }
    }
}

#[test]
fn a_gate_left_alone_has_its_default() {
    for rule in RULES {
        let defaults: Gates =
            rule.info.reads.iter().filter_map(|t| Some((*t, t.gate()?.default.into()))).collect();
        let [left, set] = [none(), defaults].map(|gates| facts().inputs_for(&rule.info, &gates).unwrap());
        assert_eq!(left, set, "{}", rule.info.id);
    }
}

#[test]
fn a_constant_is_a_list_of_equal_numbers_bit_for_bit() {
    for (name, stream) in
        [("facts", facts()), ("several", several(2, 5, 3, 4, 6)), ("random", random(3, 13, 5))]
    {
        for rule in RULES {
            for tensor in Tensor::ALL.iter().filter(|tensor| rule.info.reads(**tensor)) {
                let Some(info) = tensor.gate() else { continue };
                let x = 0.25 * info.range.start() + 0.75 * info.range.end();
                let once = tensor.axes()[0] == Axis::One;
                let list = vec![x; if once { 1 } else { stream.len() }];
                let of = |gate: Gate| stream.inputs_for(&rule.info, &none().with(*tensor, gate));
                assert_eq!(of(x.into()), of(list.clone().into()), "{} {tensor:?} on {name}", rule.info.id);
                assert_eq!(of(x.into()), of(list[..1].to_vec().into()), "the last of a list goes on");
            }
        }
    }
}

#[test]
fn every_gate_runs_at_both_ends_of_its_range_and_no_further() {
    let stream = random(9, 21, 4).with_unit_keys();
    for rule in RULES {
        for tensor in Tensor::ALL.iter().filter(|tensor| rule.info.reads(**tensor)) {
            let Some(info) = tensor.gate() else { continue };
            let of = |x: f64| stream.inputs_for(&rule.info, &none().with(*tensor, x));
            let (least, most) = (*info.range.start(), *info.range.end());
            assert!(info.range.contains(&info.default), "{tensor:?}");
            for x in [least, most] {
                let x = of(x).unwrap();
                for form in forms(&rule.info) {
                    assert!(finite(&rule.run(&x, form).unwrap().o), "{} {tensor:?} {form:?}", rule.info.id);
                }
            }
            for x in [least - 0.5, most + 0.5, f64::NAN, f64::INFINITY] {
                let error = of(x).unwrap_err();
                assert!(matches!(error, RuleError::OutOfRange { .. }), "{} {error}", rule.info.id);
                let told = error.to_string();
                assert!([tensor.id(), info.letter].iter().all(|name| told.contains(name)), "{told}");
            }
        }
    }
}

#[test]
fn gates_are_what_a_slider_shows_and_decays_are_stored_as_logarithms() {
    let stream = random(1, 3, 2);
    let gates = none().with(Tensor::G, vec![1.0, 0.5, 0.0]).with(Tensor::Beta, vec![0.0, 2.0]);
    let x = inputs_of::<GatedDeltaRule>(&stream, &gates);
    assert_eq!(x.get(Tensor::G).unwrap().as_slice(), [0.0, 0.5f64.ln(), f64::NEG_INFINITY]);
    assert_eq!(x.get(Tensor::Beta).unwrap().as_slice(), [0.0, 2.0, 2.0]);
    let mu = none().with(Tensor::LogMu, 0.0);
    let x = inputs_of::<MomentumDeltaRule>(&stream, &mu);
    assert_eq!(x.get(Tensor::LogMu).unwrap(), &constant(3, 1, f64::NEG_INFINITY));
    let channels = Mat::from_row_slice(3, 2, &[1.0, 0.5, 0.5, 1.0, 0.25, 0.0]);
    let x = inputs_of::<Kda>(&stream, &none().with(Tensor::Gk, channels.clone()));
    assert_eq!(x.get(Tensor::Gk).unwrap(), &channels.map(f64::ln));
}

#[test]
fn two_gates_as_lists_are_what_the_page_on_the_state_makes() {
    let (beta, gamma) = (
        vec![0.9, 0.5, 0.7, 1.0, 0.0, 2.0, 0.3, 0.1, 0.9],
        vec![0.5, 1.0, 0.9, 0.0, 1.0, 0.3, 0.2, 0.6, 0.9],
    );
    let by_hand = facts().inputs(&beta, &gamma);
    let gates = none().with(Tensor::Beta, beta).with(Tensor::G, gamma);
    assert_eq!(inputs_of::<GatedDeltaRule>(&facts(), &gates), by_hand);
}

#[test]
fn directions_come_from_the_keys() {
    let long = random(2, 6, 3);
    let unit = normalise_rows(&long.k);
    let get = |x: &Inputs, tensor| x.get(tensor).unwrap().clone();
    assert_eq!(get(&inputs_of::<Comba>(&long, &none()), Tensor::P), long.k, "p = k");
    let half = none().with(Tensor::P, 0.5);
    assert_eq!(get(&inputs_of::<Comba>(&long, &half), Tensor::P), &long.k * 0.5);
    assert_eq!(get(&inputs_of::<Rwkv7>(&long, &none()), Tensor::P), unit, "κ is a unit vector");
    assert_eq!(get(&inputs_of::<PathAttn>(&long, &none()), Tensor::W), unit, "w is a unit vector");
    let strengths = none().with(Tensor::B, vec![0.5, 1.5]);
    let low_rank = inputs_of::<Iplr>(&long, &strengths);
    assert_eq!(get(&low_rank, Tensor::A), -&unit, "a = −k");
    let each = Mat::from_column_slice(6, 1, &[0.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
    assert_eq!(get(&low_rank, Tensor::B), times_rows(&unit, &each), "b = β k");
    let given = random(5, 6, 3).k;
    let x = inputs_of::<Comba>(&long, &none().with(Tensor::P, given.clone()));
    assert_eq!(get(&x, Tensor::P), given, "a direction that is given is taken as it is");
}

#[test]
fn by_their_defaults_rules_are_their_simpler_relatives() {
    for (name, stream) in streams() {
        let stream = stream.with_unit_keys();
        let one = none().with(Tensor::Beta, 1.0).with(Tensor::B, 1.0).with(Tensor::G, 1.0);
        let near = |a: &Mat, b: &Mat, what: &str| {
            assert!(max_abs_diff(a, b) <= 1e-12 * (1.0 + max_abs(b)), "{what} on {name}");
        };
        let delta = run::<DeltaRule>(&inputs_of::<DeltaRule>(&stream, &one)).o;
        near(&run::<Iplr>(&inputs_of::<Iplr>(&stream, &one)).o, &delta, "IPLR is DeltaNet");
        near(&run::<Comba>(&inputs_of::<Comba>(&stream, &one)).o, &delta, "Comba is DeltaNet");
        let gate = run::<SimpleGla>(&inputs_of::<SimpleGla>(&stream, &none())).o;
        near(
            &run::<LogLinearAttn>(&inputs_of::<LogLinearAttn>(&stream, &none())).o,
            &gate,
            "levels are equal",
        );
        let gated = run::<GatedDeltaRule>(&inputs_of::<GatedDeltaRule>(&stream, &none())).o;
        let product = inputs_of::<GatedDeltaProduct>(&stream, &none().with(Tensor::G, 0.9));
        near(&run::<GatedDeltaProduct>(&product).o, &gated, "a product of one is Gated DeltaNet");
        let linear = run::<LinearAttn>(&inputs_of::<LinearAttn>(&stream, &none())).o;
        let open = none().with(Tensor::Gk, 1.0);
        let rwkv6 = inputs_of::<Rwkv6>(&stream, &open);
        near(&run::<Rwkv6>(&rwkv6).o, &linear, "RWKV-6 is linear attention");
    }
}

#[test]
fn several_keys_a_token_are_for_the_rule_that_takes_them() {
    let stream = several(3, 5, 2, 3, 4);
    for rule in RULES {
        match stream.inputs_for(&rule.info, &none().with(Tensor::Beta, vec![0.1, 0.2, 0.3])) {
            Ok(x) => {
                assert!(rule.info.many_keys, "{}", rule.info.id);
                assert_eq!((x.keys_per_token(), x.dims().t), (2, 5));
                let beta = [0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3];
                assert_eq!(
                    x.get(Tensor::Beta).unwrap().as_slice(),
                    beta,
                    "a number for each token, not each key"
                );
                assert!(forms(&rule.info).all(|form| rule.run(&x, form).is_ok()));
            }
            Err(error) => assert_eq!(error, RuleError::SeveralKeys { rule: rule.info.id, n: 2 }),
        }
    }
    let error = stream.inputs_for(&DeltaRule::INFO, &none()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "delta_rule takes one key and one value for each token; here a token has 2"
    );
}

#[test]
fn the_scale_of_a_stream_is_that_of_its_inputs() {
    let stream = random(1, 6, 4);
    let [one, root, four, sixteen] = Scale::ALL.map(|scale| {
        let x = inputs_of::<LinearAttn>(&stream.clone().with_scale(scale), &none());
        run::<LinearAttn>(&x).o
    });
    assert_eq!([&one * 0.5, &one * 4.0, one * 16.0], [root, four, sixteen]);
    let sentence = sentence(2, Head::L0H3);
    assert_eq!(sentence.scale, Scale::InverseSqrt.of(32));
}

#[test]
fn what_a_stream_and_gates_lack_is_told() {
    let told =
        |stream: &Stream, info: &Info, gates: Gates| stream.inputs_for(info, &gates).unwrap_err().to_string();
    let delta = &DeltaRule::INFO;
    assert_eq!(
        told(&uneven(1, 4, 3, 5), &TttLinear::INFO, none()),
        "ttt_linear compares keys with values, so that K = V; here K = 3 and V = 5"
    );
    assert_eq!(told(&random(1, 0, 3), delta, none()), "there is nothing to compute: T = 0, K = 3, V = 3");
    assert_eq!(told(&random(1, 3, 0), delta, none()), "there is nothing to compute: T = 3, K = 0, V = 0");
    let short = Stream { v: random(1, 2, 3).v, ..random(1, 4, 3) };
    assert_eq!(told(&short, delta, none()), "v is [2, 3], where [4, 3] is needed");
    let narrow = Stream { q: random(1, 4, 2).q, ..random(1, 4, 3) };
    assert_eq!(told(&narrow, delta, none()), "q is [4, 2], where [4, 3] is needed");
    let beta = |gate: Gate| none().with(Tensor::Beta, gate);
    assert_eq!(
        told(&facts(), delta, beta(vec![1.0, 2.5].into())),
        "β (of beta) is 2.5, and must lie between 0 and 2"
    );
    assert_eq!(told(&facts(), delta, beta(vec![].into())), "beta is [0], where [9] is needed");
    assert_eq!(
        told(&facts(), delta, beta(Mat::zeros(9, 2).into())),
        "beta is [9, 2], where [9, 1] is needed"
    );
    assert_eq!(
        told(&facts(), &MesaNet::INFO, none().with(Tensor::Lamb, vec![0.5; 9])),
        "lamb is [9], where [1] is needed"
    );
    assert_eq!(
        told(&facts(), &Comba::INFO, none().with(Tensor::P, Mat::zeros(9, 7))),
        "p is [9, 7], where [9, 8] is needed"
    );
    let bad = Stream { q: Mat::from_element(9, 8, f64::NAN), ..facts() };
    assert!(bad.inputs_for(delta, &none()).is_ok(), "what is no number shows in the outputs");
}
