//! Gates by weights: what a layer makes of a token is what the rule runs with.

use crate::support::{agree, streams::streams};
use deltascope::inputs::{Gate, Gates, Layer, scenes};
use deltascope::rules::{Axis, DeltaRule, Form, GatedDeltaRule, Kda, RULES, Rule, RuleEntry, Tensor};

fn layer(text: &str) -> Layer {
    Layer::read(text, |text| text.parse().ok()).expect("a layer")
}

#[test]
fn a_gate_that_is_one_number_takes_a_weight_whole() {
    let beta = Gate::from(layer("s(6)k7(-15)"));
    let of_all = Gate::from(layer("s(8)k8(-16)1-8"));
    let gates =
        Gates::new().with(Tensor::Beta, beta).with(Tensor::G, of_all.clone()).with(Tensor::Gk, of_all);
    let o = |rule: &RuleEntry| {
        rule.run(&scenes(None).inputs_for(&rule.info, &gates).unwrap(), Form::Recurrent).unwrap().o
    };
    assert_eq!(o(&RuleEntry::of::<GatedDeltaRule>()), o(&RuleEntry::of::<Kda>()));
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
                let alone =
                    stream.inputs_for(&rule.info, &Gates::new().with(of, list.clone())).expect(&place);
                assert_eq!(stream.gate_list(of, &layer.clone().into()), list, "{} of {place}", of.id());
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
    assert!(scenes(None).inputs_for(&mesa.info, &gates).is_err());
    assert!(
        scenes(None).inputs_for(&DeltaRule::INFO, &gates).is_ok(),
        "a rule that does not read it does not mind"
    );
}
