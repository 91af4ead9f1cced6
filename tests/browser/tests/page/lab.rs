//! A person uses the timing lab: run, cancel, lose a worker, ask for too much, export.
//!
//! This file is long because all its tests share the same steps (open, run, export), and every further file would be one
//! more program to link and one more browser to warm up.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::OnceLock;
use std::time::Duration;

use browser_tests::{Key, Page, Screen, Start, Visit, visit, visit_alone, visit_on};
use deltascope::fast::Algorithm::{self, Naive, Recurrent, Right};
use deltascope::fast::{Form, Shape, find};
use deltascope::number::short;
use deltascope::timing::crossover::{Found, PAIRS, find as find_crossover};
use deltascope::timing::record::Facts;
use deltascope::timing::summary::Label;
use deltascope::timing::{
    Case, Choice, Environment, Finding, Question, Record, Report, finding, suite, team,
};
use serde_json::{Value, json};

/// A sweep over three small sizes of two kernels: some seconds.
const SMALL: &str = "?page=lab&lab-from=64&lab-to=256&lab-d=16&lab-kernels=linear_attn.full.right,delta_rule.causal.recurrent";
/// One kernel at one size: for what does not depend on what is measured.
const ONE: &str = "?page=lab&lab-from=64&lab-to=64&lab-d=16&lab-kernels=delta_rule.causal.recurrent";
/// A sweep that takes minutes.
const LONG: &str = "?page=lab&lab-from=64&lab-to=8192";

fn state(page: &Page) -> String {
    page.attribute("lab-progress", "data-state").unwrap_or_default()
}

fn wait_for(page: &Page, wanted: &str) {
    let patience = Duration::from_secs(if page.has_coarse_clock() { 180 } else { 60 });
    page.wait_at_most(patience, &format!("the lab is {wanted}"), |page| state(page) == wanted);
}

/// The lab's export.
fn exported(page: &Page) -> Report {
    page.click("lab-export-json");
    serde_json::from_str(&page.downloaded("deltascope-lab.json")).unwrap()
}

#[test]
fn a_small_sweep_is_measured_and_exported() {
    let Some(Measured { before, json, report, csv, slope }) = measured_once() else { return };
    assert!(*before > 0.0 && *before < 1e-5, "f32 against f64 before any run: {before:e}");
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(json.as_object().unwrap().len(), 2);
    assert_eq!(report.records.len(), 6);
    for record in &report.records {
        assert!(record.low_ms <= record.median_ms && record.median_ms <= record.high_ms);
        assert!(record.samples >= 5 && record.samples == record.times_ms.len());
        assert!(record.gflops > 0.05 && record.rms_ratio < 1e-5 && record.case.d == 16);
        let batch_ms = record.median_ms * f64::from(record.batch);
        assert!(batch_ms > 50.0 * record.grain_ms, "a batch of {batch_ms} ms is no measurement");
    }
    let passes = suite::find("scaling").unwrap().passes;
    for Record { case, samples, times_ms, batch, .. } in &report.records {
        assert!(*samples >= passes, "each pass takes one of {case:?}: {samples}");
        // A pass has 200 ms for a case: that is time for five batches of 40 ms, and for fewer that are slower.
        let slowest_ms = f64::from(*batch) * times_ms.iter().copied().fold(0.0, f64::max);
        assert!(*samples >= 25 || slowest_ms > 40.0, "six passes add up for {case:?}: {samples}");
    }
    // Against a clock in steps of 1 ms each batch is so long that six passes have no time for more.
    let adds_up = |record: &Record| record.samples > 25 || record.grain_ms >= 1.0;
    assert!(report.records.iter().any(adds_up), "one pass alone takes 25 at most");
    assert_eq!(report.environment.suite, "scaling");
    assert_eq!(csv.lines().filter(|line| !line.starts_with('#')).count(), 7);
    assert!(slope.contains('±'), "{slope}");
}

/// The test id of the element that has the focus.
fn focused(page: &Page) -> String {
    let name = page.script("return document.activeElement.dataset.testid ?? ''");
    name.as_str().unwrap_or_default().to_owned()
}

/// Milliseconds on the page's clock.
fn now_ms(page: &Page) -> f64 {
    page.script("return performance.now()").as_f64().unwrap()
}

/// Gives a text to the lab's import as a file.
fn import(page: &Page, text: &str) {
    page.script(&format!(
        "const field = document.querySelector('[data-testid=lab-import]');
        const files = new DataTransfer();
        files.items.add(new File([{}], 'result.json'));
        field.files = files.files;
        field.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        serde_json::to_string(text).unwrap()
    ));
}

/// The answer on the card of a question; empty before there is one.
fn answer(page: &Page, question: Question) -> String {
    let text = format!(
        "return document.querySelector('[data-testid=answer][data-question={}]')?.innerText ?? ''",
        question.suite()
    );
    page.script(&text).as_str().unwrap_or_default().to_owned()
}

/// Opens the lab and waits for its questions.
fn open_questions(page: &Page) {
    page.open("?page=lab");
    page.wait_until("the questions and what answers them are here", |page| {
        page.has("ask-simd") && page.has("answer") && page.has("lab-export-json") && page.is_whole()
    });
}

/// Presses the card of a question by the keyboard.
fn ask(page: &Page, question: Question) {
    page.script(&format!("document.querySelector('[data-testid=ask-{}]').focus()", question.suite()));
    page.press(Key::Enter);
}

/// Where a part of a card ends in the window, from the top.
fn bottom(page: &Page, part: &str) -> f64 {
    let bottom = format!("return document.querySelector('{part}').getBoundingClientRect().bottom");
    page.script(&bottom).as_f64().unwrap()
}

/// The numbers that an answer has to hold, by what is found in the records of its run.
fn numbers(found: &Finding) -> Vec<String> {
    let fine = |numbers: &[f64]| numbers.iter().map(|x| format!("{x:.2}")).collect();
    let whole = |numbers: &[f64]| numbers.iter().map(|x| format!("{x:.0}")).collect();
    match found {
        Finding::Quadratic { softmax, linear, .. } => {
            fine(&[softmax.exponent, softmax.low, softmax.high, linear.exponent, linear.low, linear.high])
        }
        Finding::Wins { found: Found::Within { n, low, high }, sure: true, .. } => whole(&[*n, *low, *high]),
        Finding::Wins { found: Found::Within { n, .. }, .. } => whole(&[*n]),
        Finding::Wins { found: Found::Below(n) | Found::Above(n), .. } => whole(&[*n]),
        Finding::Simd { factor, .. } => fine(&[factor.of, factor.low, factor.high]),
    }
}

#[test]
fn each_question_is_answered_by_its_own_run_where_it_was_pressed_and_in_the_time_that_was_promised() {
    visit_alone(|page| {
        open_questions(page);
        assert_eq!(page.property("choose", "open"), false);
        for (earlier, question) in Question::ALL.into_iter().enumerate() {
            let (id, suite) = (format!("ask-{}", question.suite()), question.suite());
            let promised = page.number(&id);
            let start = now_ms(page);
            ask(page, question);
            wait_for(page, "running");
            assert_eq!(answer(page, question), "", "the answer comes with the last size");
            let others = Question::ALL.into_iter().filter(|other| *other != question);
            assert!(
                others
                    .map(|other| format!("ask-{}", other.suite()))
                    .all(|other| { page.attribute(&other, "aria-disabled").as_deref() == Some("true") })
            );
            page.wait_at_most(Duration::from_secs(60), "the question is answered", |page| {
                !answer(page, question).is_empty()
            });
            let took = (now_ms(page) - start) / 1000.0;
            assert!(took < 40.0, "{suite} took {took} s");
            // How many sizes a search needs is not known before it.
            let allowed = if question == Question::Wins || page.has_coarse_clock() { 0.5 } else { 1.0 / 3.0 };
            assert!(
                (promised / took - 1.0).abs() < allowed,
                "{suite}: {promised} s were promised, {took} s it took"
            );
            assert_eq!(focused(page), id, "whoever pressed it goes on from there");
            // The records are those of this run alone.
            let report = exported(page);
            assert_eq!(report.environment.suite, suite);
            let planned = (suite::find(suite).unwrap().cases)(&Choice::default());
            let kernels: Vec<_> = planned.iter().map(|case| (&case.kernel, case.form)).collect();
            assert!(report.records.iter().all(|r| kernels.contains(&(&r.case.kernel, r.case.form))));
            assert!(planned.iter().all(|case| report.records.iter().any(|record| record.case == *case)));
            let found = finding(question, &report.records).unwrap();
            let says = answer(page, question);
            for number in numbers(&found) {
                assert!(says.contains(&number), "{number} of {found:?}: {says}");
            }
            assert!(
                says.contains("95") && says.ends_with('.') && !says.contains(". "),
                "one sentence: {says}"
            );
            page.script("scrollTo(0, 0)");
            let end = bottom(page, &format!("[data-question={suite}]"));
            assert!(end < 900.0, "the answer to {suite} ends at {end}");
            if let Finding::Quadratic { softmax, linear, .. } = &found {
                for (of, id) in [(softmax, "softmax_attn.full.streaming"), (linear, "linear_attn.full.right")]
                {
                    let slope = format!("{:.2} ± {:.2}", of.exponent, of.exponent - of.low);
                    assert_eq!(page.text(&format!("slope-{id}")), slope, "as in the table");
                }
            }
            if question == Question::Wins {
                let reasons = page.text("crossover-reasons");
                assert_eq!(reasons.matches("10⁹").count(), 2, "what both do in a second: {reasons}");
                assert!(reasons.contains("counted n = 64, measured n = "), "{reasons}");
            }
            let told = page.text("seen");
            assert!(told.contains(&says), "{says} is seen: {told}");
            page.wait_until("the runs before are kept", |page| page.has(&format!("lab-name-{earlier}")));
        }
        assert!(page.text("lab-kept-2").ends_with("measurements: 14"), "{}", page.text("lab-kept-2"));
        assert_eq!(page.query("suite").as_deref(), Some("simd"), "the link asks the same");
        // What was found stays on its card, and is said in the other language too.
        page.click("lang");
        page.wait_until("all are answered in Chinese", |page| {
            Question::ALL.into_iter().all(|question| answer(page, question).ends_with('。'))
        });
        page.reload();
        page.wait_until("the page is open", |page| {
            page.has("answer") && page.has("lab-show-0") && page.is_whole()
        });
        assert_eq!(page.property("choose", "open"), false, "a question needs no choice");
        let none = |page: &Page| Question::ALL.into_iter().all(|question| answer(page, question).is_empty());
        assert!(none(page), "nothing was asked since the page was opened");
        page.click("lab-show-0");
        page.wait_until("a run that is shown again answers again", |page| {
            !answer(page, Question::Simd).is_empty()
        });
        let told = answer(page, Question::Simd);
        assert!(!page.text("seen").contains(&told), "it was not seen in this session");
        page.script("document.querySelector('[data-testid=lab-clear]').click()");
        page.wait_until("no result, no answer", none);
    });
}

#[test]
fn a_question_on_a_phone_is_followed_and_ended_on_its_card() {
    visit_on(Screen::Phone, |page| {
        open_questions(page);
        for question in Question::ALL {
            let suite = question.suite();
            page.tap(&format!("ask-{suite}"), [0.2, 0.5]);
            wait_for(page, "running");
            page.script("scrollTo(0, 0)");
            page.wait_until("it says how long it takes", |page| {
                page.text(&format!("ask-{suite}")).contains(" left")
            });
            let end = bottom(page, &format!(".question.{suite} .question-says"));
            assert!(end <= 844.0, "the room for the answer to {suite} ends at {end}");
            // Elsewhere: a second tap at the same place, that soon, would count as a part of the first.
            page.tap(&format!("ask-{suite}"), [0.8, 0.5]);
            wait_for(page, "idle");
            assert_eq!(answer(page, question), "", "a run that was ended answers nothing");
        }
    });
}

#[test]
fn a_choice_in_a_link_opens_what_can_be_chosen() {
    visit(|page| {
        for (query, open) in
            [("", false), ("&suite=wins", false), ("&suite=chunk", true), ("&lab-d=32", true)]
        {
            page.open(&format!("?page=lab{query}"));
            page.wait_until("the choice is here", |page| page.has("lab-run"));
            assert_eq!(page.property("choose", "open"), open, "{query}");
        }
    });
}

#[test]
fn a_run_on_a_phone_shows_its_progress_where_it_was_started() {
    visit_on(Screen::Phone, |page| {
        page.open(LONG);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.tap("lab-run", [0.5, 0.5]);
        wait_for(page, "running");
        let seen = "const box = document.querySelector('[data-testid=lab-progress]').getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight";
        page.wait_until("the progress is on the screen", |page| page.script(seen) == true);
        page.tap("lab-cancel", [0.5, 0.5]);
        wait_for(page, "idle");
    });
}

#[test]
fn a_run_has_one_date_and_is_shown_again_as_it_was() {
    visit(|page| {
        // Five sizes of channels, with a slope through them.
        page.open("?page=lab&suite=width&lab-to=64&lab-kernels=delta_rule.causal.recurrent");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        wait_for(page, "done");
        let first = exported(page);
        let date = first.environment.date.clone();
        page.wait_until("the result is kept", |page| page.has("lab-show-0"));
        let slope = page.text("slope-delta_rule.causal.recurrent");
        page.click("lab-export-csv");
        assert!(page.downloaded("deltascope-lab.csv").contains(&date));
        page.click("lab-export-md");
        assert!(page.downloaded("deltascope-lab.md").contains(&date));
        page.click("lab-save-0");
        let kept = page.downloaded("deltascope-lab.json");
        assert_eq!(serde_json::from_str::<Report>(&kept).unwrap().environment, first.environment);
        page.reload();
        page.wait_until("it is kept after a reload", |page| page.has("lab-show-0"));
        import(page, &kept);
        page.wait_until("it is laid under", |page| page.property("lab-under-0", "checked") == true);
        assert!(!page.has("lab-name-1"), "the same run is kept once");
        assert!(!page.has("lab-table"));
        page.click("lab-show-0");
        page.wait_until("its tables are there", |page| page.has("lab-table"));
        assert_eq!(page.text("slope-delta_rule.causal.recurrent"), slope);
        let again = exported(page);
        assert_eq!(again.environment, first.environment);
        assert_eq!(again.records.len(), first.records.len());
        assert!(page.text("lab-progress").contains("Width, "), "{}", page.text("lab-progress"));
    });
}

#[test]
fn the_file_to_import_is_chosen_by_a_button_of_the_page() {
    visit(|page| {
        page.open("?page=lab");
        page.wait_until("the lab is open", |page| page.has("lab-import"));
        let seen = "const field = document.querySelector('[data-testid=lab-import]');
            field.focus({ focusVisible: true });
            return [field.offsetWidth, getComputedStyle(field.closest('label')).outlineStyle, document.activeElement === field]";
        assert_eq!(page.script(seen), json!([1, "solid", true]));
    });
}

/// The small sweep as one browser has measured it.
struct Measured {
    /// The meter before any run.
    before: f64,
    json: String,
    report: Report,
    csv: String,
    slope: String,
}

/// The small sweep, for all tests that look at a result and do not care who measured it. Nothing where there is no browser.
fn measured_once() -> Option<&'static Measured> {
    static MEASURED: OnceLock<Option<Measured>> = OnceLock::new();
    let measured = MEASURED.get_or_init(|| {
        let mut measured = None;
        visit(|page| {
            page.open(SMALL);
            page.wait_until("the lab is open", |page| page.has("lab-run"));
            assert_eq!(state(page), "idle");
            page.wait_until("a worker has compared the kernels with their rules", |page| {
                page.attribute("meter", "data-state").is_some()
            });
            let before = page.number("meter");
            page.click("lab-run");
            wait_for(page, "done");
            page.click("lab-export-json");
            let json = page.downloaded("deltascope-lab.json");
            let report = serde_json::from_str(&json).unwrap();
            page.click("lab-export-csv");
            let csv = page.downloaded("deltascope-lab.csv");
            let slope = page.text("slope-delta_rule.causal.recurrent");
            measured = Some(Measured { before, json, report, csv, slope });
        });
        measured
    });
    measured.as_ref()
}

/// Imports a result and shows it, alone.
fn show(page: &Page, report: &Report) {
    page.open(SMALL);
    page.wait_until("the lab and its kept results are open", |page| {
        page.has("lab-run") && page.has("lab-import")
    });
    import(page, &report.to_json().unwrap());
    page.wait_until("the result is kept", |page| page.has("lab-show-0"));
    page.click("lab-show-0");
    page.wait_until("its tables are there", |page| page.has("lab-table"));
    // What is imported is laid under the chart too, with points of its own.
    page.click("lab-under-0");
    page.wait_until("each point is there once", |page| page.property("lab-under-0", "checked") == false);
}

fn record(report: &Report, algorithm: Algorithm, n: usize) -> &Record {
    report
        .records
        .iter()
        .find(|record| record.case.form == Form::Own(algorithm) && record.case.n == n)
        .unwrap()
}

/// Waits until the histogram shows a record, and compares its sentence with the export.
fn tells(page: &Page, name: &str, record: &Record) {
    let case = format!("{name}, n = {}, d = {}:", record.case.n, record.case.d);
    page.wait_until(&format!("the samples are of {case}"), |page| page.text("lab-samples").contains(&case));
    let says = page.text("lab-samples");
    let outside = record.labels.iter().filter(|label| **label != Label::Normal).count();
    assert!(says.contains(&format!(" of {} samples ", record.samples)), "{says}");
    assert!(says.contains(&format!(", {outside} of them outside")), "{says}");
    let (_, median) = says.split_once("median ").unwrap();
    let [number, unit] = median.split(' ').take(2).collect::<Vec<_>>()[..] else { panic!("{says}") };
    let in_ms = [("ns", 1e-6), ("µs", 1e-3), ("ms", 1.0), ("s", 1e3)].into_iter().find(|(u, _)| *u == unit);
    let said = number.parse::<f64>().unwrap() * in_ms.unwrap().1;
    assert!((said / record.median_ms - 1.0).abs() < 0.006, "{says}: {}", record.median_ms);
    assert_eq!(page.script("return document.querySelectorAll('[data-testid=lab-ring]').length"), 1);
}

/// Where the middle of the ring is in the window.
fn ring(page: &Page) -> (f64, f64) {
    let middle = "const box = document.querySelector('[data-testid=lab-ring]').getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]";
    serde_json::from_value(page.script(middle)).unwrap()
}

/// Where it is in the chart, to a hundredth of a pixel.
fn ring_in_chart(page: &Page) -> Value {
    page.script(
        "const [ring, chart] = ['lab-ring', 'lab-chart'].map((id) => document.querySelector(`[data-testid=${id}]`).getBoundingClientRect());
        return [ring.x - chart.x, ring.y - chart.y].map((it) => Math.round(100 * it))",
    )
}

#[test]
fn the_keyboard_goes_from_point_to_point() {
    let Some(Measured { report, .. }) = measured_once() else { return };
    visit(|page| {
        show(page, report);
        page.script("document.querySelector('[data-testid=lab-chart]').focus()");
        page.press(Key::Escape);
        page.wait_until("no point is in hand", |page| !page.has("lab-ring"));
        page.press(Key::Right);
        tells(page, "Q(KᵀV)", record(report, Right, 64));
        page.press(Key::Right);
        tells(page, "Q(KᵀV)", record(report, Right, 128));
        // At 16 channels the recurrence takes longer.
        page.press(Key::Up);
        page.press(Key::Down);
        page.press(Key::Up);
        tells(page, "DeltaNet", record(report, Recurrent, 128));
        page.press(Key::Left);
        tells(page, "DeltaNet", record(report, Recurrent, 64));
        assert!(page.attribute("lab-chart", "aria-label").is_some_and(|name| !name.is_empty()));
        page.press(Key::Escape);
        page.wait_until("it is let go", |page| !page.has("lab-ring"));
    });
}

#[test]
fn chart_and_table_point_at_each_other() {
    let Some(Measured { report, .. }) = measured_once() else { return };
    visit(|page| {
        show(page, report);
        let row = |n: usize| {
            format!(
                "[...document.querySelectorAll('[data-testid=lab-table] tbody tr')].find((row) =>
                    row.cells[1].innerText === 'recurrent' && row.cells[2].innerText === '{n}')"
            )
        };
        page.script(&format!("{}.querySelector('button').focus()", row(256)));
        tells(page, "DeltaNet", record(report, Recurrent, 256));
        page.script("document.querySelector('[data-testid=lab-chart]').scrollIntoView()");
        let ((x, y), stood) = (ring(page), ring_in_chart(page));
        page.press(Key::Escape);
        page.script("document.querySelector('[data-testid=lab-chart]').focus()");
        page.press(Key::Escape);
        page.wait_until("no point is in hand", |page| !page.has("lab-ring"));
        page.point([x - 60.0, y + 60.0]);
        assert!(!page.has("lab-ring"), "no point is near");
        page.point([x + 9.0, y - 9.0]);
        tells(page, "DeltaNet", record(report, Recurrent, 256));
        assert_eq!(ring_in_chart(page), stood, "the ring is where it was");
        assert_eq!(page.script(&format!("return {}.className", row(256))), "picked");
    });
}

#[test]
fn a_finger_picks_a_point() {
    let Some(Measured { report, .. }) = measured_once() else { return };
    visit_on(Screen::Phone, |page| {
        show(page, report);
        page.script("document.querySelector('[data-testid=lab-chart]').scrollIntoView()");
        page.script("document.querySelector('.lab-pick').focus({ preventScroll: true })");
        page.wait_until("a point is in hand", |page| page.has("lab-ring"));
        let height = "return document.querySelector('.lab-chart').offsetHeight";
        let (before, (x, y)) = (page.script(height), ring(page));
        page.tap_at([x + 50.0, y + 40.0]);
        page.wait_until("it is let go", |page| !page.has("lab-ring"));
        assert_eq!(page.script(height), before, "nothing jumps");
        page.tap_at([x + 5.0, y + 5.0]);
        page.wait_until("it is in hand again", |page| page.has("lab-ring"));
        assert_eq!(ring(page), (x, y));
        assert_eq!(page.script(height), before, "nothing jumps");
        assert_eq!(report.records.len(), 6);
    });
}

#[test]
fn the_chart_is_exported_as_an_svg() {
    let Some(Measured { report, .. }) = measured_once() else { return };
    visit(|page| {
        show(page, report);
        page.click("lab-export-svg");
        let svg = serde_json::to_string(&page.downloaded("deltascope-lab.svg")).unwrap();
        let read = format!(
            "const svg = new DOMParser().parseFromString({svg}, 'image/svg+xml');
            return [svg.documentElement.tagName, svg.querySelectorAll('parsererror').length,
                [...svg.querySelectorAll('text')].map((text) => text.textContent.trim())]"
        );
        let (root, errors, texts): (String, usize, Vec<String>) =
            serde_json::from_value(page.script(&read)).unwrap();
        assert_eq!((root.as_str(), errors), ("svg", 0));
        for wanted in ["tokens n", "time per call", "128", "DeltaNet", "Q(KᵀV)"] {
            assert!(texts.iter().any(|text| text.contains(wanted)), "{wanted}: {texts:?}");
        }
    });
}

#[test]
fn sizes_that_would_not_fit_are_grey_and_say_their_bytes() {
    visit(|page| {
        page.open("?page=lab&lab-d=64&lab-kernels=softmax_attn.full.naive,linear_attn.causal.recurrent");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        let option = |list: &str| {
            let option = format!("document.querySelector('[data-testid={list}] option[value=\"65536\"]')");
            page.script(&format!("return [{option}.text, {option}.className, {option}.disabled]"))
        };
        for list in ["lab-from", "lab-to"] {
            assert_eq!(option(list), json!(["65536 — 16.1 GiB", "grey", false]));
        }
        page.click("linear_attn.causal.recurrent");
        page.wait_until("nothing that is chosen fits", |_| {
            option("lab-to") == json!(["65536 — 16.1 GiB", "", true])
        });
        page.click("softmax_attn.full.naive");
        page.click("linear_attn.causal.recurrent");
        page.wait_until("everything that is chosen fits", |_| {
            option("lab-to") == json!(["65536", "", false])
        });
    });
}

#[test]
fn a_run_is_cancelled_at_once_and_keeps_what_it_has() {
    visit(|page| {
        page.open(LONG);
        page.click("lab-run");
        page.wait_at_most(Duration::from_secs(60), "there is a first result", |page| page.has("lab-table"));
        assert_eq!(state(page), "running");
        page.click("lab-cancel");
        wait_for(page, "idle");
        assert!(page.has("lab-table"));
        assert_eq!(
            page.attribute("lab-run", "aria-disabled").as_deref(),
            Some("false"),
            "another run can start"
        );
    });
}

#[test]
fn a_run_stands_still_and_goes_on() {
    visit(|page| {
        page.open(ONE);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        let off = |page: &Page, id: &str| page.attribute(id, "aria-disabled").as_deref() == Some("true");
        assert!(off(page, "lab-pause") && !off(page, "lab-run"));
        page.click("lab-run");
        wait_for(page, "running");
        assert!(!off(page, "lab-pause") && off(page, "lab-run"));
        assert_eq!(focused(page), "lab-run", "whoever pressed it goes on from there");
        page.click("lab-pause");
        wait_for(page, "paused");
        page.click("lab-pause");
        wait_for(page, "done");
        assert_eq!(focused(page), "lab-pause");
        assert!(page.text("limit").contains("GFLOP/s"));
    });
}

#[test]
fn a_run_that_nobody_sees_stands_still() {
    visit(|page| {
        page.open(LONG);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        let hide = |hidden: bool| {
            page.script(&format!(
                "Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});
                document.dispatchEvent(new Event('visibilitychange', {{ bubbles: true }}))"
            ));
        };
        page.click("lab-run");
        wait_for(page, "running");
        hide(true);
        wait_for(page, "paused");
        let says = page.text("lab-progress");
        assert!(says.contains("nobody sees"), "it says why: {says}");
        hide(false);
        wait_for(page, "running");
        page.click("lab-cancel");
    });
}

/// Measures one size, and lays the result under those to come.
fn lay_a_result_under(page: &Page) {
    page.open(ONE);
    page.wait_until("the lab is open", |page| page.has("lab-run"));
    page.click("lab-run");
    wait_for(page, "done");
    page.wait_until("the result is kept", |page| page.has("lab-name-0"));
    page.click("lab-under-0");
}

#[test]
fn a_result_that_is_laid_under_stays_the_same_when_another_is_kept() {
    visit(|page| {
        lay_a_result_under(page);
        page.click("lab-run");
        wait_for(page, "done");
        page.wait_until("another is kept", |page| page.has("lab-name-1"));
        assert_eq!([0, 1].map(|i| page.property(&format!("lab-under-{i}"), "checked")), [false, true]);
    });
}

#[test]
fn a_worker_that_is_killed_is_replaced_and_nothing_is_lost() {
    visit(|page| {
        page.open("?page=lab&suite=chunk&lab-from=16&lab-to=16&lab-d=16&lab-kernels=delta_rule.causal.chunk");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        // The next worker dies of itself as soon as it has a result to tell.
        page.script(
            "const Real = window.Worker;
            let killed = false;
            window.Worker = function (...given) {
                const worker = new Real(...given);
                worker.addEventListener('message', (event) => {
                    if (!killed && String(event.data).includes('measured')) {
                        killed = true;
                        worker.terminate();
                        worker.dispatchEvent(new ErrorEvent('error', { message: 'killed by the test' }));
                    }
                });
                return worker;
            }",
        );
        page.click("lab-run");
        wait_for(page, "done");
        let report = exported(page);
        assert_eq!(report.records.len(), 6);
        assert!(!page.has("lab-refused"));
    });
}

/// From now on every worker of the page does this first.
fn in_every_worker(page: &Page, code: &str) {
    page.script(&format!(
        "window.Real ??= window.Worker;
        window.Worker = function (script, options) {{
            const url = JSON.stringify(new URL(script, document.baseURI).href);
            const code = `{code}; import(${{url}});`;
            return new Real(URL.createObjectURL(new Blob([code], {{ type: 'text/javascript' }})), options);
        }}"
    ));
}

/// From now on the clock of every worker is rounded down to so many milliseconds, as browsers do that guard privacy.
fn coarsen_clocks(page: &Page, grain_ms: f64) {
    let coarse = format!(
        "const now = performance.now.bind(performance);
        performance.now = () => Math.floor(now() / {grain_ms}) * {grain_ms}"
    );
    in_every_worker(page, &coarse);
}

#[test]
fn a_clock_that_is_too_coarse_is_named_with_its_steps() {
    visit(|page| {
        page.open(SMALL);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        for (grain_ms, steps) in [(100.0, "100 ms"), (1000.0, "1 s")] {
            coarsen_clocks(page, grain_ms);
            page.click("lab-run");
            let limit = Duration::from_secs(30);
            page.wait_at_most(limit, &format!("steps of {steps} are named"), |page| {
                page.text("lab-progress").contains(&format!("too coarse: steps of {steps}."))
            });
            assert_eq!(state(page), "failed");
            page.click("lang");
            page.wait_until("it is said in Chinese", |page| {
                page.text("lab-progress").contains(&format!("太粗：每步 {steps}"))
            });
            page.click("lang");
        }
        page.click("ask-wins");
        page.wait_until("a question says why it has no answer", |page| {
            page.script("return document.querySelector('.question.wins .question-says').innerText")
                .as_str()
                .is_some_and(|says| says.contains("too coarse"))
        });
    });
}

#[test]
fn the_time_left_is_told_from_the_start_also_by_a_coarse_clock() {
    visit(|page| {
        page.open(ONE);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        coarsen_clocks(page, 16.7);
        page.click("lab-run");
        page.wait_until("it says how long it takes", |page| page.text("lab-progress").contains(" left"));
        assert!(page.text("lab-progress").contains("Checking"), "before the first case is timed");
        page.click("lab-cancel");
        coarsen_clocks(page, 1.0);
        page.click("lab-run");
        page.wait_until("it says how long it takes", |page| page.text("lab-progress").contains(" left"));
        wait_for(page, "done");
        for record in &exported(page).records {
            assert_eq!(record.grain_ms, 1.0);
            let batch_ms = record.median_ms * f64::from(record.batch);
            assert!(batch_ms > 50.0, "a batch of {batch_ms} ms is no measurement");
        }
    });
}

#[test]
fn results_are_kept_renamed_and_imported() {
    visit(|page| {
        lay_a_result_under(page);
        page.open("?page=lab");
        page.wait_until("it is kept after a reload", |page| page.has("lab-name-0"));
        let name = page.property("lab-name-0", "value");
        let named = name.as_str().unwrap_or_default();
        assert!(
            named.starts_with("Sweep, ") && !named.contains('T'),
            "the menu's name, a local date: {named}"
        );
        page.click("lab-remove-0");
        page.wait_until("it is gone", |page| !page.has("lab-name-0"));
        assert_eq!(focused(page), "lab-undo");
        page.click("lab-undo");
        page.wait_until("it is back", |page| page.has("lab-name-0"));
        assert_eq!(page.property("lab-name-0", "value"), name);
        page.click("lab-remove-0");
        page.wait_until("it is gone", |page| !page.has("lab-name-0"));
        import(page, "nonsense");
        page.wait_until("nonsense is named", |page| page.has("lab-import-wrong"));
        assert!(
            page.text("lab-import-wrong").contains("line 1, column 2"),
            "{}",
            page.text("lab-import-wrong")
        );
        page.click("lang");
        page.wait_until("in Chinese too", |page| page.text("lab-import-wrong").contains("第 1 行第 2 列"));
        let latin = page.text("lab-import-wrong").chars().filter(char::is_ascii_alphabetic).count();
        assert_eq!(latin, 0, "no words of a parser");
        page.click("lang");
        assert!(!page.has("lab-name-0"));
        import(page, &Report::default().to_json().unwrap());
        page.wait_until("an imported result is there", |page| page.has("lab-name-0"));
        assert!(!page.has("lab-import-wrong"));
    });
}

#[test]
fn the_same_is_timed_by_other_means_beside() {
    visit(|page| {
        page.open("?page=lab&lab-from=64&lab-to=64&lab-d=16&lab-beside=plain,nalgebra,javascript,fused&lab-kernels=softmax_attn.full.streaming,linear_attn.full.left,delta_rule.causal.recurrent");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        wait_for(page, "done");
        let report = exported(page);
        let mut found: Vec<_> =
            report.records.iter().map(|r| (r.case.kernel.as_str(), r.case.form.to_string())).collect();
        found.sort_unstable();
        let of = |kernel, own: &'static str, fused: &'static str| {
            [fused, "javascript", "nalgebra", "plain", own].map(|form| (kernel, form.to_owned()))
        };
        let mut wanted = of("delta_rule/causal", "recurrent", "fused(recurrent)").to_vec();
        wanted.extend(of("softmax_attn/full", "streaming", "fused(streaming)"));
        let left = ["left", "plain(left)", "nalgebra(left)", "javascript(left)", "fused(left)"];
        wanted.extend(left.map(|form| ("linear_attn/full", form.to_owned())));
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        for record in &report.records {
            // JavaScript rounds from double precision, fused kernels once instead of twice: all stay within f32's bound.
            assert!(
                record.rms_ratio > 0.0 && record.rms_ratio < 1e-5,
                "{:?}: {}",
                record.case,
                record.rms_ratio
            );
        }
        page.click("lab-beside-plain");
        page.wait_until("the link follows", |page| {
            page.attribute("lab-link", "href").is_some_and(|href| href.contains("lab-beside=nalgebra"))
        });
    });
}

#[test]
fn fused_kernels_are_fetched_only_when_they_are_asked_for() {
    visit(|page| {
        page.open(ONE);
        page.wait_until("a worker has compared the kernels with their rules", |page| {
            page.attribute("meter", "data-state").is_some()
        });
        page.script(
            "window.fetched = [];
            window.told = new BroadcastChannel('fetched');
            told.onmessage = ({ data }) => fetched.push(data)",
        );
        in_every_worker(
            page,
            "const [real, told] = [fetch, new BroadcastChannel('fetched')];
            self.fetch = (file, ...more) => {
                told.postMessage(String(file.url ?? file));
                return real(file, ...more);
            }",
        );
        let fetched = |name: &str| {
            let count = format!("return fetched.filter((url) => url.includes('{name}')).length");
            page.script(&count).as_u64().unwrap()
        };
        page.click("lab-run");
        wait_for(page, "done");
        assert_eq!([fetched("timing_worker"), fetched("fused_kernels")], [1, 0]);
        assert!(!page.text("limit").contains("fused"));
        page.click("lab-beside-fused");
        page.click("lab-run");
        wait_for(page, "running");
        wait_for(page, "done");
        assert_eq!([fetched("timing_worker"), fetched("fused_kernels")], [2, 1], "one worker times all");
        let records = exported(page).records;
        assert_eq!((records.len(), records.iter().filter(|it| it.case.form.is_fused()).count()), (2, 1));
        assert!(page.text("limit").contains("fused into one"), "{}", page.text("limit"));
    });
}

#[test]
fn fused_kernels_that_cannot_be_loaded_are_named_and_the_others_are_timed() {
    visit(|page| {
        page.open(&format!("{ONE}&lab-beside=fused"));
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        in_every_worker(
            page,
            "const real = fetch;
            self.fetch = (file, ...more) => String(file).includes('fused_kernels')
                ? Promise.resolve(new Response('', { status: 404 }))
                : real(file, ...more)",
        );
        page.click("lab-run");
        wait_for(page, "done");
        let says = page.text("lab-refused");
        assert!(says.contains("could not be loaded") && says.contains(": 404"), "{says}");
        page.click("lang");
        page.wait_until("it is said in Chinese", |page| page.text("lab-refused").contains("无法载入"));
        let records = exported(page).records;
        assert!(records.len() == 1 && records.iter().all(|record| !record.case.form.is_fused()));
    });
}

#[test]
fn without_vector_instructions_the_same_kernels_are_timed_number_by_number_and_the_report_says_so() {
    let in_chromium = Visit::chromium_alone("only Chromium can be told to have no vector instructions");
    let scalar = Visit { with: Start { scalar: true, ..Start::default() }, ..in_chromium };
    scalar.run(|page| {
        page.open(&format!("{ONE}&lab-beside=plain,fused"));
        page.wait_until("the lab is open", |page| page.has("lab-scalar"));
        page.wait_until("the kernels agree with their rules", |page| {
            page.attribute("meter", "data-state").as_deref() == Some("ok")
        });
        page.click("lab-run");
        wait_for(page, "done");
        assert!(page.text("lab-refused").contains("no fused multiply-add"));
        let report = exported(page);
        let forms: Vec<String> = report.records.iter().map(|record| record.case.form.to_string()).collect();
        assert_eq!(forms, ["recurrent", "plain"]);
        assert_eq!(report.environment.simd, "scalar");
        assert!(report.records.iter().all(|record| record.rms_ratio > 0.0 && record.rms_ratio < 1e-5));
    });
}

#[test]
fn heads_are_spread_over_the_cores() {
    visit_alone(|page| {
        page.open("?page=lab&suite=heads&lab-to=128&lab-d=32&lab-kernels=delta_rule.causal.recurrent");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        wait_for(page, "done");
        let cores = page.script("return navigator.hardwareConcurrency").as_u64().unwrap() as usize;
        let report = exported(page);
        let forms: Vec<_> = report.records.iter().map(|r| r.case.form).collect();
        let wanted: Vec<_> =
            team::counts(cores).into_iter().map(|workers| Form::Workers(workers, Recurrent)).collect();
        assert_eq!(forms, wanted);
        let of = Case { form: Recurrent.into(), ..report.records[0].case.clone() };
        let table = page.text("speedups");
        for speedup in team::speedups(&of, &report.records) {
            assert!(table.contains(&format!("{:.2}", speedup.speedup)), "{speedup:?} in {table}");
            assert!(speedup.efficiency > 0.2, "workers that wait for each other: {speedup:?}");
        }
    });
}

/// A report of the suite `crossover` whose linear ways have a constant cost besides: the times meet at another n than counted.
fn crossing() -> Report {
    let ms = |case: &Case| {
        let n = case.n as f64;
        let quadratic = PAIRS
            .iter()
            .any(|pair| (case.kernel.as_str(), case.form) == (pair.quadratic.0, Form::Own(pair.quadratic.1)));
        if quadratic { n * n / 100.0 } else { 0.64 * n + 20.0 }
    };
    let record = |case: Case| {
        let flops = (find(&case.kernel, case.form).unwrap().flops)(Shape::new(case.n, case.d).unwrap());
        let facts = Facts { flops, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let ms = ms(&case);
        Record::new(case, &[0.98 * ms, ms, 1.02 * ms], facts).unwrap()
    };
    let suite = suite::find("crossover").unwrap();
    let records = (suite.cases)(&Choice::default()).into_iter().map(record).collect();
    let environment = Environment {
        suite: "crossover".into(),
        date: "2026-01-02T03:04:05.678Z".into(),
        ..Environment::default()
    };
    Report { environment, records }
}

#[test]
fn a_measured_crossover_stands_beside_the_counted_one_with_the_reason() {
    let report = crossing();
    visit(|page| {
        show(page, &report);
        let (table, reasons) = (page.text("crossover"), page.text("crossover-reasons"));
        for pair in &PAIRS {
            let crossover = find_crossover(pair, 64, &report.records).unwrap();
            let Found::Within { n, low, high } = crossover.found else { panic!("{crossover:?}") };
            let measured = format!("{n:.0} ({low:.0} – {high:.0})");
            assert!(table.contains(&measured), "{measured}: {table}");
            let counted = format!("counted n = {:.0}, measured n = {measured}", crossover.predicted);
            assert!(reasons.contains(&counted), "{counted}: {reasons}");
            for speed in [crossover.speeds.quadratic, crossover.speeds.linear] {
                let speed = format!("{}·10⁹", short(speed / 2.0));
                assert!(reasons.contains(&speed), "{speed}: {reasons}");
            }
        }
        assert!(table.contains("127") && reasons.contains("Counting supposes equal speeds"), "{reasons}");
    });
}

#[test]
fn another_run_takes_the_place_of_the_one_before_which_stays_among_the_kept_results() {
    let Some(first) = measured_once() else { return };
    visit(|page| {
        show(page, &first.report);
        page.open("?page=lab&suite=chunk&lab-from=32&lab-to=32&lab-d=16&lab-kernels=delta_rule.causal.chunk");
        page.wait_until("the lab and its kept results are open", |page| {
            page.has("lab-run") && page.has("lab-show-0")
        });
        page.click("lab-show-0");
        page.wait_until("the run before is shown", |page| page.text("lab-table").contains("256"));
        page.click("lab-run");
        wait_for(page, "done");
        let second = exported(page);
        assert_eq!(second.environment.suite, "chunk");
        let own = |record: &Record| record.case.kernel == "delta_rule/causal" && record.case.n == 32;
        assert!(second.records.iter().all(own), "no size and no kernel of the run before");
        let table = page.text("lab-table");
        assert!(["recurrent", "chunk(1)", "chunk(32)"].iter().all(|form| table.contains(form)), "{table}");
        page.wait_until("both are kept", |page| page.has("lab-name-1"));
        let kept = page.text("lab-kept-1");
        assert!(kept.ends_with(&format!("measurements: {}", first.report.records.len())), "{kept}");
        // A run that was ended early is kept when the next one begins.
        page.open(LONG);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        page.wait_at_most(Duration::from_secs(60), "there is a first result", |page| page.has("lab-table"));
        page.click("lab-cancel");
        wait_for(page, "idle");
        page.click("lab-run");
        page.wait_until("it is kept", |page| page.has("lab-name-2"));
        page.click("lab-cancel");
    });
}

#[test]
fn the_page_stays_awake_meanwhile_and_the_run_survives_a_visit_elsewhere() {
    visit_alone(|page| {
        page.open(LONG);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.click("lab-run");
        page.wait_at_most(Duration::from_secs(60), "there is a first result", |page| page.has("lab-table"));
        let gaps = "return new Promise((done) => {
            let [gaps, last] = [[], performance.now()];
            const frame = () => {
                const now = performance.now();
                gaps.push(now - last);
                last = now;
                gaps.length < 120 ? requestAnimationFrame(frame) : done(gaps.sort((a, b) => a - b));
            };
            requestAnimationFrame(frame);
        })";
        let gaps: Vec<f64> = serde_json::from_value(page.script(gaps)).unwrap();
        // Two frames in 120 may be late, because the test machine has other things to do.
        assert!(gaps[117] < 100.0, "the animation stalls: {:?} ms", &gaps[110..]);
        page.click("nav-start");
        page.wait_until("another page is open", |page| !page.has("lab-run"));
        page.click("nav-lab");
        page.wait_until("the lab is open again", |page| page.has("lab-run"));
        assert_eq!(state(page), "running");
        page.click("lab-cancel");
    });
}

#[test]
fn a_worker_that_cannot_start_is_named_and_replaced() {
    visit(|page| {
        page.open(ONE);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        let meta = "document.querySelector('meta[name=timing-worker]')";
        let right = page.script(&format!("return {meta}.content"));
        page.script(&format!("{meta}.content = './no_such_worker.js'"));
        page.click("lab-run");
        wait_for(page, "failed");
        assert!(page.text("lab-progress").contains("no_such_worker"));
        page.take_errors();
        page.script(&format!("{meta}.content = {right}"));
        page.click("lab-run");
        wait_for(page, "done");
    });
}

#[test]
fn sizes_that_do_not_fit_are_refused_with_their_bytes() {
    visit(|page| {
        page.open("?page=lab&lab-from=65536&lab-to=65536&lab-d=4&lab-kernels=softmax_attn.full.naive,linear_attn.causal.recurrent");
        page.click("lab-run");
        wait_for(page, "done");
        let digits: String = page.text("lab-refused").chars().filter(char::is_ascii_digit).collect();
        let naive = find("softmax_attn/full", Naive).unwrap();
        let bytes = naive.bytes(Shape::new(65_536, 4).unwrap());
        assert!(digits.contains(&bytes.to_string()), "{}", page.text("lab-refused"));
        assert!(page.text("lab-table").contains("65536"), "the kernel that fits is timed");
    });
}

#[test]
fn the_suite_peers_has_its_own_cases() {
    visit(|page| {
        page.open("?page=lab&suite=peers");
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        assert!(!page.has("lab-from"), "there is nothing to choose");
        page.click("lab-run");
        // The first of its passes goes through all cases.
        let rows = "return document.querySelectorAll('[data-testid=lab-table] tbody tr').length";
        page.wait_at_most(Duration::from_secs(120), "each case is timed", |page| page.script(rows) == 20);
        page.click("lab-cancel");
        wait_for(page, "idle");
        let report = exported(page);
        assert_eq!(report.environment.suite, "peers");
        let planned = (suite::find("peers").unwrap().cases)(&Choice::default());
        assert!(planned.iter().all(|case| report.records.iter().any(|record| record.case == *case)));
        assert_eq!(report.records.len(), 20);
        assert!(report.records.iter().all(|record| record.rms_ratio <= 1e-5 && record.gflops > 1.0));
        page.select("suite", "scaling");
        page.wait_until("kernels can be chosen again", |page| page.has("lab-from"));
    });
}
