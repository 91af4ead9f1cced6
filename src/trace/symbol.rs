macro_rules! symbols {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $glyph:literal,)+) => {
        /// A quantity with a letter: one hue, one glyph and one sentence wherever it appears.
        ///
        /// The hue is the token `--sym-<id>` of `style/tokens.css`, the sentence the text `symbol.<id>` of the locales.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Symbol {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Symbol {
            /// Every symbol.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name used in style sheets and in formulas.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// The letter itself.
            pub const fn glyph(self) -> &'static str {
                match self { $(Self::$name => $glyph,)+ }
            }
        }
    };
}

symbols! {
    /// The query, `q_t`, and all of them, `Q`.
    Q "q" "q",
    /// The key.
    K "k" "k",
    /// The value.
    V "v" "v",
    /// The output.
    O "o" "o",
    /// The state, S, `[V, K]`.
    S "s" "S",
    /// The scores A = Q Kᵀ, `[T, T]`.
    A "a" "A",
    /// The product P = Kᵀ V, `[K, V]`: the transpose of the final state of linear attention.
    P "p" "P",
    /// What the state returns for the key before it is corrected, r = S k.
    R "r" "r",
    /// The error, e = v − r.
    E "e" "e",
    /// How much each earlier key of a chunk already says about a later one, strictly lower triangular, `[C, C]`.
    L "l" "L",
    /// What a chunk reads of the state before it, a direction for each token, `[C, K]`.
    W "w" "W",
    /// What a chunk writes if the state before it is zero, a value for each token, `[C, V]`.
    U "u" "U",
    /// The write strength β.
    Beta "beta" "β",
    /// The decay γ = exp g.
    Gamma "gamma" "γ",
}

impl Symbol {
    /// Its name for a voice: a lone letter, or the name of the Greek one.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Beta => "beta",
            Self::Gamma => "gamma",
            _ => self.glyph(),
        }
    }

    /// The symbol that a letter stands for: a vector's, or in capitals that of all of them.
    pub fn from_letter(letter: char) -> Option<Self> {
        let is = |glyph: char| glyph == letter || glyph.to_ascii_uppercase() == letter;
        Self::ALL.iter().copied().find(|symbol| symbol.glyph().chars().all(is))
    }

    /// The symbol of this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|symbol| symbol.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_leads_back_to_its_symbol() {
        for &symbol in Symbol::ALL {
            assert_eq!(Symbol::from_id(symbol.id()), Some(symbol));
        }
        assert_eq!(Symbol::from_id("omega"), None);
    }

    #[test]
    fn a_letter_leads_to_its_symbol_and_an_index_to_none() {
        for &symbol in Symbol::ALL {
            assert_eq!(symbol.glyph().chars().next().and_then(Symbol::from_letter), Some(symbol));
        }
        assert_eq!(Symbol::from_letter('K'), Some(Symbol::K));
        for index in "ijlct".chars() {
            assert_eq!(Symbol::from_letter(index), None);
        }
    }
}
