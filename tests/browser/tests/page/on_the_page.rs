//! A person uses the lesson pages: every number on them is compared with one computed here.
//!
//! This file is long because every further file would be one more program to link; each lesson with many tests has a file
//! of its own already.

use std::time::Duration;

use browser_tests::{Key, Page, visit, visit_alone};
use deltascope::inputs::{Head, Sentence, facts, random};
use deltascope::math::max_abs_diff;
use deltascope::number::{difference, short};
use deltascope::rules::reorder::{Order, full};
use deltascope::rules::{Form, LinearAttn, RuleEntry, rule};
use serde_json::json;

/// Waits until the page of this name is open.
fn open(page: &Page, query: &str, name: &str) {
    page.play(query);
    assert_eq!(page.slug(), name);
}

#[test]
fn both_orders_are_stepped_to_the_counts_of_the_formulas() {
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&n=12&d=4&seed=7", "reorder");
        page.wait_until("nothing is done", |page| page.number("count-left") == 0.0);
        page.click("step-next");
        page.wait_until("one inner product is done", |page| page.number("count-left") == 4.0);
        assert_eq!(page.number("count-right"), 4.0, "both sides share one clock");
        page.press(Key::Right);
        page.wait_until("a key steps too", |page| page.number("count-left") == 8.0);
        page.click("step-prev");
        page.wait_until("back is back", |page| page.number("count-left") == 4.0);
        page.click("step-last");
        page.wait_until("the left is done", |page| page.number("count-left") == (2 * 12 * 12 * 4) as f64);
        assert_eq!(page.number("count-right"), (2 * 12 * 4 * 4) as f64);
        page.slide("scrub", 0.0);
        page.wait_until("scrubbed to the start", |page| page.number("count-left") == 0.0);
        let x = random(7, 12, 4);
        let [left, right] = Order::ALL.map(|order| full(&x.q, &x.k, &x.v, order, &mut ()));
        let expected = difference(max_abs_diff(&left, &right));
        assert!(page.text("meter").contains(&expected), "{} against {expected}", page.text("meter"));
    });
}

#[test]
fn the_race_is_won_by_the_order_with_less_to_do_and_the_winner_changes_with_n() {
    let winner = |page: &Page| page.text("race-winner");
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&n=12&d=4", "reorder");
        page.click("step-last");
        page.wait_until("the right wins", |page| winner(page).contains("Q(KᵀV) won: 384 against"));
        page.select("loops", "jli");
        page.wait_until("the loops change nothing of it", |page| {
            page.query("loops").as_deref() == Some("jli") && winner(page).contains("Q(KᵀV) won: 384 against")
        });
        page.slide("n", 0.0);
        page.click("step-last");
        page.wait_until("one token is cheaper on the left", |page| {
            winner(page).contains("(QKᵀ)V won: 8 against")
        });
    });
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&n=7&d=4&mask=1&speed=100000", "reorder");
        page.click("race-start");
        // n + 1 = 2d: 7·8·4 = 2·7·4².
        page.wait_until("under the mask this is a tie", |page| winner(page).contains("224"));
        assert_eq!(page.number("count-left"), 224.0);
        assert_eq!(page.attribute("meter", "data-state").as_deref(), Some("ok"));
    });
}

/// The digits of a number that is written in groups.
fn whole(page: &Page, id: &str) -> u128 {
    let text = page.text(id);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("`{id}` says {text:?}, which is no whole number"))
}

#[test]
fn the_calculator_counts_what_each_order_takes_and_how_many_times_fewer_that_is() {
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&calc-n=512&calc-d=32", "reorder");
        page.type_into("calc-n", "1024\u{e007}");
        page.type_into("calc-d", "64\u{e007}");
        let [left, right] = Order::ALL.map(|order| order.cost(1024, 64).multiply_adds);
        page.wait_until("both fields are taken", |page| whole(page, "calc-left") == left);
        assert_eq!(whole(page, "calc-right"), right);
        let [left, right] = [left, right].map(|work| work as f64);
        assert_eq!(page.number("calc-verdict"), left / right, "{}", page.text("calc-verdict"));
        let [left, right] = Order::ALL.map(|order| order.causal_cost(1024, 64).multiply_adds);
        assert_eq!(
            [whole(page, "calc-causal-left"), whole(page, "calc-causal-right")],
            [left, right],
            "under the mask"
        );
    });
}

#[test]
fn the_calculator_and_the_question_name_the_same_n_from_which_on_the_recurrence_is_cheaper() {
    let d = 64;
    let cheaper = |n| {
        let [left, right] = Order::ALL.map(|order| order.causal_cost(n, d).multiply_adds);
        right < left
    };
    let crossing = (1..).find(|n| cheaper(*n)).expect("there is one");
    visit(|page| {
        open(page, &format!("?page=reorder&input=random&t=0&calc-d={d}"), "reorder");
        for n in [crossing - 1, crossing] {
            page.type_into("calc-n", &format!("{n}\u{e007}"));
            let left = Order::Left.causal_cost(n, d).multiply_adds;
            page.wait_until("the field is taken", |page| whole(page, "calc-causal-left") == left);
            assert_eq!(whole(page, "calc-causal-right") < left, n == crossing, "n = {n}");
        }
        assert!(page.text("calc-causal-verdict").starts_with("Sₜqₜ takes"));
        page.type_into("predict", &crossing.to_string());
        page.click("reveal");
        page.wait_until("the guess is right", |page| {
            page.text("answer").starts_with(&format!("✓ {crossing}"))
        });
    });
}

/// The lines of a listing that are lit because they run, from 0.
fn running(page: &Page, listing: &str) -> serde_json::Value {
    page.script(&format!(
        "return [...document.querySelectorAll('[data-testid={listing}] li')]
            .flatMap((line, i) => line.getAttribute('aria-current') === 'step' ? [i] : [])"
    ))
}

#[test]
fn the_line_of_code_that_runs_is_lit_on_both_sides() {
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&n=12&d=4&grain=matrix", "reorder");
        page.wait_until("nothing runs", |page| page.number("count-left") == 0.0);
        assert_eq!([running(page, "code-left"), running(page, "code-right")], [json!([]), json!([])]);
        // Where a matrix is complete: P, O = QP, A, O = AV.
        for (work, left, right) in
            [(192.0, json!([1]), json!([1])), (384.0, json!([1]), json!([3])), (576.0, json!([1]), json!([]))]
        {
            page.click("step-next");
            page.wait_until("a matrix is done", |page| page.number("count-left") == work);
            page.wait_until("its line is lit", |page| {
                running(page, "code-left") == left && running(page, "code-right") == right
            });
        }
        page.select("loops", "jli");
        page.wait_until("the listing has the loops that run", |page| {
            page.text("code-left-0") == "for j, for l, for i:"
        });
        page.click("mask");
        page.wait_until("and the recurrence its own", |page| page.text("code-right").contains("S += v kᵀ"));
    });
}

#[test]
fn letters_matrices_and_lines_of_code_light_one_another() {
    let figure = |id: &str| format!("document.querySelector('[data-testid={id}]').closest('.heatmap')");
    let line = |id: &str| format!("document.querySelector('[data-testid={id}]').closest('li')");
    let outlined = |page: &Page, element: String| {
        page.script(&format!("return getComputedStyle({element}).outlineStyle")) == "solid"
    };
    let tinted = |page: &Page, letter: &str| {
        let colour = page.script(&format!("return getComputedStyle({letter}).backgroundColor"));
        colour != "rgba(0, 0, 0, 0)"
    };
    let of_formula = "document.querySelector('.eq [data-symbol=k]')";
    let of_code = "document.querySelector('[data-testid=code-left] [data-symbol=k]')";
    visit(|page| {
        open(page, "?page=reorder&input=random&n=12&d=4&t=9", "reorder");
        page.script(&format!("{of_formula}.setAttribute('data-testid', 'formula-k')"));
        assert!(!tinted(page, of_formula) && !outlined(page, figure("map-k")));
        page.hover("formula-k");
        page.wait_until("the letter lights its matrix, and itself in the code", |page| {
            outlined(page, figure("map-k")) && tinted(page, of_code) && tinted(page, of_formula)
        });
        page.hover("map-a");
        page.wait_until("a matrix lights the line that makes it", |page| outlined(page, line("code-left-1")));
        assert!(!outlined(page, figure("map-k")), "and nothing else");
        // Not on one of its letters, because a letter would light its symbol.
        page.script(
            "document.querySelector('[data-testid=code-right-1] span:not(.sym)').dataset.testid = 'line'",
        );
        page.hover("line");
        page.wait_until("a line lights what it makes", |page| outlined(page, figure("map-p")));
        // Now without the mouse.
        page.click("symbol-a");
        page.wait_until("a letter in focus lights matrix and line", |page| {
            outlined(page, figure("map-a")) && outlined(page, line("code-left-1"))
        });
        page.click("code-left-3");
        page.wait_until("so does a line", |page| outlined(page, figure("map-o")));
        page.press(Key::Tab);
        page.wait_until("and the matrix that the next key leads to", |page| {
            outlined(page, figure("map-q")) && !outlined(page, figure("map-o"))
        });
    });
}

#[test]
fn a_real_sentence_is_shorter_than_a_key_is_wide() {
    visit(|page| {
        open(page, "?page=reorder&input=s1&t=0", "reorder");
        page.wait_until("the sentence is here", |page| page.text("verdict").contains("13"));
        page.press(Key::End);
        page.wait_until("both are done", |page| page.number("count-right") == (2 * 13 * 32 * 32) as f64);
        assert_eq!(page.number("count-left"), (2 * 13 * 13 * 32) as f64);
    });
}

#[test]
fn the_identity_is_worked_with_the_numbers_that_are_typed() {
    visit(|page| {
        open(page, "?page=identity&input=facts&t=0", "identity");
        page.type_into("letter-c", "7\u{e007}");
        // Enter leaves the field. kᵀq = 7·1 + (−1)·2
        page.wait_until("the inner product follows", |page| page.text("inner") == "5");
        page.wait_until("the link keeps it", |page| page.query("letters").is_some_and(|l| l.contains(",7,")));
        page.type_into("letter-a", "nonsense\u{e007}");
        page.wait_until("what is no number is named", |page| {
            page.attribute("letter-a", "aria-invalid").as_deref() == Some("true")
        });
        assert_eq!(page.text("inner"), "5", "and changes nothing");
    });
}

#[test]
fn a_prediction_is_compared_with_the_computed_crossing() {
    visit(|page| {
        open(page, "?page=identity&input=facts&t=0", "identity");
        page.click("step-last");
        // t(K + V) against 2KV, at t = 9 and K = V = 8.
        page.wait_until("token 9 is done", |page| page.number("work-history") == 144.0);
        assert_eq!(page.number("work-state"), 128.0);
        page.type_into("predict", "8");
        page.click("reveal");
        page.wait_until("8 is the tie, not the answer", |page| page.text("answer").starts_with("✗ 9"));
        page.type_into("predict", "9");
        page.click("reveal");
        page.wait_until("9 is", |page| page.text("answer").starts_with("✓ 9"));
    });
}

#[test]
fn the_meter_shows_by_how_much_the_mask_breaks_the_swap_on_a_real_sentence() {
    let s3 = include_bytes!("../../../../data/s3.safetensors");
    let stream = Sentence::read(s3).unwrap().stream(Head::L3H1).unwrap();
    let ones = vec![1.0; stream.len()];
    let x = stream.inputs(&ones, &ones);
    let wanted = RuleEntry::of::<LinearAttn>().run(&x, Form::Parallel).unwrap().o;
    let swapped = full(&(&x.q * x.scale), &x.k, &x.v, Order::Right, &mut ());
    let expected = difference(max_abs_diff(&wanted, &swapped));
    visit(|page| {
        open(page, "?page=mask&input=s3&head=l3.h1&mask=1&way=swap", "mask");
        page.wait_until("the sentence is here", |page| {
            page.attribute("meter", "data-state").as_deref() == Some("broken")
        });
        assert!(page.text("meter").contains(&expected), "{} against {expected}", page.text("meter"));
        assert!(page.text("seen").contains("The largest difference"));
    });
}

#[test]
fn the_mask_breaks_the_swap_and_the_state_repairs_it() {
    let state = |page: &Page| page.attribute("meter", "data-state").unwrap_or_default();
    visit(|page| {
        open(page, "?page=mask&input=facts", "mask");
        page.wait_until("the swap is wrong", |page| state(page) == "broken");
        assert!(!page.has("rows-agree"), "the question comes before its answer");
        page.click("reveal");
        page.wait_until("the answer", |page| page.has("rows-agree"));
        assert!(page.text("rows-agree").starts_with("1 of 9"), "{}", page.text("rows-agree"));
        for way in ["state", "chunks"] {
            page.select("way", way);
            page.wait_until("it is repaired", |page| state(page) == "ok");
            assert!(page.text("rows-agree").starts_with("9 of 9"));
        }
        page.click("softmax");
        page.wait_until("softmax is not repaired by chunks", |page| state(page) == "broken");
        page.click("softmax");
        page.click("mask");
        page.select("way", "swap");
        page.wait_until("without a mask the bracket moves freely", |page| state(page) == "ok");
        page.wait_until("the link says so", |page| page.query("mask").as_deref() == Some("0"));
    });
}

#[test]
fn the_start_page_times_when_it_is_asked_to() {
    // What runs beside it would take longer than was promised.
    visit_alone(|page| {
        page.open("?page=start");
        let promised = page.number("time-here");
        let now_ms = |page: &Page| page.script("return performance.now()").as_f64().unwrap();
        let start = now_ms(page);
        page.click("time-here");
        page.wait_until("the time left is told", |page| page.text("time-here-left").contains("left"));
        page.wait_at_most(Duration::from_secs(120), "two slopes are fitted", |page| {
            page.text("time-says").matches('±').count() == 2
        });
        page.wait_at_most(Duration::from_secs(60), "the run ends", |page| {
            page.attribute("time-here", "data-running").as_deref() == Some("false")
        });
        let took = (now_ms(page) - start) / 1000.0;
        let allowed = if page.has_coarse_clock() { 0.5 } else { 1.0 / 3.0 };
        assert!((promised / took - 1.0).abs() < allowed, "{promised} s were promised, {took} s it took");
    });
}

#[test]
fn the_state_on_the_page_is_the_state_of_the_rule() {
    visit(|page| {
        open(page, "?page=state&input=facts&t=0&rule=delta_rule&beta=0.7", "state");
        page.click("step-last");
        let x = facts().inputs(&[0.7; 9], &[1.0; 9]);
        let s = rule("delta_rule").unwrap().run(&x, Form::Recurrent).unwrap().state;
        let expected = short(s.matrix().unwrap().norm());
        page.wait_until("the last state is shown", |page| page.text("norm-s") == expected);
        page.click("step-first");
        page.wait_until("the first state is nothing", |page| page.text("norm-s") == "0");
        page.click("rule-linear_attn");
        page.wait_until("two rules run", |page| page.has("lane-linear_attn") && page.has("lane-delta_rule"));
    });
}

#[test]
fn a_link_opens_its_moment_and_back_undoes() {
    visit(|page| {
        open(page, "?page=reorder&input=random&n=12&d=4&t=3", "reorder");
        page.wait_until("three steps are done", |page| page.number("count-left") == 12.0);
        page.click("nav-state");
        page.wait_until("the state page is open", |page| page.slug() == "state");
        page.back();
        page.wait_until("the moment is back", |page| {
            page.has("count-left") && page.number("count-left") == 12.0
        });
    });
}

#[test]
fn language_and_theme_are_switched_and_no_longer_what_the_link_says() {
    visit(|page| {
        open(page, "?page=reorder&input=random&t=0&lang=en", "reorder");
        page.click("lang");
        page.wait_until("the page is Chinese", |page| page.title().starts_with("换序"));
        page.click("theme");
        page.wait_until("it is dark", |page| {
            page.script("return document.documentElement.dataset.theme") == "dark"
        });
        page.wait_until("the link does not say otherwise", |page| {
            page.query("lang").is_none() && page.query("theme").is_none()
        });
    });
}

#[test]
fn nonsense_in_a_link_opens_the_nearest_state_and_is_named() {
    let long = "x".repeat(3000);
    for query in [
        "page=reorder&input=random&n=-3&d=NaN",
        "page=reorder&input=random&n=1e9&t=999999999",
        &format!("page=reorder&input={long}"),
    ] {
        visit(|page| {
            open(page, &format!("?{query}"), "reorder");
            page.wait_until("a note says what was changed", |page| page.has("note"));
        });
    }
    visit(|page| {
        page.open("?page=nowhere");
        page.wait_until("the start is open, and a note says why", |page| {
            page.has("note") && page.has("meter")
        });
    });
}
