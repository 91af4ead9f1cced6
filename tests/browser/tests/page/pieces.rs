//! The wasm in pieces: a page fetches its piece, early and once; if it does not arrive, the reader can go on.

use browser_tests::{Page, visit};

/// The pieces that this page has asked for, in order.
fn asked_for(page: &Page) -> Vec<String> {
    let pieces = "return performance.getEntriesByType('resource')
        .map((it) => it.name.split('/').pop().split('-')[0]).filter((name) => name.startsWith('page_'))";
    serde_json::from_value(page.script(pieces)).expect("a list of names")
}

/// Those of them that belong to whole pages.
fn of_pages(pieces: &[String]) -> Vec<&str> {
    // Some are of parts that all pages have, and one of all lessons.
    let parts =
        ["page_charts", "page_explanations", "page_inspector", "page_lesson", "page_play", "page_sentences"];
    let whole = |piece: &&str| !parts.contains(piece) && piece.matches('_').count() == 1;
    pieces.iter().map(String::as_str).filter(whole).collect()
}

#[test]
fn a_page_fetches_its_piece_once_and_before_the_wasm_could_ask_for_it() {
    visit(|page| {
        page.open("?page=lab");
        page.wait_until("the page is open", |page| page.has("lab-run"));
        assert_eq!(of_pages(&asked_for(page)), ["page_lab"]);
        let first = "return performance.getEntriesByType('resource')
            .find((it) => it.name.includes('/page_')).initiatorType";
        assert_eq!(page.script(first), "link", "the preload in the page's head comes first");

        page.click("nav-mask");
        page.wait_until("another page is open", |page| page.has("stop"));
        page.click("nav-lab");
        page.wait_until("the first page is back", |page| page.has("lab-run"));
        page.click("nav-mask");
        page.wait_until("and the second again", |page| page.has("stop"));
        let all = asked_for(page);
        assert_eq!(of_pages(&all), ["page_lab", "page_mask"], "each once");
        assert!(all.iter().enumerate().all(|(at, piece)| !all[..at].contains(piece)), "{all:?}");
    });
}

#[test]
fn a_piece_is_fetched_when_its_first_page_is_opened() {
    visit(|page| {
        page.open_unattended("mask.html");
        page.wait_until("the page is open", |page| page.has("stop"));
        let mut asked = asked_for(page);
        // Readout and footer come when the page is at rest.
        asked.retain(|piece| !["page_inspector", "page_shell_at_rest"].contains(&piece.as_str()));
        asked.sort_unstable();
        assert_eq!(asked, ["page_lesson", "page_mask"], "no other page is fetched with it");
        page.click("nav-lab");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        assert_eq!(of_pages(&asked_for(page)), ["page_mask", "page_lab"]);
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
        page.open("?page=lab");
        page.wait_until("the page is open", |page| page.has("lab-run"));
        let moved = page.script(shifts).as_f64().expect("a number");
        assert!(moved < 0.02, "{moved} of the screen moved");
    });
}

#[test]
fn a_piece_that_does_not_arrive_is_named_and_asked_for_again() {
    visit(|page| {
        page.block(&["*/page_lab-*"]);
        page.open("?page=lab&lang=en");
        page.wait_until("the failure is named", |page| page.has("page-failed"));
        assert!(page.text("page-failed").contains("could not be fetched"), "{}", page.text("page-failed"));
        page.click("lang");
        page.wait_until("it is named in Chinese", |page| page.text("page-failed").contains("无法加载"));
        page.click("page-again");
        page.wait_until("it fails again", |page| page.has("page-again"));
        page.click("nav-mask");
        page.wait_until("the other pages can be opened", |page| page.has("meter"));

        page.block(&[]);
        page.click("nav-lab");
        page.wait_until("the page is open", |page| page.has("lab-run"));
        assert!(!page.has("page-failed"));
        assert!(!page.take_errors().is_empty(), "the console tells the reason");
    });
}

#[test]
fn a_part_of_a_page_arrives_when_the_page_is_at_rest() {
    visit(|page| {
        page.open("lab.html");
        page.wait_until("what a run gives has its place", |page| page.has("lab-export-json"));
        let all = asked_for(page);
        assert_eq!(all[0], "page_lab", "the page comes first");
        assert!(all.contains(&"page_lab_outcome".to_owned()), "{all:?}");
    });
}

#[test]
fn a_part_that_does_not_arrive_is_named_and_asked_for_again() {
    visit(|page| {
        page.block(&["*/page_start_time-*"]);
        page.open("?lang=en");
        page.wait_until("the failure is named", |page| page.has("part-failed"));
        assert!(page.text("part-failed").contains("could not be fetched"), "{}", page.text("part-failed"));
        page.click("lang");
        page.wait_until("it is named in Chinese", |page| page.text("part-failed").contains("无法加载"));
        page.block(&[]);
        page.click("part-again");
        page.wait_until("the part is there", |page| page.has("time-here") && !page.has("part-failed"));
        assert!(!page.take_errors().is_empty(), "the console tells the reason");
    });
}
