//! Every form of every rule computes the same thing, from any state, for any chunk size.

use deltascope::math::{Mat, max_abs, max_abs_diff};
use deltascope::rules::{Form, Inputs, Output, RULES, RuleEntry, State};
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-11;

/// Random inputs: unit keys, β in (0, 2), g in (−1, 0], and room for a state of either kind.
fn inputs(odd: bool) -> impl Strategy<Value = (Inputs, Mat, Mat, Mat)> {
    (1usize..12, 1usize..6, 1usize..6).prop_flat_map(move |(t, k, v)| {
        let t = if odd { 2 * t + 1 } else { t };
        let matrix = |rows, cols| {
            prop::collection::vec(-1.0f64..1.0, rows * cols).prop_map(move |x| Mat::from_vec(rows, cols, x))
        };
        let gates = |range: std::ops::Range<f64>| prop::collection::vec(range, t);
        let tensors = (matrix(t, k), matrix(t, k), matrix(t, v), gates(0.0..2.0), gates(-1.0..0.0));
        (tensors, matrix(v, k), matrix(3, k), matrix(3, v)).prop_map(|((q, keys, v, beta, g), s, ck, cv)| {
            let k = deltascope::math::normalise_rows(&keys);
            (Inputs { beta: Some(beta), g: Some(g), ..Inputs::new(q, k, v) }, s, ck, cv)
        })
    })
}

/// The state that this rule starts from, of its own kind.
fn initial(rule: &RuleEntry, s: &Mat, k: &Mat, v: &Mat) -> State {
    match rule.info.id {
        "softmax_attn" => State::Cache { k: k.clone(), v: v.clone() },
        _ => State::Matrix(s.clone()),
    }
}

fn agree(rule: &RuleEntry, a: &Output, b: &Output, what: &str) -> Result<(), TestCaseError> {
    let size = 1.0 + max_abs(&a.o);
    let apart = max_abs_diff(&a.o, &b.o) / size;
    prop_assert!(apart < TOLERANCE, "{} {what}: outputs {apart:e} apart", rule.info.id);
    match (&a.state, &b.state) {
        (State::Matrix(a), State::Matrix(b)) => {
            let apart = max_abs_diff(a, b) / (1.0 + max_abs(a));
            prop_assert!(apart < TOLERANCE, "{} {what}: states {apart:e} apart", rule.info.id);
        }
        (a, b) => prop_assert_eq!(a, b),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn recurrent_is_chunkwise_is_parallel((x, s, ck, cv) in inputs(true), from_state in any::<bool>()) {
        for rule in RULES {
            let x = Inputs { initial: from_state.then(|| initial(rule, &s, &ck, &cv)), ..x.clone() };
            let recurrent = rule.run(&x, Form::Recurrent).unwrap();
            for chunk_size in [1, 2, 7, x.dims().t] {
                let chunk = rule.run(&x, Form::Chunk(chunk_size)).unwrap();
                agree(rule, &recurrent, &chunk, &format!("chunk({chunk_size})"))?;
            }
            agree(rule, &recurrent, &rule.run(&x, Form::Parallel).unwrap(), "parallel")?;
        }
    }

    #[test]
    fn two_halves_are_the_whole((x, s, ck, cv) in inputs(true), cut in 0.0f64..1.0) {
        let t = x.dims().t;
        let cut = 1 + (cut * (t - 1) as f64) as usize;
        prop_assume!(cut < t);
        let part = |x: &Inputs, from: usize, len: usize, initial| Inputs {
            q: x.q.rows(from, len).into(),
            k: x.k.rows(from, len).into(),
            v: x.v.rows(from, len).into(),
            beta: x.beta.as_ref().map(|beta| beta[from..from + len].to_vec()),
            g: x.g.as_ref().map(|g| g[from..from + len].to_vec()),
            initial: Some(initial),
            ..x.clone()
        };
        for rule in RULES {
            let whole_inputs = part(&x, 0, t, initial(rule, &s, &ck, &cv));
            let whole = rule.run(&whole_inputs, Form::Recurrent).unwrap();
            for form in [Form::Recurrent, Form::Chunk(2), Form::Parallel] {
                let first = rule.run(&part(&x, 0, cut, initial(rule, &s, &ck, &cv)), form).unwrap();
                let second = rule.run(&part(&x, cut, t - cut, first.state.clone()), form).unwrap();
                let o = Mat::from_fn(t, x.dims().v, |i, j| {
                    if i < cut { first.o[(i, j)] } else { second.o[(i - cut, j)] }
                });
                agree(rule, &whole, &Output { o, state: second.state }, &format!("{form:?} in two halves"))?;
            }
        }
    }

    #[test]
    fn a_decay_of_zero_forgets_and_makes_no_nan((x, ..) in inputs(false), at in any::<prop::sample::Index>()) {
        let mut x = x;
        let t = at.index(x.dims().t);
        x.g.as_mut().unwrap()[t] = f64::NEG_INFINITY;
        for rule in RULES {
            let recurrent = rule.run(&x, Form::Recurrent).unwrap();
            prop_assert!(recurrent.o.iter().all(|x| x.is_finite()));
            agree(rule, &recurrent, &rule.run(&x, Form::Chunk(3)).unwrap(), "chunk(3)")?;
            agree(rule, &recurrent, &rule.run(&x, Form::Parallel).unwrap(), "parallel")?;
        }
    }

    #[test]
    fn gates_collapse_one_rule_into_another((x, ..) in inputs(false)) {
        let run = |id, x: &Inputs| deltascope::rules::rule(id).unwrap().run(x, Form::Recurrent).unwrap();
        let t = x.dims().t;
        let open = Inputs { g: Some(vec![0.0; t]), ..x.clone() };
        prop_assert_eq!(run("gated_delta_rule", &open), run("delta_rule", &x), "γ = 1");
        let mute = Inputs { beta: Some(vec![0.0; t]), ..x.clone() };
        prop_assert!(run("delta_rule", &mute).o.iter().all(|o| *o == 0.0), "β = 0 writes nothing");
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_shapes() {
    let x = Inputs::new(Mat::zeros(3, 2), Mat::zeros(3, 2), Mat::zeros(3, 4));
    let rule = |id| deltascope::rules::rule(id).unwrap();
    let message = |id, x: &Inputs, form| rule(id).run(x, form).unwrap_err().to_string();
    assert_eq!(message("delta_rule", &x, Form::Recurrent), "delta_rule needs beta, and it is missing");
    assert_eq!(message("linear_attn", &x, Form::Chunk(0)), "a chunk holds at least one token");
    let bad = Inputs { v: Mat::zeros(2, 4), ..x.clone() };
    assert_eq!(message("linear_attn", &bad, Form::Parallel), "v is [2, 4], where [3, 4] is needed");
    let empty = Inputs::new(Mat::zeros(0, 2), Mat::zeros(0, 2), Mat::zeros(0, 4));
    assert_eq!(
        message("softmax_attn", &empty, Form::Recurrent),
        "there is nothing to compute: T = 0, K = 2, V = 4"
    );
    let strange = Inputs { initial: Some(State::Matrix(Mat::zeros(4, 2))), ..x };
    assert_eq!(
        message("softmax_attn", &strange, Form::Recurrent),
        "softmax_attn cannot start from a state of this kind"
    );
}
