//! The least that holds in every browser: each page opens, shows its run, agrees with it, goes one step on, and complains of nothing.

use browser_tests::{Key, Page, Start, Visit, visit};

/// The pages, as the navigation names them.
fn pages(page: &Page) -> Vec<String> {
    page.open("");
    page.wait_until("there is a navigation", |page| page.started() && page.has("nav-lab"));
    let slugs = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.dataset.testid.slice(4))";
    let slugs: Vec<String> = serde_json::from_value(page.script(slugs)).expect("a list of names");
    assert!(slugs.len() > 10, "{slugs:?}");
    slugs
}

/// Whether the browser compiles a module of one function that returns a vector.
const VECTORS: &str = "return WebAssembly.validate(Uint8Array.from(
    [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]))";

fn stop(page: &Page) -> Option<String> {
    page.attribute("stop", "data-stop")
}

fn visits_each_page(page: &Page) {
    for slug in pages(page) {
        page.open(&if slug == "start" { String::new() } else { format!("{slug}.html") });
        page.wait_until(&format!("{slug} is whole"), |page| page.started() && page.is_whole());
        if page.has("meter") {
            page.wait_until(&format!("{slug} agrees"), |page| {
                page.attribute("meter", "data-state").as_deref() == Some("ok")
            });
        }
        if page.has("stop") {
            assert_eq!(stop(page).as_deref(), Some("1"), "{slug} begins its walk");
            page.press(Key::Right);
            page.wait_until(&format!("the walk of {slug} goes on"), |page| {
                stop(page).as_deref() == Some("2")
            });
        }
        page.play(&format!("?page={slug}"));
        if page.has("scrub") {
            page.click("step-first");
            page.wait_until("it is at its start", |page| page.property("scrub", "value") == "0");
            page.click("step-next");
            page.wait_until(&format!("{slug} steps"), |page| page.property("scrub", "value") == "1");
        }
        assert_eq!(page.take_errors(), [""; 0], "{slug}");
    }
}

#[test]
fn each_page_shows_its_run_agrees_with_it_and_goes_on() {
    visit(visits_each_page);
}

/// A browser, or a processor, from before 2022 or so.
#[test]
fn each_page_does_so_without_vector_instructions_too() {
    let in_chromium = Visit::chromium_alone("only Chromium can be told to have no vector instructions");
    let scalar = Visit { with: Start { scalar: true, ..Start::default() }, ..in_chromium };
    scalar.run(|page| {
        visits_each_page(page);
        page.play("?page=lab");
        let vectors = page.script(VECTORS) == true;
        assert!(!vectors || cfg!(not(target_arch = "x86_64")), "the browser has none");
        assert_eq!(page.has("lab-scalar"), !vectors, "the lab says what it times");
    });
}
