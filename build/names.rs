//! Writes tables of the names in `locales/` that the page looks up by id at run time.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Map, Value};

use crate::texts::LANGUAGES;

/// The groups of the locales whose keys are ids; each becomes a table of its name in capitals.
const GROUPS: [&str; 6] = ["rules", "symbol", "part", "suite", "kernel", "form"];

/// A key with this ending holds the sentence for the name without the ending, and goes into a table of its own.
const SENTENCE: &str = "_is";

/// The module: the languages, then the tables.
pub fn module() -> Result<String, Box<dyn Error>> {
    let mut locales = Vec::new();
    let mut rust =
        "/// Every language of the page; the first is for a reader whose own is not here.\n".to_owned();
    writeln!(rust, "pub const LANGUAGES: &[Language] = &[")?;
    for (tag, endonym) in LANGUAGES {
        let locale = tag.replace('-', "_");
        writeln!(rust, "    Language {{ locale: Locale::{locale}, tag: {tag:?}, endonym: {endonym:?} }},")?;
        let path = format!("locales/{tag}.json");
        let texts: Map<String, Value> = serde_json::from_str(&fs::read_to_string(&path)?)?;
        locales.push((path, texts));
    }
    writeln!(rust, "];")?;
    for group in GROUPS {
        let ids = locales.first().and_then(|(_, texts)| texts.get(group)?.as_object());
        let ids = ids.ok_or_else(|| format!("the first language has no group {group}"))?.keys();
        let (sentences, names): (Vec<_>, Vec<_>) = ids.partition(|id| id.ends_with(SENTENCE));
        for (ending, keys) in
            [("", names), (SENTENCE, sentences)].into_iter().filter(|(_, keys)| !keys.is_empty())
        {
            let table = format!("{group}{ending}").to_uppercase();
            writeln!(rust, "/// The names of the group `{group}`.\npub static {table}: Names = Names(&[")?;
            for key in keys {
                let names = locales.iter().map(|(path, texts)| name(path, texts, group, key));
                let id = key.strip_suffix(ending).unwrap_or(key);
                writeln!(rust, "    ({id:?}, {:?}),", names.collect::<Result<Vec<_>, _>>()?)?;
            }
            writeln!(rust, "]);")?;
        }
    }
    Ok(rust)
}

/// The name with this key. It must be a plain text: no values to fill in, no reference to another text.
fn name<'a>(path: &str, texts: &'a Map<String, Value>, group: &str, key: &str) -> Result<&'a str, String> {
    let name = texts.get(group).and_then(|group| group.get(key)).and_then(Value::as_str);
    let plain = |name: &&str| !name.trim().is_empty() && !name.contains("{{") && !name.contains("$t(");
    name.filter(plain).ok_or_else(|| format!("{path}: {group}.{key} is not a plain text"))
}
