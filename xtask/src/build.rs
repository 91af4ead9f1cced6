//! `cargo xtask build`: the sources become dist/, a folder any static host can serve as it is.

use anyhow::{Context, Result};

use crate::process::process;
use crate::{dist, fingerprint, fused, project, tools};

/// Builds the page, prints its sizes, and fails over the budgets.
pub fn run() -> Result<()> {
    tools::install_for_build()?;
    let inputs = fingerprint::of_inputs()?;
    build(inputs.as_deref())
}

/// Builds the page, unless dist/ is up to date.
pub fn run_if_changed() -> Result<()> {
    let inputs = fingerprint::of_inputs()?;
    match inputs.as_deref() {
        Some(inputs) if fingerprint::matches(inputs, &project::dist()) => {
            println!("dist/ is up to date");
            Ok(())
        }
        inputs => {
            tools::install_for_build()?;
            build(inputs)
        }
    }
}

fn build(inputs: Option<&str>) -> Result<()> {
    let (dist, pieces) = (project::dist(), project::tools().join("pieces"));
    fingerprint::forget();
    println!("building the release page (3 to 6 minutes the first time)");
    // Trunk runs offline so that it downloads no tools of its own; so cargo has to fetch the crates first.
    process("cargo").args(["fetch", "--target", tools::WASM]).run()?;
    process(project::tools().join("bin").join("trunk"))
        .args(["build", "--release", "--offline"])
        .env("PATH", tools::path()?)
        .env("DELTASCOPE_WASM_BINDGEN", tools::wasm_bindgen_program())
        .env("DELTASCOPE_PIECES", &pieces)
        .run()?;
    fused::build(&dist)?;
    dist::finish(&dist, &pieces).context("the page was built, but could not be made ready to deploy")?;
    dist::budget::check(&dist)?;
    match inputs {
        Some(inputs) => fingerprint::store(inputs, &dist),
        None => Ok(()),
    }
}
