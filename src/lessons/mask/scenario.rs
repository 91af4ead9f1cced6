use crate::scenario::{Knobs, Query, QueryWriter};

/// What can be set on this page beside the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scenario {
    /// Whether a query sees no later token.
    pub causal: bool,
    /// Whether scores become weights by softmax.
    pub softmax: bool,
    /// How the right side gets by without QKᵀ.
    pub way: Way,
}

/// A way to compute attention without the n×n matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Q(KᵀV), as if nothing stood in between.
    Swap,
    /// S_t, token by token.
    State,
    /// A chunk at a time, the state handed on in between.
    Chunks,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Swap, Self::State, Self::Chunks];

    /// Its name in the query string.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Swap => "swap",
            Self::State => "state",
            Self::Chunks => "chunks",
        }
    }

    /// The way of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.id() == id)
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self { causal: true, softmax: false, way: Way::Swap }
    }
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        Self {
            causal: query.switch("mask", default.causal),
            softmax: query.switch("softmax", default.softmax),
            way: query.choice("way", default.way, |way| way.id().into(), Way::from_id),
        }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("mask", &u8::from(self.causal), &u8::from(default.causal));
        query.put("softmax", &u8::from(self.softmax), &u8::from(default.softmax));
        query.put("way", &self.way.id(), &default.way.id());
    }
}
