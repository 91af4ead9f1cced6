//! Back as an undo, what each page keeps while another is open, and the moment at which a link opens.

use browser_tests::{Page, visit};
use deltascope::rules::rule;
use deltascope::trace::{Part, align};

/// The rules of the page `state` as it opens.
const RULES: [&str; 3] = ["linear_attn", "delta_rule", "gated_delta_rule"];

/// The stops of one token on the page `state`.
fn parts() -> Vec<Part> {
    let lanes = RULES.map(|id| rule(id).expect("a rule of the menu").info.parts);
    align(&lanes).into_iter().map(|stop| stop.part).collect()
}

fn scrubbed(page: &Page) -> String {
    page.property("scrub", "value").as_str().unwrap_or_default().to_owned()
}

#[test]
fn back_undoes_on_one_page_and_every_other_page_keeps_its_knobs() {
    visit(|page| {
        page.play("?page=chunks");
        page.select("rule", "gated_delta_rule");
        page.wait_until("the link has the rule", |page| {
            page.query("rule").as_deref() == Some("gated_delta_rule")
        });
        page.click("nav-state");
        page.wait_until("the state page is open", |page| {
            page.slug() == "state" && page.has("lane-linear_attn")
        });
        page.skip_walk();
        page.click("rule-linear_attn");
        page.wait_until("the rule is off", |page| {
            page.query("rule").as_deref() == Some("delta_rule,gated_delta_rule")
        });
        page.back();
        page.wait_until("the rule is on again", |page| page.has("lane-linear_attn"));
        assert_eq!(page.slug(), "state", "one step back is no other page");
        page.click("nav-chunks");
        page.skip_walk();
        page.wait_until("the other page has kept its rule", |page| {
            page.slug() == "chunks" && page.query("rule").as_deref() == Some("gated_delta_rule")
        });
        assert_eq!(page.property("rule", "value"), "gated_delta_rule");
        assert!(page.text("code-waiting").contains('Γ'), "and runs it: {}", page.text("code-waiting"));
    });
}

#[test]
fn forward_does_again_what_back_has_undone() {
    visit(|page| {
        page.play("?page=mask&input=facts");
        page.select("way", "state");
        page.wait_until("the link has the way", |page| page.query("way").as_deref() == Some("state"));
        page.click("softmax");
        page.wait_until("and softmax", |page| page.query("softmax").as_deref() == Some("1"));
        page.back();
        page.wait_until("softmax is off", |page| page.property("softmax", "checked") == false);
        assert_eq!(page.property("way", "value"), "state");
        page.back();
        page.wait_until("the way is the first", |page| page.property("way", "value") == "swap");
        page.forward();
        page.wait_until("the way is back", |page| page.property("way", "value") == "state");
        page.wait_until("and runs", |page| page.text("code-found").contains("S += vₜ kₜᵀ"));
    });
}

#[test]
fn the_state_page_opens_at_the_end_of_the_fifth_token() {
    let end = 5 * parts().len();
    visit(|page| {
        page.play("?page=state");
        page.wait_until("five tokens are done", |page| scrubbed(page) == end.to_string());
        let now = "return [...document.querySelectorAll('.tokens .token')]
            .findIndex((it) => it.getAttribute('aria-pressed') === 'true')";
        assert_eq!(page.script(now), 4, "the fifth token is in hand");
        assert_eq!(page.query("t"), None, "a page that opens by itself needs no t");
        for (query, stop) in [("&t=0", 0), ("&input=facts", end), ("&t=7", 7)] {
            page.play(&format!("?page=state{query}"));
            page.wait_until(query, |page| scrubbed(page) == stop.to_string());
        }
    });
}

#[test]
fn a_race_opens_while_both_sides_run() {
    // Of the sentence it opens with: 13 tokens of 32 channels.
    let [left, right] = [2 * 13 * 13 * 32, 2 * 13 * 32 * 32].map(f64::from);
    visit(|page| {
        page.play("?page=reorder");
        let done = |page: &Page| [page.number("count-left"), page.number("count-right")];
        page.wait_until("both sides have begun", |page| done(page).iter().all(|done| *done > 0.0));
        let [of_left, of_right] = done(page);
        assert!(of_left < left && of_right < right, "{of_left} of {left}, {of_right} of {right}");
        page.play("?page=reorder&t=0");
        page.wait_until("nothing is done", |page| done(page) == [0.0, 0.0]);
        page.play("?page=reorder&input=random&n=12&d=4");
        page.wait_until("another input opens in the midst of its race too", |page| {
            done(page).iter().all(|done| *done > 0.0)
        });
    });
}

#[test]
fn a_page_that_is_opened_from_another_begins_at_its_own_moment() {
    visit(|page| {
        page.play("?page=identity&t=7");
        page.wait_until("seven tokens are done", |page| scrubbed(page) == "7");
        page.click("nav-state");
        page.skip_walk();
        let end = 5 * parts().len();
        page.wait_until("the other page has a moment of its own", |page| {
            page.has("lane-delta_rule") && scrubbed(page) == end.to_string()
        });
        page.click("nav-chunks");
        page.skip_walk();
        page.wait_until("so has the third", |page| {
            page.has("stage") && page.text("stage").contains("Row 3 of W and U")
        });
        // So it is with an input that was chosen.
        page.select("input-select", "facts");
        page.click("nav-identity");
        page.skip_walk();
        page.wait_until("four tokens are done", |page| page.has("work-history") && scrubbed(page) == "4");
    });
}
