//! The wasm in pieces: each page fetches its own, early and once, and where it does not arrive the reader can go on.

use browser_tests::{Page, visit};
use serde_json::json;

/// The pages' own pieces that this page has asked for, in order.
fn asked_for(page: &Page) -> Vec<String> {
    let pieces = "return performance.getEntriesByType('resource')
        .map((it) => it.name.split('/').pop().split('-')[0]).filter((name) => name.startsWith('page_'))";
    serde_json::from_value(page.script(pieces)).expect("a list of names")
}

/// Lets no request for these files through, whoever might still answer it.
fn block(page: &Page, files: &[&str]) {
    page.devtools("Network.enable", json!({}));
    page.devtools("Network.setBypassServiceWorker", json!({ "bypass": true }));
    page.devtools("Network.setBlockedURLs", json!({ "urls": files }));
}

#[test]
fn a_page_fetches_its_own_piece_once_and_before_the_wasm_could_ask_for_it() {
    visit(|page| {
        page.open("?page=mask");
        page.wait_until("the page is open", |page| page.has("meter"));
        assert_eq!(asked_for(page), ["page_mask"]);
        let first = "return performance.getEntriesByType('resource')
            .find((it) => it.name.includes('/page_')).initiatorType";
        assert_eq!(page.script(first), "link", "the preload in the page's head comes first");

        page.click("nav-state");
        page.wait_until("the next page is open", |page| {
            page.has("scrub") && page.query("page").as_deref() == Some("state")
        });
        page.click("nav-mask");
        page.wait_until("the first page is back", |page| page.query("page").as_deref() == Some("mask"));
        page.wait_until("it shows", |page| page.has("meter"));
        assert_eq!(asked_for(page), ["page_mask", "page_state"]);
    });
}

#[test]
fn nothing_moves_when_the_piece_arrives() {
    visit(|page| {
        let shifts = "return new Promise((done) => {
            new PerformanceObserver((list) => done(list.getEntries().reduce((sum, it) => sum + it.value, 0)))
                .observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done(0), 500);
        })";
        page.open("?page=state");
        page.wait_until("the page is open", |page| page.has("scrub"));
        let moved = page.script(shifts).as_f64().expect("a number");
        assert!(moved < 0.02, "{moved} of the screen moved");
    });
}

#[test]
fn a_piece_that_does_not_arrive_is_named_and_asked_for_again() {
    for missing in ["*/page_mask-*", "*/shared-*"] {
        visit(|page| {
            block(page, &[missing]);
            page.open("?page=mask&lang=en");
            page.wait_until("the failure is named", |page| page.has("page-failed"));
            assert!(
                page.text("page-failed").contains("could not be fetched"),
                "{}",
                page.text("page-failed")
            );
            page.click("lang");
            page.wait_until("it is named in Chinese", |page| page.text("page-failed").contains("无法加载"));
            page.click("page-again");
            page.wait_until("it fails again", |page| page.has("page-again"));
            assert!(page.has("nav-lab"), "the shell stands");

            block(page, &[]);
            page.click("page-again");
            page.wait_until("the page is open", |page| page.has("meter"));
            assert!(!page.has("page-failed"));
            assert!(!page.take_errors().is_empty(), "the console tells the reason");
        });
    }
}

#[test]
fn another_page_can_be_opened_where_one_does_not_arrive() {
    visit(|page| {
        block(page, &["*/page_mask-*"]);
        page.open("?page=mask&lang=en");
        page.wait_until("the failure is named", |page| page.has("page-failed"));
        page.click("nav-state");
        page.wait_until("the other page is open", |page| page.has("scrub"));
        block(page, &[]);
        page.back();
        page.wait_until("the first page is open", |page| page.query("page").as_deref() == Some("mask"));
        page.wait_until("it shows", |page| page.has("meter"));
        page.take_errors();
    });
}
