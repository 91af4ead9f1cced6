//! Whose a key is: the focused control's, the page's, or the browser's.

use browser_tests::{Key, Page, visit};
use serde_json::json;

fn at(page: &Page, stop: &str) -> bool {
    page.property("scrub", "value") == stop
}

fn plays(page: &Page) -> bool {
    page.attribute("play", "aria-pressed").as_deref() == Some("true")
}

/// Whether the page keeps this key from the browser, were it pressed on this element.
fn prevented(page: &Page, id: &str, key: &str, held: &str) -> bool {
    let pressed = format!(
        "const it = document.querySelector('[data-testid={id}]');
        it.focus();
        return !it.dispatchEvent(new KeyboardEvent('keydown',
            {{ key: '{key}', {held}: true, bubbles: true, cancelable: true }}))"
    );
    page.script(&pressed) == true
}

#[test]
fn after_any_control_was_used_its_own_keys_are_its_own_and_all_others_step_and_play() {
    visit(|page| {
        page.play("?page=state&rule=delta_rule&t=6");
        // A slider has the arrows and the ends.
        page.slide("scrub", 0.5);
        page.wait_until("the slider has moved", |page| !at(page, "6"));
        page.press(' ');
        page.wait_until("it plays", plays);
        page.press(' ');
        page.wait_until("it stands", |page| !plays(page));
        page.press(Key::Home);
        page.wait_until("it is at its start", |page| at(page, "0"));
        page.press(Key::Right);
        page.wait_until("one step, once", |page| at(page, "1"));

        // A slider of the lesson keeps its arrows from the transport.
        page.slide("beta", 0.5);
        let before = page.property("beta", "value");
        page.press(Key::Right);
        page.wait_until("β has moved", |page| page.property("beta", "value") != before);
        assert!(at(page, "1"), "and the run has not");

        // A box that can be ticked has the space bar.
        page.click("norm");
        page.press(Key::Right);
        page.wait_until("it steps", |page| at(page, "2"));
        let before = page.property("norm", "checked");
        page.press(' ');
        page.wait_until("the box is switched", |page| page.property("norm", "checked") != before);
        assert!(!plays(page));
        page.press(Key::Home);
        page.wait_until("it is at its start again", |page| at(page, "0"));

        // A matrix has the arrows.
        page.click("map-s");
        page.press(Key::Right);
        page.press(Key::End);
        page.wait_until("it is at its end", |page| {
            page.property("scrub", "max") == page.property("scrub", "value")
        });
        page.press(Key::Home);
        page.wait_until("and at its start", |page| at(page, "0"));
        page.press(' ');
        page.wait_until("it plays after a matrix was used", plays);
        page.press(' ');
        page.wait_until("it stands after that", |page| !plays(page));

        // A list and a field have all keys.
        let stop = page.property("scrub", "value");
        for control in
            ["head-select", "input-select", "speed"].into_iter().filter(|control| page.has(control))
        {
            page.script(&format!("document.querySelector('[data-testid={control}]').focus()"));
            page.press(Key::Left);
            page.press(Key::Escape);
        }
        page.play("?page=identity&input=facts&t=3");
        page.click("letter-a");
        page.press(Key::Home);
        page.press(Key::Right);
        page.press(' ');
        assert!(at(page, "3") && !plays(page), "{stop}");
    });
}

#[test]
fn keys_with_alt_control_or_meta_are_left_to_the_browser() {
    visit(|page| {
        page.play("?page=state&rule=delta_rule&t=6");
        for held in ["altKey", "ctrlKey", "metaKey"] {
            for id in ["map-s", "scrub", "play", "norm"] {
                for key in ["ArrowLeft", "ArrowRight", "ArrowUp", "Home", "End", " "] {
                    assert!(!prevented(page, id, key, held), "{held} and {key} on {id}");
                }
            }
        }
        assert!(at(page, "6"), "and nothing steps");
        assert!(prevented(page, "map-s", "ArrowLeft", "shiftKey"), "a matrix still takes its own");
    });
}

#[test]
fn the_points_of_a_chart_leave_the_browsers_keys_alone_too() {
    visit(|page| {
        page.open("?page=lab&lab-from=64&lab-to=64&lab-d=8&lab-kernels=linear_attn.full.right");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        page.wait_until("a chart is there", |page| page.has("lab-chart"));
        for key in ["ArrowLeft", "Escape"] {
            assert!(!prevented(page, "lab-chart", key, "altKey"), "{key}");
            assert!(prevented(page, "lab-chart", key, "shiftKey"), "{key}");
        }
        assert_eq!(page.script("return document.activeElement.dataset.testid"), json!("lab-chart"));
    });
}
