//! A newcomer takes the guided walks: by keys, by scrolling, by touch, in both languages, and finds what is spoken of in sight.

use browser_tests::{Key, Page, Screen, Visit, visit_on};
use serde_json::{Value, json};

/// The pages with a guided walk.
const WALKS: [&str; 6] = ["start", "reorder", "identity", "mask", "state", "chunks"];

/// How many stations the open walk has.
fn stations(page: &Page) -> u64 {
    let stations = page.attribute("stop", "data-stops").expect("the walk says so").parse().expect("a number");
    assert!((4..=7).contains(&stations), "{stations}");
    stations
}

fn open(page: &Page, slug: &str, query: &str) {
    let file = if slug == "start" { String::new() } else { format!("{slug}.html") };
    page.open(&format!("{file}?{query}"));
    page.wait_until(&format!("the walk of {slug} is open"), |page| {
        page.attribute("meter", "data-state").is_some() && page.has("stop") && page.has("readout")
    });
}

fn at(page: &Page, station: u64) -> bool {
    page.attribute("stop", "data-stop") == Some(station.to_string())
}

fn wait_for(page: &Page, slug: &str, station: u64) {
    page.wait_until(&format!("{slug} is at station {station}"), |page| at(page, station));
    page.wait_until("the address says so", |page| {
        page.query("stop").unwrap_or_else(|| "1".to_owned()) == station.to_string()
    });
}

/// What of the station is not in the window, and not covered by the bar at its foot: the marked cells, and their sum. Where one side is
/// shown at a time, those of the side that is shown.
const OUT_OF_SIGHT: &str = r#"
const out = [], bar = document.querySelector('.stage-bar').getBoundingClientRect();
const head = document.querySelector('header.top').getBoundingClientRect();
const seen = (box, bottom) => box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= head.bottom - 1 && box.bottom <= bottom + 1;
const marked = [...document.querySelectorAll('.lane:not(.away) [data-marked]')]; // first row, first column, rows, columns; of so many
if (marked.length === 0) out.push('nothing is marked');
for (const figure of marked) {
  const name = figure.querySelector('figcaption').textContent;
  const canvas = figure.querySelector('canvas').getBoundingClientRect();
  const [top, left, rows, cols, of, across] = figure.dataset.marked.split(' ').map(Number);
  const [high, wide] = [canvas.height / of, canvas.width / across];
  const box = { left: canvas.left + left * wide, right: canvas.left + (left + cols) * wide, top: canvas.top + top * high, bottom: canvas.top + (top + rows) * high, width: canvas.width };
  if (!seen(box, bar.top)) out.push(name + ': ' + JSON.stringify(box));
}
const readout = document.querySelector('[data-testid=readout]');
if (!readout.dataset.value) out.push('the readout tells nothing');
if (!seen(readout.getBoundingClientRect(), innerHeight)) out.push('the readout is out of sight');
return out"#;

/// Whether the bar at the foot of the window lies over a matrix that the station marks.
const MARKED_IS_HIDDEN: &str = "
const bar = document.querySelector('.stage-bar').getBoundingClientRect();
return [...document.querySelectorAll('.lane:not(.away) [data-marked]')].some((it) => it.getBoundingClientRect().bottom > bar.top)";

fn all_is_in_sight(page: &Page, slug: &str, station: u64) {
    in_sight(page, slug, station);
    the_other_side_too(page, slug, station);
}

fn in_sight(page: &Page, slug: &str, station: u64) {
    page.wait_until(&format!("what station {station} of {slug} speaks of is in sight"), |page| {
        let out = page.script(OUT_OF_SIGHT);
        let ok = out.as_array().is_some_and(Vec::is_empty);
        if !ok && std::env::var("SHOW").is_ok() {
            eprintln!("{slug} {station}: {out}");
        }
        ok
    });
}

/// The same of the other side, where one is shown at a time and the station speaks of both.
fn the_other_side_too(page: &Page, slug: &str, station: u64) {
    let others = page.script(
        "return [...document.querySelectorAll('.lane.away')].filter((it) => it.querySelector('[data-marked]'))
            .map((it) => it.dataset.testid.replace('lane-', 'show-'))",
    );
    for show in others.as_array().into_iter().flatten().filter_map(Value::as_str) {
        page.script(&format!("document.querySelector('[data-testid={show}]').click()"));
        page.wait_until("the other side is shown", |page| {
            page.attribute(show, "aria-pressed").as_deref() == Some("true")
        });
        in_sight(page, slug, station);
    }
}

#[test]
fn keys_go_from_station_to_station_and_the_words_are_in_either_language() {
    visit_on(Screen::Desktop, |page| {
        for lang in ["en", "zh-CN"] {
            for slug in WALKS {
                open(page, slug, &format!("lang={lang}"));
                let stations = stations(page);
                let mut words = Vec::new();
                for station in 1..=stations {
                    wait_for(page, slug, station);
                    all_is_in_sight(page, slug, station);
                    words.push(page.text("stop"));
                    let key = if station % 2 == 0 { Key::Space } else { Key::Right };
                    page.press(key);
                }
                words.dedup();
                assert_eq!(words.len() as u64, stations, "each says something of its own");
                let chinese = |text: &String| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(words.iter().all(|words| chinese(words) == (lang == "zh-CN")), "{words:?}");
                wait_for(page, slug, stations);
                page.press(Key::Left);
                wait_for(page, slug, stations - 1);
            }
        }
    });
}

#[test]
fn a_mouse_that_rests_on_a_matrix_leaves_the_readout_to_the_walk() {
    let told = |page: &Page| page.attribute("readout", "data-value").unwrap_or_default();
    Visit::chromium_alone("Firefox tells a page nothing of a mouse that rests").run(|page| {
        open(page, "state", "lang=en&stop=3");
        in_sight(page, "state", 3);
        let before = told(page);
        let last_cell = "const { right, bottom } = document.querySelector('[data-marked] canvas').getBoundingClientRect();
            return [right - 8, bottom - 8]";
        let [x, y]: [f64; 2] = serde_json::from_value(page.script(last_cell)).expect("a place");
        let mouse_at = |x: f64, y: f64| page.point([x, y]);
        mouse_at(x - 20.0, y - 20.0);
        mouse_at(x, y);
        page.wait_until("the cell under the mouse is told", |page| told(page) != before);
        // A browser with a window tells of a resting mouse anew when what lies under it is drawn.
        page.script(
            "globalThis.rested = 0;
            addEventListener('pointermove', (it) => { rested += it.isTrusted && !it.movementX && !it.movementY ? 1 : 0 }, true)",
        );
        page.press(Key::Right);
        wait_for(page, "state", 4);
        // The first entry of e = v − r = (0, 1) − (0.64, 0.6).
        page.wait_until("what the words speak of is told", |page| told(page) == "−0.64");
        mouse_at(x, y);
        page.wait_until("the page has been told of the resting mouse", |page| {
            page.script("return rested > 0") == true
        });
        assert_eq!(told(page), "−0.64");
    });
}

#[test]
fn who_reads_on_goes_on_and_who_scrolls_up_goes_back() {
    let place = |page: &Page, station: u64| -> Value {
        page.script(&format!(
            "const entry = document.querySelectorAll('.walk > li')[{}].getBoundingClientRect();
            window.scrollBy(0, entry.top + Math.min(60, entry.height / 2) - 0.4 * innerHeight)",
            station - 1
        ))
    };
    for screen in [Screen::Desktop, Screen::Tablet] {
        visit_on(screen, |page| {
            for slug in WALKS {
                open(page, slug, "lang=en");
                let stations = stations(page);
                for station in (2..=stations).chain([2]) {
                    place(page, station);
                    wait_for(page, slug, station);
                    all_is_in_sight(page, slug, station);
                }
            }
        });
    }
}

#[test]
fn a_finger_walks_and_sees_all_on_one_screen() {
    visit_on(Screen::Phone, |page| {
        for slug in WALKS {
            open(page, slug, "lang=zh-CN");
            let stations = stations(page);
            if page.script(MARKED_IS_HIDDEN) == true {
                page.tap("walk-next", [0.5, 0.5]);
                page.wait_until("the first station has come to the top", |page| {
                    page.script("return scrollY") != 0
                });
            }
            all_is_in_sight(page, slug, 1);
            assert!(at(page, 1), "{slug} goes on once what it speaks of was seen");
            for station in 2..=stations {
                page.tap("walk-next", [0.5, 0.5]);
                wait_for(page, slug, station);
                all_is_in_sight(page, slug, station);
            }
            page.tap("walk-back", [0.5, 0.5]);
            wait_for(page, slug, stations - 1);
        }
    });
}

#[test]
fn the_walk_can_be_left_and_taken_again() {
    visit_on(Screen::Desktop, |page| {
        open(page, "state", "stop=3&lang=en");
        assert!(at(page, 3), "a link opens its station");
        page.click("walk-skip");
        page.wait_until("free play has its input", |page| page.has("input-select"));
        assert_eq!(page.property("input-select", "value"), "facts");
        page.wait_until("the address says so", |page| page.query("stop").as_deref() == Some("0"));
        assert_eq!(page.script("return scrollY"), 0, "and begins at the top");
        page.click("walk-again");
        page.wait_until("it goes on where it was left", |page| page.has("stop") && at(page, 3));
        page.wait_until("the address says so too", |page| page.query("stop").as_deref() == Some("3"));
        page.back();
        page.wait_until("Back undoes it", |page| page.has("input-select"));
        page.click("walk-again");
        page.wait_until("the walk again", |page| page.has("stop") && at(page, 3));
        page.press(Key::End);
        page.wait_until("its end", |page| at(page, 6));
        page.click("walk-skip");
        page.wait_until("it plays on from what it showed", |page| {
            page.has("input-select") && page.query("t").as_deref() == Some("15")
        });
        assert_eq!(page.property("input-select", "value"), "three");
        assert_eq!((page.query("stop"), page.query("beta")), (None, Some("1".to_owned())));
        page.click("nav-mask");
        page.wait_until("another page begins with its walk", |page| {
            page.slug() == "mask" && page.has("stop")
        });
        assert!(at(page, 1) && page.query("stop").is_none());
        page.click("nav-state");
        page.wait_until("so does this one", |page| page.slug() == "state" && page.has("stop") && at(page, 1));
    });
}

#[test]
fn the_readout_tells_the_cell_that_is_pointed_at_without_scrolling() {
    for screen in [Screen::Desktop, Screen::Tablet, Screen::Phone] {
        visit_on(screen, |page| {
            open(page, "reorder", "stop=5&lang=en");
            all_is_in_sight(page, "reorder", 5);
            page.script(
                "const canvas = document.querySelector('[data-testid=lane-right] [data-testid=map-p]'), at = canvas.getBoundingClientRect();
                canvas.dispatchEvent(new PointerEvent('click', { bubbles: true, clientX: at.right - 4, clientY: at.bottom - 4 }))",
            );
            page.wait_until("its sum is told", |page| page.text("readout").contains("P[2, 2]"));
            assert_eq!(page.attribute("readout", "data-value").as_deref(), Some("0.8"));
        });
    }
}

/// Two frames on: a scroll that came with a focus has been told by then.
const FRAMES: &str =
    "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))";

#[test]
fn a_focus_that_scrolls_the_page_leaves_the_stage_where_it_is() {
    visit_on(Screen::Desktop, |page| {
        for slug in ["state", "chunks"] {
            open(page, slug, "lang=en");
            let last = stations(page);
            let focused = "return document.activeElement?.dataset.testid ?? ''";
            let mut tabs = 0;
            while page.script(focused) != json!(format!("walk-{last}")) {
                page.press(Key::Tab);
                page.script(FRAMES);
                tabs += 1;
                assert!(tabs < 100, "{slug}: the last station cannot be reached");
            }
            assert!(at(page, 1), "{slug}: whoever only looks for a button stays at the first station");
            page.press(Key::Enter);
            wait_for(page, slug, last);
        }
    });
}
