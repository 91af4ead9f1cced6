//! The font of the formulas comes in two parts; which of them a page needs.

use std::collections::BTreeSet;
use std::fs;
use std::ops::RangeInclusive;

use anyhow::{Context, Result, ensure};

use crate::project;

/// A part of the font.
pub struct Part {
    /// Its file in dist/.
    pub file: String,
    characters: Vec<RangeInclusive<u32>>,
}

/// Both parts, that of nearly all formulas first.
pub fn parts() -> Result<[Part; 2]> {
    Ok([part("core")?, part("more")?])
}

fn part(name: &str) -> Result<Part> {
    let list = project::root().join("style/fonts").join(format!("{name}.txt"));
    let text = fs::read_to_string(&list).with_context(|| format!("could not read {}", list.display()))?;
    Ok(Part { file: format!("fonts/stix-two-math-{name}.woff2"), characters: characters(&text)? })
}

/// The characters of a list for pyftsubset: hexadecimal numbers and ranges of them; `#` begins a remark.
fn characters(list: &str) -> Result<Vec<RangeInclusive<u32>>> {
    let ranges = list.lines().flat_map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
    let range = |range: &str| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let [from, to] = [from, to].map(|hex| u32::from_str_radix(hex, 16));
        Ok(from.context(format!("`{range}`"))?..=to.context(format!("`{range}`"))?)
    };
    ranges.map(range).collect()
}

/// The files of the font that a page fetches for its formulas.
///
/// # Errors
/// A character that no part has.
pub fn needed<'a>(html: &str, parts: &'a [Part]) -> Result<Vec<&'a str>> {
    let drawn = drawn(html);
    let has = |part: &Part, c: char| part.characters.iter().any(|range| range.contains(&u32::from(c)));
    for c in &drawn {
        let found = parts.iter().any(|part| has(part, *c));
        ensure!(
            found,
            "a formula has the character {c} ({:04X}): style/fonts/README.md says how to add it",
            u32::from(*c)
        );
    }
    let of_page = |part: &&Part| drawn.iter().any(|c| has(part, *c));
    Ok(parts.iter().filter(of_page).map(|part| &*part.file).collect())
}

/// The characters that a browser draws for the formulas of a page.
fn drawn(html: &str) -> BTreeSet<char> {
    let formulas = html.split("<math").skip(1).filter_map(|rest| rest.split("</math>").next());
    let mut drawn = BTreeSet::new();
    for piece in formulas.flat_map(|formula| formula.split('<')) {
        let (tag, text) = piece.split_once('>').unwrap_or_default();
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let mut all = text.chars();
        match (all.next(), all.next()) {
            // A name of one letter is drawn in italics.
            (Some(letter), None) if tag.starts_with("mi") && !tag.contains("normal") => {
                drawn.insert(italic(letter));
            }
            _ => drawn.extend(text.chars().filter(|c| !c.is_whitespace())),
        }
    }
    drawn
}

/// The mathematical italic letter of a Latin or Greek one.
fn italic(letter: char) -> char {
    let from = |start: char, first: u32| char::from_u32(first + u32::from(letter) - u32::from(start));
    let found = match letter {
        'h' => Some('\u{210E}'),
        'a'..='z' => from('a', 0x1D44E),
        'A'..='Z' => from('A', 0x1D434),
        'α'..='ω' => from('α', 0x1D6FC),
        'Α'..='Ω' => from('Α', 0x1D6E2),
        _ => None,
    };
    found.unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_the_same_characters_for_each_part() {
        let css = fs::read_to_string(project::root().join("style/fonts.css")).unwrap();
        for part in parts().unwrap() {
            let (_, rest) = css.split_once(&part.file).unwrap();
            let (_, rest) = rest.split_once("unicode-range:").unwrap();
            let (ranges, _) = rest.split_once(';').unwrap();
            let ranges = ranges.replace("U+", "").replace(',', " ");
            assert_eq!(characters(&ranges).unwrap(), part.characters, "{}", part.file);
        }
    }

    #[test]
    fn a_page_needs_the_parts_that_hold_its_characters() {
        let parts = parts().unwrap();
        assert!(needed("<p>no formula: Ж</p>", &parts).unwrap().is_empty());
        assert_eq!(needed("<math><mi>S</mi><mo>=</mo><mn>1</mn></math>", &parts).unwrap(), [&*parts[0].file]);
        // Upright B stands in the second part, italic B in the first.
        assert_eq!(needed("<math><mi>B</mi></math>", &parts).unwrap(), [&*parts[0].file]);
        let both = needed("<math><mi>S</mi><mi mathvariant=\"normal\">B</mi></math>", &parts).unwrap();
        assert_eq!(both, [&*parts[0].file, &*parts[1].file]);
        assert!(needed("<math><mi>Ж</mi></math>", &parts).unwrap_err().to_string().contains("0416"));
    }

    #[test]
    fn letters_of_names_are_drawn_in_italics() {
        assert_eq!(['S', 'h', 'β', '1'].map(italic), ['𝑆', 'ℎ', '𝛽', '1']);
    }
}
