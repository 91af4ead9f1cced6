//! The prose of each page, passage by passage: `src/lessons/<slug>/prose.toml`.
//!
//! A passage is a line of the list `prose`:
//!
//! ```toml
//! prose = [
//!   { title = "mask.title" },                       # the heading of the page, by its key in the locales
//!   { text = "mask.intro" },                        # a paragraph
//!   { formulas = ["mask.output", "mask.entry"] },   # formulas, one below the other
//!   { guide = ["mask.walk_1", "mask.walk_2"] },     # the guided walk, station by station
//!   { verdict = "mask" },                           # the sentence that depends on the run: the page writes it
//!   { lead = "mask.asks" },                         # a paragraph in larger letters: the question of the page
//! ]
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::pages;

/// A passage, in the order in which it is read. Texts and formulas are named by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// The title of the page.
    Title(String),
    /// A paragraph in larger letters.
    Lead(String),
    /// A paragraph.
    Text(String),
    /// Formulas, one below the other.
    Formulas(Vec<String>),
    /// The words of the stations of the guided walk.
    Guide(Vec<String>),
    /// The sentence that depends on the run.
    Verdict,
}

/// The file of a page, from the root of the project.
pub fn file(slug: &str) -> String {
    format!("src/lessons/{slug}/prose.toml")
}

/// The prose of a page.
///
/// # Errors
/// A file that is not there or that holds something else.
pub fn read(root: &Path, slug: &str) -> Result<Vec<Passage>> {
    let file = file(slug);
    let text = fs::read_to_string(root.join(&file)).with_context(|| format!("could not read {file}"))?;
    parse(&text).context(file)
}

fn parse(text: &str) -> Result<Vec<Passage>> {
    let table: Table = toml::from_str(text)?;
    let list = table.get("prose").and_then(Value::as_array).context("there is no list `prose`")?;
    list.iter().map(passage).collect()
}

fn passage(line: &Value) -> Result<Passage> {
    let text = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned);
    type Several = (&'static str, fn(Vec<String>) -> Passage);
    let several: [Several; 2] = [("formulas", Passage::Formulas), ("guide", Passage::Guide)];
    for (kind, passage) in several {
        if let Some(keys) = line.get(kind).and_then(Value::as_array) {
            let keys: Option<Vec<_>> = keys.iter().map(|key| Some(key.as_str()?.to_owned())).collect();
            return keys.map(passage).with_context(|| format!("{kind} are named by their keys"));
        }
    }
    type Kind = (&'static str, fn(String) -> Passage);
    let kinds: [Kind; 4] = [
        ("title", Passage::Title),
        ("lead", Passage::Lead),
        ("text", Passage::Text),
        ("verdict", |_| Passage::Verdict),
    ];
    let found = kinds.into_iter().find_map(|(kind, passage)| text(kind).map(passage));
    found.with_context(|| format!("{line:?} is no passage"))
}

/// The prose of every page as Rust constants: see `src/lessons/prose.rs`.
///
/// # Errors
/// As [`read`].
pub fn module(root: &Path) -> Result<String> {
    let mut rust = String::new();
    let text = |key: &str| format!("|locale| td_string!(locale, {key})");
    for pages::Page { slug, .. } in pages::read(root)? {
        let name = slug.to_uppercase();
        writeln!(
            rust,
            "/// The prose of the page `{slug}`, up to its guided walk where it has one.\npub const {name}: &[Passage] = &["
        )?;
        let prose = read(root, &slug)?;
        // What follows the walk is a constant of its own: it comes later than the page.
        let walk = prose.iter().position(|passage| matches!(passage, Passage::Guide(_)));
        for (at, passage) in prose.into_iter().enumerate() {
            if walk.is_some_and(|walk| at == walk + 1) {
                writeln!(rust, "];\n/// What follows it.\npub const {name}_READING: &[Passage] = &[")?;
            }
            let passage = match passage {
                Passage::Title(key) => format!("Title({})", text(&key)),
                Passage::Lead(key) => format!("Lead({})", text(&key)),
                Passage::Text(key) => format!("Text({})", text(&key)),
                Passage::Formulas(keys) => {
                    format!("Formulas(&[{}])", keys.iter().map(|key| constant(key)).collect::<String>())
                }
                Passage::Guide(keys) => {
                    let all: Vec<_> = keys.iter().map(|key| text(key)).collect();
                    format!("Guide(&[{}])", all.join(", "))
                }
                Passage::Verdict => "Verdict".to_owned(),
            };
            writeln!(rust, "    Passage::{passage},")?;
        }
        writeln!(rust, "];")?;
    }
    Ok(rust)
}

/// The constant of a formula, with a comma: `mask.output` is `formulas::mask::OUTPUT`.
fn constant(key: &str) -> String {
    let mut path: Vec<String> = key.split('.').map(str::to_owned).collect();
    if let Some(name) = path.last_mut() {
        *name = name.to_uppercase();
    }
    format!("formulas::{}, ", path.join("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_read_in_their_order() {
        let text = r#"prose = [
            { title = "a.title" }, { text = "a.intro" }, { formulas = ["a.x", "b.y"] }, { verdict = "a" },
            { lead = "a.asks" }, { guide = ["a.walk_1", "a.walk_2"] },
        ]"#;
        let [asks, intro] = ["a.asks", "a.intro"].map(str::to_owned);
        let formulas = Passage::Formulas(vec!["a.x".into(), "b.y".into()]);
        let wanted = [
            Passage::Title("a.title".into()),
            Passage::Text(intro),
            formulas,
            Passage::Verdict,
            Passage::Lead(asks),
            Passage::Guide(vec!["a.walk_1".into(), "a.walk_2".into()]),
        ];
        assert_eq!(parse(text).unwrap(), wanted);
    }

    #[test]
    fn what_is_no_passage_is_named() {
        for (text, named) in [
            ("", "no list"),
            ("prose = [{ words = \"a\" }]", "words"),
            ("prose = [{ formulas = [1] }]", "by their keys"),
        ] {
            assert!(parse(text).unwrap_err().to_string().contains(named), "{text}");
        }
    }

    #[test]
    fn a_formula_is_a_constant_in_the_module_of_its_group() {
        assert_eq!(constant("delta_rule.state"), "formulas::delta_rule::STATE, ");
    }
}
