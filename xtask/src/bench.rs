//! `cargo xtask bench`: how fast the kernels are, in the browser or natively.

use anyhow::Result;

use crate::process::process;
use crate::{browser, build, project};

/// Times the kernels in headless Chromium, in the lab's worker, beside the machine's limit and the plain loops.
pub fn in_browser() -> Result<()> {
    let browser = browser::find_or_install()?;
    build::run_if_changed()?;
    println!("timing the kernels in Chromium (one to two minutes; leave the machine alone meanwhile)");
    process("cargo")
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "bench"])
        .env("DELTASCOPE_DIST", project::dist())
        .env("DELTASCOPE_CHROMIUM", browser.chromium)
        .env("DELTASCOPE_CHROMEDRIVER", browser.chromedriver)
        .run()
}

/// Times the same cases natively, under criterion.
pub fn native() -> Result<()> {
    process("cargo")
        .args(["bench", "--package", "deltascope", "--no-default-features", "--bench", "kernels"])
        .run()
}
