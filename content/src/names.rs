//! The names in `locales/` that the page looks up by id at run time.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::texts;

/// The groups of the locales whose keys are ids; each becomes a table of its name in capitals.
const GROUPS: [&str; 15] = [
    "rules", "family", "gate", "symbol", "part", "exp", "measure", "suite", "kernel", "form", "chapter",
    "glossary", "word", "edge", "not_edge",
];

/// A key with this ending holds the sentence for the name without the ending, and goes into a table of its own.
const SENTENCE: &str = "_is";

/// Tables of them as a Rust module: the languages, then a table for each group.
///
/// # Errors
/// A name that is missing in a language, or that is no plain text.
pub fn module(root: &Path) -> Result<String> {
    let languages = texts::read(root)?;
    let mut rust =
        "/// Every language of the page; the first is for a reader whose own is not here.\n".to_owned();
    writeln!(rust, "pub const LANGUAGES: &[Language] = &[")?;
    for texts::Texts { tag, endonym, .. } in &languages {
        let locale = tag.replace('-', "_");
        writeln!(rust, "    Language {{ locale: Locale::{locale}, tag: {tag:?}, endonym: {endonym:?} }},")?;
    }
    writeln!(rust, "];")?;
    for group in GROUPS {
        let ids = languages.first().and_then(|texts| texts.groups.get(group)?.as_object());
        let ids = ids.with_context(|| format!("the first language has no group {group}"))?.keys();
        let (sentences, names): (Vec<_>, Vec<_>) = ids.partition(|id| id.ends_with(SENTENCE));
        for (ending, keys) in
            [("", names), (SENTENCE, sentences)].into_iter().filter(|(_, keys)| !keys.is_empty())
        {
            let table = format!("{group}{ending}").to_uppercase();
            writeln!(rust, "/// The names of the group `{group}`.\npub static {table}: Names = Names(&[")?;
            for key in keys {
                let names = languages.iter().map(|texts| texts.get(&format!("{group}.{key}")));
                let id = key.strip_suffix(ending).unwrap_or(key);
                writeln!(rust, "    ({id:?}, {:?}),", names.collect::<Result<Vec<_>>>()?)?;
            }
            writeln!(rust, "]);")?;
        }
    }
    Ok(rust)
}
