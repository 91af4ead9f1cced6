//! Writes the service worker, so that the page needs no network after the first visit.
//!
//! The code is `web/sw.js`; this file only fills in which files there are. Each is listed with its hash, so the
//! browser refuses to keep a folder that is half old and half new.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::{files_in, web_file};
use crate::digest;

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

    let code = web_file(FILE)?;
    for place in [VERSION, FILES] {
        ensure!(code.contains(place), "web/{FILE} has no place `{place}`");
    }
    let code = code.replace(VERSION, &version).replace(FILES, &format!("{{\n{entries}}}"));
    Ok(fs::write(dist.join(FILE), code)?)
}
