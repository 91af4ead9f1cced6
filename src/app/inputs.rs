//! The inputs that no guided walk needs: the code that makes them is a piece of the wasm of its own.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Load;
use crate::i18n::Locale;
use crate::inputs::{
    Deal, Kind, LARGEST, MOST_CHANNELS, MOST_FACTS, NoDeal, OwnFacts, OwnFactsError, Stream, deal, facts,
    pairs, random, scenes, waves,
};
use crate::io::link::{from_link, to_link};
use crate::knobs::{decimal, typed};
use crate::names::{self, LANGUAGES};
use crate::say;
use crate::scenario::{Given, LONGEST_FACTS};
use crate::text::Text;

/// What the piece can do.
#[derive(Clone, Copy)]
pub struct Makes {
    /// Makes the stream of an input that is neither the three facts nor a sentence.
    pub stream: fn(Kind, &Given) -> Result<Stream, Text>,
    /// A reader's facts as a link holds them; why they cannot be told, or held.
    pub held: fn(&str) -> Result<String, Text>,
    /// The facts as a reader of this language writes them, one a line.
    pub lines: fn(&str, Locale) -> String,
    /// The facts with another vector for the key (side 0) or the value (side 1) of one of them; nothing where they cannot be told.
    pub moved: fn(&str, usize, usize, [f64; 2]) -> Option<String>,
    /// The facts as the cards lie after a deal, from a seed.
    pub deal: fn(Deal, &str, u64) -> Result<String, NoDeal>,
}

/// The piece, once it is here.
#[derive(Clone, Copy)]
pub struct OtherInputs(RwSignal<Option<Load<Makes>>>);

/// Fetches it.
#[leptos::wasm_split::wasm_split(page_inputs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn makes() -> Result<Makes, SplitLoaderError> {
    Ok(Makes {
        stream: |kind, given| match kind {
            Kind::Random => Ok(random(given.seed, given.n as usize, given.d as usize)),
            Kind::Pairs => Ok(pairs(given.seed, given.keys as usize, given.n as usize, given.d as usize)),
            Kind::Own => Ok(read(&given.facts)?.stream()),
            Kind::Scenes => Ok(scenes(None)),
            Kind::Waves => Ok(waves()),
            _ => Ok(facts()),
        },
        held: |text| {
            read(text)?;
            let told = text.lines().map(str::trim).filter(|line| !line.is_empty());
            held(told.collect::<Vec<_>>().join(";"))
        },
        lines: |text, locale| {
            let word = |word: &str| names::word(locale, word).to_owned();
            read(text).map_or_else(|_| text.to_owned(), |facts| facts.written("\n", " → ", word))
        },
        moved: |text, side, fact, to| {
            held(read(text).ok()?.moved(side, fact, &to).written(";", ">", str::to_owned)).ok()
        },
        deal: |what, text, seed| {
            // Where what is written tells nothing, the cards are dealt on a table with the three facts.
            let table = read(text).or_else(|_| read(&Given::facts().default));
            let table = table.map_err(|_| NoDeal::Cards)?;
            let dealt = deal(what, &table, seed, in_every_language)?;
            held(dealt.written(";", ">", str::to_owned)).map_err(|_| NoDeal::Cards)
        },
    })
}

/// A word of ours as a reader may have written it.
fn in_every_language(word: &str) -> Vec<String> {
    LANGUAGES.iter().map(|language| names::word(language.locale, word).to_owned()).collect()
}

/// What a text begins with that is packed.
const PACKED: char = '*';
/// As many characters of a link are left for people to read.
const READABLE: usize = 700;

/// Facts as a link holds them: as they are, or packed where that would be long.
fn held(facts: String) -> Result<String, Text> {
    // What is no letter or digit takes three characters for each byte.
    let in_link = |c: char| if c.is_ascii_alphanumeric() { 1 } else { 3 * c.len_utf8() };
    if facts.chars().map(in_link).sum::<usize>() <= READABLE && !facts.starts_with(PACKED) {
        return Ok(facts);
    }
    let packed = format!("{PACKED}{}", to_link(facts.as_bytes()));
    if packed.len() > LONGEST_FACTS { Err(say!(input.facts_too_long)) } else { Ok(packed) }
}

/// The facts that a link holds.
fn plain(text: &str) -> Cow<'_, str> {
    let packed = text.strip_prefix(PACKED).and_then(from_link);
    packed.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn read(text: &str) -> Result<OwnFacts, Text> {
    OwnFacts::read(&plain(text), |part| decimal(&typed(part))).map_err(|error| match error {
        OwnFactsError::Empty => say!(input.facts_empty),
        OwnFactsError::TooMany => say!(input.facts_too_many, most = MOST_FACTS),
        OwnFactsError::NotAFact(fact) => say!(input.facts_no_arrow, fact = fact),
        OwnFactsError::OutOfRange(fact) => say!(input.facts_out_of_range, fact = fact, largest = LARGEST),
        OwnFactsError::Ragged(fact) => say!(input.facts_ragged, fact = fact, most = MOST_CHANNELS),
    })
}

impl OtherInputs {
    /// Not asked for.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The piece.
    pub fn get(self) -> Load<Makes> {
        self.0.get().unwrap_or(Load::Pending)
    }

    /// The piece as it is now, where it is here.
    pub fn get_untracked(self) -> Option<Makes> {
        match self.0.get_untracked() {
            Some(Load::Ready(makes)) => Some(makes),
            _ => None,
        }
    }

    /// Fetches it, unless it is here or on its way.
    pub fn fetch(self) {
        if matches!(self.0.get_untracked(), Some(Load::Ready(_) | Load::Pending)) {
            return;
        }
        self.0.set(Some(Load::Pending));
        leptos::task::spawn_local(async move {
            let arrived = makes().await;
            self.0.set(Some(
                arrived.map_or_else(|error| Load::Failed(Text::same(error.to_string())), Load::Ready),
            ));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_fact_may_be_typed_on_any_keypad() {
        let of = read("灯（０，６ 0,8） → −1 0").unwrap().stream();
        assert_eq!(of.k.iter().copied().collect::<Vec<_>>(), [0.6, 0.8]);
        assert_eq!(of.v.iter().copied().collect::<Vec<_>>(), [-1.0, 0.0]);
        assert_eq!(of.labels, ["灯 → -1 0"]);
    }

    /// Sixteen facts, each with eight numbers of three digits on both sides.
    fn many() -> String {
        let mut numbers = (1..).map(|i: u32| format!("{}", f64::from(i * 7919 % 2000) / 1000.0));
        let mut side = |word: &str| {
            [&[word.to_owned()], numbers.by_ref().take(8).collect::<Vec<_>>().as_slice()].concat().join(" ")
        };
        (0..16)
            .map(|i| format!("{}\n", [side(&format!("灯{i}")), side(&format!("红{i}"))].join(" → ")))
            .collect()
    }

    #[test]
    fn long_facts_are_packed_and_say_what_they_said() {
        let facts = many();
        let link = held(read(&facts).unwrap().written(";", ">", str::to_owned)).unwrap();
        assert!(link.len() <= LONGEST_FACTS && link.starts_with(PACKED), "{} {link}", link.len());
        assert_eq!(read(&link).ok(), read(&facts).ok());
        assert_eq!(held("lamp>red".to_owned()).unwrap(), "lamp>red");
        let star = held("*lamp>red".to_owned()).unwrap();
        assert_eq!(read(&star).ok(), read("*lamp>red").ok());
    }

    #[test]
    fn facts_that_no_link_holds_are_refused_before_they_are_lost() {
        // Letters in no order: nothing can pack them.
        let mut seed = 1_u32;
        let mut letter = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + (seed >> 24) as u8 % 26)
        };
        let mut word = move || (0..150).map(|_| letter()).collect::<String>();
        let long: String = (0..16).map(|_| format!("{} > {};", word(), word())).collect();
        assert!(read(&long).is_ok(), "they can be told");
        assert!(held(long).is_err_and(|why| why.read(Locale::en).contains("link")));
    }

    #[test]
    fn every_refusal_is_told_in_both_languages() {
        let many = "a>b;".repeat(99);
        for (text, en, zh) in [
            ("", "no fact", "没有"),
            (&many, "16", "16"),
            ("a>b;c", "Fact 2", "第 2"),
            ("a 1 999>b", "100", "100"),
            ("a 1 0>b;c 1>d", "Fact 2", "第 2"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.read(Locale::en).contains(en), "{}", why.read(Locale::en));
            assert!(why.read(Locale::zh_CN).contains(zh), "{}", why.read(Locale::zh_CN));
        }
    }
}
