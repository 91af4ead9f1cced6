//! Builds the page once more, in another folder and from nothing but the sources: a build is to give the same bytes wherever it is made, so that
//! anyone can see that what a host serves is what the repository says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::dist::files_in;
use crate::process::process;
use crate::{project, tools};

/// Builds again and compares with dist/, which is up to date.
///
/// # Errors
/// A file that is missing in one of the two, or differs.
pub fn same_bytes() -> Result<()> {
    let folder = Folder::new()?;
    copy_of_the_sources(&folder.0)?;
    process("cargo").args(["xtask", "build"]).within(&folder.0).run()?;
    compare(&project::dist(), &folder.0.join("dist"))
}

/// Copies all that a build is made of into a folder: the sources and, so that only the page is compiled anew, its tools.
///
/// # Errors
/// What cannot be read or written.
pub fn copy_of_the_sources(folder: &Path) -> Result<()> {
    for file in sources()? {
        copy(&project::root().join(&file), &folder.join(&file))?;
    }
    let trunk = tools::program("trunk");
    copy(&trunk, &folder.join(trunk.strip_prefix(project::root())?))
}

/// A folder that goes when it is no longer needed.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("deltascope-again-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// The files that git knows, or would take.
fn sources() -> Result<Vec<PathBuf>> {
    let told = process("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]).read();
    let told = told.context("git does not list the sources")?;
    let files = told.split('\0').filter(|file| !file.is_empty()).map(PathBuf::from);
    // A file that is deleted and not yet committed is still listed.
    Ok(files.filter(|file| project::root().join(file).is_file()).collect())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file without a folder")?)?;
    fs::copy(from, to).map(drop).with_context(|| format!("could not copy {}", from.display()))
}

/// Holds the files of two folders against each other.
fn compare(one: &Path, other: &Path) -> Result<()> {
    let names = |folder: &Path| -> Result<BTreeSet<String>> {
        Ok(files_in(folder)?.into_iter().map(|file| file.name).collect())
    };
    let (here, there) = (names(one)?, names(other)?);
    let apart: Vec<_> = here.symmetric_difference(&there).cloned().collect();
    ensure!(apart.is_empty(), "only one of two builds has {}", apart.join(", "));
    let differs =
        |name: &&String| -> Result<bool> { Ok(fs::read(one.join(name))? != fs::read(other.join(name))?) };
    for name in &here {
        if differs(&name)? {
            bail!("two builds of the same sources differ in {name}");
        }
    }
    println!("{} files, the same in both builds", here.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_differs_or_is_missing_is_named() {
        let folder = Folder::new().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.0.join(name));
        for (at, file, text) in
            [(&one, "a.js", "1"), (&other, "a.js", "1"), (&one, "data/b", "2"), (&other, "data/b", "2")]
        {
            fs::create_dir_all(at.join("data")).unwrap();
            fs::write(at.join(file), text).unwrap();
        }
        compare(&one, &other).unwrap();
        fs::write(other.join("data/b"), "3").unwrap();
        assert!(compare(&one, &other).unwrap_err().to_string().ends_with("data/b"));
        fs::remove_file(other.join("data/b")).unwrap();
        assert!(compare(&one, &other).unwrap_err().to_string().contains("data/b"));
    }
}
