//! `cargo xtask bench`: how fast the kernels are, in the browser or natively.

use anyhow::Result;

use crate::browser::Kind;
use crate::process::process;
use crate::{browser, build, project};

/// Times the kernels in headless Chromium, in the lab's worker, beside the machine's limit and the plain loops.
pub fn in_browser() -> Result<()> {
    run("bench", "timing the kernels in Chromium (one to two minutes; leave the machine alone meanwhile)")
}

/// Runs the lab's sweep twice in headless Chromium and says how well both agree.
pub fn twice() -> Result<()> {
    run(
        "repeat",
        "timing the sweep twice in Chromium (about five minutes; leave the machine alone meanwhile)",
    )
}

fn run(program: &str, says: &str) -> Result<()> {
    let browser = browser::find_or_install(Kind::Chromium)?;
    build::run_if_changed()?;
    println!("{says}");
    let bench = process("cargo")
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", program])
        .env("DELTASCOPE_DIST", project::dist());
    browser.named(bench).run()
}

/// Times the same cases natively, under criterion.
pub fn native() -> Result<()> {
    process("cargo")
        .args(["bench", "--package", "deltascope", "--no-default-features", "--bench", "kernels"])
        .run()
}
