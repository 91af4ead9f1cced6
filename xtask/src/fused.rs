//! The module of fused kernels: what `src/bin/fused_kernels.rs` holds, built with relaxed SIMD.
//!
//! Trunk builds every program of a page with the same flags, so this one is built beside it. It asks for no crate of the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::dist::worker::FUSED;
use crate::process::process;
use crate::{paths, project, tools};

/// Joined to the flags in `.cargo/config.toml`.
const FLAGS: &str = r#"target.wasm32-unknown-unknown.rustflags=["-Ctarget-feature=+relaxed-simd"]"#;

/// Builds it into `dist`, beside the worker that Trunk has put there.
pub fn build(dist: &Path) -> Result<()> {
    compile()?;
    let built = target().join(tools::WASM).join("release").join(FUSED);
    fs::copy(built, dist.join(FUSED)).with_context(|| format!("cargo did not write {FUSED}"))?;
    Ok(())
}

/// In a folder of its own: other flags would have cargo compile the crates of the worker anew each time.
fn target() -> PathBuf {
    project::target().join("fused")
}

/// Compiles it, where it is not yet.
pub fn compile() -> Result<()> {
    process("cargo")
        .args(["build", "--release", "--offline", "--target", tools::WASM, "--bin", "fused_kernels"])
        .args(["--no-default-features", "--config", FLAGS])
        .args(["--target-dir".as_ref(), target().as_os_str()])
        .env(&paths::variable(), paths::flags())
        .run()
}
