//! Gates by weights: what a layer makes of a token is what the rule runs with.

use crate::support::{agree, run, streams::streams};
use deltascope::inputs::{Gate, Gates, Layer, Stream};
use deltascope::math::Mat;
use deltascope::rules::{Axis, DeltaRule, Form, GatedDeltaRule, Kda, RULES, Rule, Tensor};

fn layer(text: &str) -> Layer {
    Layer::read(text, |text| text.parse().ok()).expect("a layer")
}

/// Six facts, filler, a new scene, one of the facts told anew, filler: the stream that a gate has to know what to keep of.
fn scenes() -> Stream {
    let sign = |bits: usize| if bits.count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
    let unit = |at: usize| move |c: usize| f64::from(u8::from(c == at));
    let filler = (0..8).map(|j: usize| {
        let key = move |c: usize| match c {
            6 => 0.8,
            7 => 0.0,
            c => 0.6 * sign((j + 1) & (c + 1)) / 6f64.sqrt(),
        };
        (Mat::from_fn(1, 8, |_, c| key(c)), Mat::from_fn(1, 8, move |_, c| sign(j & c) / 8f64.sqrt()))
    });
    let fact = |key: usize, value: usize| {
        (Mat::from_fn(1, 8, |_, c| unit(key)(c)), Mat::from_fn(1, 8, |_, c| unit(value)(c)))
    };
    let mut tokens: Vec<_> = (0..6).map(|i| fact(i, i)).chain(filler).collect();
    tokens.insert(10, (Mat::from_fn(1, 8, |_, c| unit(7)(c)), Mat::zeros(1, 8)));
    tokens.insert(11, fact(4, 6));
    let rows = |of: fn(&(Mat, Mat)) -> &Mat| Mat::from_fn(16, 8, |t, c| of(&tokens[t])[(0, c)]);
    let (k, v) = (rows(|(k, _)| k), rows(|(_, v)| v));
    Stream { labels: (1..=16).map(|t| t.to_string()).collect(), q: k.clone(), k, v, scale: 1.0 }
}

/// The mean error of each group of questions: people and lamp as they were told last, and what should be forgotten.
fn scores<A: Rule>(gates: &Gates) -> [f64; 3] {
    let x = scenes().inputs_for(&A::INFO, gates).unwrap();
    let s = run::<A>(&x).state.parts[0].clone();
    let off = |key: usize, target: Option<usize>| {
        let wanted = Mat::from_fn(8, 1, |r, _| f64::from(u8::from(Some(r) == target)));
        (s.columns(key, 1) - wanted).norm()
    };
    let people = (0..3).map(|i| off(i, Some(i))).sum::<f64>() / 3.0;
    [people, off(4, Some(6)), (off(3, None) + off(5, None)) / 2.0]
}

/// Computed with NumPy by the definition.
#[test]
fn gates_of_the_key_keep_what_constants_cannot() {
    let mean = |[a, b, c]: [f64; 3]| (a + b + c) / 3.0;
    let beta = Gate::from(layer("s(6)k7(-15)"));
    let (whole, of_scene) = (layer("s(8)k8(-16)"), layer("s(8)k8(-16)4-6"));
    let set = |beta: Gate, gamma: Gate| {
        Gates::new().with(Tensor::Beta, beta).with(Tensor::G, gamma.clone()).with(Tensor::Gk, gamma)
    };
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    close(mean(scores::<GatedDeltaRule>(&set(0.9.into(), 0.9.into()))), 0.746_611_649);
    close(mean(scores::<GatedDeltaRule>(&set(beta.clone(), 1.0.into()))), 0.334_945_472);
    close(mean(scores::<GatedDeltaRule>(&set(beta.clone(), whole.clone().into()))), 0.335_149_612);
    close(mean(scores::<Kda>(&set(beta.clone(), of_scene.into()))), 0.004_924_040);
    // One γ for all channels takes a weight whole, so that both rules then do the same.
    let of_all = set(beta, layer("s(8)k8(-16)1-8").into());
    assert_eq!(scores::<GatedDeltaRule>(&of_all), scores::<Kda>(&of_all));
}

#[test]
fn a_rule_with_gates_by_weights_is_the_rule_with_the_numbers_that_they_make() {
    let layer = layer("s(1)k1(-2)v1(0.5)");
    for (name, stream) in streams() {
        for rule in RULES {
            let gated = || {
                rule.info
                    .reads
                    .iter()
                    .chain(rule.info.may_read)
                    .filter(|of| of.gate().is_some() && of.is_per_token())
            };
            let by = |gate: &Gate| gated().fold(Gates::new(), |gates, of| gates.with(*of, gate.clone()));
            let first = |t: usize| t * (stream.k.nrows() / stream.len());
            let made =
                (0..stream.len()).map(|t| layer.of_sum(layer.sum([&stream.k, &stream.v], first(t), None)));
            let place = format!("{} on {name}", rule.info.id);
            let Ok(x) = stream.inputs_for(&rule.info, &by(&layer.clone().into())) else { continue };
            for &of in gated().filter(|of| of.axes()[0] == Axis::Tokens) {
                let info = of.gate().expect("a gate");
                let sign = if *info.range.end() > 0.0 { 1.0 } else { -1.0 };
                let list: Vec<f64> = made.clone().map(|x| sign * x).collect();
                let alone = stream.inputs_for(&rule.info, &Gates::new().with(of, list)).expect(&place);
                assert_eq!(x.get(of), alone.get(of), "{} of {place}", of.id());
            }
            let recurrent = rule.run(&x, Form::Recurrent).expect(&place);
            for form in [Form::Chunk(4), Form::Parallel].into_iter().filter(|form| rule.info.forms.has(*form))
            {
                agree(&recurrent, &rule.run(&x, form).expect(&place), &place).unwrap();
            }
        }
    }
}

#[test]
fn what_is_the_same_for_all_tokens_is_made_of_no_token() {
    let gates = Gates::new().with(Tensor::Lamb, layer("s(1)"));
    let mesa = deltascope::rules::rule("mesa_net").expect("a rule");
    assert!(scenes().inputs_for(&mesa.info, &gates).is_err());
    assert!(
        scenes().inputs_for(&DeltaRule::INFO, &gates).is_ok(),
        "a rule that does not read it does not mind"
    );
}
