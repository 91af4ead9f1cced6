//! The inputs that no guided walk needs: the code that makes them is a piece of the wasm of its own.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Load;
use crate::i18n::Locale;
use crate::inputs::{
    Deal, Kind, LARGEST, MOST_CHANNELS, MOST_FACTS, NoDeal, OwnFacts, OwnFactsError, Stream, deal, facts,
    pairs, random, scenes, waves,
};
use crate::knobs::{decimal, typed};
use crate::names::{self, LANGUAGES};
use crate::say;
use crate::scenario::Given;
use crate::text::Text;

/// What the piece can do.
#[derive(Clone, Copy)]
pub struct Makes {
    /// Makes the stream of an input that is neither the three facts nor a sentence.
    pub stream: fn(Kind, &Given) -> Result<Stream, Text>,
    /// Says of a reader's facts whether they can be told.
    pub check: fn(&str) -> Result<(), Text>,
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
        check: |text| read(text).map(drop),
        lines: |text, locale| {
            let word = |word: &str| names::word(locale, word).to_owned();
            read(text).map_or_else(|_| text.to_owned(), |facts| facts.written("\n", " → ", word))
        },
        moved: |text, side, fact, to| {
            read(text).ok().map(|facts| facts.moved(side, fact, &to).written(";", ">", str::to_owned))
        },
        deal: |what, text, seed| {
            // Where what is written tells nothing, the cards are dealt on a table with the three facts.
            let table = read(text).or_else(|_| read(&Given::facts().default));
            let table = table.map_err(|_| NoDeal::Cards)?;
            deal(what, &table, seed, in_every_language).map(|facts| facts.written(";", ">", str::to_owned))
        },
    })
}

/// A word of ours as a reader may have written it.
fn in_every_language(word: &str) -> Vec<String> {
    LANGUAGES.iter().map(|language| names::word(language.locale, word).to_owned()).collect()
}

fn read(text: &str) -> Result<OwnFacts, Text> {
    OwnFacts::read(text, |part| decimal(&typed(part))).map_err(|error| match error {
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
