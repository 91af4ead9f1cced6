use super::{Query, QueryWriter};
use crate::inputs::Head;
use crate::lessons::Page;

/// Where queries, keys and values come from. Each kind keeps its own settings while another is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Which kind; where it is not said, the page decides.
    pub kind: Option<Kind>,
    /// The attention head of a sentence.
    pub head: Head,
    /// The seed of random numbers.
    pub seed: u64,
    /// Random tokens, 1 to 64.
    pub n: u64,
    /// Channels of a random token, 1 to 32.
    pub d: u64,
}

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Seeded random numbers.
    Random,
    /// Facts, some of them overwritten.
    Facts,
    /// One of the real sentences, 1 to 6.
    Sentence(usize),
}

impl Kind {
    /// Every kind, each sentence its own.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=6).map(Self::Sentence).chain([Self::Facts, Self::Random])
    }

    /// Its name in the query string.
    pub fn id(self) -> String {
        match self {
            Self::Random => "random".into(),
            Self::Facts => "facts".into(),
            Self::Sentence(number) => format!("s{number}"),
        }
    }

    /// The kind of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|kind| kind.id() == id)
    }
}

impl Default for Source {
    fn default() -> Self {
        Self { kind: None, head: Head::default(), seed: 1, n: 12, d: 4 }
    }
}

impl Source {
    /// The most random tokens that can be stepped through.
    pub const MAX_N: u64 = 64;
    /// The most channels that can be stepped through.
    pub const MAX_D: u64 = 32;

    pub(super) fn read(query: &mut Query, page: Page) -> Self {
        let default = Self::default();
        let name = |kind: &Option<Kind>| kind.unwrap_or(page.default_input()).id();
        Self {
            kind: query.choice("input", None, name, |id| Kind::from_id(id).map(Some)),
            head: query.choice(
                "head",
                default.head,
                |head| head.id().into(),
                |id| Head::ALL.into_iter().find(|head| head.id() == id),
            ),
            seed: query.integer("seed", default.seed, 0..=u64::from(u32::MAX)),
            n: query.integer("n", default.n, 1..=Self::MAX_N),
            d: query.integer("d", default.d, 1..=Self::MAX_D),
        }
    }

    pub(super) fn write(&self, query: &mut QueryWriter, page: Page) {
        let default = Self::default();
        if let Some(kind) = self.kind {
            query.put("input", &kind.id(), &page.default_input().id());
        }
        query.put("head", &self.head.id(), &default.head.id());
        query.put("seed", &self.seed, &default.seed);
        query.put("n", &self.n, &default.n);
        query.put("d", &self.d, &default.d);
    }
}
