//! The first second: the text of a page is there before the program, stays where it is when the program takes over, and says what is
//! missing where the program cannot run.

use browser_tests::{Key, Page, Screen, environment, visit, visit_on};
use serde_json::Value;

/// The pages' files, from the navigation of the first one.
fn files(page: &Page) -> Vec<String> {
    page.open("");
    let links = "return [...document.querySelectorAll('header nav a')].map((it) => it.getAttribute('href'))";
    serde_json::from_value(page.script(links)).expect("a list of addresses")
}

/// What can be seen of the text that the file brought along.
fn text_before(page: &Page) -> String {
    page.script("return document.querySelector('.before')?.innerText ?? ''")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// The reason that is shown why the program does not run, with its visible text.
fn missing(page: &Page) -> (String, String) {
    let shown = "
        const shown = [...document.querySelectorAll('.missing > div')].filter((it) => it.checkVisibility({ visibilityProperty: true }));
        return [shown.map((it) => it.dataset.reason).join(' '), shown.map((it) => it.innerText).join(' ')];";
    serde_json::from_value(page.script(shown)).expect("two texts")
}

#[test]
fn the_text_of_every_page_can_be_read_before_the_program_in_either_language() {
    visit(|page| {
        let files = files(page);
        page.block(&["*.wasm"]);
        for file in files {
            for (lang, own, other) in
                [("en", "Nothing is simulated", "没有任何模拟"), ("zh-CN", "没有任何", "Nothing is")]
            {
                page.open(&format!("{file}?lang={lang}"));
                let text = text_before(page);
                assert!(text.chars().count() > 150, "{file} in {lang}: {text}");
                let chinese = text.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).count();
                assert_eq!(chinese > 60, lang == "zh-CN", "{file} in {lang}: {text}");
                assert_eq!(page.script("return document.documentElement.lang"), lang, "{file}");
                if file == "./" {
                    assert!(text.contains(own) && !text.contains(other), "{text}");
                }
            }
        }
        page.wait_until("the last page has given up too", |page| !missing(page).0.is_empty());
        page.take_errors();
    });
}

#[test]
fn without_javascript_both_languages_are_there_and_say_what_is_missing() {
    visit(|page| {
        let files = files(page);
        page.disable_scripts();
        for file in files {
            page.open(&file);
            // The driver's own scripts run all the same.
            let text = text_before(page);
            assert!(text.contains("needs JavaScript") && text.contains("需要 JavaScript"), "{file}: {text}");
            assert_eq!(missing(page).0, "", "{file}: one reason is enough");
        }
    });
}

/// Notes where the heading stood when the program took over.
const WATCH: &str = "
    globalThis.stood = null;
    new MutationObserver(() => {
        const seen = [...document.querySelectorAll('.before [aria-level] > span')].find((it) => it.offsetParent)?.parentElement;
        if (seen) { const { x, y, width, height } = seen.getBoundingClientRect(); stood = [x, y, width, height]; }
    }).observe(document, { childList: true, subtree: true });";

/// By how much the page has moved, and what of it.
const SHIFTS: &str = "return new Promise((done) => {
    const place = ({ y, height }) => `${Math.round(y)}+${Math.round(height)}`;
    const of = ({ node, previousRect, currentRect }) =>
        `${node?.nodeName}.${node?.className} ${place(previousRect)} → ${place(currentRect)}`;
    new PerformanceObserver((list) => {
        const all = list.getEntries();
        done([all.reduce((sum, it) => sum + it.value, 0), all.flatMap((it) => it.sources.map(of))]);
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done([0, []]), 300);
})";

/// Whether the shell is whole, and the figures have their menus.
const AT_REST: &str = "const has = (some) => document.querySelector(some) !== null;
    return has('footer summary') && (has('[data-takes]') || !has('.heatmap'));";

fn nothing_moves_on(screen: Screen) {
    visit_on(screen, |page| {
        let files = files(page);
        page.ahead(WATCH);
        for file in files {
            for lang in ["en", "zh-CN"] {
                page.open(&format!("{file}?lang={lang}"));
                page.wait_until("the program is there", Page::started);
                let stands =
                    "const { x, y, width, height } = document.querySelector('h1').getBoundingClientRect();
                    return [stood, [x, y, width, height]];";
                let [before, after]: [Value; 2] =
                    serde_json::from_value(page.script(stands)).expect("two places");
                assert!(before.is_array(), "{file}: there was a heading before");
                assert_eq!(before, after, "the heading of {file} in {lang} on {screen:?}");
                page.wait_until("what comes at rest is there", |page| page.script(AT_REST) == true);
                let moved = page.script(SHIFTS);
                let by = moved[0].as_f64().expect("a number");
                assert!(by < 0.02, "{by} of {file} in {lang} on {screen:?} moved: {}", moved[1]);
            }
        }
    });
}

#[test]
fn nothing_moves_at_a_desk_when_the_program_takes_over() {
    nothing_moves_on(Screen::Desktop);
}

#[test]
fn nothing_moves_on_a_phone_when_the_program_takes_over() {
    nothing_moves_on(Screen::Phone);
}

#[test]
fn a_link_of_the_old_form_opens_the_page_with_all_that_it_sets() {
    visit(|page| {
        page.open("?page=state&rule=delta_rule,kda&t=5");
        page.wait_until("the program is there", Page::started);
        page.wait_until("the address is the page's own", |page| {
            page.address().path().ends_with("/state.html")
        });
        assert_eq!(page.query("rule").as_deref(), Some("delta_rule,kda"));
        assert_eq!(page.query("t").as_deref(), Some("5"));
        assert_eq!(page.query("page"), None);
        page.open("?page=nonsense");
        page.wait_until("the program is there", Page::started);
        page.wait_until("a page that there is not is named", |page| page.has("note"));
    });
}

#[test]
fn what_is_missing_is_said_in_the_readers_language() {
    let cases = [
        ("wasm", "delete globalThis.WebAssembly;"),
        ("wasm", "WebAssembly.validate = () => false;"),
        (
            "policy",
            "const refuse = () => Promise.reject(new WebAssembly.CompileError('refused'));
             WebAssembly.instantiate = WebAssembly.instantiateStreaming = WebAssembly.compileStreaming = refuse;",
        ),
    ];
    for (reason, cause) in cases {
        visit(|page| {
            page.ahead(cause);
            for (lang, says) in [("en", "WebAssembly"), ("zh-CN", "WebAssembly")] {
                page.open(&format!("state.html?lang={lang}"));
                page.wait_until(reason, |page| missing(page).0 == reason);
                let (_, text) = missing(page);
                let chinese = text.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).count();
                assert_eq!(chinese > 10, lang == "zh-CN", "{text}");
                assert!(text.contains(says) || reason == "policy", "{text}");
                assert!(text_before(page).chars().count() > 150, "the text can still be read");
            }
            page.take_errors();
        });
    }
}

#[test]
fn a_page_opened_from_the_disk_says_so() {
    let Some(environment) = environment::read() else { return };
    let file = environment.dist.join("state.html");
    visit(|page| {
        page.open_from_disk(&file.canonicalize().expect("the page was built"));
        page.wait_until("the disk is named", |page| missing(page).0 == "disk");
        assert!(missing(page).1.contains("http.server"), "and what to do: {}", missing(page).1);
        page.take_errors();
    });
}

#[test]
fn what_is_below_the_walk_waits_for_a_reader_and_its_text_is_there_all_the_same() {
    visit(|page| {
        page.open_unattended("reorder.html?lang=en");
        page.wait_until("the run is there", |page| page.attribute("meter", "data-state").is_some());
        let fetched = "return performance.getEntriesByType('resource').some((it) => it.name.includes('reorder_reading'))";
        assert_eq!(page.script(fetched), false, "nobody has asked for it");
        assert!(!page.is_whole() && !page.has("seen"));
        let written = "return document.querySelector('.as-written')?.innerText ?? ''";
        assert!(page.script(written).to_string().contains("multiply-adds"), "it can be read");
        page.press(Key::Shift);
        page.wait_until("a key brings it", |page| page.is_whole() && page.has("seen"));
        assert_eq!(page.script(fetched), true);
        assert_eq!(page.attribute("stop", "data-stop").as_deref(), Some("1"), "and does nothing else");
    });
}
