//! The pages without their program, to read while the program is being compiled: text, formulas and links, from the sources.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use content::html;

use crate::dist::page;
use crate::project;

/// Asks whether the built page is there, and shows it once it is: the service worker's script is a file of dist/ alone.
const WAITS: &str = r#"<script>
setInterval(() => fetch("./sw.js", { cache: "no-store" }).then((built) => built.ok && location.reload(), () => {}), 2000);
</script>"#;

/// Writes them, and returns their folder.
pub fn write() -> Result<PathBuf> {
    let (root, folder) = (project::root(), project::tools().join("preview"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy(&root.join("style"), &folder.join("style"))?;
    let template = fs::read_to_string(root.join("index.html")).context("could not read index.html")?;
    let all = html::read(root, None)?;
    let (first, note) = (page::first_script(&all, ".")?, html::being_built(root)?);
    for page in &all {
        fs::write(folder.join(&page.file), of_page(&template, page, &first, &note)?)?;
    }
    Ok(folder)
}

fn of_page(template: &str, page: &html::Html, first: &str, note: &str) -> Result<String> {
    let lines = template.lines().filter_map(without_trunk).collect::<Vec<_>>().join("\n");
    let html = page::replace_once(
        &lines,
        "<html ",
        &format!("<html data-page=\"{}\" data-missing=\"\" ", page.slug),
    )?;
    let rules = html::language_rules();
    let head = format!("{}<style>{rules}</style>\n<script>\n{first}</script>\n{WAITS}", page.head);
    let html = page::replace_once(&html, page::HEAD, &head)?;
    page::replace_once(&html, page::BODY, &format!("{note}{}", page.body))
}

/// A line of index.html as a browser understands it: style sheets where they stand among the sources, nothing else of what Trunk makes.
fn without_trunk(line: &str) -> Option<String> {
    const SHEET: &str = "<link data-trunk rel=\"css\"";
    match line.trim_start().strip_prefix(SHEET) {
        Some(rest) => Some(format!("<link rel=\"stylesheet\"{rest}")),
        None => (!line.contains("data-trunk") && !line.contains("timing-worker")).then(|| line.to_owned()),
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("could not list {}", from.display()))? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &there)? } else { _ = fs::copy(entry.path(), there)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_can_be_read_before_its_program_is_built() {
        let folder = write().unwrap();
        let pages = html::read(project::root(), None).unwrap();
        for page in &pages {
            let html = fs::read_to_string(folder.join(&page.file)).unwrap();
            assert!(html.contains(&page.body) && html.contains("sw.js"), "{}", page.file);
            assert!(!html.contains("data-trunk") && !html.contains(page::HEAD) && !html.contains(page::BODY));
            let sheets: Vec<_> = html.split("rel=\"stylesheet\" href=\"").skip(1).collect();
            assert!(sheets.len() > 3);
            for sheet in sheets {
                assert!(folder.join(sheet.split('"').next().unwrap()).is_file(), "{sheet}");
            }
        }
        assert_eq!(pages[0].file, "index.html");
    }
}
