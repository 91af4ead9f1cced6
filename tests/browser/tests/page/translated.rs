//! A page that the browser translates: it has other nodes than the page made, and what changes is right all the same.

use browser_tests::{Key, Page, visit};
use serde_json::json;

/// A visit in which the browser keeps nothing: what it keeps is told on the page, and grows with every page that is opened.
fn visit_and_keep_nothing(test: impl FnOnce(&Page)) {
    visit(|page| {
        page.ahead("navigator.serviceWorker.register = () => new Promise(() => {})");
        test(page);
    });
}

fn open(page: &Page, query: &str) {
    page.play(query);
    page.wait_until("it is told what is kept", |page| page.attribute("offline", "data-count").is_some());
    page.wait_until("its notes are here", |page| !query.contains("maybe") || page.has("note"));
}

/// Lets the page draw what it has been told.
fn let_it_draw(page: &Page) {
    page.script(
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))",
    );
}

/// Takes every text out of the page and puts a `<font>` in its place, as translators do.
const TRANSLATE: &str = "
const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
while (all.nextNode()) texts.push(all.currentNode);
for (const text of texts) {
  if (!text.data.trim() || text.parentElement.closest('script, style, math, font')) continue;
  const [outer, inner] = ['font', 'font'].map((it) => document.createElement(it));
  outer.append(inner);
  TAKE_OUT
}";

/// The ways in which the `<font>` comes there: in the text's place; before it, which then goes; after it has gone; around it.
const WAYS: [&str; 5] = [
    "inner.append(text.data); text.replaceWith(outer);",
    "inner.append(text.data); text.before(outer); text.remove();",
    "inner.append(text.data); const [home, next] = [text.parentNode, text.nextSibling]; text.remove(); home.insertBefore(outer, next);",
    "text.before(outer); inner.append(text);",
    "const [home, next] = [text.parentNode, text.nextSibling]; inner.append(text); home.insertBefore(outer, next);",
];

/// Every text on the page, seen or not, but for the seconds of a clock.
fn written(page: &Page) -> String {
    page.wait_until("all its parts are here", Page::is_whole);
    let_it_draw(page);
    let all = page.script(
        "const of = (it) => it.nodeType === Node.TEXT_NODE ? it.data
            : ['SCRIPT', 'STYLE'].includes(it.tagName) ? '' : [...it.childNodes].map(of).join('') + (it.tagName === 'FONT' ? '' : ' ');
        return of(document.body)",
    );
    all.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does to a page what a reader does, in steps; each is over when the next begins.
fn use_it(page: &Page, slug: &str, after_each: impl Fn(&str)) {
    let clicks = |ids: &[&str]| {
        for id in ids.iter().filter(|id| page.has(id)) {
            // The transport may lie over a button, as it stays on the screen; a matrix wants a pointer.
            if id.starts_with("map-") {
                page.click(id);
                // Away from all that explains itself, wherever the page moves it.
                page.point([1.0, 1.0]);
            } else {
                page.script(&format!("document.querySelector('[data-testid={id}]').click()"));
            }
            after_each(id);
        }
    };
    for _ in 0..6 {
        page.press(Key::Right);
        after_each("a step");
    }
    clicks(&["map-s", "map-a", "causal", "softmax", "norm", "rule-delta_rule", "rule-kda", "break-handover"]);
    page.press(Key::End);
    after_each("the end");
    clicks(&["reveal", "step-prev", "lang", "step-first", "theme"]);
    let other = if slug == "mask" { "identity" } else { "mask" };
    page.click(&format!("nav-{other}"));
    page.wait_until("another page is open", |page| {
        page.attribute(&format!("nav-{other}"), "aria-current").is_some()
    });
    page.skip_walk();
    page.wait_until("with its run", |page| {
        page.has("norm") && page.attribute("meter", "data-state").is_some()
    });
    after_each("another page");
    clicks(&["norm", "lang"]);
}

#[test]
fn what_changes_is_right_on_a_page_that_the_browser_translates() {
    visit_and_keep_nothing(|page| {
        page.prefer("prefers-reduced-motion", "reduce");
        for (slug, query) in [
            ("reorder", "&t=5&step=7"),
            ("state", "&t=6&norm=maybe"),
            ("identity", "&input=facts&t=2"),
            ("mask", "&input=random&n=6"),
            ("chunks", "&t=3"),
            ("start", ""),
        ] {
            let query = format!("?page={slug}&lang=en{query}");
            let told = |translate: Option<&str>| -> Vec<(String, String)> {
                open(page, &query);
                let told = std::cell::RefCell::new(Vec::new());
                let look = |after: &str| {
                    told.borrow_mut().push((after.to_owned(), written(page)));
                    if let Some(how) = translate {
                        page.script(&TRANSLATE.replace("TAKE_OUT", how));
                    }
                };
                look("it opens");
                use_it(page, slug, look);
                told.into_inner()
            };
            let plain = told(None);
            assert!(plain.windows(2).any(|pair| pair[0].1 != pair[1].1), "{slug} changes");
            // The first way is that of the browser in which most people read; the others need no look at every page.
            let ways = if slug == "state" { &WAYS[..] } else { &WAYS[..1] };
            for (number, how) in ways.iter().enumerate() {
                for ((after, expected), (_, found)) in plain.iter().zip(told(Some(how))) {
                    assert_eq!(&found, expected, "{slug}, translated in way {number}, after {after}");
                }
            }
        }
    });
}

#[test]
fn a_translation_that_is_taken_back_leaves_the_page_as_it_was() {
    let fonts = |page: &Page| page.script("return document.querySelectorAll('font').length");
    visit_and_keep_nothing(|page| {
        open(page, "?page=state&t=6");
        let before = written(page);
        page.script(&format!(
            "globalThis.old = new Map(); {}",
            TRANSLATE
                .replace("TAKE_OUT", "inner.append('X'); old.set(outer, text); text.replaceWith(outer);")
        ));
        assert_ne!(written(page), before);
        assert_ne!(fonts(page), 0);
        page.script("for (const [font, text] of old) font.replaceWith(text)");
        assert_eq!((written(page), fonts(page)), (before, json!(0)));
        page.press(Key::Right);
        let after = written(page);
        open(page, "?page=state&t=7");
        assert_eq!(after, written(page));
    });
}
