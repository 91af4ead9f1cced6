//! Every page with much, with little and with every input: something is shown, and no error is written to the console.

use browser_tests::{Page, visit};
use deltascope::inputs::{Head, SENTENCES, effective, facts};
use deltascope::lessons::state::Scenario;
use deltascope::rules::RULES;
use serde_json::{Value, json};

/// The pages that show a run.
const LESSONS: [&str; 6] = ["start", "reorder", "identity", "mask", "state", "chunks"];

fn runs(page: &Page) -> bool {
    page.attribute("meter", "data-state").is_some()
}

/// To the end and back, where the page steps.
fn there_and_back(page: &Page) {
    if page.has("scrub") {
        page.click("step-last");
        page.wait_until("it is at its end", |page| {
            page.property("scrub", "value") == page.property("scrub", "max")
        });
        page.click("step-first");
        page.wait_until("it is at its start", |page| page.property("scrub", "value") == "0");
    }
}

#[test]
fn every_lesson_runs_the_largest_and_the_smallest_input() {
    visit(|page| {
        for slug in LESSONS {
            for size in ["n=64&d=32", "n=1&d=1", "n=1&d=32", "n=64&d=1"] {
                page.play(&format!("?page={slug}&input=random&t=0&{size}"));
                there_and_back(page);
            }
        }
    });
}

#[test]
fn every_lesson_runs_every_sentence_and_every_head() {
    visit(|page| {
        for slug in LESSONS {
            page.play(&format!("?page={slug}&input=facts&t=0"));
            for sentence in 1..=SENTENCES.len() {
                page.select("input-select", &format!("s{sentence}"));
                page.wait_until("there is a head to choose", |page| page.has("head-select"));
                for head in Head::ALL {
                    page.select("head-select", head.id());
                    page.wait_until("it runs on what this head attends to", |page| {
                        page.property("input-select", "value") == format!("s{sentence}")
                            && page.property("head-select", "value") == head.id()
                            && runs(page)
                    });
                }
                there_and_back(page);
            }
        }
    });
}

#[test]
fn every_rule_has_its_lane_four_at_a_time() {
    visit(|page| {
        for (i, four) in RULES.chunks(4).enumerate() {
            let ids: Vec<&str> = four.iter().map(|rule| rule.info.id).collect();
            // By turns the facts, random tokens, and a sentence.
            let input = ["facts", "random&n=5&d=3", "s4"][i % 3];
            page.play(&format!("?page=state&input={input}&t=0&rule={}", ids.join(",")));
            assert_eq!(lanes(page), json!(ids));
            for id in ids {
                assert!(!page.has(&format!("lane-why-{id}")), "{id} runs on {input}");
            }
            there_and_back(page);
            assert!(!page.has("note"), "{}", page.text("note"));
        }
    });
}

/// The rules that have a lane, in order.
fn lanes(page: &Page) -> Value {
    page.script("return [...document.querySelectorAll('.stage article.lane')].map((it) => it.dataset.testid.slice(5))")
}

#[test]
fn every_rule_runs_on_every_kind_of_input_and_has_its_attention_matrix_or_says_why_not() {
    visit(|page| {
        let fours: Vec<Vec<&str>> =
            RULES.chunks(4).map(|four| four.iter().map(|rule| rule.info.id).collect()).collect();
        for (i, ids) in fours.iter().enumerate() {
            page.play(&format!("?page=state&input=facts&rule={}", ids.join(",")));
            for input in ["s4", "random", "pairs", "facts"] {
                page.select("input-select", input);
                page.wait_until("it runs", |page| {
                    page.property("input-select", "value") == input && runs(page)
                });
                assert_eq!(lanes(page), json!(ids), "{input}");
                assert!(ids.iter().all(|id| !page.has(&format!("lane-why-{id}"))), "all run on {input}");
            }
            page.select("show", "a");
            page.wait_until("softmax stands beside", |page| page.has("lane-softmax_attn"));
            for rule in RULES[4 * i..].iter().take(4) {
                let id = rule.info.id;
                let x = facts()
                    .inputs_for(&rule.info, &Scenario::default().set.set_gates())
                    .expect("it has inputs");
                let says_why = page.has(&format!("lane-why-{id}"));
                assert_eq!(says_why, effective(rule, &x).is_err(), "{id}");
            }
            assert!(!page.has("note"), "{}", page.text("note"));
        }
    });
}

#[test]
fn four_rules_on_the_largest_input_run() {
    visit(|page| {
        page.play("?page=state&input=random&t=0&n=64&d=32&rule=linear_attn,gla,delta_rule,gated_delta_rule");
        there_and_back(page);
        page.play("?page=state&input=random&t=0&n=1&d=1&rule=rwkv6,rwkv7,mesa_net,log_linear_attn");
        there_and_back(page);
    });
}

#[test]
fn sentences_that_cannot_be_fetched_are_told_with_the_reason_and_asked_for_again() {
    let alert = |page: &Page| {
        let text = page.script("return document.querySelector('.stage .note[role=alert]')?.innerText ?? ''");
        text.as_str().unwrap_or_default().to_owned()
    };
    visit(|page| {
        page.block(&["*/data/s2*"]);
        page.open("?page=mask&input=s2&lang=en");
        page.wait_until("the failure is told", |page| {
            alert(page).contains("The sentences could not be fetched (")
        });
        let (_, rest) = alert(page).split_once('(').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let (reason, _) = rest.split_once(')').expect("a reason in brackets");
        assert!(!reason.trim().is_empty(), "{}", alert(page));
        assert!(!runs(page), "nothing is shown in its place");
        // An input that needs no file still runs.
        page.select("input-select", "facts");
        page.wait_until("the facts run", runs);
        page.select("input-select", "s2");
        page.wait_until("the sentences are asked for anew, in vain", |page| !alert(page).is_empty());
        page.block(&[]);
        page.script("document.querySelector('.stage .note[role=alert] button').click()");
        page.wait_until("they are here", |page| runs(page) && alert(page).is_empty());
        // The browser may name the file that it was kept from in the console.
        page.take_errors();
    });
}
