//! What a person does on the lesson pages, and the numbers they then see, against numbers computed here.

use std::time::Duration;

use browser_tests::{Key, Page, visit};
use deltascope::inputs::{facts, random};
use deltascope::math::max_abs_diff;
use deltascope::rules::reorder::{Order, full};
use deltascope::rules::{Form, rule};

/// Waits until the page of this name is open.
fn open(page: &Page, query: &str, name: &str) {
    page.open(query);
    page.wait_until("the page is open", |page| page.has("meter"));
    assert_eq!(page.query("page").as_deref(), Some(name));
}

#[test]
fn both_orders_are_stepped_to_the_counts_of_the_formulas() {
    visit(|page| {
        open(page, "?page=reorder&input=random&n=12&d=4&seed=7", "reorder");
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
        let expected = format!("{:.1e}", max_abs_diff(&left, &right));
        assert!(page.text("meter").contains(&expected), "{} against {expected}", page.text("meter"));
    });
}

#[test]
fn the_race_is_won_by_the_order_with_less_to_do_and_the_winner_changes_with_n() {
    let winner = |page: &Page| page.text("race-winner");
    visit(|page| {
        open(page, "?page=reorder&input=random&n=12&d=4", "reorder");
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
        open(page, "?page=reorder&input=random&n=7&d=4&mask=1&speed=100000", "reorder");
        page.click("race-start");
        // n + 1 = 2d: 7·8·4 = 2·7·4².
        page.wait_until("under the mask this is a tie", |page| winner(page).contains("224"));
        assert_eq!(page.number("count-left"), 224.0);
        assert_eq!(page.attribute("meter", "data-state").as_deref(), Some("ok"));
    });
}

#[test]
fn a_real_sentence_is_shorter_than_a_key_is_wide() {
    visit(|page| {
        open(page, "?page=reorder&input=s1", "reorder");
        page.wait_until("the sentence is here", |page| page.text("verdict").contains("13"));
        page.press(Key::End);
        page.wait_until("both are done", |page| page.number("count-right") == (2 * 13 * 32 * 32) as f64);
        assert_eq!(page.number("count-left"), (2 * 13 * 13 * 32) as f64);
    });
}

#[test]
fn the_identity_is_worked_with_the_numbers_that_are_typed() {
    visit(|page| {
        open(page, "?page=identity&input=facts", "identity");
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
        open(page, "?page=identity&input=facts", "identity");
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
fn the_mask_breaks_the_swap_and_the_state_repairs_it() {
    let state = |page: &Page| page.attribute("meter", "data-state").unwrap_or_default();
    visit(|page| {
        open(page, "?page=mask&input=facts", "mask");
        page.wait_until("the swap is wrong", |page| state(page) == "broken");
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
    visit(|page| {
        page.open("?page=start");
        page.click("time-here");
        page.wait_at_most(Duration::from_secs(120), "two slopes are fitted", |page| {
            page.text("time-says").matches('±').count() == 2
        });
    });
}

#[test]
fn the_state_on_the_page_is_the_state_of_the_rule() {
    visit(|page| {
        open(page, "?page=state&input=facts&rule=delta_rule&beta=0.7", "state");
        page.click("step-last");
        let x = facts().inputs(&[0.7; 9], &[1.0; 9]);
        let s = rule("delta_rule").unwrap().run(&x, Form::Recurrent).unwrap().state;
        let expected = format!("{:.3}", s.matrix().unwrap().norm());
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
        page.wait_until("the state page is open", |page| page.query("page").as_deref() == Some("state"));
        page.back();
        page.wait_until("the moment is back", |page| {
            page.has("count-left") && page.number("count-left") == 12.0
        });
    });
}

#[test]
fn language_and_theme_are_switched_and_kept_in_the_link() {
    visit(|page| {
        open(page, "?page=reorder&input=random&lang=en", "reorder");
        page.click("lang");
        page.wait_until("the page is Chinese", |page| page.title().starts_with("换序"));
        page.click("theme");
        page.wait_until("the link says so", |page| {
            page.query("lang").as_deref() == Some("zh-CN") && page.query("theme").is_some()
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
