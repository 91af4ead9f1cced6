//! What the page `state` measures of its rules: weights taken apart, singular values.

use browser_tests::{Key, Page, visit};
use deltascope::experiments::{Spectrum, between};
use deltascope::i18n::Locale;
use deltascope::inputs::facts;
use deltascope::lessons::refusal::refusal;
use deltascope::lessons::state;
use deltascope::names;
use deltascope::rules::{Form, NoMatrix, RuleError, rule};

#[test]
fn a_weight_is_taken_apart_token_by_token_as_the_rules_compute_it() {
    let stream = facts();
    let gates = state::Scenario::default().set.set_gates();
    let weights = |id: &str, t: usize, j: usize| {
        let rule = rule(id).unwrap();
        between(rule, &stream.inputs_for(&rule.info, &gates).unwrap(), t, j).unwrap()
    };
    let shown = |page: &Page, id: &str, step: usize| {
        page.attribute(&format!("between-{id}-{step}"), "data-value").and_then(|x| x.parse::<f64>().ok())
    };
    visit(|page| {
        page.play("?page=state&show=a&rule=linear_attn,delta_rule&lang=en");
        // Token 8 asks for token 2; a key in the first matrix goes to that cell.
        page.script("document.querySelector('[data-testid=lane-delta_rule] canvas').focus()");
        for _ in 0..7 {
            page.press(Key::Down);
        }
        page.press(Key::Right);
        for id in ["softmax_attn", "linear_attn", "delta_rule"] {
            for (step, expected) in weights(id, 7, 1).into_iter().enumerate() {
                page.wait_until(&format!("{id} after {step}"), |page| {
                    shown(page, id, step + 1).is_some_and(|told| (told - expected).abs() < 1e-12)
                });
            }
        }
        assert!(!page.has("between-delta_rule-7"), "six tokens stand between, the last asks");
        // Of a rule that is not linear in V it is said why it has none.
        let error = RuleError::NoMatrix { rule: "ttt_linear", reason: NoMatrix::NotLinear };
        let why = refusal(&error).read(Locale::en);
        page.play("?page=state&show=a&rule=ttt_linear&lang=en");
        page.wait_until("it says so", |page| page.text("lane-why-ttt_linear") == why);
    });
}

#[test]
fn what_a_state_spreads_over_is_told_with_its_singular_values() {
    let stream = facts();
    let gates = state::Scenario::default().set.set_gates();
    visit(|page| {
        page.play("?page=state&t=1000&rule=linear_attn,delta_rule&lang=en");
        for id in ["linear_attn", "delta_rule"] {
            let rule = rule(id).unwrap();
            let last = rule.run(&stream.inputs_for(&rule.info, &gates).unwrap(), Form::Recurrent).unwrap();
            let spectrum = Spectrum::of(&last.state.parts[0]).unwrap();
            let name = format!("state-spectrum-{id}");
            page.wait_until(&format!("the spread of {id}"), |page| {
                let told = page.attribute(&name, "data-value").and_then(|x| x.parse::<f64>().ok());
                told.is_some_and(|told| (told - spectrum.spread()).abs() < 1e-9)
            });
            assert_eq!(page.attribute(&name, "data-rank"), Some(spectrum.rank().to_string()));
        }
    });
}

/// Two rules, and then two of which one is another.
#[test]
fn what_is_told_of_a_lane_is_told_of_the_rule_that_has_come_into_it() {
    let told = |page: &Page, id: &str| page.has(&format!("state-spectrum-{id}"));
    visit(|page| {
        page.play("?page=gates&exp=scene&t=4294967295&lang=en");
        page.wait_until("both rules", |page| told(page, "delta_rule") && told(page, "gated_delta_rule"));
        page.click("answer-a");
        page.wait_until("KDA is offered", |page| page.has("variation-channels"));
        page.click("variation-channels");
        page.wait_until("KDA has taken a lane", |page| {
            told(page, "kda") && told(page, "gated_delta_rule") && !told(page, "delta_rule")
        });
    });
}

/// Pair 2 of the facts after token 7, by the definition: ‖S₇ k₂ − v₂‖ by the mean ‖v‖, and whether v₂ is the nearest of seven values.
#[test]
fn recall_over_time_tells_each_pair_after_each_token() {
    let (pair, token) = (1, 6);
    let stream = facts();
    let gates = state::Scenario::default().set.set_gates();
    let expected = |id: &str| {
        let rule = rule(id).unwrap();
        let x = stream.inputs_for(&rule.info, &gates).unwrap();
        let s = rule.run(&x.tokens(0..token + 1, None), Form::Recurrent).unwrap().state.parts[0].clone();
        let mean = x.v.row_iter().map(|v| v.norm()).sum::<f64>() / x.v.nrows() as f64;
        let answer = x.k.row(pair) * s.transpose();
        let off = |j: usize| (&answer - x.v.row(j)).norm();
        let nearest = (0..=token).min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap();
        (off(pair) / mean, nearest == pair, &stream.labels[nearest])
    };
    assert!(expected("linear_attn").1 && !expected("gated_delta_rule").1, "one of each kind");
    visit(|page| {
        page.play("?page=state&input=facts&t=4294967295&rule=linear_attn,gated_delta_rule&lang=en");
        for id in ["linear_attn", "gated_delta_rule"] {
            let (error, right, nearest) = expected(id);
            let (map, told) = (format!("recall-map-{id}"), format!("recall-cell-{id}"));
            page.wait_until("the map", |page| page.has(&map));
            page.script(&format!("document.querySelector('[data-testid={map}]').focus()"));
            (0..pair).for_each(|_| page.press(Key::Down));
            (0..token).for_each(|_| page.press(Key::Right));
            page.wait_until(&format!("the error of {id}"), |page| {
                let found = page.attribute(&told, "data-value").and_then(|x| x.parse::<f64>().ok());
                found.is_some_and(|found| (found - error).abs() < 1e-9)
            });
            assert_eq!(
                page.text(&told).contains("its own value is the nearest"),
                right,
                "{}",
                page.text(&told)
            );
            // Where another value is nearer it says whose.
            let whose = format!("the value of {} is nearer", names::label(Locale::en, nearest));
            assert_eq!(page.text(&told).contains(&whose), !right, "{}", page.text(&told));
        }
    });
}
