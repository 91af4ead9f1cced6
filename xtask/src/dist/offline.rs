//! The service worker, with which the page needs no network after the first visit.
//!
//! The code is `web/sw.js`; this file only fills in which files there are. Each is listed with its hash, so the
//! browser refuses to keep a folder that is half old and half new.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::files_in;
use crate::{digest, project};

/// The service worker's file in dist/.
pub const FILE: &str = "sw.js";

const VERSION: &str = "\"VERSION\"";
const FILES: &str = "{ /* FILES */ }";

/// Writes dist/sw.js for the files that are in `dist` now.
pub fn write(dist: &Path) -> Result<()> {
    let mut entries = String::new();
    for file in files_in(dist)?.iter().filter(|file| file.name != FILE) {
        // Hosts redirect /index.html to / or the other way round; all of them answer /.
        let address = file.name.strip_suffix("index.html").unwrap_or(&file.name);
        entries.push_str(&format!("  \"./{address}\": \"{}\",\n", digest::integrity(&fs::read(&file.path)?)));
    }
    let version = format!("\"{}\"", digest::short(entries.as_bytes()));

    let template = project::root().join("web").join(FILE);
    let code =
        fs::read_to_string(&template).with_context(|| format!("could not read {}", template.display()))?;
    for place in [VERSION, FILES] {
        ensure!(code.contains(place), "{} has no place `{place}`", template.display());
    }
    let code = code.replace(VERSION, &version).replace(FILES, &format!("{{\n{entries}}}"));
    Ok(fs::write(dist.join(FILE), code)?)
}
