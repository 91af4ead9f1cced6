//! The effective attention matrix: A V is O, for every rule that is linear in its values; the others are refused.

use crate::support::streams::{sentence, streams};
use crate::support::{self, draws, run};
use deltascope::inputs::{Gates, Head, effective, facts, random};
use deltascope::math::{max_abs, max_abs_diff};
use deltascope::rules::{
    DeltaRule, Form, LinearAttnNormalized, NoMatrix, RULES, Rule, RuleEntry, RuleError, Tensor, TttLinear,
    rule,
};
use proptest::prelude::*;

fn none() -> Gates {
    Gates::new()
}

/// Rules whose outputs are not a matrix times the values.
const NOT_LINEAR: [&str; 4] = ["huber", "huber_by_coordinate", "contrastive", "ttt_linear"];

#[test]
fn the_effective_matrix_times_the_values_is_the_output() {
    for (name, stream) in streams() {
        for rule in RULES {
            let Ok(x) = stream.clone().with_unit_keys().inputs_for(&rule.info, &none()) else { continue };
            let place = format!("{} on {name}", rule.info.id);
            match effective(rule, &x) {
                Ok(a) => {
                    let o = rule.run(&x, Form::Recurrent).unwrap().o;
                    assert_eq!(a.shape(), (x.dims().t, x.dims().t), "{place}");
                    assert!(max_abs_diff(&(&a * &x.v), &o) < 1e-11 * (1.0 + max_abs(&o)), "{place}");
                    let later = (0..a.nrows()).flat_map(|i| (i + 1..a.ncols()).map(move |j| (i, j)));
                    assert!(later.into_iter().all(|at| a[at] == 0.0), "{place} looks ahead");
                    // Any matrix of zeros gives outputs that are zero: a contrastive loss learns nothing from one token.
                    assert!(!NOT_LINEAR.contains(&rule.info.id) || max_abs(&o) == 0.0, "{place}");
                }
                Err(error) => {
                    assert!(NOT_LINEAR.contains(&rule.info.id), "{place}: {error}");
                    let reason = NoMatrix::NotLinear;
                    assert_eq!(error, RuleError::NoMatrix { rule: rule.info.id, reason }, "{place}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_gates_make_a_matrix_untrue(draw in draws()) {
        for rule in RULES {
            let x = support::Draw { before: 0, ..draw }.inputs(rule);
            let by_channel = [Tensor::Gv, Tensor::Write].into_iter().find(|t| rule.info.reads(*t) && x.dims().v > 1);
            let reason = by_channel.map_or(NoMatrix::NotLinear, |tensor| NoMatrix::ByChannel(tensor.id()));
            match effective(rule, &x) {
                Ok(a) => {
                    let o = rule.run(&x, Form::Recurrent).unwrap().o;
                    prop_assert_eq!(a.shape(), (x.dims().t, x.v.nrows()));
                    let size = max_abs(&(a.abs() * x.v.abs()));
                    prop_assert!(max_abs_diff(&(&a * &x.v), &o) <= 1e-11 * (1.0 + size), "{}", rule.info.id);
                }
                Err(error) => {
                    prop_assert_eq!(error, RuleError::NoMatrix { rule: rule.info.id, reason });
                    prop_assert!(by_channel.is_some() || NOT_LINEAR.contains(&rule.info.id), "{}", rule.info.id);
                }
            }
        }
    }
}

#[test]
fn a_rule_that_is_not_linear_is_found_out_by_its_outputs() {
    let mut rule = RuleEntry::of::<TttLinear>();
    let x = random(4, 5, 5).inputs_for(&rule.info, &none()).unwrap();
    // With as many tokens as channels the identity fits in the place of V; only the numbers can tell.
    rule.info.square = false;
    let reason = NoMatrix::NotLinear;
    assert_eq!(effective(&rule, &x), Err(RuleError::NoMatrix { rule: "ttt_linear", reason }));
}

#[test]
fn there_is_no_matrix_where_a_state_before_the_first_token_speaks_too() {
    let whole = facts().inputs_for(&DeltaRule::INFO, &none()).unwrap();
    let before = run::<DeltaRule>(&whole.tokens(0..3, None)).state;
    let rest = whole.tokens(3..9, Some(before));
    let error = effective(&RuleEntry::of::<DeltaRule>(), &rest).unwrap_err();
    let reason = NoMatrix::StartsFromState;
    assert_eq!(error, RuleError::NoMatrix { rule: "delta_rule", reason });
    let told = "no one matrix times the values gives the outputs of delta_rule: they also hold what the state before the \
                first token adds";
    assert_eq!(error.to_string(), told);
}

#[test]
fn the_delta_rule_has_the_most_negative_weight_of_a_real_sentence() {
    let stream = sentence(3, Head::L3H1).with_unit_keys();
    let least = |id: &str, beta: f64, gamma: f64| {
        let rule = rule(id).unwrap();
        let gates = none().with(Tensor::Beta, beta).with(Tensor::G, gamma);
        let a = effective(rule, &stream.inputs_for(&rule.info, &gates).unwrap()).unwrap();
        let (at, x) = a.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert_eq!(a.shape(), (20, 20));
        ((at % 20, at / 20), *x)
    };
    for (id, beta, gamma, at, x) in [
        ("linear_attn", 1.0, 1.0, (10, 6), -0.428390),
        ("delta_rule", 1.0, 1.0, (16, 12), -0.623651),
        ("gated_delta_rule", 1.0, 0.9, (16, 12), -0.409177),
    ] {
        let (found_at, found) = least(id, beta, gamma);
        assert_eq!(found_at, at, "{id}");
        assert!((found - x).abs() < 1e-6, "{id}: {found}");
    }
}

#[test]
fn normalised_linear_attention_mixes_values_by_positive_weights_on_any_stream() {
    for (name, stream) in streams() {
        let x = stream.inputs_for(&LinearAttnNormalized::INFO, &none()).unwrap();
        assert!(x.q.iter().chain(x.k.iter()).all(|x| *x > 0.0), "{name}");
        let a = effective(&RuleEntry::of::<LinearAttnNormalized>(), &x).unwrap();
        for row in a.row_iter() {
            assert!(row.iter().all(|w| *w >= 0.0) && (row.sum() - 1.0).abs() < 1e-6, "{name}");
        }
    }
}
