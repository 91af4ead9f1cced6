//! The lessons on narrow screens: everything in its place, and a phone that steps and tells a tapped cell.

use browser_tests::{Page, Screen, visit, visit_on};
use deltascope::inputs::{facts, random};
use deltascope::number::exact;
use deltascope::rules::wy::{Chunked, Flaws, chunks};
use deltascope::rules::{Form, rule};
use serde_json::{Value, json};

/// Pages with small and with large matrices, in two lanes and in three.
const PAGES: [&str; 12] = [
    "?page=start&lang=en",
    "?page=start&input=random&n=40&d=16&list-d=16&lang=zh-CN",
    "?page=start&input=s1&t=5&twice=1",
    "?page=mask&input=s2",
    "?page=reorder&input=s1&t=9",
    "?page=reorder&input=random&n=64&d=4&t=9",
    "?page=identity&t=5",
    "?page=state&t=20",
    "?page=state&input=s1&t=20",
    "?page=state&rule=linear_attn,gla,delta_rule,kda&t=20&lang=zh-CN",
    "?page=chunks&t=9",
    "?page=chunks&input=s5&t=9",
];

/// What reaches out of its lane, out of the stage, or out of the window, once the sizes have settled. Where one lane is shown at a time,
/// each is, one after the other.
const OVERFLOWING: &str = r"
const settled = async () => { for (let i = 0; i < 4; i += 1) await new Promise(requestAnimationFrame) };
await settled();
const out = [];
const inside = (part, whole, name) => {
  const [a, b] = [part.getBoundingClientRect(), whole.getBoundingClientRect()];
  if (a.left < b.left - 0.5 || a.right > b.right + 0.5) out.push(`${name}: ${a.left} to ${a.right} in ${b.left} to ${b.right}`);
};
const show = document.querySelectorAll('.lane-switch button');
for (let i = 0; i < Math.max(1, show.length); i += 1) {
  if (show[i]) { show[i].click(); await settled() }
  for (const canvas of document.querySelectorAll('.stage .heatmap canvas')) {
    if (!canvas.closest('.away')) inside(canvas, canvas.closest('.lane') ?? canvas.closest('.stage'), canvas.dataset.testid);
  }
  for (const lane of document.querySelectorAll('.stage .lane:not(.away)')) inside(lane, lane.closest('.stage'), lane.dataset.testid);
}
if (document.querySelectorAll('.stage .lane:not(.away)').length === 0) out.push('no lane is shown');
if (out.length === 0 && !document.querySelector('.stage .heatmap canvas')) out.push('there is no matrix');
const { scrollWidth } = document.documentElement;
if (scrollWidth > WIDTH) out.push(`the page is ${scrollWidth} wide`);
return out;";

fn overflowing(page: &Page, screen: Screen) -> Value {
    let code = OVERFLOWING.replace("WIDTH", &screen.size()[0].to_string());
    page.script(&format!("return (async () => {{ {code} }})()"))
}

fn nothing_overflows_on(screen: Screen) {
    visit_on(screen, |page| {
        for query in PAGES {
            page.play(query);
            assert_eq!(overflowing(page, screen), json!([]), "{query} on {screen:?}");
        }
        page.play("?page=lab");
        // Without a scroll bar, where there is one.
        let wide = page.script("return document.documentElement.scrollWidth").as_f64();
        assert!(wide.is_some_and(|wide| wide <= screen.size()[0].into()), "the lab is {wide:?} wide");
    });
}

#[test]
fn on_a_tablet_every_matrix_stays_in_its_lane() {
    nothing_overflows_on(Screen::Tablet);
}

#[test]
fn on_a_phone_every_matrix_stays_in_its_lane() {
    nothing_overflows_on(Screen::Phone);
}

#[test]
fn on_a_small_phone_every_matrix_stays_in_its_lane() {
    nothing_overflows_on(Screen::SmallPhone);
}

#[test]
fn matrices_follow_a_window_that_is_made_narrower() {
    visit(|page| {
        page.play("?page=mask&input=s2");
        for screen in [Screen::Tablet, Screen::Phone, Screen::Desktop] {
            page.resize(screen);
            assert_eq!(overflowing(page, screen), json!([]), "{screen:?}");
        }
    });
}

#[test]
fn on_a_phone_the_switch_tells_what_is_counted_of_both_sides_and_the_bar_what_the_meter_says() {
    visit_on(Screen::Phone, |page| {
        page.play("?page=reorder&input=three&t=36&lang=en");
        page.wait_until("both sides are done", |page| {
            page.text("show-left").ends_with("36") && page.text("show-right").ends_with("24")
        });
        for lane in ["left", "right"] {
            page.script(&format!("document.querySelector('[data-testid=show-{lane}]').click()"));
            page.wait_until("one stands in the place of the other", |page| {
                page.script("return [...document.querySelectorAll('.stage .lane')].filter((it) => it.checkVisibility()).map((it) => it.dataset.testid)")
                    == json!([format!("lane-{lane}")])
            });
        }
        page.play("?page=mask&input=three&lang=en");
        let sign = "return document.querySelector('.stage-bar .sign').innerText.replace(/\\s+/g, ' ')";
        assert_eq!(
            page.script(sign),
            format!(
                "≠ {}",
                page.script("return document.querySelector('[data-testid=meter] b').innerText")
                    .as_str()
                    .unwrap()
            )
        );
        assert_eq!(page.attribute("meter", "data-state").as_deref(), Some("broken"));
    });
}

/// Whether the transport is on the screen as a whole while this is in the middle of it.
fn transport_is_seen_beside(page: &Page, selector: &str) -> bool {
    let seen = format!(
        "document.querySelector('{selector}').scrollIntoView({{ block: 'center', behavior: 'instant' }});
        const at = document.querySelector('.transport').getBoundingClientRect();
        return at.height > 0 && at.top >= 0 && at.bottom <= innerHeight + 0.5 && at.left >= 0 && at.right <= innerWidth + 0.5"
    );
    page.script(&seen) == true
}

/// Steps from the start with the transport's buttons.
fn step(page: &Page, query: &str) {
    page.play(query);
    page.wait_until("it is at its start", |page| page.property("scrub", "value") == "0");
    for stop in ["1", "2"] {
        page.click("step-next");
        page.wait_until("it has stepped", |page| page.property("scrub", "value") == stop);
    }
    page.click("step-prev");
    page.wait_until("it has stepped back", |page| page.property("scrub", "value") == "1");
    assert!(transport_is_seen_beside(page, ".lane canvas"), "the transport of {query} is out of sight");
    page.click("step-last");
    page.wait_until("it is at its end", |page| {
        page.property("scrub", "value") == page.property("scrub", "max")
    });
    assert!(transport_is_seen_beside(page, ".inspector"), "the transport of {query} is out of sight");
}

/// Taps the entry of a matrix of this shape; its number is then told.
fn tap_and_read(
    page: &Page,
    map: &str,
    (row, col): (usize, usize),
    (rows, cols): (usize, usize),
    value: f64,
) {
    let middle = |i: usize, of: usize| (i as f64 + 0.5) / of as f64;
    page.tap(map, [middle(col, cols), middle(row, rows)]);
    let head = format!("[{}, {}]", row + 1, col + 1);
    page.wait_until("a cell is told", |page| page.has("inspector-value"));
    let told = page.text("readout");
    assert!(told.contains(&head) || !map.ends_with("-s"), "{head} was tapped, and told is {told}");
    page.wait_until(&format!("{} is told of {map}", exact(value)), |page| {
        page.text("inspector-value") == exact(value)
    });
}

#[test]
fn a_phone_steps_and_tells_the_cell_that_is_tapped() {
    visit_on(Screen::Phone, |page| {
        step(page, "?page=state&input=random&n=6&d=4&norm=1&rule=delta_rule&beta=0.7&t=0");
        let x = random(1, 6, 4).with_unit_keys().inputs(&[0.7; 6], &[1.0; 6]);
        let delta = rule("delta_rule").unwrap().run(&x, Form::Recurrent).unwrap();
        tap_and_read(page, "map-s", (2, 1), (4, 4), delta.state.matrix().unwrap()[(2, 1)]);

        step(page, "?page=identity&input=facts&t=0");
        let x = facts().inputs(&[1.0; 9], &[1.0; 9]);
        let s = rule("linear_attn").unwrap().run(&x, Form::Recurrent).unwrap().state;
        let s = s.matrix().unwrap();
        let (row, col) = (0..64).map(|i| (i / 8, i % 8)).find(|at| s[*at] != 0.0).expect("something is kept");
        page.click("show-state");
        // The last matrix of that colour: before it stands what the token adds.
        page.script(
            "[...document.querySelectorAll('[data-testid=map-s]')].at(-1).dataset.testid = 'running-s'",
        );
        tap_and_read(page, "running-s", (row, col), s.shape(), s[(row, col)]);

        step(page, "?page=chunks&input=random&n=8&d=4&chunk=4&norm=1&t=0");
        let x = random(1, 8, 4).with_unit_keys().inputs(&[0.9; 8], &[0.9; 8]);
        let found = chunks(Chunked::DeltaRule, &x, 4, Flaws::default()).unwrap();
        tap_and_read(page, "map-a", (3, 1), (4, 4), found[1].a[(3, 1)]);

        // Nothing steps on this page.
        page.play("?page=mask&input=random&n=6&d=4&norm=0");
        let x = random(1, 6, 4);
        let scores = &x.q * x.k.transpose();
        tap_and_read(page, "map-a", (4, 2), (6, 6), scores[(4, 2)]);
    });
}
