//! The words of a program: numbers, names and signs, line by line.

use super::error::{Fault, ProgramError};

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// A number, and whether it is written as a whole one.
    Number(f64, bool),
    /// A name.
    Name(String),
    /// A sign. The two dots of a range are `…`.
    Sign(char),
}

/// A line that says something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its number, counted from 1.
    pub number: usize,
    /// The blanks before it.
    pub indent: usize,
    /// What stands there, without the blanks around it.
    pub text: String,
    /// Its words, and whether each touches the one before.
    pub words: Vec<(Word, bool)>,
}

/// Names that can be typed on any keyboard, and the letters that they stand for.
const SPELLED: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("eta", "η"),
    ("kappa", "κ"),
    ("lam", "λ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("phi", "φ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("sqrt", "√"),
    ("sigmoid", "σ"),
];

/// Signs that can be typed on any keyboard, and those that they stand for.
const SIGNS: &[(char, char)] = &[('-', '−'), ('*', '·'), ('\'', 'ᵀ'), ('∥', '‖')];

/// Signs that mean something.
const MEANT: &str = "+−·⊙/^()[];,=<>∉ᵀ‖√²:";

/// The most lines of a program, and the most words of a line: what reads them calls itself for each, and has no more room.
const MOST: usize = 100;

/// The lines of a program. Empty ones say nothing.
///
/// # Errors
/// Where a character means nothing, a line is too long, or there are too many.
pub(super) fn lines(program: &str) -> Result<Vec<Line>, ProgramError> {
    let mut all = Vec::new();
    for (i, line) in program.lines().enumerate() {
        let text = line.trim();
        if !text.is_empty() {
            let indent = line.chars().take_while(|c| c.is_whitespace()).count();
            let words = words(text).map_err(|c| ProgramError { line: i + 1, fault: Fault::Character(c) })?;
            if words.len() > MOST || all.len() == MOST {
                return Err(ProgramError { line: i + 1, fault: Fault::TooLong(MOST) });
            }
            all.push(Line { number: i + 1, indent, text: text.to_owned(), words });
        }
    }
    Ok(all)
}

/// The words of a line, or the character that means nothing.
fn words(line: &str) -> Result<Vec<(Word, bool)>, char> {
    let mut words = Vec::new();
    let (mut rest, mut touches) = (line, false);
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            (rest, touches) = (rest.trim_start(), false);
            continue;
        }
        let (word, length) = if c.is_ascii_digit() {
            number(rest).ok_or(c)?
        } else if begins_name(c) {
            let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
            (named(&rest[..length]), length)
        } else if rest.starts_with("..") {
            (Word::Sign('…'), 2)
        } else {
            let sign = SIGNS.iter().find(|(typed, _)| *typed == c).map_or(c, |(_, meant)| *meant);
            if !MEANT.contains(sign) && sign != '…' {
                return Err(c);
            }
            (Word::Sign(sign), c.len_utf8())
        };
        words.push((word, touches));
        (rest, touches) = (&rest[length..], true);
    }
    Ok(words)
}

fn begins_name(c: char) -> bool {
    (c.is_alphabetic() || c == '_') && c != 'ᵀ'
}

fn continues_name(c: char) -> bool {
    begins_name(c) || c.is_ascii_digit()
}

fn named(name: &str) -> Word {
    match SPELLED.iter().find(|(spelled, _)| *spelled == name) {
        Some((_, "√")) => Word::Sign('√'),
        Some((_, letter)) => Word::Name((*letter).to_owned()),
        None => Word::Name(name.to_owned()),
    }
}

/// The number at the beginning of a text, and its length. The dots of a range belong to no number.
fn number(text: &str) -> Option<(Word, usize)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let mut whole = true;
    if text[end..].starts_with('.') && !text[end..].starts_with("..") {
        (end, whole) = (end + 1 + digits(end + 1), false);
    }
    let sign = usize::from(text[end..].starts_with(['e', 'E']));
    if sign == 1 {
        let at = end + 1 + usize::from(text[end + 1..].starts_with(['-', '+']));
        if digits(at) > 0 {
            (end, whole) = (at + digits(at), false);
        }
    }
    Some((Word::Number(text[..end].parse().ok()?, whole), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<Word> {
        lines(line).unwrap().remove(0).words.into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn what_is_typed_on_any_keyboard_is_what_papers_print() {
        assert_eq!(told("S = gamma * S - v k'"), told("S = γ · S − v kᵀ"));
        assert_eq!(told("sqrt(2)"), told("√(2)"));
    }

    #[test]
    fn numbers_end_where_ranges_begin() {
        let number = |x, whole| Word::Number(x, whole);
        assert_eq!(told("0..12"), [number(0.0, true), Word::Sign('…'), number(12.0, true)]);
        assert_eq!(told("1e-10 2.5"), [number(1e-10, false), number(2.5, false)]);
        assert_eq!(told("2 e"), [number(2.0, true), Word::Name("e".into())]);
    }

    #[test]
    fn a_character_that_means_nothing_is_named_with_its_line() {
        let error = lines("o = v\n\no = v ? 1").unwrap_err();
        assert_eq!(error, ProgramError { line: 3, fault: Fault::Character('?') });
    }
}
