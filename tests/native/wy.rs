//! The chunk form of the lesson computes the same as the rule in the golden tests, and each of its flaws shows.

use crate::support::{Draw, TOLERANCE, draws};
use deltascope::math::{Mat, max_abs, max_abs_diff};
use deltascope::rules::wy::{Chunked, Flaws, chunks, outputs};
use deltascope::rules::{Form, Inputs, RuleError, Tensor};
use proptest::prelude::*;

/// How far outputs and final state are from those of the recurrent form.
fn apart(rule: Chunked, x: &Inputs, chunk_size: usize, flaws: Flaws) -> f64 {
    let expected = rule.rule().run(x, Form::Recurrent).unwrap();
    let found = chunks(rule, x, chunk_size, flaws).unwrap();
    let state = max_abs_diff(&found.last().unwrap().s, &expected.state.parts[0]);
    max_abs_diff(&outputs(&found), &expected.o).max(state)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_chunk_size_from_any_state_is_the_recurrence(draw in draws(), chunk_size in 1usize..16) {
        for rule in Chunked::ALL {
            let x = draw.inputs(&rule.rule());
            let size = max_abs(&rule.rule().run(&x, Form::Recurrent).unwrap().o);
            prop_assert!(apart(rule, &x, chunk_size, Flaws::default()) <= TOLERANCE * (1.0 + size), "{:?}", rule);
        }
    }

    #[test]
    fn w_and_u_solve_the_triangular_system(draw in draws(), chunk_size in 1usize..16) {
        let x = draw.inputs(&Chunked::DeltaRule.rule());
        for chunk in chunks(Chunked::DeltaRule, &x, chunk_size, Flaws::default()).unwrap() {
            let solve = chunk.solve.unwrap();
            let c = chunk.tokens.len();
            let system = Mat::identity(c, c) + &solve.l;
            let beta = Mat::from_diagonal(&x.get(Tensor::Beta).unwrap().rows(chunk.tokens.start, c).column(0).into_owned());
            let rows = |m: &Mat| m.rows(chunk.tokens.start, c).into_owned();
            prop_assert!(max_abs_diff(&(&system * &solve.w), &(&beta * rows(&x.k))) < 1e-12);
            prop_assert!(max_abs_diff(&(&system * &solve.u), &(&beta * rows(&x.v))) < 1e-12);
            prop_assert!(max_abs_diff(&(&solve.u - &solve.w * chunk.before.transpose()), &chunk.written) < 1e-12);
        }
    }
}

#[test]
fn every_flaw_shows_where_it_can() {
    let draw = Draw { t: 12, k: 4, v: 4, n: 1, before: 0, seed: 7 };
    for rule in Chunked::ALL {
        let x = draw.inputs(&rule.rule());
        let apart = |chunk_size, flaws| apart(rule, &x, chunk_size, flaws);
        let hand_over = Flaws { hand_over: true, ..Flaws::default() };
        let diagonal = Flaws { diagonal: true, ..Flaws::default() };
        let sign = Flaws { sign: true, ..Flaws::default() };
        assert!(apart(4, hand_over) > 0.01, "{rule:?}");
        assert!(apart(4, diagonal) > 0.01, "{rule:?}");
        // A single chunk hands nothing over that is read again; a single token meets no earlier one.
        assert!(apart(12, hand_over) < TOLERANCE, "{rule:?}");
        assert!(apart(1, sign) < TOLERANCE, "{rule:?}");
        assert_eq!(apart(4, sign) > 0.01, rule.corrects(), "{rule:?}");
    }
}

#[test]
fn a_decay_of_zero_forgets_and_divides_nothing() {
    let draw = Draw { t: 9, k: 3, v: 3, n: 1, before: 2, seed: 3 };
    let x = draw.inputs(&Chunked::GatedDeltaRule.rule());
    let mut g = x.get(Tensor::G).unwrap().clone();
    g[(4, 0)] = f64::NEG_INFINITY;
    let x = x.with(Tensor::G, g);
    assert!(apart(Chunked::GatedDeltaRule, &x, 4, Flaws::default()) < TOLERANCE);
}

#[test]
fn bad_input_is_refused_with_its_reason() {
    let x: Inputs = Inputs::new(Mat::zeros(3, 2), Mat::zeros(3, 2), Mat::zeros(3, 2));
    assert_eq!(chunks(Chunked::LinearAttn, &x, 0, Flaws::default()), Err(RuleError::EmptyChunk));
    let none: Inputs = Inputs::new(Mat::zeros(0, 2), Mat::zeros(0, 2), Mat::zeros(0, 2));
    assert!(matches!(chunks(Chunked::LinearAttn, &none, 2, Flaws::default()), Err(RuleError::Empty(_))));
    let missing = chunks(Chunked::DeltaRule, &x, 2, Flaws::default());
    assert!(matches!(missing, Err(RuleError::Missing { .. })), "{missing:?}");
}
