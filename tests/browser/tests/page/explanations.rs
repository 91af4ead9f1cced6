//! Letters and terms explain themselves, wherever they stand: on hover, on focus and by a finger (WCAG 1.4.13).

use browser_tests::{Key, Page, Screen, visit, visit_on};
use deltascope::trace::Symbol;
use serde_json::{Value, json};

/// What the tooltip says; nothing while it is not shown.
fn told(page: &Page) -> Option<String> {
    let shown = "const it = document.querySelector('[data-testid=explained]'); return it.checkVisibility() ? it.innerText : null";
    page.script(shown).as_str().map(str::to_owned)
}

/// A text of the locale.
fn text(lang: &str, key: &str) -> String {
    let file = match lang {
        "en" => include_str!("../../../../locales/en.json"),
        _ => include_str!("../../../../locales/zh-CN.json"),
    };
    let locale: Value = serde_json::from_str(file).expect("a locale is JSON");
    locale.pointer(&format!("/{}", key.replace('.', "/"))).and_then(Value::as_str).expect(key).to_owned()
}

/// Where the middle of an element is in the window, once it is scrolled into it.
fn middle(page: &Page, selector: &str) -> [f64; 2] {
    let place = page.at_rest(&format!(
        "const it = [...document.querySelectorAll('{selector}')].find((it) => it.checkVisibility());
        it.scrollIntoView({{ block: 'center', inline: 'center', behavior: 'instant' }});
        const at = it.getClientRects()[0];
        return [at.left + at.width / 2, at.top + at.height / 2]"
    ));
    serde_json::from_value(place).expect("a place")
}

/// Points at an element and waits for what it means.
fn points_at(page: &Page, selector: &str, meaning: &str) {
    page.point([1.0, 1.0]);
    page.wait_until("nothing is explained", |page| told(page).is_none());
    let at = middle(page, selector);
    page.point(at);
    page.wait_until(&format!("{selector} says “{meaning}”"), |page| {
        told(page).is_some_and(|told| told.contains(meaning))
    });
}

/// Whether the tooltip is in the window as a whole.
fn in_the_window(page: &Page) -> bool {
    let inside = "const at = document.querySelector('[data-testid=explained]').getBoundingClientRect();
        return at.left >= 0 && at.right <= document.documentElement.clientWidth && at.top >= 0 && at.bottom <= innerHeight";
    page.script(inside) == true
}

/// Where a letter stands, and the id of its symbol, on the pages `state` and `reorder`.
const PLACES: [(&str, &[(&str, &str)]); 2] = [
    (
        "?page=state",
        &[
            (".prose p .sym[data-symbol=s]", "s"),
            (".eq .sym[data-symbol=beta]", "beta"),
            ("figcaption .sym[data-symbol=s]", "s"),
            ("[data-testid=readout] .sym[data-symbol=s]", "s"),
            ("figcaption .sym[data-symbol=o]", "o"),
            (".slider .sym[data-symbol=beta]", "beta"),
            ("[data-testid=symbol-gamma]", "gamma"),
        ],
    ),
    (
        "?page=reorder&input=random&t=9",
        &[
            (".code .sym[data-symbol=q]", "q"),
            (".prose p .sym[data-symbol=k]", "k"),
            ("figcaption .sym[data-symbol=a]", "a"),
        ],
    ),
];

#[test]
fn a_letter_explains_itself_wherever_it_stands() {
    visit(|page| {
        for (lang, (query, places)) in
            ["en", "zh-CN"].into_iter().flat_map(|lang| PLACES.map(|on| (lang, on)))
        {
            page.play(&format!("{query}&lang={lang}"));
            page.script("document.querySelector('[data-testid=map-s], [data-testid=map-a]').focus()");
            page.wait_until("a cell is told", |page| page.has("inspector-value"));
            for (place, id) in places {
                points_at(page, place, &text(lang, &format!("symbol.{id}")));
                let symbol = Symbol::from_id(id).expect("a symbol");
                let told = told(page).unwrap_or_default();
                assert!(told.contains(symbol.glyph()) && told.contains(symbol.spoken()), "{told}");
                assert!(in_the_window(page), "{place}");
                page.wait_until("and it lights", |page| {
                    page.script("return document.documentElement.dataset.lit") == *id
                });
            }
        }
    });
}

#[test]
fn the_keyboard_reaches_every_explanation() {
    // Formulas and a line of code explain all letters in them, a scale that of its name.
    let reached: [(&str, &str, &[&str]); 5] = [
        ("?page=state&t=20", "[data-testid=symbol-beta]", &["beta"]),
        ("?page=state&t=20", ".prose dfn", &[]),
        ("?page=state&t=20", ".prose .eq ~ .eq", &["s", "beta", "v", "k"]),
        ("?page=reorder&input=random&t=9", ".code code[tabindex]", &["a", "q", "k"]),
        ("?page=state&t=20", "[data-testid=gamma]", &["gamma"]),
    ];
    visit(|page| {
        for (query, place, ids) in reached {
            page.play(&format!("{query}&lang=en"));
            page.script(&format!("document.querySelector('{place}').focus()"));
            page.wait_until(place, |page| told(page).is_some_and(|told| !told.is_empty()));
            for id in ids {
                let (meaning, told) = (text("en", &format!("symbol.{id}")), told(page).unwrap_or_default());
                assert_eq!(told.matches(meaning.as_str()).count(), 1, "{place}: {told}");
            }
            let described = page.script("return document.activeElement.getAttribute('aria-describedby')");
            assert_eq!(described, "explained", "a screen reader is told of it");
            // Escape dismisses it and leaves the focus where it is.
            page.press(Key::Escape);
            page.wait_until("it is dismissed", |page| told(page).is_none());
            assert_eq!(page.script(&format!("return document.activeElement.matches('{place}')")), true);
            assert_eq!(
                page.script("return document.querySelector('[aria-describedby=explained]')"),
                Value::Null
            );
        }
    });
}

#[test]
fn a_tooltip_can_be_pointed_at_and_stays_until_the_pointer_leaves_or_escape() {
    visit(|page| {
        page.play("?page=mask&input=facts&lang=en");
        points_at(page, ".prose dfn", &text("en", "glossary.causal_mask_is"));
        let from = middle(page, ".prose dfn");
        let to = middle(page, "[data-testid=explained]");
        // Slowly over the gap, and no step may lose it.
        for part in 0..=20 {
            let step = |i: usize| from[i] + (to[i] - from[i]) * f64::from(part) / 20.0;
            page.point([step(0), step(1)]);
            assert!(told(page).is_some(), "at part {part} of the way");
        }
        page.press(Key::Escape);
        page.wait_until("it is dismissed", |page| told(page).is_none());
        // It does not come back by itself while the pointer rests on the word.
        points_at(page, ".prose dfn", "causal mask");
        page.press(Key::Escape);
        page.wait_until("it is dismissed", |page| told(page).is_none());
        page.point([from[0] + 1.0, from[1]]);
        assert_eq!(told(page), None);
        // Focus keeps its explanation while the pointer passes over others.
        page.script("document.querySelector('.prose dfn').focus()");
        page.wait_until("focus explains", |page| told(page).is_some());
        points_at_again(page);
    });
}

/// Points at a letter and away: the explanation of what has the focus is back.
fn points_at_again(page: &Page) {
    let focused = text("en", "glossary.causal_mask_is");
    let at = middle(page, "[data-testid=symbol-q]");
    page.point(at);
    page.wait_until("the letter is explained", |page| {
        told(page).is_some_and(|told| told.contains(&text("en", "symbol.q")))
    });
    page.point([1.0, 1.0]);
    page.wait_until("then again the word", |page| told(page).is_some_and(|told| told.contains(&focused)));
}

#[test]
fn a_finger_taps_an_explanation_open_and_elsewhere_shut_and_nothing_is_cut_on_a_small_phone() {
    visit_on(Screen::SmallPhone, |page| {
        for query in ["?page=state&t=20", "?page=chunks&t=9", "?page=reorder&input=random&t=9"] {
            page.play(&format!("{query}&lang=en"));
            page.script(SEE_ALL);
            let count = page.script(&format!("return {MARKS}.length")).as_u64().unwrap_or(0);
            assert!(count > 3, "{count} marks");
            for i in 0..count {
                page.script(&format!("{MARKS}.forEach((it, i) => it.classList.toggle('here', i === {i}))"));
                page.tap_at(middle(page, ".here"));
                page.wait_until("it is explained", |page| told(page).is_some_and(|told| !told.is_empty()));
                assert!(in_the_window(page), "mark {i} of {query}");
                assert_eq!(page.script("return document.documentElement.scrollWidth"), 360);
            }
            page.tap("step-next", [0.5, 0.5]);
            page.wait_until("a tap elsewhere shuts it", |page| told(page).is_none());
        }
    });
}

/// Scrolls past all of the page: what comes into sight for the first time takes its room then, and moves what is below it.
const SEE_ALL: &str = "return (async () => {
    const end = document.documentElement;
    for (let y = 0; y < end.scrollHeight; y += innerHeight / 2) {
        scrollTo({ top: y, behavior: 'instant' });
        for (let i = 0; i < 6; i += 1) await new Promise(requestAnimationFrame);
    }
})()";

/// The terms and the letters of the prose, those of the guided walk left out while it is not taken.
const MARKS: &str =
    "[...document.querySelectorAll('.prose dfn, .prose p .sym')].filter((it) => it.checkVisibility())";

/// The marks of a page that is open: the term or the letter of each, and how often it stands in the prose.
const TERMS: &str = "return [...document.querySelectorAll('main dfn')].filter((it) => it.checkVisibility()).map((it) => it.dataset.term)";

#[test]
fn every_term_is_explained_once_a_page_and_no_mark_is_left_as_it_is_written() {
    let pages = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.dataset.testid.slice(4))";
    visit(|page| {
        page.play("?page=start");
        let pages: Vec<String> = serde_json::from_value(page.script(pages)).expect("slugs");
        let mut met = std::collections::BTreeSet::new();
        for slug in pages {
            let mut both = Vec::new();
            for lang in ["en", "zh-CN"] {
                page.play(&format!("?page={slug}&lang={lang}"));
                page.wait_until("the language is on", |page| {
                    page.script("return document.documentElement.lang") == lang
                });
                let terms: Vec<String> = serde_json::from_value(page.script(TERMS)).expect("ids");
                let all: std::collections::BTreeSet<String> = terms.iter().cloned().collect();
                assert_eq!(all.len(), terms.len(), "{slug} in {lang} marks a term twice: {terms:?}");
                assert!(!terms.is_empty(), "{slug} in {lang} marks no term");
                let left = r"return document.querySelector('main').textContent.match(/\[[^\]]*\|[^\]]*\]|\[[a-z_]{2,}\]/g) ?? []";
                assert_eq!(page.script(left), json!([]), "{slug} in {lang}");
                for term in &terms {
                    page.script(&format!("document.querySelector('main dfn[data-term={term}]').focus()"));
                    page.wait_until(term, |page| {
                        let told = told(page).unwrap_or_default();
                        told.contains(&text(lang, &format!("glossary.{term}")))
                            && told.contains(&text(lang, &format!("glossary.{term}_is")))
                    });
                }
                met.extend(all.iter().cloned());
                both.push(all);
            }
            assert_eq!(both[0], both[1], "{slug} marks the same terms in both languages");
        }
        // Terms of notes that show only where something is the matter.
        met.insert("normalise".to_owned());
        let locale: Value = serde_json::from_str(include_str!("../../../../locales/en.json")).expect("JSON");
        let all = locale["glossary"].as_object().expect("a group").keys().filter(|key| !key.ends_with("_is"));
        assert_eq!(
            met.iter().collect::<Vec<_>>(),
            {
                let mut all: Vec<_> = all.collect();
                all.sort();
                all
            },
            "every term is met"
        );
    });
}

#[test]
fn over_the_cells_of_a_matrix_no_tooltip_is_in_the_way() {
    visit(|page| {
        page.play("?page=mask&input=random&n=6&d=4&norm=0&lang=en");
        points_at(page, "figcaption .sym[data-symbol=a]", &text("en", "symbol.a"));
        // Over the cells of the same matrix there is the inspector, and no tooltip in the way.
        let at = middle(page, "[data-testid=map-a]");
        page.point(at);
        page.wait_until("the cell is told", |page| page.has("inspector-value"));
        assert_eq!(told(page), None);
    });
}
