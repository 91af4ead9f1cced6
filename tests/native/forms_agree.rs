//! Every form of every rule computes the same thing, from any state, for any chunk size.

use crate::support::{self, agree, below, draws};
use deltascope::math::Mat;
use deltascope::rules::{Form, Inputs, Mask, Output, RULES, RuleEntry, SoftmaxAttn, Tensor, rule};
use proptest::prelude::*;

/// The forms of a rule beside the recurrent one, in chunks of odd sizes too.
fn others(rule: &RuleEntry, t: usize) -> impl Iterator<Item = Form> {
    let all =
        [Form::Chunk(1), Form::Chunk(2), Form::Chunk(7), Form::Chunk(t), Form::Chunk(t + 3), Form::Parallel];
    let forms = rule.info.forms;
    all.into_iter().filter(move |form| forms.has(*form))
}

fn check_forms(rule: &RuleEntry, x: &Inputs) -> Result<Output, TestCaseError> {
    let recurrent = rule.run(x, Form::Recurrent).unwrap();
    for form in others(rule, x.dims().t) {
        agree(&recurrent, &rule.run(x, form).unwrap(), &format!("{} {form:?}", rule.info.id))?;
    }
    Ok(recurrent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn recurrent_is_chunkwise_is_parallel(draw in draws()) {
        for rule in RULES {
            check_forms(rule, &draw.inputs(rule))?;
        }
    }

    #[test]
    fn softmax_attention_agrees_under_every_mask(draw in draws(), width in 1usize..6) {
        let rule = RuleEntry::of::<SoftmaxAttn>();
        for mask in [Mask::Full, Mask::Causal, Mask::Window(width)] {
            check_forms(&rule, &Inputs { mask, ..draw.inputs(&rule) })?;
        }
    }

    #[test]
    fn two_halves_are_the_whole(draw in draws(), cut in any::<prop::sample::Index>()) {
        let t = draw.t;
        for rule in RULES {
            let x = draw.inputs(rule);
            let mut cut = cut.index(t);
            if rule.info.reads(Tensor::NormWeight) {
                cut -= cut % x.mini_batch;
            }
            if cut == 0 {
                continue;
            }
            let whole = rule.run(&x, Form::Recurrent).unwrap();
            for form in others(rule, t).chain([Form::Recurrent]) {
                let first = rule.run(&x.tokens(0..cut, x.initial.clone()), form).unwrap();
                let second = rule.run(&x.tokens(cut..t, Some(first.state.clone())), form).unwrap();
                let also = first.also.iter().zip(&second.also).map(|(a, b)| below(a, b)).collect();
                let both = Output { o: below(&first.o, &second.o), state: second.state, also };
                agree(&whole, &both, &format!("{} {form:?} in two halves", rule.info.id))?;
            }
        }
    }

    #[test]
    fn a_decay_of_zero_forgets_and_makes_no_nan(draw in draws(), at in any::<prop::sample::Index>()) {
        for rule in RULES {
            let mut x = draw.inputs(rule);
            for tensor in [Tensor::G, Tensor::Gk, Tensor::Gv, Tensor::LogMu] {
                if let Some(mut values) = x.get(tensor).cloned() {
                    values.row_mut(at.index(draw.t)).fill(f64::NEG_INFINITY);
                    x = x.with(tensor, values);
                }
            }
            let recurrent = check_forms(rule, &x)?;
            prop_assert!(recurrent.o.iter().all(|x| x.is_finite()), "{}", rule.info.id);
        }
    }

    #[test]
    fn heads_are_run_one_by_one(draw in draws()) {
        for rule in RULES {
            let x = draw.inputs(rule);
            let both = rule.run_heads(vec![x.clone(), x.clone()], Form::Recurrent).unwrap();
            for (head, output) in both.iter().enumerate() {
                prop_assert_eq!(output, &rule.run(&Inputs { head, ..x.clone() }, Form::Recurrent).unwrap());
            }
            prop_assert_eq!(both[0] == both[1], rule.info.id != "retention" || draw.t + draw.before == 1);
        }
    }
}

#[test]
fn every_form_that_a_rule_claims_is_there_and_no_other() {
    let draw = support::Draw { t: 5, k: 3, v: 2, n: 2, before: 0, seed: 1 };
    for rule in RULES {
        let x = draw.inputs(rule);
        for form in [Form::Recurrent, Form::Chunk(2), Form::Parallel] {
            assert_eq!(rule.run(&x, form).is_ok(), rule.info.forms.has(form), "{} {form:?}", rule.info.id);
        }
    }
    let message =
        rule("hgrn").unwrap().run(&Inputs::of_values(Mat::zeros(1, 1)), Form::Parallel).unwrap_err();
    assert_eq!(message.to_string(), "hgrn has no form Parallel");
}
