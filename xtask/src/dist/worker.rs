//! The timing worker's three files get names that change with their content, as Trunk gives the page's own files.
//!
//! Without this a browser could run yesterday's worker under today's page. The loader imports the glue, the glue
//! fetches the wasm; each is renamed after the names inside it were rewritten, so a change anywhere changes every
//! name that leads to it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::digest;

const WASM: &str = "timing_worker_bg.wasm";
const GLUE: &str = "timing_worker.js";
const LOADER: &str = "timing_worker_loader.js";

/// Renames the three files and returns the loader's new name.
pub fn name_by_content(dist: &Path) -> Result<String> {
    let wasm = rename(dist, WASM, &[])?;
    let glue = rename(dist, GLUE, &[(WASM, &wasm)])?;
    rename(dist, LOADER, &[(GLUE, &glue)])
}

/// Replaces `(old, new)` names in a file, then puts a hash of the result into its own name, which is returned.
fn rename(dist: &Path, name: &str, references: &[(&str, &str)]) -> Result<String> {
    let path = dist.join(name);
    let mut content = fs::read(&path).with_context(|| format!("Trunk did not write {name}"))?;
    for (old, new) in references {
        let text = String::from_utf8(content).with_context(|| format!("{name} is not text"))?;
        ensure!(
            text.contains(old),
            "{name} does not mention {old}: did Trunk or wasm-bindgen change its output?"
        );
        content = text.replace(old, new).into_bytes();
    }
    let (stem, extension) = name.rsplit_once('.').expect("the names above have extensions");
    let renamed = format!("{stem}-{}.{extension}", digest::short(&content));
    fs::write(dist.join(&renamed), content)?;
    fs::remove_file(path)?;
    Ok(renamed)
}
