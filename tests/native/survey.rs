//! Curves over 200 lists, against the tables of an independent computation from the same random numbers, and against closed forms.

use deltascope::experiments::{Curves, Mean, Question, Survey, Surveying};
use deltascope::inputs::{Gates, pairs};
use deltascope::lessons::lockstep::Lockstep;
use deltascope::lessons::state;
use deltascope::rules::{RULES, Tensor};
use deltascope::scenario::Scenario;

/// All lists, told to rules with these gates.
fn curves(question: Question, rules: &[&str], gates: &Gates) -> Vec<Curves> {
    scaled(question, 1.0, rules, gates)
}

/// The same, queries scaled by a factor: it says how sharply softmax compares.
fn scaled(question: Question, scale: f64, rules: &[&str], gates: &Gates) -> Vec<Curves> {
    let mut surveying = Surveying::new(Survey::new(question, 16, scale, rules, gates));
    while !surveying.found.is_whole() {
        surveying.next_list();
    }
    surveying.found.curves.into_iter().map(Option::unwrap).collect()
}

fn beta(beta: f64) -> Gates {
    Gates::new().with(Tensor::Beta, beta)
}

fn shares(curves: &Curves) -> Vec<f64> {
    curves.points.iter().map(|point| point.right.mean().unwrap().mean).collect()
}

fn errors(curves: &Curves) -> Vec<f64> {
    curves.points.iter().map(|point| point.rms().unwrap().mean).collect()
}

fn assert_near(found: &[f64], expected: &[f64], near: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < near, "{what}: {found:?} and not {expected:?}");
    }
}

#[test]
fn keys_that_are_told_again_are_those_of_the_table() {
    let [linear, delta] = &curves(Question::Again, &["linear_attn", "delta_rule"], &beta(1.0))[..] else {
        panic!("two rules")
    };
    // 2, 8, 16 and 32 keys; the table has no row for 4.
    let told = |curves: &Curves| [0, 2, 3, 4].map(|point| shares(curves)[point]);
    assert_near(&told(linear), &[0.013, 0.084, 0.128, 0.196], 6e-4, "linear attention");
    assert_near(&told(delta), &[0.993, 0.861, 0.614, 0.346], 6e-4, "DeltaNet");
    let error = delta.points[2].right.mean().unwrap().error.unwrap();
    assert!((error - 0.008).abs() < 6e-4, "{error}");
}

#[test]
fn pairs_that_are_told_once_are_those_of_the_table_with_their_errors_and_ages() {
    let [linear, delta] = &curves(Question::Recall, &["linear_attn", "delta_rule"], &beta(1.0))[..] else {
        panic!("two rules")
    };
    assert_near(&shares(linear), &[1.000, 0.984, 0.897, 0.608, 0.273], 6e-4, "linear attention");
    assert_near(&errors(linear), &[0.43, 0.66, 0.96, 1.39, 1.98], 6e-3, "linear attention");
    assert_near(&shares(delta), &[0.995, 0.926, 0.726, 0.395, 0.186], 6e-4, "DeltaNet");
    assert_near(&errors(delta), &[0.33, 0.53, 0.76, 1.03, 1.22], 6e-3, "DeltaNet");
    let ages: Vec<f64> = delta.ages.iter().map(|age| age.mean().unwrap().mean).collect();
    assert_near(&ages[..5], &[0.843, 0.380, 0.142, 0.043, 0.032], 6e-4, "the newest pairs first");
    let ages = linear.ages.iter().map(|age| age.mean().unwrap().mean);
    assert!(ages.clone().all(|share| (0.255..0.295).contains(&share)), "{:?}", ages.collect::<Vec<_>>());
}

#[test]
fn sharp_softmax_tells_all_pairs_apart_and_averages_what_is_told_again() {
    let sharp = |question, rule: &str| shares(&scaled(question, 16.0, &[rule], &beta(1.0))[0]);
    assert_near(&sharp(Question::Recall, "softmax_attn"), &[1.0; 5], f64::EPSILON, "told once");
    let again = sharp(Question::Again, "softmax_attn");
    assert_near(&[0, 2, 3, 4].map(|point| again[point]), &[0.007, 0.097, 0.217, 0.451], 6e-4, "told again");
}

#[test]
fn least_squares_average_what_is_told_again_unless_they_forget() {
    let of = |gamma: f64| {
        let gates = beta(1.0).with(Tensor::G, gamma);
        shares(&curves(Question::Again, &["mesa_net"], &gates)[0])[2]
    };
    assert_near(&[of(1.0), of(0.95)], &[0.097, 0.875], 6e-4, "8 keys");
}

#[test]
fn half_written_pairs_are_those_of_the_table() {
    let half = &curves(Question::Recall, &["delta_rule"], &beta(0.5))[0];
    assert_near(&shares(half), &[0.999, 0.984, 0.863, 0.572, 0.277], 6e-4, "β = 0.5");
    assert_near(&errors(half), &[0.55, 0.61, 0.69, 0.82, 0.94], 6e-3, "β = 0.5");
}

#[test]
fn means_lie_within_four_standard_errors_of_the_closed_forms() {
    let rules = ["linear_attn", "delta_rule"];
    let survey = Survey::new(Question::Recall, 16, 1.0, &rules, &beta(1.0));
    for (rule, curves) in rules.iter().zip(curves(Question::Recall, &rules, &beta(1.0))) {
        for (x, point) in Question::Recall.points().into_iter().zip(&curves.points) {
            let Mean { mean, error } = point.rms().unwrap();
            let expected = survey.expected_rms(rule, x).unwrap();
            assert!(
                (mean - expected).abs() < 4.0 * error.unwrap(),
                "{rule}, {x} pairs: {mean} and {expected}"
            );
        }
    }
    let half = Survey::new(Question::Recall, 16, 1.0, &rules, &beta(0.5));
    assert_eq!((half.expected_rms("delta_rule", 8), half.expected_rms("kda", 8)), (None, None));
    assert!(half.expected_rms("linear_attn", 8).is_some(), "it reads no β");
}

#[test]
fn facts_outlast_noise_that_is_not_written() {
    let writes = |noise: f64| Gates::new().with(Tensor::Beta, [vec![1.0; 8], vec![noise]].concat());
    let of = |gates: &Gates| shares(&curves(Question::Noise, &["delta_rule"], gates)[0]);
    let (kept, lost) = (of(&writes(0.0)), of(&writes(1.0)));
    // No filler, and 16 of them: 8 and 24 pairs.
    assert_near(&[kept[0], kept[2]], &[0.926, 0.919], 6e-4, "fillers are not written");
    assert_near(&[lost[0], lost[2]], &[0.926, 0.431], 6e-4, "fillers are written");
    // What the experiment tells of 56 others.
    assert_near(&[kept[4], lost[4]], &[0.917, 0.137], 6e-4, "64 pairs");
}

#[test]
fn a_list_is_the_input_that_the_page_opens() {
    for (question, link) in [
        (Question::Again, "input=pairs&n=64&keys=8&d=16&seed=5"),
        (Question::Recall, "input=pairs&n=8&keys=64&d=16&seed=5"),
        (Question::Noise, "input=pairs&n=8&keys=64&d=16&seed=5"),
    ] {
        let survey = Survey::new(question, 16, 1.0, &["delta_rule"], &beta(1.0));
        let (scenario, _) = Scenario::read(&format!("page=state&rule=delta_rule&beta=1&{link}"));
        let [keys, told] = question.told(8);
        assert_eq!(survey.list(5, 8), pairs(5, keys, told, 16));
        let given = &scenario.source.given;
        assert_eq!((given.keys as usize, given.n as usize), (keys, told));
        let run = Lockstep::run(&survey.list(5, 8), &scenario.knobs.state.set, RULES);
        let measured = state::measured(&run, question.id());
        let right = measured.iter().find(|of| of.name == "right").unwrap().value;
        let asked = survey.ask(run.rule(0).unwrap(), 5, 8).unwrap();
        assert_eq!(right, asked.count() as f64, "{question:?}");
    }
}
