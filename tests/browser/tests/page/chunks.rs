//! A person uses the page on chunks: every number on it is compared with one computed here.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use browser_tests::{Key, Page, visit, visit_alone};
use deltascope::inputs::random;
use deltascope::math::{max_abs, max_abs_diff};
use deltascope::number::{difference, exact};
use deltascope::rules::Form;
use deltascope::rules::wy::{Chunk, Chunked, Flaws, chunks, outputs};
use serde_json::json;

/// Twelve tokens of four channels, as the page opens; keys of length 1.
const STREAM: &str = "?page=chunks&input=random&t=0&n=12&d=4&seed=1";

/// The chunks of that stream at β = γ = 0.9, and how far outputs and final state are from those of the recurrent form.
fn run(rule: Chunked, chunk_size: usize, flaws: Flaws, unit_keys: bool) -> (Vec<Chunk>, f64) {
    let stream = random(1, 12, 4);
    let stream = if unit_keys { stream.with_unit_keys() } else { stream };
    let x = stream.inputs(&[0.9; 12], &[0.9; 12]);
    let found = chunks(rule, &x, chunk_size, flaws).unwrap();
    let wanted = rule.rule().run(&x, Form::Recurrent).unwrap();
    let states = max_abs_diff(&found.last().unwrap().s, wanted.state.matrix().unwrap());
    let apart = max_abs_diff(&outputs(&found), &wanted.o).max(states);
    (found, apart)
}

/// The powers of two up to 1024.
fn chunk_sizes() -> impl Iterator<Item = u64> {
    (0..=10).map(|power| 1 << power)
}

/// Whether the meter is in this state and shows this difference.
fn meter_shows(page: &Page, state: &str, apart: f64) -> bool {
    page.attribute("meter", "data-state").as_deref() == Some(state)
        && page.text("meter").contains(&difference(apart))
}

/// The line of a listing that is lit.
fn lit_line(page: &Page, listing: &str) -> String {
    let code = format!(
        "return document.querySelector('[data-testid={listing}] [aria-current=step]')?.textContent ?? ''"
    );
    page.script(&code).as_str().unwrap_or_default().trim().to_owned()
}

#[test]
fn a_chunk_is_stepped_line_by_line() {
    visit(|page| {
        page.play(STREAM);
        assert_eq!((lit_line(page, "code-free"), lit_line(page, "code-waiting")), Default::default());
        page.press(Key::Right);
        page.wait_until("the keys have met", |page| lit_line(page, "code-free").starts_with("KKᵀ"));
        page.press(Key::Right);
        page.wait_until("the triangle is cut", |page| lit_line(page, "code-free").starts_with("L = tril"));
        for row in 1..=4 {
            page.press(Key::Right);
            page.wait_until("a row is solved", |page| {
                page.text("stage").contains(&format!("Row {row} of W and U"))
            });
        }
        for line in ["A = tril", "Ũ = U", "O = Q", "S = S₀"] {
            page.press(Key::Right);
            let either = |page: &Page| lit_line(page, "code-free") + &lit_line(page, "code-waiting");
            page.wait_until(line, |page| either(page).starts_with(line));
        }
        assert!(page.text("seen").contains("1 of 3 chunks"), "no end is told early: {}", page.text("seen"));
        page.press(Key::End);
        page.wait_until("the last chunk hands over", |page| page.property("scrub", "value") == "30");
        page.wait_until("what was seen is told", |page| page.text("seen").contains("Chunks: 3."));
        // The state that is handed on, read off the page, cell by cell with the arrow keys.
        let (found, _) = run(Chunked::DeltaRule, 4, Flaws::default(), true);
        let s = &found[2].s;
        page.script("document.querySelectorAll('[data-testid=map-s]')[1].focus()");
        page.wait_until("its first entry", |page| page.has("inspector-value"));
        assert!(
            page.text("readout").contains(&format!("= {}", exact(s[(0, 0)]))),
            "{}",
            page.text("readout")
        );
    });
}

#[test]
fn every_chunk_size_gives_the_recurrence() {
    visit(|page| {
        page.play(STREAM);
        for (part, chunk_size) in [(0.0, 1), (1.0, 12)] {
            page.slide("chunk-size", part);
            let (found, apart) = run(Chunked::DeltaRule, chunk_size, Flaws::default(), true);
            page.wait_until("the meter is green", |page| meter_shows(page, "ok", apart));
            // The totals are told at the end.
            page.click("step-last");
            page.wait_until("the chunks are counted", |page| {
                page.text("seen").contains(&format!("Chunks: {}.", found.len()))
            });
        }
        page.select("rule", "gated_delta_rule");
        let (_, apart) = run(Chunked::GatedDeltaRule, 12, Flaws::default(), true);
        page.wait_until("another rule, another difference", |page| meter_shows(page, "ok", apart));
    });
}

#[test]
fn what_is_broken_turns_the_meter_red_and_what_is_mended_green() {
    visit(|page| {
        page.play(STREAM);
        let (_, whole) = run(Chunked::DeltaRule, 4, Flaws::default(), true);
        let breaks = [
            ("break-diagonal", Flaws { diagonal: true, ..Flaws::default() }),
            ("break-sign", Flaws { sign: true, ..Flaws::default() }),
            ("break-handover", Flaws { hand_over: true, ..Flaws::default() }),
        ];
        for (id, flaws) in breaks {
            page.click(id);
            let (_, broken) = run(Chunked::DeltaRule, 4, flaws, true);
            assert!(broken > 0.1, "{id} must show");
            page.wait_until(id, |page| meter_shows(page, "broken", broken));
            page.click(id);
            page.wait_until("mended", |page| meter_shows(page, "ok", whole));
        }
        page.click("break-keys");
        let (long, _) = run(Chunked::DeltaRule, 4, Flaws::default(), false);
        let largest = long.iter().map(|chunk| max_abs(&chunk.s)).fold(0.0, f64::max);
        page.wait_until("long keys are named", |page| {
            page.text("norm-warning").contains(&format!("{largest:.2}")[..2])
        });
        page.wait_until("the link says so", |page| page.query("norm").as_deref() == Some("0"));
    });
}

#[test]
fn a_state_that_is_not_handed_over_is_missed_and_the_page_says_so() {
    visit(|page| {
        page.play("?page=chunks&input=three&chunk=2&break-handover=1");
        page.click("step-last");
        page.wait_until("what was seen is not the recurrence", |page| {
            page.text("seen").contains("What they gave is not what the recurrence gives")
        });
        assert!(
            page.text("stage").contains("the next chunk starts from an empty one"),
            "{}",
            page.text("stage")
        );
        page.slide("chunk-size", 1.0);
        page.wait_until("in one chunk nothing can be forgotten", |page| {
            page.text("one-chunk").contains("All tokens are in one chunk")
                && page.attribute("meter", "data-state").as_deref() == Some("ok")
        });
    });
}

/// Whether a run of the page is under way.
fn runs(page: &Page) -> bool {
    page.attribute("chunk-time", "data-running").as_deref() == Some("true")
}

#[test]
fn a_run_of_chunk_sizes_can_be_ended_by_the_button_that_began_it() {
    visit(|page| {
        page.play(STREAM);
        page.click("chunk-time");
        page.wait_until("it runs", runs);
        assert_eq!(page.text("chunk-time"), "Cancel");
        page.click("chunk-time");
        page.wait_until("it is ended", |page| !runs(page));
        let focused = page.script("return document.activeElement.dataset.testid");
        assert_eq!(focused, "chunk-time", "the focus stays");
    });
}

#[test]
fn the_fastest_chunk_size_is_measured_here() {
    visit_alone(|page| {
        page.play(STREAM);
        let ms = |page: &Page, c: u64| page.attribute(&format!("chunk-{c}"), "data-ms");
        assert!(chunk_sizes().all(|c| ms(page, c).is_none()), "nothing is timed before it is asked for");
        let now_ms = |page: &Page| page.script("return performance.now()").as_f64().unwrap();
        let promised = page.number("chunk-time");
        let start = now_ms(page);
        page.click("chunk-time");
        page.wait_until("the time left is told", |page| page.text("chunk-time-left").contains("left"));
        page.wait_at_most(Duration::from_secs(120), "every C is timed", |page| {
            chunk_sizes().all(|c| ms(page, c).is_some())
        });
        page.wait_at_most(Duration::from_secs(60), "the run ends", |page| !runs(page));
        let took = (now_ms(page) - start) / 1000.0;
        let allowed = if page.has_coarse_clock() { 0.5 } else { 1.0 / 3.0 };
        assert!((promised / took - 1.0).abs() < allowed, "{promised} s were promised, {took} s it took");
        let times: Vec<(f64, u64)> =
            chunk_sizes().map(|c| (ms(page, c).unwrap().parse().unwrap(), c)).collect();
        let (time, fastest) = times.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        assert!(time > 0.0);
        page.wait_until("the fastest is named", |page| {
            page.attribute("chunk-best", "data-best") == Some(fastest.to_string())
        });
        let cost = |c| Chunked::DeltaRule.cost(1024, 64, c);
        let relative = cost(fastest).multiply_adds as f64 / cost(1).multiply_adds as f64;
        let shown = format!("{relative:.3}").trim_end_matches('0').trim_end_matches('.').to_owned();
        // The run ends with a last look at the machine.
        page.wait_at_most(Duration::from_secs(60), "it is told what it costs", |page| {
            page.text("chunk-best").contains(&shown)
        });
        for c in chunk_sizes() {
            let cells = page.script(&format!(
                "return [0, 2].map((i) => document.querySelector('[data-testid=chunk-{c}]').cells[i].innerText.replace(/\\D/g, ''))"
            ));
            assert_eq!(cells, json!([c.to_string(), cost(c).multiply_adds.to_string()]));
        }
        println!(
            "fastest chunk of DeltaNet at T = 1024, d = 64: C = {fastest}, {time:.3} ms, {shown} x the work of C = 1"
        );
    });
}

#[test]
fn the_shortest_chain_is_predicted_before_it_is_told() {
    visit(|page| {
        page.play(STREAM);
        page.type_into("predict", "64");
        page.click("reveal");
        page.wait_until("64 is not it", |page| page.text("answer").starts_with("✗ 32"));
        page.type_into("predict", "32");
        page.click("reveal");
        page.wait_until("32 is", |page| page.text("answer").starts_with("✓ 32"));
        assert_eq!(Chunked::DeltaRule.cost(1024, 64, 32).depth, 64);
        assert!(page.text("answer").contains("64"));
    });
}

#[test]
fn nonsense_in_the_link_is_named_and_nothing_is_lost() {
    visit(|page| {
        page.play("?page=chunks&input=random&t=0&n=12&d=4&rule=softmax_attn&chunk=0&beta=9&time-n=77");
        page.wait_until("four corrections", |page| page.text("note").lines().count() >= 4);
        assert_eq!(page.attribute("meter", "data-state").as_deref(), Some("ok"));
    });
}
