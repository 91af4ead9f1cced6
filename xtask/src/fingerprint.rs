//! Tells whether the built page is up to date with the sources.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::dist::files_in;
use crate::process::process;
use crate::{digest, project, tools};

/// A hash of all that a build reads; `None` where git cannot list the sources, and so every build is made.
pub fn of_inputs() -> Result<Option<String>> {
    let Some(list) =
        process("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).read()
    else {
        return Ok(None);
    };
    let mut inputs = tools::versions()?.into_bytes();
    inputs.extend(std::env::var("RUSTFLAGS").unwrap_or_default().bytes());
    for path in list.split('\0').filter(|path| shapes_the_page(path)) {
        // A file that git still lists but that is gone counts as absent.
        if let Ok(content) = fs::read(project::root().join(path)) {
            inputs.extend(format!("\n{path} {}", digest::hex(&content)).bytes());
        }
    }
    Ok(Some(digest::hex(&inputs)))
}

fn shapes_the_page(path: &str) -> bool {
    !path.is_empty() && !path.starts_with("tests/") && !path.starts_with("benches/") && !path.ends_with(".md")
}

/// A hash of the built files, which somebody may have changed or deleted by hand.
fn of_dist(dist: &Path) -> Result<String> {
    let mut content = Vec::new();
    for file in files_in(dist)? {
        content.extend(format!("{} {}\n", file.name, digest::hex(&fs::read(&file.path)?)).bytes());
    }
    Ok(digest::hex(&content))
}

/// Whether `dist` was built from these inputs and has not changed since.
pub fn matches(inputs: &str, dist: &Path) -> bool {
    let Ok(recorded) = fs::read_to_string(record()) else { return false };
    of_dist(dist).is_ok_and(|built| recorded == format!("{inputs} {built}"))
}

/// Remembers that `dist` was built from these inputs.
pub fn store(inputs: &str, dist: &Path) -> Result<()> {
    Ok(fs::write(record(), format!("{inputs} {}", of_dist(dist)?))?)
}

/// Forgets the last build, while a new build is changing `dist`.
pub fn forget() {
    fs::remove_file(record()).ok();
}

fn record() -> PathBuf {
    project::tools().join("built")
}
