//! The memory game: what rules answer to the keys of some cards.

use deltascope::inputs::{OwnFacts, Stream};
use deltascope::lessons::lockstep::{Lockstep, Set};
use deltascope::lessons::state::{Answer, questions};
use deltascope::rules::RULES;

fn stream(cards: &str) -> Stream {
    OwnFacts::read(cards, |x| x.parse().ok()).unwrap().stream().with_unit_keys()
}

/// The answers of linear attention and DeltaNet with β = 1, key by key, each with the card that told the key last.
fn answers(cards: &str) -> Vec<(usize, Vec<Answer>)> {
    let set = Set { beta: 1.0.into(), ..Set::of(&["linear_attn", "delta_rule", "gated_delta_rule"]) };
    let run = Lockstep::run(&stream(cards), &set, RULES);
    let all = questions(&run).into_iter();
    all.map(|of| (of.card, of.replies.into_iter().map(|reply| reply.answer).collect())).collect()
}

#[test]
fn a_key_that_is_told_twice_leaves_the_sum_undecided_and_the_correction_not() {
    let cards = "sky 1 0>grey 1 0;cat 0 1>red 0 1;sky>red";
    assert_eq!(
        answers(cards),
        [(1, vec![Answer::Value(1), Answer::Value(1)]), (2, vec![Answer::Undecided, Answer::Value(1)]),],
        "red is the value of card 1 and of card 2"
    );
}

#[test]
fn at_45_degrees_the_delta_rule_takes_the_old_key_for_the_new_one_and_the_sum_does_not() {
    let cards = "lamp 1 0>red 1 0;sky 0.70710678 0.70710678>blue 0 1";
    assert_eq!(
        answers(cards),
        [(0, vec![Answer::Value(0), Answer::Value(1)]), (1, vec![Answer::Value(1), Answer::Value(1)]),]
    );
}

#[test]
fn a_right_answer_is_the_value_that_was_told_last() {
    let set = Set { beta: 1.0.into(), ..Set::of(&["linear_attn", "delta_rule", "gated_delta_rule"]) };
    let run = Lockstep::run(&stream("sky 1 0>grey 1 0;cat 0 1>red 0 1;sky>red"), &set, RULES);
    let right: Vec<_> = questions(&run).iter().map(|of| of.right(&run)).collect();
    assert_eq!(right, [Some(Answer::Value(1)), Some(Answer::Value(1))]);
    assert!(questions(&Lockstep::run(&stream("sky 1 0>grey 1 0"), &set, RULES)).len() == 1);
}
