//! The timing worker's second build, with relaxed SIMD: its multiplications and additions are fused.
//!
//! Trunk builds every program of a page with the same flags, so this one is built beside it: the same program, without
//! the drawing code.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::dist::worker::{FUSED, SIMD};
use crate::process::process;
use crate::{paths, project, tools};

/// Joined to the flags in `.cargo/config.toml`.
const FLAGS: &str = r#"target.wasm32-unknown-unknown.rustflags=["-Ctarget-feature=+relaxed-simd"]"#;

/// Builds it into `dist`, beside the worker that Trunk has put there.
pub fn build(dist: &Path) -> Result<()> {
    process("cargo")
        .args(["build", "--release", "--offline", "--target", tools::WASM, "--bin", SIMD])
        .args(["--no-default-features", "--features", "worker", "--config", FLAGS])
        .env(&paths::variable(), paths::flags())
        .run()?;
    let built = project::root().join("target").join(tools::WASM).join("release").join(format!("{SIMD}.wasm"));
    process(tools::wasm_bindgen_program())
        .args(["--target", "web", "--no-typescript", "--out-name", FUSED, "--out-dir"])
        .args([dist, built.as_path()])
        .run()?;
    let loader = |worker: &str| dist.join(format!("{worker}_loader.js"));
    let text = fs::read_to_string(loader(SIMD)).context("Trunk did not write the worker's loader")?;
    Ok(fs::write(loader(FUSED), text.replace(&format!("{SIMD}.js"), &format!("{FUSED}.js")))?)
}
