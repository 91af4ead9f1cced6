//! Gives files names that change with their content, so that no browser runs yesterday's file under today's page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::digest;

/// Replaces `(old, new)` names in a file, then puts a hash of the result into its own name, which is returned.
pub fn by_content(dist: &Path, name: &str, references: &[(&str, &str)]) -> Result<String> {
    let path = dist.join(name);
    let mut content = fs::read(&path).with_context(|| format!("the build did not write {name}"))?;
    for (old, new) in references {
        let text = String::from_utf8(content).with_context(|| format!("{name} is not text"))?;
        content = replace(name, &text, old, new)?.into_bytes();
    }
    let renamed = with_hash(name, &digest::short(&content));
    fs::write(dist.join(&renamed), content)?;
    fs::remove_file(path)?;
    Ok(renamed)
}

/// `text` with `new` in place of `old`, which must be there.
pub fn replace(name: &str, text: &str, old: &str, new: &str) -> Result<String> {
    ensure!(text.contains(old), "{name} does not mention `{old}`: did a tool change its output?");
    Ok(text.replace(old, new))
}

/// `page.js` as `page-<hash>.js`.
pub fn with_hash(name: &str, hash: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').expect("built files have extensions");
    format!("{stem}-{hash}.{extension}")
}
