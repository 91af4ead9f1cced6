//! The names of rules, their families and gates, of experiments and what they measure, symbols, parts, suites, kernels, forms, chapters, terms, the words of facts and the edges of the map in every language, by id.
//!
//! The names stand in `locales/`, in the groups `rules`, `family`, `gate`, `exp`, `measure`, `symbol`, `part`, `suite`, `kernel`, `form`, `chapter`, `glossary`, `word`, `edge` and `not_edge`,
//! whose keys are the ids (`_` for `/` and `-`); the build makes tables of them. A test walks the lists of the crate, so a new entry needs a line in each
//! locale.

use crate::i18n::{Locale, td_string};
use crate::rules::{Family, Tensor};
use crate::trace::{Part, Symbol};

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Language {
    /// Its texts.
    pub locale: Locale,
    /// Its BCP 47 tag, such as `zh-CN`.
    pub tag: &'static str,
    /// Its name in the language itself.
    pub endonym: &'static str,
}

impl Language {
    /// The language of these texts.
    pub fn of(locale: Locale) -> &'static Self {
        LANGUAGES.iter().find(|language| language.locale == locale).unwrap_or(&LANGUAGES[0])
    }

    /// The language for a reader who prefers the one with this BCP 47 tag, in whichever region: the first, where theirs is not
    /// among [`LANGUAGES`].
    pub fn preferred(tag: &str) -> &'static Self {
        let same = |own: &&Self| primary(own.tag).eq_ignore_ascii_case(primary(tag));
        LANGUAGES.iter().find(same).unwrap_or(&LANGUAGES[0])
    }
}

/// The part of a BCP 47 tag that names the language and no region.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The names of one kind of thing: its id, and its name in each of [`LANGUAGES`].
#[derive(Debug)]
pub struct Names(&'static [(&'static str, [&'static str; LANGUAGES.len()])]);

impl Names {
    /// The name of the thing with this id.
    pub fn of(&self, locale: Locale, id: &str) -> Option<&'static str> {
        let key = || id.bytes().map(|byte| if matches!(byte, b'/' | b'-') { b'_' } else { byte });
        let (_, names) = self.0.iter().find(|(own, _)| own.bytes().eq(key()))?;
        let language = LANGUAGES.iter().position(|language| language.locale == locale)?;
        Some(names[language])
    }

    /// The ids that have a name, as the locales write them.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(id, _)| *id)
    }
}

/// A title and what stands under it, in one line, with the colon of the language.
pub fn titled(locale: Locale, title: &str, text: &str) -> String {
    td_string!(locale, stage.titled, title = title, text = text).to_string()
}

include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// The name of a rule.
pub fn rule(locale: Locale, id: &str) -> Option<&'static str> {
    RULES.of(locale, id)
}

/// The name of a family of rules.
pub fn family(locale: Locale, family: Family) -> &'static str {
    FAMILY.of(locale, family.id()).unwrap_or(family.id())
}

/// The name of the gate that sets a tensor.
pub fn gate(locale: Locale, tensor: Tensor) -> &'static str {
    GATE.of(locale, tensor.id()).unwrap_or(tensor.id())
}

/// The meaning of a symbol, in a sentence.
pub fn symbol(locale: Locale, symbol: Symbol) -> &'static str {
    SYMBOL.of(locale, symbol.id()).unwrap_or(symbol.id())
}

/// The name of a part of a step.
pub fn part(locale: Locale, part: Part) -> &'static str {
    PART.of(locale, part.id()).unwrap_or(part.id())
}

/// The meaning of a part of a step, in a sentence.
pub fn part_sentence(locale: Locale, part: Part) -> &'static str {
    PART_IS.of(locale, part.id()).unwrap_or(part.id())
}

/// The name of a chapter.
pub fn chapter(locale: Locale, id: &'static str) -> &'static str {
    CHAPTER.of(locale, id).unwrap_or(id)
}

/// A term of the glossary by its name.
pub fn term(locale: Locale, id: &str) -> Option<&'static str> {
    GLOSSARY.of(locale, id)
}

/// The meaning of a term of the glossary, in a sentence.
pub fn term_sentence(locale: Locale, id: &str) -> Option<&'static str> {
    GLOSSARY_IS.of(locale, id)
}

/// A word of a fact; any other word as it is.
pub fn word(locale: Locale, word: &str) -> &str {
    WORD.of(locale, word).unwrap_or(word)
}

/// The label of a token: of a fact both words, of anything else what it is in every language.
pub fn label(locale: Locale, label: &str) -> String {
    match label.split_once(" → ") {
        Some((key, value)) => [word(locale, key), " → ", word(locale, value)].concat(),
        None => label.to_owned(),
    }
}

/// By what a rule becomes another, in a few words, by the id of the edge.
pub fn edge(locale: Locale, id: &str) -> Option<&'static str> {
    EDGE.of(locale, id)
}

/// Why a pair is no edge, in a sentence, by its id.
pub fn not_edge(locale: Locale, id: &str) -> Option<&'static str> {
    NOT_EDGE.of(locale, id)
}

/// The name of a suite of measurements.
pub fn suite(locale: Locale, id: &str) -> Option<&'static str> {
    SUITE.of(locale, id)
}

/// The name of a kernel, such as `softmax_attn/causal`.
pub fn kernel(locale: Locale, id: &str) -> Option<&'static str> {
    KERNEL.of(locale, id)
}

/// The name of a kernel's form, such as `streaming`. The part in brackets has no name here: neither the size in
/// `chunk(64)` nor the form in `plain(left)`.
pub fn form(locale: Locale, id: &str) -> Option<&'static str> {
    FORM.of(locale, id)
}
