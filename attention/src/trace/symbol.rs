//! The symbols: quantities with a letter of their own, listed in `symbols.in`.

macro_rules! symbols {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $glyph:literal $($letter:literal)*,)+) => {
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

            /// Every letter that stands for it in formulas and in pseudo-code, its glyph among them.
            pub const fn letters(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$glyph $(, $letter)*],)+ }
            }
        }
    };
}

include!("symbols.in");

impl Symbol {
    /// Its name when read aloud: the letter, or the name of a Greek letter.
    pub const fn spoken(self) -> &'static str {
        if self.glyph().is_ascii() { self.glyph() } else { self.id() }
    }

    /// The symbol that a letter stands for.
    pub fn from_letter(letter: char) -> Option<Self> {
        let is = |own: &&str| own.chars().eq([letter]);
        Self::ALL.iter().copied().find(|symbol| symbol.letters().iter().any(is))
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
