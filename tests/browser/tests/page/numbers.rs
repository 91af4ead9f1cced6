//! Numbers that a person types or a link brings: what is read, what is refused, and what is then in force.

use browser_tests::{Key, Page, visit};
use deltascope::number::{plain, short};
use deltascope::rules::reorder::Order;
use serde_json::json;

/// Types a text and leaves the field.
fn enter(page: &Page, id: &str, text: &str) {
    page.type_into(id, &format!("{text}\u{e007}"));
}

fn refused(page: &Page, id: &str) -> bool {
    page.attribute(id, "aria-invalid").as_deref() == Some("true")
}

/// What is shown beside a slider.
fn beside(page: &Page, id: &str) -> String {
    let code = format!(
        "return document.querySelector('[data-testid={id}]')?.closest('.knob').querySelector('output').textContent"
    );
    page.script(&code).as_str().unwrap_or_default().to_owned()
}

/// What is no number: words, other bases, halves of numbers, too much, and nothing.
const NO_NUMBERS: [&str; 15] = [
    "0x10", "0b1", "1e999", "-1e999", "", "inf", "Infinity", "NaN", "1e", "-", ".", ",", "+-5", "1,5,2",
    "five",
];

#[test]
fn a_field_takes_decimal_fractions_and_keeps_what_it_had_when_it_is_given_anything_else() {
    visit(|page| {
        page.play("?page=identity&input=facts&t=0&letters=2,1,3,-1,1,2");
        // kᵀq = c·1 + (−1)·2
        let inner = |c: f64| plain(c - 2.0);
        let read = [
            ("1e-1", 0.1),
            ("-.5", -0.5),
            ("+5.", 5.0),
            ("2E1", 20.0),
            ("−3", -3.0),
            (" 4 ", 4.0),
            ("-0", 0.0),
            ("0,5", 0.5),
            ("−1,25", -1.25),
            ("１，５", 1.5),
        ];
        for (text, c) in read {
            enter(page, "letter-c", text);
            page.wait_until(&format!("“{text}” is read"), |page| page.text("inner") == inner(c));
            assert!(!refused(page, "letter-c"), "{text}");
        }
        for text in NO_NUMBERS {
            enter(page, "letter-c", "7");
            page.wait_until("a number is read", |page| {
                page.text("inner") == inner(7.0) && !refused(page, "letter-c")
            });
            enter(page, "letter-c", text);
            page.wait_until(&format!("“{text}” is refused"), |page| refused(page, "letter-c"));
            assert_eq!(page.text("inner"), inner(7.0), "“{text}” changes nothing");
        }
        page.wait_until("the link has the last number", |page| {
            page.query("letters").as_deref() == Some("2,1,7,-1,1,2")
        });
    });
}

#[test]
fn a_link_brings_decimal_fractions_and_anything_else_is_named() {
    let letters = |page: &Page| {
        page.script("return ['a', 'b', 'c', 'd', 'e', 'f'].map((it) => document.querySelector(`[data-testid=letter-${it}]`).value)")
    };
    visit(|page| {
        // A plus sign in a link is written %2B.
        page.play("?page=identity&letters=1e-1,-.5,%2B5.,2E1,0,1");
        assert_eq!(letters(page), json!(["0.1", "-0.5", "5", "20", "0", "1"]));
        assert!(!page.has("note"));
        for text in ["0x10", "1e999", "", "inf", "1e", "+-5"] {
            page.play(&format!("?page=identity&letters={},1,1,1,1,1", text.replace('+', "%2B")));
            page.wait_until(&format!("“{text}” is named"), |page| page.has("note"));
            assert_eq!(letters(page), json!(["2", "1", "3", "-1", "1", "2"]), "{text}");
        }
    });
}

#[test]
fn a_link_sets_beta_or_its_nearest_neighbour_and_says_so() {
    visit(|page| {
        for (text, beta) in [("1e-1", 0.1), (".5", 0.5), ("%2B1.", 1.0), ("0", 0.0), ("2", 2.0)] {
            page.play(&format!("?page=state&beta={text}"));
            page.wait_until(text, |page| beside(page, "beta") == short(beta));
            assert!(!page.has("note"), "{text}");
        }
        let usual = 0.9;
        let corrected = [
            ("-.5", 0.0),
            ("1e999", 2.0),
            ("-1e999", 0.0),
            ("0x1", usual),
            ("", usual),
            ("inf", usual),
            ("NaN", usual),
        ];
        for (text, beta) in corrected {
            page.play(&format!("?page=state&beta={text}"));
            page.wait_until(&format!("“{text}” is named"), |page| page.has("note"));
            assert_eq!(beside(page, "beta"), short(beta), "{text}");
        }
        // A list, of which the last goes on.
        page.play("?page=state&input=facts&t=1&beta=1e-1,.5,");
        page.wait_until("each token has its own", |page| page.property("beta-by", "value") == "token");
        assert_eq!(beside(page, "beta"), short(0.1));
        page.click("step-last");
        page.wait_until("the last token has the last of the list", |page| beside(page, "beta") == short(0.5));
        page.play("?page=state&beta=0.1,nonsense,");
        page.wait_until("a list with a word in it is named", |page| page.has("note"));
        assert_eq!(page.property("beta-by", "value"), "constant");
    });
}

/// Whether a guess is said to be right.
fn guess(page: &Page, text: &str) -> bool {
    page.type_into("predict", text);
    page.click("reveal");
    page.wait_until("it is answered", |page| page.text("answer").starts_with(['✓', '✗']));
    // The mark of the guess before may still stand there.
    let frames =
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))";
    page.script(frames);
    page.text("answer").starts_with('✓')
}

#[test]
fn a_guess_is_read_with_its_sign_its_point_and_its_groups() {
    visit(|page| {
        page.play("?page=identity&input=facts&t=0");
        let guesses = [
            ("-9", false),
            ("9", true),
            ("0.9", false),
            ("−9", false),
            ("+9", true),
            ("9.5", false),
            ("9.0", true),
            ("90", false),
            (" 9 ", true),
            ("8", false),
            ("9e0", true),
            ("9,0", true),
            ("0,9", false),
            ("９", true),
        ];
        for (text, right) in guesses {
            assert_eq!(guess(page, text), right, "“{text}” for 9");
        }

        // n + 1 = 2d is the tie, so that the answer has four digits.
        let crossing = (1..).find(|n| {
            let [left, right] = Order::ALL.map(|order| order.causal_cost(*n, 512).multiply_adds);
            right < left
        });
        assert_eq!(crossing, Some(1024));
        page.play("?page=reorder&input=random&t=0&calc-d=512");
        let guesses = [
            ("1,025", false),
            ("1,024", true),
            ("1.024", false),
            ("1 024", true),
            ("-1024", false),
            ("1024", true),
        ];
        for (text, right) in guesses {
            assert_eq!(guess(page, text), right, "“{text}” for 1024");
        }
    });
}

#[test]
fn a_link_with_written_out_ampersands_sets_all_that_it_says() {
    visit(|page| {
        page.play("?page=state&amp;rule=kda,delta_rule&amp;t=5&amp;input=random&amp;seed=7");
        page.wait_until("both rules are there", |page| page.has("lane-kda") && page.has("lane-delta_rule"));
        assert_eq!(
            (page.property("scrub", "value"), page.property("seed", "value")),
            (json!("5"), json!("7"))
        );
        assert!(!page.has("note"));
        page.wait_until("the address is written anew", |page| page.query("seed").as_deref() == Some("7"));
        page.open("?page=lab&amp;suite=width");
        page.wait_until("the lab is open", |page| page.has("suite"));
        assert_eq!(page.property("suite", "value"), "width");
    });
}

#[test]
fn keys_that_a_page_does_not_have_are_named_in_both_languages() {
    visit(|page| {
        page.play("?page=state&rules=kda&t=5&step=7&lang=en");
        page.wait_until("they are named", |page| {
            page.has("note") && page.text("note").contains("rules, step")
        });
        assert!(page.text("note").contains("Not known on this page"), "{}", page.text("note"));
        assert_eq!(page.property("scrub", "value"), "5", "what is known is set");
        page.click("lang");
        page.wait_until("in Chinese too", |page| page.text("note").contains("本页没有这样的设置"));
        page.play("?page=state&t=5&utm_source=a&fbclid=b");
        assert!(!page.has("note"), "what other sites append is nobody's loss");
    });
}

#[test]
fn a_stop_past_the_end_is_told_at_the_top_and_leaves_the_link() {
    visit(|page| {
        page.play("?page=state&input=facts&t=99999&lang=en");
        page.wait_until("a note tells it", |page| page.has("note"));
        let last = page.property("scrub", "max");
        let last = last.as_str().unwrap_or_default();
        let told = format!("t: “99999” cannot be used; showing {last} instead.");
        assert!(page.text("note").contains(&told), "{}", page.text("note"));
        let top =
            page.script("return document.querySelector('[data-testid=note]').getBoundingClientRect().top");
        assert!(top.as_f64().is_some_and(|top| (0.0..200.0).contains(&top)), "the note stands at {top}");
        page.wait_until("the address has the stop that is shown", |page| {
            page.query("t").as_deref() == Some(last)
        });
        page.click("lang");
        page.wait_until("the note is Chinese", |page| page.text("note").contains(&format!("改用 {last}")));
        // A stop that a reader's own change leaves behind is no matter of the address.
        page.play("?page=state&input=random&n=12&t=20");
        page.wait_until("the run is here", |page| page.property("scrub", "value") == "20");
        page.slide("n", 0.0);
        page.wait_until("the run is short", |page| page.property("n", "value") == "1");
        assert!(!page.has("note"));
    });
}

#[test]
fn a_note_tells_what_the_page_shows_by_its_name() {
    visit(|page| {
        for (query, told) in [
            ("page=state&n=banana", "n: “banana” cannot be used and is left out."),
            ("page=state&rule=foo", "showing Linear attention, DeltaNet and Gated DeltaNet instead."),
            ("page=state&lang=fr", "showing English instead."),
            ("page=nothing", "showing Overview instead."),
        ] {
            page.play(&format!("?{query}"));
            page.wait_until(&format!("“{query}” is named"), |page| page.has("note"));
            assert!(page.text("note").contains(told), "{query}: {}", page.text("note"));
        }
    });
}

#[test]
fn a_field_that_is_left_has_the_number_in_force_again() {
    visit(|page| {
        page.play("?page=reorder&input=random&t=0&seed=7");
        let top = "return document.querySelector('[data-testid=seed]').getBoundingClientRect().top";
        let before = page.script(top);
        enter(page, "seed", "banana");
        page.wait_until("it is refused", |page| refused(page, "seed"));
        assert_eq!(page.script(top), before, "the field stays in its row");
        page.press(Key::Tab);
        page.wait_until("the number in force is back", |page| page.property("seed", "value") == "7");
        assert!(!refused(page, "seed"));
    });
}

#[test]
fn a_word_is_no_guess_and_reveals_nothing() {
    visit(|page| {
        page.play("?page=identity&input=facts&t=0");
        page.type_into("predict", "nine");
        page.click("reveal");
        page.wait_until("it says so", |page| page.has("predict-wrong"));
        assert_eq!(page.text("answer"), "");
        page.type_into("predict", " ");
        page.click("reveal");
        page.wait_until("the answer stands alone", |page| page.text("answer").trim_start().starts_with('9'));
        assert!(!page.has("predict-wrong"));
    });
}
