//! The list of pages, chapter by chapter.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

/// The file, from the root of the project.
pub const FILE: &str = "pages.toml";

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its chapter of the navigation.
    pub chapter: String,
    /// Its name in addresses: that of its folder in `src/lessons/`.
    pub slug: String,
    /// The id of the input that it opens with.
    pub input: String,
    /// Whether it opens with keys of length 1.
    pub unit_keys: bool,
    /// Whether it runs rules in lock-step, and is one of the pages that share the code for it.
    pub lockstep: bool,
}

impl Page {
    /// Its address, relative to any page: a file, or for the first page of the list the folder.
    pub fn address(&self, first: bool) -> String {
        if first { "./".to_owned() } else { format!("./{}.html", self.slug) }
    }
}

/// Every page, in reading order.
///
/// # Errors
/// A list that cannot be read, or that is empty.
pub fn read(root: &Path) -> Result<Vec<Page>> {
    let text = fs::read_to_string(root.join(FILE)).with_context(|| format!("could not read {FILE}"))?;
    parse(&text).context(FILE)
}

fn parse(text: &str) -> Result<Vec<Page>> {
    let chapters: Table = toml::from_str(text)?;
    let mut list = Vec::new();
    for (chapter, pages) in &chapters {
        for (slug, page) in pages.as_table().with_context(|| format!("{chapter} is no table"))? {
            let input = page.get("input").map_or(Some("facts"), Value::as_str);
            let unit_keys = page.get("unit_keys").map_or(Some(true), Value::as_bool);
            let lockstep = page.get("lockstep").map_or(Some(false), Value::as_bool);
            let (Some(input), Some(unit_keys), Some(lockstep)) = (input, unit_keys, lockstep) else {
                bail!("{slug}: input is a string, unit_keys and lockstep true or false");
            };
            let [chapter, slug, input] = [chapter, slug, input].map(str::to_owned);
            list.push(Page { chapter, slug, input, unit_keys, lockstep });
        }
    }
    ensure!(!list.is_empty(), "there is no page");
    Ok(list)
}

/// The list as Rust macros that hand its lines to another one: see `src/pages.rs`.
///
/// # Errors
/// As [`read`].
pub fn module(root: &Path) -> Result<String> {
    let (mut lines, mut lockstep_lines) = (String::new(), String::new());
    for Page { chapter, slug, input, unit_keys, lockstep } in read(root)? {
        let name = slug[..1].to_uppercase() + &slug[1..];
        writeln!(lines, "        {chapter} {slug} {name} {input:?} {unit_keys};")?;
        if lockstep {
            writeln!(lockstep_lines, "        {slug} {name};")?;
        }
    }
    Ok(format!(
        "/// Hands every line of `{FILE}` to the macro of this name.\n#[macro_export]\n{}\n\
         /// The same with the pages that run rules in lock-step.\n{}",
        hands("for_each_page", &lines),
        hands("for_each_lockstep_page", &lockstep_lines)
    ))
}

/// A macro that hands these lines to the macro of the name that it is given.
fn hands(name: &str, lines: &str) -> String {
    format!("macro_rules! {name} {{\n    ($then:ident) => {{ $then! {{\n{lines}    }} }};\n}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_stand_in_reading_order() {
        let list =
            parse("[b]\nx = {}\ny = { input = \"s1\", unit_keys = false }\n[a]\nz = { lockstep = true }\n")
                .unwrap();
        let line = |Page { chapter, slug, input, unit_keys, lockstep }: &Page| {
            format!("{chapter} {slug} {input} {unit_keys} {lockstep}")
        };
        assert_eq!(
            list.iter().map(line).collect::<Vec<_>>(),
            ["b x facts true false", "b y s1 false false", "a z facts true true"]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, named) in
            [("", "no page"), ("x = 1", "x is no table"), ("[a]\nz = { input = 1 }", "z: input")]
        {
            assert!(parse(text).unwrap_err().to_string().contains(named), "{text}");
        }
    }
}
