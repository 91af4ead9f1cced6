//! The timing worker's three files get names that change with their content, as Trunk gives the page's own files.
//!
//! Without this a browser could run yesterday's worker under today's page. The loader imports the glue, the glue
//! fetches the wasm; each is renamed after the names inside it were rewritten, so a change anywhere changes every
//! name that leads to it.

use std::path::Path;

use anyhow::Result;

use super::rename;

const WASM: &str = "timing_worker_bg.wasm";
const GLUE: &str = "timing_worker.js";
const LOADER: &str = "timing_worker_loader.js";

/// Renames the three files and returns the loader's new name.
pub fn name_by_content(dist: &Path) -> Result<String> {
    let wasm = rename::by_content(dist, WASM, &[])?;
    let glue = rename::by_content(dist, GLUE, &[(WASM, &wasm)])?;
    rename::by_content(dist, LOADER, &[(GLUE, &glue)])
}
