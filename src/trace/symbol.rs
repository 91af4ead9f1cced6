/// A quantity with a letter: one hue, one glyph and one sentence wherever it appears.
///
/// The hue is the token `--sym-<id>` of `style/tokens.css`, the sentence the text `symbol.<id>` of the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// The query, `q_t`, and all of them, `Q`.
    Q,
    /// The key.
    K,
    /// The value.
    V,
    /// The output.
    O,
    /// The state, S, `[V, K]`.
    S,
    /// The scores A = Q Kᵀ, `[T, T]`.
    A,
    /// The product P = Kᵀ V, `[K, V]`: the transpose of the final state of linear attention.
    P,
    /// What the state returns for the key before it is corrected, r = S k.
    R,
    /// The error, e = v − r.
    E,
    /// The write strength β.
    Beta,
    /// The decay γ = exp g.
    Gamma,
}

impl Symbol {
    /// Every symbol.
    pub const ALL: [Self; 11] = [
        Self::Q,
        Self::K,
        Self::V,
        Self::O,
        Self::S,
        Self::A,
        Self::P,
        Self::R,
        Self::E,
        Self::Beta,
        Self::Gamma,
    ];

    /// The name used in style sheets and in formulas.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Q => "q",
            Self::K => "k",
            Self::V => "v",
            Self::O => "o",
            Self::S => "s",
            Self::A => "a",
            Self::P => "p",
            Self::R => "r",
            Self::E => "e",
            Self::Beta => "beta",
            Self::Gamma => "gamma",
        }
    }

    /// The letter itself.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Q => "q",
            Self::K => "k",
            Self::V => "v",
            Self::O => "o",
            Self::S => "S",
            Self::A => "A",
            Self::P => "P",
            Self::R => "r",
            Self::E => "e",
            Self::Beta => "β",
            Self::Gamma => "γ",
        }
    }

    /// Its name for a voice: a lone letter, or the name of the Greek one.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Beta => "beta",
            Self::Gamma => "gamma",
            _ => self.glyph(),
        }
    }

    /// The symbol of this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|symbol| symbol.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_leads_back_to_its_symbol() {
        for symbol in Symbol::ALL {
            assert_eq!(Symbol::from_id(symbol.id()), Some(symbol));
        }
        assert_eq!(Symbol::from_id("omega"), None);
    }
}
