//! Gives the files of a timing worker names that change with their content, as Trunk does for the page's own files.
//!
//! Without this a browser could run yesterday's worker under today's page. The loader imports the glue, the glue
//! imports the kernels in JavaScript and fetches the wasm; each is renamed after the names inside it were rewritten, so a
//! change anywhere changes every name that leads to it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{files_in, rename};
use crate::digest;

/// The worker that Trunk builds.
pub const SIMD: &str = "timing_worker";
/// The one with fused multiplications and additions.
pub const FUSED: &str = "timing_worker_fused";

/// Where wasm-bindgen puts the JavaScript that a crate brings along, one folder for each crate.
const SNIPPETS: &str = "snippets";
/// The kernels in JavaScript, below that folder.
const KERNELS: &str = "src/fast/javascript.js";

/// The name of the kernels in JavaScript in dist/, before the hash is added.
pub const KERNELS_NAME: &str = "kernels";

/// Moves the kernels in JavaScript out of wasm-bindgen's folders, whose names do not depend on the content. Returns the old
/// and the new path, both relative to `dist`.
pub fn name_kernels(dist: &Path) -> Result<Vec<(String, String)>> {
    let mut names = Vec::new();
    for file in files_in(dist)?.iter().filter(|file| file.name.starts_with(SNIPPETS)) {
        ensure!(file.name.ends_with(KERNELS), "{} has no place in dist/", file.name);
        let name = rename::with_hash(&format!("{KERNELS_NAME}.js"), &digest::short(&fs::read(&file.path)?));
        fs::rename(&file.path, dist.join(&name))?;
        names.push((file.name.clone(), name));
    }
    ensure!(!names.is_empty(), "the kernels in JavaScript are missing");
    fs::remove_dir_all(dist.join(SNIPPETS))?;
    Ok(names)
}

/// Renames the three files of a worker and returns the loader's new name; `kernels` as [`name_kernels`] gives them.
pub fn name_by_content(dist: &Path, worker: &str, kernels: &[(String, String)]) -> Result<String> {
    let [wasm, glue, loader] = ["_bg.wasm", ".js", "_loader.js"].map(|end| format!("{worker}{end}"));
    let text = fs::read_to_string(dist.join(&glue)).with_context(|| format!("there is no {glue}"))?;
    let named_wasm = rename::by_content(dist, &wasm, &[])?;
    let mut references: Vec<(&str, &str)> = vec![(&wasm, &named_wasm)];
    references
        .extend(kernels.iter().filter(|(old, _)| text.contains(old)).map(|(old, new)| (&**old, &**new)));
    // The fused build has no JavaScript in it.
    let wanted = if worker == SIMD { 2 } else { 1 };
    ensure!(references.len() == wanted, "{glue} names {} of the files that it needs", references.len());
    let named_glue = rename::by_content(dist, &glue, &references)?;
    rename::by_content(dist, &loader, &[(&glue, &named_glue)])
}
