//! The prose of every page as data: paragraphs and formulas by key, in the order in which they are read.
//!
//! It stands in `prose.toml` of each page's folder. The build makes the constants here of it, one for each page, and the text that
//! the page's HTML file shows before the program is there.

use crate::formulas::{self, Formula};
use crate::i18n::{Locale, td_string};

/// A text in the reader's language.
pub type Says = fn(Locale) -> &'static str;

/// A passage of the prose.
#[derive(Clone, Copy)]
pub enum Passage {
    /// The title of the page.
    Title(Says),
    /// A paragraph in larger letters.
    Lead(Says),
    /// A paragraph.
    Text(Says),
    /// Formulas, one below the other.
    Formulas(&'static [Formula]),
    /// The guided walk: the words of its stations.
    Guide(&'static [Says]),
    /// The sentence that depends on the run.
    Verdict,
}

include!(concat!(env!("OUT_DIR"), "/prose.rs"));
