//! Keys and values as arrows that can be dragged, and facts of a reader's own.

use browser_tests::{Key, Page, Screen, visit, visit_on};
use deltascope::inputs::{Gates, OwnFacts, Stream};
use deltascope::math::apply;
use deltascope::number::plain;
use deltascope::rules::{Form, RULES, Tensor};

/// The planes stand below the lanes, at this station of the walk: all three facts are told.
fn open_walk(page: &Page) {
    page.open("state.html?stop=6");
    page.wait_until("the planes are there", |page| {
        page.has("plane-keys-0") && page.has("plane-values-0") && page.is_whole()
    });
}

/// CSS pixels of 1 in the plane of values, where blue is (0, 1).
fn unit(page: &Page) -> f64 {
    let unit = page.script(
        "const svg = document.querySelector('[data-testid=plane-values]');
        const blue = svg.querySelector('[data-testid=plane-values-1]').cy.baseVal.value;
        return -blue * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width",
    );
    unit.as_f64().expect("a length")
}

/// What the delta rule answers to the last key of these facts at the end, as the page writes it. It writes with β = 1.
fn answered(facts: &str, unit_keys: bool) -> String {
    let stream: Stream = OwnFacts::read(facts, |part| part.parse().ok()).expect("facts").stream();
    let stream = if unit_keys { stream.with_unit_keys() } else { stream };
    let rule = RULES.iter().find(|rule| rule.info.id == "delta_rule").expect("a rule");
    let x = stream.inputs_for(&rule.info, &Gates::new().with(Tensor::Beta, 1.0)).expect("inputs");
    let state = rule.run(&x, Form::Recurrent).expect("a run").state;
    let key = stream.k.row(stream.len() - 1).transpose();
    let answer = apply(state.matrix().expect("a matrix"), &key);
    format!("({})", answer.iter().map(|x| plain(*x)).collect::<Vec<_>>().join(", "))
}

/// What the page says DeltaNet answers.
fn answer(page: &Page) -> String {
    let says = "return document.querySelector('[data-lane=delta_rule] [data-testid=plane-answer]')?.textContent ?? ''";
    page.script(says).as_str().unwrap_or_default().to_owned()
}

fn facts(page: &Page) -> String {
    page.query("facts").unwrap_or_default()
}

/// The numbers that are written for a key.
fn key(page: &Page, word: &str) -> Option<[f64; 2]> {
    let facts = facts(page);
    let side = facts.split(';').filter_map(|fact| fact.split_once('>')).map(|(key, _)| key);
    let numbers = side.filter_map(|key| key.strip_prefix(word)).next()?;
    let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().ok()
}

/// Whether all of this can be seen, under no bar.
fn is_in_sight(page: &Page, testid: &str) -> bool {
    let seen = "
        const { left, right, top, bottom } = at.getBoundingClientRect();
        const header = document.querySelector('header.top').getBoundingClientRect().bottom;
        const bar = document.querySelector('.stage-bar').getBoundingClientRect();
        const end = at.closest('.stage') ? Math.min(innerHeight, bar.top) : innerHeight;
        return left >= 0 && right <= innerWidth && top >= header && bottom <= end;";
    let seen = format!("const at = document.querySelector('[data-testid={testid}]'); {seen}");
    page.script(&seen).as_bool().expect("seen or not")
}

/// Drags with what the screen has: a finger, or a mouse.
fn drag_on(page: &Page, screen: Screen, id: &str, by: [f64; 2]) {
    if screen.is_touched() {
        page.drag_by_finger(id, by);
    } else {
        page.drag(id, by);
    }
}

#[test]
fn an_arrow_that_is_dragged_takes_everything_with_it() {
    visit(|page| {
        open_walk(page);
        assert!(answer(page).ends_with("(0, 1)"), "{}", answer(page));
        // The value red, from (1, 0) to (1, −0.5), on the plane of linear attention: both rules get it.
        page.drag("plane-values-0", [0.0, 0.5 * unit(page)]);
        page.wait_until("these are the reader's own facts", |page| {
            page.query("input").as_deref() == Some("own")
        });
        assert_eq!(facts(page), "lamp 1 0>red 1 -0.5;sky 0.6 0.8>blue 0 1;lamp>blue");
        // Every fact of lamp is told anew; the last is blue still.
        page.wait_until("S follows", |page| answer(page).ends_with(&answered(&facts(page), true)));
        page.wait_until("free play is whole", Page::is_whole);
        // Now the last value, blue: then the answer follows it.
        page.drag("plane-values-1", [0.5 * unit(page), 0.0]);
        page.wait_until("blue is another", |page| facts(page).contains("blue 0.5 1"));
        page.wait_until("DeltaNet answers with it", |page| answer(page).ends_with("(0.5, 1)"));
        assert_eq!(answered(&facts(page), true), "(0.5, 1)");
    });
}

#[test]
fn in_free_play_the_plane_stays_under_the_pointer_when_the_field_for_own_facts_comes_above_it() {
    for screen in [Screen::Desktop, Screen::Phone] {
        visit_on(screen, |page| {
            page.play("?page=state&input=three&t=15&norm=1");
            page.wait_until("there is an arrow", |page| page.has("plane-keys-1") && page.is_whole());
            let top = |page: &Page| {
                let top =
                    "return document.querySelector('[data-testid=plane-keys]').getBoundingClientRect().top";
                page.script(top).as_f64().expect("a place")
            };
            page.script(
                "document.querySelector('[data-testid=plane-keys]').scrollIntoView({ block: 'center', behavior: 'instant' })",
            );
            // The stage stays in the window only from the next frame on.
            page.script("return (async () => { for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame) })()");
            let before = top(page);
            drag_on(page, screen, "plane-keys-1", [-30.0, 0.0]);
            page.wait_until("the facts are the reader's own, and can be written", |page| {
                page.query("input").as_deref() == Some("own") && page.has("facts")
            });
            // But for a few pixels, where the page ends: the field is some 250 pixels high.
            page.wait_until("the plane is where it was", |page| (top(page) - before).abs() < 20.0);
            assert!(is_in_sight(page, "plane-keys-1"), "on {screen:?}");
        });
    }
}

#[test]
fn on_a_phone_a_gate_that_is_moved_shows_a_rule_that_reads_it_and_what_none_reads_is_not_offered() {
    visit_on(Screen::Phone, |page| {
        let shown = |page: &Page, id: &str| {
            page.attribute(&format!("show-{id}"), "aria-pressed").as_deref() == Some("true")
        };
        page.play("?page=state&input=three&rule=linear_attn,delta_rule&t=15");
        page.wait_until("two rules to choose from", |page| page.has("show-delta_rule") && page.is_whole());
        assert!(shown(page, "linear_attn"));
        assert!(page.has("beta") && !page.has("gamma"), "no rule forgets");
        page.slide("beta", 0.25);
        page.wait_until("the rule that corrects is shown", |page| shown(page, "delta_rule"));
        page.click("rule-gated_delta_rule");
        page.wait_until("a rule that forgets has its gate", |page| {
            page.has("gamma") && page.has("show-gated_delta_rule")
        });
        page.slide("gamma", 0.25);
        page.wait_until("and is shown", |page| shown(page, "gated_delta_rule"));
    });
}

#[test]
fn a_drag_out_of_the_walk_is_one_step_and_back_undoes_it_at_once() {
    for screen in [Screen::Desktop, Screen::Phone] {
        visit_on(screen, |page| {
            open_walk(page);
            drag_on(page, screen, "plane-keys-1", [-40.0, -20.0]);
            page.wait_until("the address has it", |page| page.query("input").as_deref() == Some("own"));
            let length = key(page, "sky").map(|[x, y]| x.hypot(y)).expect("numbers");
            assert!((length - 1.0).abs() < 0.01, "keys are normalised, and written so: {length}");
            page.wait_until("the reader is told that the walk is left", |page| {
                page.text("told").contains("left the guided walk")
            });
            page.wait_until("free play goes on from there", |page| page.has("play") && page.is_whole());
            assert!(is_in_sight(page, "plane-keys-1"), "the arrow stays in sight on {screen:?}");
            page.back();
            page.wait_until("the walk is where it was", |page| {
                page.attribute("stop", "data-stop").as_deref() == Some("6")
                    && answer(page).ends_with("(0, 1)")
            });
            assert_eq!(page.query("input"), None);
            page.wait_until("so is what is read", |page| is_in_sight(page, "stop"));
            assert_eq!(page.attribute("stop", "data-stop").as_deref(), Some("6"), "on {screen:?}");
        });
    }
}

#[test]
fn an_arrow_in_focus_is_moved_by_the_arrow_keys_and_the_walk_does_not_step() {
    visit(|page| {
        page.play("?page=state&input=three&t=15&rule=linear_attn,delta_rule&beta=1&norm=0");
        page.wait_until("there is an arrow", |page| page.has("plane-keys-0"));
        page.script("document.querySelector('[data-testid=plane-keys-0]').focus()");
        page.press(Key::Up);
        page.press(Key::Up);
        page.wait_until("the key is another", |page| facts(page).starts_with("lamp 1 0.1>red"));
        assert_eq!(page.attribute("plane-keys-0", "aria-valuetext").as_deref(), Some("(1, 0.1)"));
        assert_eq!(page.query("t").as_deref(), Some("15"), "the keys are the arrow's own");
        page.wait_until("S follows", |page| answer(page).ends_with(&answered(&facts(page), false)));
    });
}

#[test]
fn an_arrow_that_is_only_clicked_leaves_the_keys_to_the_walk() {
    visit(|page| {
        open_walk(page);
        page.drag("plane-keys-1", [0.0, 0.0]);
        page.press(Key::Left);
        page.wait_until("the walk goes back", |page| {
            page.attribute("stop", "data-stop").as_deref() == Some("5")
        });
        assert_eq!(page.query("input"), None, "and no arrow has moved");
    });
}

#[test]
fn a_finger_drags_too() {
    visit_on(Screen::Phone, |page| {
        open_walk(page);
        page.drag_by_finger("plane-keys-1", [-30.0, -10.0]);
        page.wait_until("the reader's own facts", |page| facts(page).contains("sky"));
        page.wait_until("free play is whole", Page::is_whole);
        page.wait_until("S follows", |page| answer(page).ends_with(&answered(&facts(page), true)));
    });
}

#[test]
fn facts_of_ones_own_are_written_and_what_cannot_be_read_is_named_and_kept() {
    visit(|page| {
        page.play("?page=state&rule=delta_rule&beta=1");
        page.select("input-select", "own");
        page.wait_until("the three facts to begin with", |page| {
            page.property("facts", "value") == "lamp 1 0 → red 1 0\nsky 0.6 0.8 → blue 0 1\nlamp → blue"
        });
        page.type_into("facts", "moon -> white\nmoon -> grey");
        page.wait_until("they are told as they are typed", |page| {
            facts(page) == "moon -> white;moon -> grey"
        });
        assert_eq!(page.property("facts", "value"), "moon -> white\nmoon -> grey", "the text is left alone");
        page.press(Key::Tab);
        page.wait_until("it is written as facts are", |page| {
            page.property("facts", "value") == "moon → white\nmoon → grey"
        });
        page.wait_until("the second value has taken the place of the first", |page| {
            answer(page).ends_with("(0, 1)")
        });
        page.press(Key::Escape);
        page.type_into("facts", "moon white");
        page.press(Key::Tab);
        page.wait_until("it is named", |page| page.text("facts-wrong").contains("Fact 1"));
        assert_eq!(page.property("facts", "value"), "moon white", "what was typed stays");
        assert_eq!(facts(page), "moon -> white;moon -> grey", "and so do the facts before it");
        page.script("document.querySelector('[data-testid=plane-keys-0]').focus()");
        page.press(Key::Up);
        page.wait_until("other facts take its place, and the complaint goes with it", |page| {
            !page.has("facts-wrong") && page.property("facts", "value") == "moon 1 0.05 → white\nmoon → grey"
        });
    });
}

#[test]
fn a_link_whose_facts_cannot_be_read_says_why_and_offers_to_mend_them() {
    visit(|page| {
        page.open("state.html?input=own&facts=lamp%3Ered%3Bsky");
        page.wait_until("it says why", |page| page.text("refused").contains("Fact 2"));
        page.wait_until("what the link said can be mended", |page| {
            page.property("facts", "value") == "lamp>red;sky"
        });
    });
}
