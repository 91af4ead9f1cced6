//! Whether the page keeps up with the screen while a person drags the scrubber.

use std::io::{self, Write};

use browser_tests::{Page, visit_alone};
use serde_json::Value;

/// Drags the scrubber to and fro, one position a frame. For each frame: the time since the one before, and the time that
/// the main thread took from the input to the end of the redraw.
///
/// The input is given in an animation frame; the message is the first task after the drawing of that frame.
const SCRUB: &str = r#"
const frame = () => new Promise(requestAnimationFrame);
const { port1, port2 } = new MessageChannel();
const task = () => new Promise((done) => { port1.onmessage = done; port2.postMessage(0); });
const scrub = document.querySelector('[data-testid=scrub]');
const frames = [], work = [];
let last = await frame();
for (let i = 0; i < 120; i += 1) {
  const from = performance.now();
  scrub.value = Math.round(scrub.max * (0.5 - 0.5 * Math.cos(i / 10)));
  scrub.dispatchEvent(new Event('input', { bubbles: true }));
  await task();
  work.push(performance.now() - from);
  const now = await frame();
  frames.push(now - last);
  last = now;
}
return { frames, work };"#;

/// One frame of a screen of 60 Hz.
const FRAME_MS: f64 = 16.0;

/// How often a page may be scrubbed. What else the machine does can only make a frame longer, so the best one counts.
const ROUNDS: usize = 20;

fn percentile(times: &Value, part: f64) -> f64 {
    let mut times: Vec<f64> = times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    times[(part * (times.len() - 1) as f64).round() as usize]
}

/// Scrubs until 95 % of the frames take less than `limit_ms` from input to redraw, and tells how long they took.
fn keeps_up(page: &Page, query: &str, limit_ms: f64) -> bool {
    page.open(query);
    page.wait_until("there is something to scrub", |page| {
        page.has("scrub") && page.property("scrub", "max").as_str().is_some_and(|max| max != "0")
    });
    (0..ROUNDS).any(|_| {
        let times = page.script(&format!("return (async () => {{ {SCRUB} }})()"));
        let frame = percentile(&times["frames"], 0.95);
        let [median, most, longest] = [0.5, 0.95, 1.0].map(|part| percentile(&times["work"], part));
        // Not `println`, which a test that passes keeps to itself.
        let told = writeln!(
            io::stderr(),
            "{query}: 95 % of frames within {frame:.1} ms; input to redraw: median {median:.1}, 95 % {most:.1}, longest {longest:.1} ms"
        );
        told.expect("stderr can be written");
        most < limit_ms
    })
}

#[test]
fn a_scrub_keeps_up_with_the_screen() {
    visit_alone(|page| {
        for name in ["reorder", "identity", "chunks"] {
            let query = format!("?page={name}&input=random&t=0&n=64&d=32");
            assert!(keeps_up(page, &query, FRAME_MS), "{name} drops frames");
        }
        let three = "?page=state&input=random&t=0&n=64&d=32";
        assert!(keeps_up(page, three, FRAME_MS), "state drops frames");
        let four = "?page=state&input=random&t=0&n=64&d=32&rule=linear_attn,delta_rule,gated_delta_rule,kda";
        assert!(keeps_up(page, four, FRAME_MS), "state with four rules drops frames");
    });
}
