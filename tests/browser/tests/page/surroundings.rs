//! What surrounds a page: a finer screen, a system with few colours, another tab, a host that knows no wasm, a
//! browser that refuses.

use std::time::Duration;

use browser_tests::{Key, Page, Visit, visit};
use serde_json::{Value, json};

/// The quickest run of the lab.
const SMALL: &str = "?page=lab&lab-from=64&lab-to=64&lab-d=8&lab-kernels=linear_attn.full.right";

/// The canvases that have no pixel of their own for every pixel of the screen; those that are out of sight come into it.
fn coarse(page: &Page, ratio: f64) -> Value {
    page.script(&format!(
        "return (async () => {{
            const frame = () => new Promise(requestAnimationFrame), coarse = [];
            // A chart without points yet has no room.
            let left = [...document.querySelectorAll('canvas')].filter((it) => it.offsetParent);
            const in_sight = (it) => {{
                const {{ top, bottom }} = it.getBoundingClientRect();
                return top < innerHeight && bottom > 0;
            }};
            while (left.length) {{
                left[0].scrollIntoView({{ block: 'start', behavior: 'instant' }});
                for (let i = 0; i < 4; i += 1) await frame();
                const seen = left.filter((it, i) => i === 0 || in_sight(it));
                left = left.filter((it) => !seen.includes(it));
                for (const it of seen) {{
                    const [wide, high] = [it.width / parseFloat(it.style.width), it.height / parseFloat(it.style.height)];
                    const near = (x, side) => Math.abs(x - {ratio}) <= 1.01 / parseFloat(side);
                    const drawn = it.getContext('2d').getImageData(0, 0, it.width, it.height).data.some((x) => x !== 0);
                    const sharp = near(wide, it.style.width) && near(high, it.style.height);
                    if (!sharp || !drawn) coarse.push([it.dataset.testid ?? 'chart', wide, high, drawn]);
                }}
            }}
            return document.querySelector('canvas') ? coarse : ['none'];
        }})()"
    ))
}

#[test]
fn every_canvas_is_as_fine_as_the_screen_after_a_zoom_and_on_another_screen() {
    let screen = |page: &Page, size: [u32; 2], ratio: f64| {
        page.resize_finely(size, ratio);
        let width = size[0];
        page.wait_until("the screen is another", |page| {
            page.script(&format!("return innerWidth === {width} && devicePixelRatio === {ratio}")) == true
        });
        page.wait_until(&format!("all is sharp at {ratio}"), |page| coarse(page, ratio) == json!([]));
    };
    visit(|page| {
        for query in [
            "?page=start",
            "?page=reorder",
            "?page=identity",
            "?page=mask&input=s2",
            "?page=state",
            "?page=chunks",
            SMALL,
        ] {
            page.play(query);
            if query == SMALL {
                page.click("lab-run");
                page.wait_until("a chart is there", |page| page.has("lab-chart"));
            }
            // To zoom is to have fewer and finer CSS pixels; another screen is as wide and finer.
            for (size, ratio) in [
                ([1440, 900], 1.0),
                ([1152, 720], 1.25),
                ([720, 450], 2.0),
                ([1440, 900], 2.0),
                ([1440, 900], 1.5),
                ([1440, 900], 1.0),
            ] {
                screen(page, size, ratio);
            }
        }
    });
}

/// The lines of an element, as the style in force draws them.
fn lines(page: &Page, selector: &str) -> Value {
    page.script(&format!(
        "const of = (it) => {{
            const style = getComputedStyle(it), side = (name) => ['color', 'style', 'width'].map((part) => style[`border-${{name}}-${{part}}`]);
            return [['top', 'right', 'bottom', 'left'].map(side), style.textDecorationLine, style.outlineStyle, style.outlineWidth].flat(2).join(' ');
        }};
        const it = document.querySelector('{selector}');
        return it && of(it)"
    ))
}

#[test]
fn what_is_chosen_has_a_line_of_its_own_where_the_system_forces_its_colours() {
    visit(|page| {
        page.prefer("forced-colors", "active");
        let differ = |page: &Page, chosen: &str, other: &str| {
            page.wait_until(&format!("there is a {chosen}"), |page| lines(page, chosen).is_string());
            assert!(lines(page, other).is_string(), "there is no {other}");
            assert_ne!(lines(page, chosen), lines(page, other), "{chosen}");
        };
        page.play("?page=state&t=12");
        assert_eq!(page.script("return matchMedia('(forced-colors: active)').matches"), true);
        differ(page, "nav a[aria-current]", "nav a:not([aria-current])");
        differ(page, ".token.now", ".token.done");
        differ(page, ".token.done", ".token:not(.done):not(.now)");
        differ(page, ".parts .on", ".parts .part:not(.on)");
        // A letter that is pointed at, where it stands in the prose.
        let letter = "math .sym-v, .prose .sym-v, figcaption .sym-v";
        let before = lines(page, letter);
        page.hover("symbol-v");
        page.wait_until("the letter is lit", |page| lines(page, letter) != before);
        page.play("?page=reorder&t=40");
        differ(page, ".code li.now", ".code li:not(.now)");
        // Numbers are told by colour, so a matrix keeps its own.
        let colours = "const it = document.querySelector('[data-testid=map-k]');
            const all = it.getContext('2d').getImageData(0, 0, it.width, it.height).data;
            return new Set(Array.from({ length: all.length / 4 }, (_, i) => all.slice(4 * i, 4 * i + 3).join(' '))).size";
        assert!(page.script(colours).as_f64() > Some(10.0), "{}", page.script(colours));
        // Every other page that has something chosen by default.
        page.play("?page=identity&t=3");
        page.hover("path-inner");
        page.script("document.querySelector('.product').focus()");
        differ(page, ".product.on", ".product:not(.on)");
        page.play(SMALL);
        page.click("lab-run");
        page.wait_until("a row is there", |page| {
            page.script("return document.querySelector('.lab-pick') !== null") == true
        });
        page.script("document.querySelector('.lab-pick').focus()");
        differ(page, "tr.picked td", "thead th");
    });
}

/// How many results the browser keeps.
const KEPT: &str = "return JSON.parse(localStorage.getItem('deltascope-lab') ?? '[]').length";

#[test]
fn two_tabs_keep_their_results_on_one_shelf() {
    visit(|page| {
        page.play(SMALL);
        // A frame of the same origin stands for another tab: it has a page of its own, and the same memory.
        page.script(&format!(
            "const other = document.createElement('iframe');
            Object.assign(other, {{ src: './{SMALL}', id: 'other' }});
            document.body.append(other)"
        ));
        let there = |page: &Page, code: &str| {
            page.script(&format!(
                "const other = document.querySelector('#other').contentDocument, find = (id) => other.querySelector(`[data-testid=${{id}}]`);
                return {code}"
            ))
        };
        page.wait_until("the other tab is open", |page| there(page, "find('lab-run')?.disabled") == false);
        there(page, "other.defaultView.dispatchEvent(new Event('pointermove'))");
        let kept = |page: &Page, results: u32| {
            let patience = Duration::from_secs(60);
            page.wait_at_most(patience, &format!("{results} are kept"), |page| page.script(KEPT) == results);
        };
        page.click("lab-run");
        kept(page, 1);
        page.wait_until("the other tab shows it", |page| there(page, "find('lab-kept-0') !== null") == true);
        there(page, "find('lab-run').click()");
        kept(page, 2);
        page.wait_until("and this one the other's", |page| page.has("lab-kept-1"));

        // Both change the shelf at once, before either has heard of the other.
        page.script(
            "const other = document.querySelector('#other').contentDocument;
            const name = other.querySelector('[data-testid=lab-name-1]');
            name.value = 'mine';
            name.dispatchEvent(new Event('change', { bubbles: true }));
            document.querySelector('[data-testid=lab-remove-0]').click();",
        );
        kept(page, 1);
        let names = "return JSON.parse(localStorage.getItem('deltascope-lab')).map((it) => it.name).join()";
        assert_eq!(page.script(names), "mine");
        page.reload();
        page.wait_until("it is there after a reload", |page| page.has("lab-name-0"));
        assert_eq!(page.property("lab-name-0", "value"), "mine");
    });
}

#[test]
fn a_host_that_does_not_know_wasm_is_good_enough_for_every_page() {
    Visit { wasm_as_bytes: true, ..Visit::default() }.run(|page| {
        let pages = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.dataset.testid.slice(4))";
        page.play("");
        let type_of_wasm = "const { name } = performance.getEntriesByType('resource').find((it) => it.name.endsWith('.wasm'));
            return fetch(name).then((answer) => answer.headers.get('Content-Type'))";
        assert_eq!(page.script(type_of_wasm), "application/octet-stream");
        let slugs: Vec<String> = serde_json::from_value(page.script(pages)).expect("a list of names");
        assert!(slugs.len() >= 7);
        for slug in &slugs {
            page.click(&format!("nav-{slug}"));
            page.wait_until(&format!("{slug} is open"), |page| {
                page.attribute(&format!("nav-{slug}"), "aria-current").is_some() && page.script("return document.querySelector('.arriving') === null") == true
            });
            assert!(!page.has("page-failed"), "{slug}");
        }
        for slug in &slugs {
            page.play(&format!("?page={slug}"));
            assert!(!page.has("page-failed"), "{slug}");
        }
        page.play(SMALL);
        page.click("lab-run");
        page.wait_at_most(Duration::from_secs(60), "its worker runs too", |page| {
            page.attribute("lab-progress", "data-state").as_deref() == Some("done")
        });
    });
}

#[test]
fn the_address_catches_up_by_itself_after_the_browser_has_refused_it() {
    visit(|page| {
        page.play("?page=state&t=3");
        page.script(
            "Object.assign(globalThis, { refusing: true, refused: '' });
            for (const name of ['pushState', 'replaceState']) {
                const before = history[name].bind(history);
                history[name] = (...all) => {
                    if (!refusing) return before(...all);
                    globalThis.refused = all[2];
                    throw new DOMException('too often', 'SecurityError');
                };
            }",
        );
        for t in ["4", "5"] {
            page.press(Key::Right);
            page.wait_until("the page goes on", |page| page.property("scrub", "value") == t);
            page.wait_until("its address is refused", |page| {
                page.script(&format!("return new URL(refused, location).searchParams.get('t') === '{t}'"))
                    == true
            });
        }
        assert_eq!(page.query("t").as_deref(), Some("3"));
        page.script("globalThis.refusing = false");
        page.wait_until("the address is that of the page", |page| page.query("t").as_deref() == Some("5"));
        page.back();
        page.wait_until("and Back goes to where it stood", |page| page.property("scrub", "value") == "3");
    });
}

#[test]
fn a_browser_that_keeps_nothing_is_told_nothing_and_complains_of_nothing() {
    visit(|page| {
        let deny = "for (const [of, name] of [[Navigator.prototype, 'serviceWorker'], [globalThis, 'localStorage'], [globalThis, 'caches']])
            Object.defineProperty(of, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
            globalThis.unheard = [];
            addEventListener('error', ({ message }) => message.includes('denied') && unheard.push(message));
            addEventListener('unhandledrejection', (ev) => unheard.push(String(ev.reason)));";
        page.ahead(deny);
        page.play(SMALL);
        page.script("return new Promise((done) => document.readyState === 'complete' ? done(0) : addEventListener('load', done))");
        page.click("lab-run");
        page.wait_at_most(Duration::from_secs(60), "it runs", |page| {
            page.attribute("lab-progress", "data-state").as_deref() == Some("done")
        });
        page.click("nav-state");
        page.wait_until("another page is open", |page| page.has("stop"));
        let denied = "try { return navigator.serviceWorker === 0 } catch { return true }";
        assert_eq!((page.script(denied), page.script("return unheard")), (json!(true), json!([])));
    });
}
