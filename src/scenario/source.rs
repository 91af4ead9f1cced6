//! Where queries, keys and values come from.

use crate::inputs::{Head, Kind, Scale};
use crate::knobs::{Draw, Knobs, Named, Query, QueryWriter, find};
use crate::pages::Page;

impl Named for Kind {
    const ALL: &'static [Self] = Self::ALL;

    fn id(self) -> &'static str {
        self.id()
    }
}

impl Named for Head {
    const ALL: &'static [Self] = &Self::ALL;

    fn id(self) -> &'static str {
        self.id()
    }
}

impl Named for Scale {
    const ALL: &'static [Self] = &Self::ALL;

    fn id(self) -> &'static str {
        self.id()
    }
}

/// The three facts as a reader would write them, with the vectors of their words.
const THREE: &str = "lamp 1 0>red 1 0;sky 0.6 0.8>blue 0 1;lamp>blue";
/// A link has no room for more.
pub const LONGEST_FACTS: usize = 1300;
/// Nor for more numbers.
const LONGEST_NUMBERS: usize = 1900;

crate::knobs! {
    /// What can be set of an input. Each kind keeps its own settings while another is chosen.
    pub struct Given {
        /// The attention head of a sentence.
        head: Head = Head::default() => "head";
        /// The seed of random numbers.
        seed: u64 = 1, 0..=u64::from(u32::MAX) => "seed";
        /// Random tokens.
        n: u64 = 12, 1..=64 => "n";
        /// Channels of a random token.
        d: u64 = 4, 1..=32 => "d";
        /// Different keys of random pairs.
        keys: u64 = 8, 1..=64 => "keys";
        /// The reader's own facts, as text, packed where it is long; the three facts until they write others.
        facts: String = THREE.to_owned(), LONGEST_FACTS => "facts";
        /// The first token of the window of the reader's own arrays, from 1.
        first: u64 = 1, 1..=u64::from(u32::MAX) => "first-token";
        /// Tokens of the window.
        tokens: u64 = 32, 1..=64 => "tokens";
        /// The head, from 1, counted through all sequences.
        of_head: u64 = 1, 1..=65_536 => "of-head";
        /// The reader's own numbers, where a link carries them.
        numbers: String = String::new(), LONGEST_NUMBERS => "numbers";
        /// Whether the gates of the arrays are in force, in the place of those that the page sets.
        own_gates: bool = true => "own-gates";
        /// Whether rules start from the state of the arrays, where these have one before the first token.
        own_start: bool = true => "own-start";
    }
}

/// An input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Which kind; where it is not said, the page decides.
    pub kind: Option<Kind>,
    /// Its settings.
    pub given: Given,
}

impl Source {
    pub(super) fn read(query: &mut Query, page: Page) -> Self {
        let name = |kind: &Option<Kind>| kind.unwrap_or(page.opens_with()).id().to_owned();
        let kind = query.choice("input", None, name, |id| find(id).map(Some));
        Self { kind, given: Given::read(query, Given::default()) }
    }

    pub(super) fn write(&self, query: &mut QueryWriter, page: Page) {
        let kind = self.kind.unwrap_or(page.opens_with());
        query.put("input", &kind.id(), &page.opens_with().id());
        self.given.write(query, &Given::default());
    }

    pub(super) fn draw(draw: &mut Draw) -> Self {
        Self { kind: Some(draw.one_of(Kind::ALL)), given: Given::draw(draw) }
    }
}
