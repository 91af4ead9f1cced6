//! Runs the lab's suite `bench` in a browser and prints its table; `cargo xtask bench` starts this.

use std::time::Duration;

use browser_tests::Visit;
use deltascope::timing::Report;
use deltascope::timing::bench::table;

/// How long the suite may take; it takes one minute or two.
const PATIENCE: Duration = Duration::from_secs(900);

fn main() {
    // Isolated, so that the worker's clock has its finest grain.
    Visit { isolated: true, ..Visit::default() }.run(|page| {
        page.open("?page=lab&suite=bench");
        page.click("lab-run");
        let state = || page.attribute("lab-progress", "data-state").unwrap_or_default();
        page.wait_at_most(PATIENCE, "the benchmark is done", |_| state() != "running");
        assert_eq!(state(), "done", "{}", page.text("lab-progress"));
        page.click("lab-export-json");
        let json = page.downloaded("deltascope-lab.json");
        let Report { environment, records } = serde_json::from_str(&json).expect("the lab exports reports");
        println!("{}", environment.user_agent);
        let grain =
            environment.grain_ms.map_or_else(String::new, |grain| format!(", clock grain {grain} ms"));
        println!("build {} {}{grain}\n\n{}", environment.build, environment.simd, table(&records));
    });
}
