//! Turns Trunk's output into the folder to deploy. The order matters: the service worker lists the finished files.

pub mod budget;
mod font;
mod names;
pub mod offline;
pub mod page;
mod pieces;
mod rename;
pub mod scalar;
mod slim;
pub mod worker;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project;

/// Makes `dist` ready to deploy, from Trunk's output in it and the pieces that the splitter left in another folder.
///
/// `site` is the address of the folder on the web, where it is known.
pub fn finish(dist: &Path, pieces: &Path, site: Option<&str>) -> Result<()> {
    names::strip(dist)?;
    pieces::bring(pieces, dist)?;
    let pieces = pieces::name_by_content(dist)?;
    let worker = worker::name_by_content(dist)?;
    let scalar = scalar::write(dist)?;
    let worker = worker::loader(dist, &worker, &scalar)?;
    page::finish(dist, &page::Shared { worker: &worker, pieces: &pieces, scalar: &scalar, site })?;
    offline::write(dist)
}

/// The text of a file in `web/`.
fn web_file(name: &str) -> Result<String> {
    let path = project::root().join("web").join(name);
    fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
}

/// A built file.
pub struct BuiltFile {
    /// Its path below dist/, with forward slashes: its address relative to the page.
    pub name: String,
    /// Where it is on this machine.
    pub path: PathBuf,
}

/// All files below `dist`, sorted by name.
pub fn files_in(dist: &Path) -> Result<Vec<BuiltFile>> {
    let mut files = Vec::new();
    let mut folders = vec![dist.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(dist).expect("the walk stays below dist");
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.push(BuiltFile { name: parts.join("/"), path });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}
