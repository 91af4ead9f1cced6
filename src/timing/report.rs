//! A finished set of measurements with the circumstances under which they were taken, as JSON and as CSV.

use serde::{Deserialize, Serialize};

use super::{Case, Record, Speed};
use crate::io::write::field;

/// Where and how a report came about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// The browser's own name for itself.
    pub user_agent: String,
    /// Logical processors that the browser admits to.
    pub cores: u32,
    /// Whether the page is cross-origin isolated, which makes the clock finer.
    pub cross_origin_isolated: bool,
    /// Measured grain of the worker's clock in milliseconds; `None` if nothing was measured.
    pub grain_ms: Option<f64>,
    /// Version of Deltascope and profile of the build, e.g. `0.1.0 release`.
    pub build: String,
    /// How kernels run: with vector instructions, `simd128`, or with each of them carried out number by number, `scalar`.
    pub simd: String,
    /// Date and time of the start of the run, ISO 8601, UTC.
    pub date: String,
    /// Id of the suite.
    pub suite: String,
    /// The machine's limits in the same run.
    #[serde(default)]
    pub limit: Option<Speed>,
    /// By how much the machine's speed changed from before the run to after it, as a part.
    #[serde(default)]
    pub drift: Option<f64>,
}

/// `{ "environment": {…}, "records": […] }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The circumstances.
    pub environment: Environment,
    /// One record per case.
    pub records: Vec<Record>,
}

/// Version and profile of this build.
pub fn build() -> String {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    format!("{} {profile}", env!("CARGO_PKG_VERSION"))
}

impl Report {
    /// Whether both tell of one run: it has one start, and one machine.
    pub fn is_of_same_run(&self, other: &Self) -> bool {
        let (own, others) = (&self.environment, &other.environment);
        let same =
            (&own.date, &own.suite, &own.user_agent) == (&others.date, &others.suite, &others.user_agent);
        let cases =
            |report: &Self| report.records.iter().map(|record| record.case.clone()).collect::<Vec<_>>();
        same && cases(self) == cases(other)
    }

    /// The report as indented JSON.
    ///
    /// # Errors
    /// None that these types can cause; the signature is serde's.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// The records as a table in Markdown, under a line that gives the environment.
    pub fn to_markdown(&self) -> String {
        let e = &self.environment;
        let mut text = format!(
            "{} · {} cores · build {} {} · suite {} · {}\n\n| kernel | form | n | d | median ms | 95 % interval | GFLOP/s | samples |\n|---|---|--:|--:|--:|--:|--:|--:|\n",
            e.user_agent.replace(['\r', '\n', '|'], " "),
            e.cores,
            e.build,
            e.simd,
            e.suite,
            e.date
        );
        for r in &self.records {
            let Case { kernel, form, n, d } = &r.case;
            text.push_str(&format!(
                "| {kernel} | {form} | {n} | {d} | {:.4} | {:.4} – {:.4} | {:.2} | {} |\n",
                r.median_ms, r.low_ms, r.high_ms, r.gflops, r.samples
            ));
        }
        text
    }

    /// One line per record under a line of column names, comma-separated (RFC 4180); the samples share one field,
    /// separated by spaces. Lines that start with `#` give the environment.
    pub fn to_csv(&self) -> String {
        let e = &self.environment;
        let grain = e.grain_ms.map_or_else(|| "unknown".to_owned(), |grain| grain.to_string());
        let mut csv = format!(
            "# {}\r\n# {} cores, isolated: {}, clock grain: {grain} ms\r\n# build {} {}, suite {}, {}\r\n",
            e.user_agent.replace(['\r', '\n'], " "),
            e.cores,
            e.cross_origin_isolated,
            e.build,
            e.simd,
            e.suite,
            e.date
        );
        csv.push_str(
            "kernel,form,n,d,median_ms,low_ms,high_ms,samples,gflops,q1_ms,q3_ms,batch,rms_ratio,bytes,grain_ms,times_ms\r\n",
        );
        for r in &self.records {
            let times: Vec<String> = r.times_ms.iter().map(f64::to_string).collect();
            let fields = [
                r.case.kernel.clone(),
                r.case.form.to_string(),
                r.case.n.to_string(),
                r.case.d.to_string(),
                r.median_ms.to_string(),
                r.low_ms.to_string(),
                r.high_ms.to_string(),
                r.samples.to_string(),
                r.gflops.to_string(),
                r.q1_ms.to_string(),
                r.q3_ms.to_string(),
                r.batch.to_string(),
                r.rms_ratio.to_string(),
                r.bytes.to_string(),
                r.grain_ms.to_string(),
                times.join(" "),
            ];
            csv.push_str(&fields.iter().map(|of| field(of)).collect::<Vec<_>>().join(","));
            csv.push_str("\r\n");
        }
        csv
    }
}
