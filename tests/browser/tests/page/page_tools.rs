//! What can be done with the open page: its link is shared, it is reset, and its keys are listed.

use browser_tests::{Key, Page, Screen, visit, visit_on};

fn focused(page: &Page) -> String {
    let name = page.script("return document.activeElement.dataset.testid ?? ''");
    name.as_str().unwrap_or_default().to_owned()
}

#[test]
fn sharing_copies_the_address_of_this_very_moment() {
    visit(|page| {
        page.allow_clipboard();
        page.play("?page=mask&input=facts&lang=en");
        page.select("way", "state");
        page.click("share");
        page.wait_until("it says so", |page| page.text("told").contains("copied"));
        page.wait_until("the address has the way", |page| page.query("way").as_deref() == Some("state"));
        let copied = page.script("return navigator.clipboard.readText()");
        assert_eq!(copied, page.address().as_str());
        // What the reader chose for every page is not forced on others.
        page.click("theme");
        page.click("lang");
        page.wait_until("the page is Chinese", |page| page.title().starts_with("掩码"));
        page.click("share");
        page.wait_until("it says so", |page| page.text("told").contains("已复制"));
        let copied = page.script("return navigator.clipboard.readText()").to_string();
        assert!(
            copied.contains("way=state") && !copied.contains("theme=") && !copied.contains("lang="),
            "{copied}"
        );
        // A moment is part of the link.
        page.click("nav-state");
        page.skip_walk();
        page.wait_until("the page steps", |page| page.has("scrub"));
        page.click("step-first");
        page.click("step-next");
        page.wait_until("it has stepped", |page| page.property("scrub", "value") == "1");
        page.click("share");
        page.wait_until("the moment is copied", |page| {
            page.script("return navigator.clipboard.readText()")
                .as_str()
                .is_some_and(|link| link.contains("t=1"))
        });
    });
}

#[test]
fn where_the_clipboard_is_refused_the_link_stands_in_a_field() {
    let refuse = [
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })",
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) }, configurable: true })",
    ];
    visit_on(Screen::SmallPhone, |page| {
        for refuse in refuse {
            page.play("?page=mask&input=facts&lang=en");
            page.script(refuse);
            page.click("share");
            page.wait_until("there is a field", |page| page.has("share-link"));
            assert!(page.text("told").contains("does not let this page copy"), "{}", page.text("told"));
            assert_eq!(page.property("share-link", "value"), page.address().as_str());
            page.wait_until("it has the focus", |page| focused(page) == "share-link");
            let selected = "const it = document.activeElement; return it.selectionEnd - it.selectionStart === it.value.length";
            assert_eq!(page.script(selected), true, "and is selected");
            let wide = page.script("return document.documentElement.scrollWidth");
            assert_eq!(wide, 360);
            page.click("told-close");
            page.wait_until("it is closed", |page| !page.has("share-link"));
            assert_eq!(focused(page), "share");
        }
    });
}

#[test]
fn a_reset_page_is_as_it_opens_and_back_undoes_it() {
    visit(|page| {
        page.play("?page=chunks&lang=en");
        page.select("rule", "gated_delta_rule");
        page.wait_until("the other page has its rule", |page| page.query("rule").is_some());
        page.click("nav-mask");
        page.skip_walk();
        page.wait_until("this page is open", |page| page.has("way"));
        page.select("input-select", "random");
        page.wait_until("there is a seed", |page| page.has("seed"));
        page.type_into("seed", "7\u{e007}");
        page.select("way", "state");
        page.click("norm");
        page.wait_until("the address has it all", |page| {
            ["seed", "way", "norm", "input"].iter().all(|key| page.query(key).is_some())
        });
        let before = page.address();
        page.click("reset");
        page.wait_until("it says so", |page| page.text("told").contains("as it opens"));
        page.wait_until("nothing of it is left", |page| {
            page.address().query() == Some("stop=0&lang=en") && page.property("way", "value") == "swap"
        });
        assert!(!page.has("seed"), "the input is the page's own again");
        page.back();
        page.wait_until("everything is back", |page| page.address() == before);
        page.wait_until("what was said is true no more", |page| page.text("told").is_empty());
        page.wait_until("in the controls too", |page| {
            page.property("seed", "value") == "7" && page.property("way", "value") == "state"
        });
        page.forward();
        page.wait_until("and reset again", |page| page.property("way", "value") == "swap");
        page.click("nav-chunks");
        page.skip_walk();
        page.wait_until("the other page has kept its rule", |page| {
            page.property("rule", "value") == "gated_delta_rule"
        });
    });
}

#[test]
fn a_page_that_is_as_it_opens_says_so_and_makes_no_entry() {
    visit(|page| {
        page.play("?page=mask&lang=en");
        let place = |page: &Page| page.script("return [location.href, history.length]");
        let before = place(page);
        page.click("reset");
        page.wait_until("it says so", |page| page.text("told").contains("already"));
        assert_eq!(place(page), before);
    });
}

#[test]
fn a_reset_right_after_a_change_of_the_same_knob_is_an_entry_of_its_own() {
    visit(|page| {
        page.play("?page=mask");
        page.click("softmax");
        page.wait_until("the link says so", |page| page.query("softmax").is_some());
        page.click("reset");
        page.wait_until("it is reset", |page| page.query("softmax").is_none());
        page.back();
        page.wait_until("back leads to the change", |page| page.property("softmax", "checked") == true);
    });
}

#[test]
fn the_sheet_of_keys_opens_by_its_key_and_its_button_and_gives_the_focus_back() {
    let shown = |page: &Page| page.property("key-sheet", "open") == true;
    visit(|page| {
        for (lang, words) in [
            ("en", ["Space", "In a matrix", "Where a lesson steps"]),
            ("zh-CN", ["空格", "矩阵或图之内", "逐步演示"]),
        ] {
            page.play(&format!("?page=state&t=0&lang={lang}"));
            page.script("document.querySelector('.stage canvas').focus()");
            page.press('?');
            page.wait_until("the sheet is open", shown);
            let text = page.text("key-sheet");
            for word in
                words.into_iter().chain(["?", "Esc", "Tab", "Home", "End", "Enter", "←", "→", "↑", "↓"])
            {
                assert!(text.contains(word), "“{word}” in {text}");
            }
            assert_eq!(focused(page), "keys-close");
            // Its keys are its own.
            page.press(Key::Right);
            page.press(Key::Escape);
            page.wait_until("the sheet is closed", |page| !shown(page));
            assert!(focused(page).starts_with("map-"), "the focus is back: {}", focused(page));
            assert_eq!(page.property("scrub", "value"), "0", "and nothing has stepped");
            page.click("keys");
            page.wait_until("the button opens it too", shown);
            page.click("keys-close");
            page.wait_until("and its own button closes it", |page| !shown(page));
            assert_eq!(focused(page), "keys");
        }
    });
}

#[test]
fn a_question_mark_that_is_typed_is_a_letter() {
    visit(|page| {
        page.play("?page=identity&input=facts&t=0");
        page.type_into("predict", "9?");
        assert_eq!(page.property("predict", "value"), "9?");
        assert_eq!(page.property("key-sheet", "open"), false);
    });
}

#[test]
fn the_sheet_of_keys_fits_a_small_phone() {
    visit_on(Screen::SmallPhone, |page| {
        page.play("?page=mask&lang=en");
        page.click("keys");
        page.wait_until("the sheet is open", |page| page.property("key-sheet", "open") == true);
        let inside = "const at = document.querySelector('[data-testid=key-sheet]'), box = at.getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight && at.scrollWidth <= at.clientWidth";
        assert_eq!(page.script(inside), true);
    });
}
