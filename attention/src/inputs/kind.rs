//! The kinds of input that a page can be given.

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers without a generator, on which rules are compared.
    Waves,
    /// Seeded random numbers.
    Random,
    /// Random pairs, some keys told again.
    Pairs,
    /// Three facts in two dimensions.
    Three,
    /// Facts, some of them overwritten.
    Facts,
    /// Facts of one scene, and of a second one.
    Scenes,
    /// Facts that a reader writes.
    Own,
    /// A reader's own arrays.
    Tensors,
    /// One of the real sentences, 1 to 6.
    Sentence(usize),
}

impl Kind {
    /// Every kind, each sentence its own, in the order of the menu.
    pub const ALL: &'static [Self] = &[
        Self::Three,
        Self::Own,
        Self::Tensors,
        Self::Sentence(1),
        Self::Sentence(2),
        Self::Sentence(3),
        Self::Sentence(4),
        Self::Sentence(5),
        Self::Sentence(6),
        Self::Facts,
        Self::Scenes,
        Self::Pairs,
        Self::Random,
        Self::Waves,
    ];

    /// Its name in the query string.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Waves => "waves",
            Self::Pairs => "pairs",
            Self::Three => "three",
            Self::Facts => "facts",
            Self::Scenes => "scenes",
            Self::Own => "own",
            Self::Tensors => "tensors",
            Self::Sentence(1) => "s1",
            Self::Sentence(2) => "s2",
            Self::Sentence(3) => "s3",
            Self::Sentence(4) => "s4",
            Self::Sentence(5) => "s5",
            Self::Sentence(_) => "s6",
        }
    }

    /// The kind of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}
