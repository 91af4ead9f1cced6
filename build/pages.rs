//! Writes the list of pages as a macro that hands its lines to another one: see `src/pages.rs`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;

use toml::{Table, Value};

const PAGES: &str = "pages.toml";

/// The module.
pub fn module() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PAGES}");
    let chapters: Table = toml::from_str(&fs::read_to_string(PAGES)?).map_err(|e| format!("{PAGES}: {e}"))?;
    let mut lines = String::new();
    for (chapter, pages) in &chapters {
        for (slug, page) in pages.as_table().ok_or_else(|| format!("{PAGES}: {chapter} is no table"))? {
            let input = page.get("input").map_or(Some("facts"), Value::as_str);
            let unit_keys = page.get("unit_keys").map_or(Some(true), Value::as_bool);
            let (Some(input), Some(unit_keys)) = (input, unit_keys) else {
                return Err(format!("{PAGES}: {slug}: input is a string, unit_keys true or false").into());
            };
            let name = slug[..1].to_uppercase() + &slug[1..];
            writeln!(lines, "        {chapter} {slug} {name} {input:?} {unit_keys};")?;
        }
    }
    Ok(format!(
        "/// Hands every line of `{PAGES}` to the macro of this name.\n#[macro_export]\nmacro_rules! for_each_page {{\n    \
         ($then:ident) => {{ $then! {{\n{lines}    }} }};\n}}\n"
    ))
}
