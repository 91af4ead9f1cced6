//! Writes the service worker, so that the page needs no network after the first visit.
//!
//! The code is `web/sw.js`; this file only fills in which files there are. Each is listed with its hash, so the
//! browser refuses to keep a folder that is half old and half new.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::scalar::{self, VECTORS};
use super::{files_in, web_file};
use crate::digest;

/// The service worker's file in dist/.
pub const FILE: &str = "sw.js";

const VERSION: &str = "\"VERSION\"";
const FILES: &str = "{ /* FILES */ }";

/// Writes dist/sw.js for the files that are in `dist` now. Programs without vector instructions have a list of their own.
pub fn write(dist: &Path) -> Result<()> {
    let (mut entries, files) = (String::new(), files_in(dist)?);
    let folder = files.iter().find_map(|file| scalar::folder_of(&file.name));
    let folder = folder.context("there are no programs without vector instructions")?;
    for file in files.iter().filter(|file| file.name != FILE && scalar::folder_of(&file.name).is_none()) {
        // Hosts redirect /index.html to / or the other way round; all of them answer /.
        let address = file.name.strip_suffix("index.html").unwrap_or(&file.name);
        entries.push_str(&format!("  \"./{address}\": \"{}\",\n", digest::integrity(&fs::read(&file.path)?)));
    }
    let version = format!("\"{}\"", digest::short(entries.as_bytes()));

    let mut code = web_file(FILE)?;
    let words = [
        (VERSION, &*version),
        (FILES, &format!("{{\n{entries}}}")),
        ("SCALAR", folder),
        ("VECTORS", VECTORS),
    ];
    for (place, word) in words {
        ensure!(code.contains(place), "web/{FILE} has no place `{place}`");
        code = code.replace(place, word);
    }
    Ok(fs::write(dist.join(FILE), code)?)
}
