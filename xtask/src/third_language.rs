//! A third language, to see that one is a file and a line, and that every text has room for one that is longer: English with two or
//! three times its vowels, built in a folder of its own. The browser tests look for texts that are cut there (`clipped.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::again::copy_of_the_sources;
use crate::process::process;
use crate::project;

/// Its tag: that of English as nobody speaks it.
pub const TAG: &str = "en-XA";

/// Builds the page with it, and returns where it lies.
///
/// # Errors
/// A build that fails. (Its sizes are printed; the budgets are those of the languages that readers fetch.)
pub fn build() -> Result<PathBuf> {
    let folder = project::target().join("third-language");
    copy_of_the_sources(&folder)?;
    write_file(&folder)?;
    write_line(&folder)?;
    process("cargo").args(["xtask", "build", "--over-budget"]).within(&folder).run()?;
    Ok(folder.join("dist"))
}

/// The file: that of English, every text longer.
fn write_file(folder: &Path) -> Result<()> {
    let locales = folder.join("locales");
    let text = fs::read_to_string(locales.join("en.json")).context("there is no English")?;
    let mut texts: Value = serde_json::from_str(&text)?;
    lengthen(&mut texts);
    Ok(fs::write(locales.join(format!("{TAG}.json")), texts.to_string())?)
}

/// The line: that of a language in the list of all.
fn write_line(folder: &Path) -> Result<()> {
    let list = folder.join("content/src/texts.rs");
    let text = fs::read_to_string(&list).context("there is no list of languages")?;
    let (before, after) =
        text.split_once("    (\"zh-CN\"").context("the list of languages is another one")?;
    Ok(fs::write(list, format!("{before}    (\"{TAG}\", \"Éenglíish\"),\n    (\"zh-CN\"{after}"))?)
}

/// Makes every text in a tree of texts longer.
fn lengthen(texts: &mut Value) {
    match texts {
        Value::String(text) => *text = lengthened(text),
        Value::Object(group) => group.values_mut().for_each(lengthen),
        _ => {}
    }
}

/// A text two fifths longer, which can be read: every vowel of a word twice or, of a long one, three times. What stands in braces is filled in later, and what follows a
/// bar in brackets is the name of a term or of a page.
fn lengthened(text: &str) -> String {
    let mut long = String::with_capacity(2 * text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if rest.starts_with("{{") {
            rest.find("}}").map(|at| at + 2)
        } else if rest.starts_with('[') {
            rest.find(']').map(|at| at + 1)
        } else {
            None
        };
        if let Some(end) = end {
            long += &marked(&rest[..end]);
            rest = &rest[end..];
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            long += &word(&rest[..end]);
            rest = &rest[end..];
        } else {
            long.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    long
}

/// What stands in brackets: its words longer, its name as it was.
fn marked(mark: &str) -> String {
    match mark.trim_start_matches('[').trim_end_matches(']').split_once('|') {
        Some((shown, to)) if mark.starts_with('[') => format!("[{}|{to}]", lengthened(shown)),
        _ => mark.to_owned(),
    }
}

/// A word; one or two letters may be symbols.
fn word(word: &str) -> String {
    if word.len() < 3 {
        return word.to_owned();
    }
    // Short words and all signs between them do not grow, so longer ones do by more.
    let more = if word.len() < 5 { 1 } else { 2 };
    let longer = |c: char| {
        let accented = match c {
            'a' => 'á',
            'e' => 'é',
            'i' => 'í',
            'o' => 'ó',
            'u' => 'ú',
            'A' => 'Á',
            'E' => 'É',
            'I' => 'Í',
            'O' => 'Ó',
            'U' => 'Ú',
            other => return other.to_string(),
        };
        let rest = c.to_ascii_lowercase().to_string().repeat(more);
        format!("{accented}{rest}")
    };
    word.chars().map(longer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_grow_and_what_is_filled_in_or_looked_up_stays() {
        assert_eq!(lengthened("Step {{ step }} of a walk"), "Stéep {{ step }} of a wáalk");
        assert_eq!(
            lengthened("This [token] has [its own keys|key]: S k."),
            "Thíis [token] háas [íits óown kéeys|key]: S k."
        );
        assert_eq!(lengthened("See [the chunk|mask.html?t=1]."), "Séeée [thée chúuunk|mask.html?t=1].");
    }

    #[test]
    fn the_texts_of_the_page_grow_by_two_fifths() {
        let text = fs::read_to_string(project::root().join("locales/en.json")).unwrap();
        let mut texts: Value = serde_json::from_str(&text).unwrap();
        fn length(texts: &Value) -> usize {
            match texts {
                Value::String(text) => text.chars().count(),
                Value::Object(group) => group.values().map(length).sum(),
                _ => 0,
            }
        }
        let before = length(&texts) as f64;
        lengthen(&mut texts);
        let grown = length(&texts) as f64 / before;
        assert!((1.35..1.5).contains(&grown), "{grown}");
    }
}
