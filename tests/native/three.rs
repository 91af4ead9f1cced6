//! The three facts that run through every page: each number that the guided walks show, checked against what a reader gets by head.

use deltascope::inputs::{Gates, Stream, three};
use deltascope::math::{Mat, max_abs_diff};
use deltascope::rules::reorder::{self, Order};
use deltascope::rules::*;
use deltascope::trace::Trace;

/// What float64 makes of numbers with two decimals.
const ROUNDING: f64 = 1e-15;

/// S after all three facts, [V, K], and the answer to the last query, "lamp?".
fn told<R: Rule>(gates: &[(Tensor, f64)]) -> (Mat, Mat) {
    let gates = gates.iter().fold(Gates::new(), |gates, (of, x)| gates.with(*of, *x));
    let x = three().inputs_for(&R::INFO, &gates).expect("every rule takes them");
    let Output { o, state, .. } = RuleEntry::of::<R>().run(&x, Form::Recurrent).expect("it runs");
    (state.parts[0].clone(), o.rows(2, 1).into_owned())
}

fn is(found: (Mat, Mat), s: [[f64; 2]; 2], o: [f64; 2]) {
    let s = Mat::from_fn(2, 2, |row, col| s[row][col]);
    let o = Mat::from_row_slice(1, 2, &o);
    assert!(max_abs_diff(&found.0, &s) < ROUNDING, "S is {}", found.0);
    assert!(max_abs_diff(&found.1, &o) < ROUNDING, "o is {}", found.1);
}

#[test]
fn linear_attention_answers_red_and_blue_at_once() {
    is(told::<LinearAttn>(&[]), [[1.0, 0.0], [1.6, 0.8]], [1.0, 1.6]);
}

#[test]
fn delta_net_answers_blue() {
    is(told::<DeltaRule>(&[(Tensor::Beta, 1.0)]), [[0.0, -0.48], [1.0, 0.8]], [0.0, 1.0]);
}

#[test]
fn gated_delta_net_answers_blue_and_has_forgotten_some_of_the_sky() {
    let gates = [(Tensor::Beta, 1.0), (Tensor::G, 0.9)];
    is(told::<GatedDeltaRule>(&gates), [[0.0, -0.3888], [1.0, 0.72]], [0.0, 1.0]);
}

#[test]
fn the_first_two_facts_leave_some_red_for_the_lamp_and_some_blue() {
    let Stream { k, v, .. } = three();
    let before = |rule: fn(&Mat, &Mat, &Mat) -> Mat| {
        (0..2).fold(Mat::zeros(2, 2), |s, t| {
            let (k, v) = (k.row(t).transpose(), v.row(t).transpose());
            rule(&s, &Mat::from_column_slice(2, 1, k.as_slice()), &Mat::from_column_slice(2, 1, v.as_slice()))
        })
    };
    // By the definition, and not by the code of the rules.
    let delta = before(|s, k, v| s + (v - s * k) * k.transpose());
    let lamp = Mat::from_column_slice(2, 1, &[1.0, 0.0]);
    assert!(max_abs_diff(&(&delta * &lamp), &Mat::from_column_slice(2, 1, &[0.64, 0.6])) < ROUNDING);
    let adds = before(|s, k, v| s + v * k.transpose());
    assert!(max_abs_diff(&(&adds * &lamp), &Mat::from_column_slice(2, 1, &[1.0, 0.6])) < ROUNDING);
}

#[test]
fn keys_are_unit_vectors_to_the_last_bit() {
    let stream = three();
    assert_eq!(stream.clone().with_unit_keys(), stream, "a page that normalises them shows the same numbers");
}

#[test]
fn the_left_order_takes_36_multiply_adds_and_the_right_order_24() {
    let Stream { q, k, v, .. } = three();
    let work = Order::ALL.map(|order| {
        let mut trace = Trace::default();
        reorder::full(&q, &k, &v, order, &mut trace);
        trace.work()
    });
    assert_eq!(work, [36, 24]);
}

#[test]
fn every_rule_takes_them_and_its_forms_agree() {
    for rule in RULES {
        let x = three().inputs_for(&rule.info, &Gates::new()).expect(rule.info.id);
        let recurrent = rule.run(&x, Form::Recurrent).expect(rule.info.id);
        // With C = 2 there is one full chunk and a ragged one.
        for form in [Form::Chunk(2), Form::Parallel].into_iter().filter(|form| rule.info.forms.has(*form)) {
            let other = rule.run(&x, form).expect(rule.info.id);
            assert!(max_abs_diff(&other.o, &recurrent.o) < 1e-12, "{} as {form:?}", rule.info.id);
        }
    }
}
