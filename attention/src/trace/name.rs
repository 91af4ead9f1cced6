//! The name of a number: a symbol that has one hue everywhere, or a letter that only some rules use.

use super::Symbol;

/// The letter of a quantity, and its symbol, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The symbol: its hue, and the matrix in which it stands.
    pub symbol: Option<Symbol>,
    /// The letter that the rule uses: RWKV calls q the receptance, r.
    pub glyph: &'static str,
}

impl Name {
    /// `symbol`, where a rule writes it in its own way.
    pub const fn written(symbol: Symbol, glyph: &'static str) -> Self {
        Self { symbol: Some(symbol), glyph }
    }

    /// Whether both name the same quantity: they have the same symbol, or no symbol and the same letter.
    pub fn is(self, other: Self) -> bool {
        match (self.symbol, other.symbol) {
            (None, None) => self.glyph == other.glyph,
            (mine, its) => mine == its,
        }
    }
}

impl From<Symbol> for Name {
    fn from(symbol: Symbol) -> Self {
        Self { symbol: Some(symbol), glyph: symbol.glyph() }
    }
}

/// A letter without a symbol.
impl From<&'static str> for Name {
    fn from(glyph: &'static str) -> Self {
        Self { symbol: None, glyph }
    }
}
