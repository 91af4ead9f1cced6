//! The folder as a static host serves it: below any path, from one origin, with and without the headers that isolate a page.

use browser_tests::{Page, Start, Visit, visit};

use crate::offline::kept_for_offline;

/// The smallest step of the page's clock among many.
fn clock_grain_ms(page: &Page) -> f64 {
    let steps = "
        let grain = Infinity;
        for (let last = performance.now(), left = 200; left > 0; ) {
            const now = performance.now();
            if (now > last) [grain, last, left] = [Math.min(grain, now - last), now, left - 1];
        }
        return grain;";
    page.script(steps).as_f64().expect("a clock steps")
}

#[test]
fn opens_under_a_sub_path() {
    visit(|page| {
        page.open("");
        page.wait_until("the page shows something", Page::started);
        assert!(page.title().contains("Deltascope"));
        assert_eq!(page.address().path(), "/some/sub-path/");
    });
}

#[test]
fn asks_no_other_origin() {
    Visit { keeps_all: true, with: Start { notes_requests: true, ..Start::default() }, ..Visit::default() }
        .run(|page| {
            page.open("");
            page.wait_until("the page shows something", Page::started);
            page.wait_until("the service worker has the page", kept_for_offline);
            let requests = page.take_requests();
            assert!(
                requests.iter().any(|url| url.ends_with(".wasm")),
                "the log should show the wasm: {requests:?}"
            );
            let own = format!("{}/", page.address().origin().ascii_serialization());
            let foreign: Vec<_> =
                requests.iter().filter(|url| !url.starts_with(&own) && url.starts_with("http")).collect();
            assert!(foreign.is_empty(), "requested elsewhere: {foreign:?}");
        });
}

#[test]
fn the_browser_refuses_other_origins() {
    visit(|page| {
        page.open("");
        let outcome =
            page.script("return fetch('http://127.0.0.1:9/').then(() => 'sent', (reason) => reason.name)");
        assert_eq!(outcome, "TypeError");
        // Firefox writes it as the header is written.
        let errors =
            page.take_errors().join("\n").replace("Content-Security-Policy", "Content Security Policy");
        assert!(errors.contains("Content Security Policy"), "refused for another reason: {errors}");
    });
}

#[test]
fn two_headers_bring_the_finer_clock() {
    Visit { isolated: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("the page shows something", Page::started);
        assert_eq!(page.script("return crossOriginIsolated"), true);
        let grain = clock_grain_ms(page);
        assert!(grain < 0.05, "the clock steps by {grain} ms");
        page.wait_until("the service worker has the page", kept_for_offline);
        page.reload();
        assert_eq!(page.script("return crossOriginIsolated"), true, "also when the service worker answers");
    });
}
