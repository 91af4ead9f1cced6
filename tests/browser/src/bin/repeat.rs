//! Runs the lab's sweep twice and says how well the two agree; `cargo xtask bench --repeat` starts this.

use std::time::{Duration, Instant};

use browser_tests::{Page, Visit};
use deltascope::timing::{Record, Report};

/// The whole sweep at d = 64.
const SWEEP: &str = "?page=lab&suite=scaling&lab-from=64&lab-to=65536&lab-d=64";
/// How long a run may take; three minutes are promised.
const PATIENCE: Duration = Duration::from_secs(900);
/// Medians nearer than this, as a part, agree.
const NEAR: f64 = 0.05;

/// Writes down the longest time between two frames from now on.
const WATCH: &str = "window.longestFrame = 0;
    let last = performance.now();
    const frame = (now) => {
        window.longestFrame = Math.max(window.longestFrame, now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

fn main() {
    // Isolated, so that the worker's clock has its finest grain.
    Visit { isolated: true, ..Visit::default() }.run(|page| {
        page.open(SWEEP);
        page.wait_until("the lab is open", |page| page.has("lab-run"));
        page.wait_until("the kernels were compared with their rules", |page| {
            page.attribute("meter", "data-state").is_some()
        });
        page.script(WATCH);
        let [first, second] = [1, 2].map(|number| run(page, number));
        let apart: Vec<f64> = first.iter().filter_map(|record| apart(record, &second)).collect();
        let near = apart.iter().filter(|apart| **apart <= NEAR).count();
        println!("\n{near} of {} medians agree to within 5 %", apart.len());
        for (record, apart) in first.iter().zip(&apart).filter(|(_, apart)| **apart > NEAR) {
            let case = &record.case;
            println!("  {} {} n = {}: {:.1} % apart", case.kernel, case.form, case.n, 100.0 * apart);
        }
    });
}

/// One run; prints its duration and the slopes.
fn run(page: &Page, number: u32) -> Vec<Record> {
    page.script("window.longestFrame = 0");
    let start = Instant::now();
    page.click("lab-run");
    let state = || page.attribute("lab-progress", "data-state").unwrap_or_default();
    page.wait_at_most(PATIENCE, "the run is done", |_| state() != "running");
    assert_eq!(state(), "done", "{}", page.text("lab-progress"));
    let longest = page.script("return window.longestFrame").as_f64().unwrap_or(f64::NAN);
    println!("\nrun {number}: {:.1} s, longest frame {longest:.0} ms", start.elapsed().as_secs_f64());
    println!("{}", page.text("limit"));
    if page.has("lab-noisy") {
        println!("{}", page.text("lab-noisy"));
    }
    page.click("lab-export-json");
    let report: Report = serde_json::from_str(&page.downloaded("deltascope-lab.json")).expect("a report");
    let mut kernels: Vec<String> = Vec::new();
    for record in &report.records {
        let id = format!("{}.{}", record.case.kernel.replace('/', "."), record.case.form);
        if !kernels.contains(&id) {
            println!("  {id}: slope {}", page.text(&format!("slope-{id}")));
            kernels.push(id);
        }
    }
    report.records
}

/// By how much the medians of a case differ, as a part of the smaller.
fn apart(record: &Record, others: &[Record]) -> Option<f64> {
    let other = others.iter().find(|other| other.case == record.case)?;
    let [a, b] = [record.median_ms, other.median_ms];
    Some((a - b).abs() / a.min(b))
}
