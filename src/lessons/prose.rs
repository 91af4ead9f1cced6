//! The prose of a lesson as data: paragraphs and formulas by key, from which the page and its file are made.

use crate::formulas::Formula;
use crate::i18n::Locale;

/// A passage of the prose, in the order in which it is read.
#[derive(Clone, Copy)]
pub enum Passage {
    /// The title of the page.
    Title(fn(Locale) -> &'static str),
    /// A paragraph.
    Text(fn(Locale) -> &'static str),
    /// Formulas, one below the other.
    Formulas(&'static [Formula]),
    /// The sentence that depends on the run.
    Verdict,
}

/// Makes passages: `prose![title mask.title; text mask.intro; formulas OUTPUT, ENTRY; verdict;]`.
#[macro_export]
macro_rules! prose {
    (@ [$($done:expr,)*]) => { &[$($done),*] };
    (@ [$($done:expr,)*] title $($key:ident).+; $($rest:tt)*) => {
        $crate::prose!(@ [$($done,)* $crate::lessons::prose::Passage::Title(|locale| $crate::i18n::td_string!(locale, $($key).+)),] $($rest)*)
    };
    (@ [$($done:expr,)*] text $($key:ident).+; $($rest:tt)*) => {
        $crate::prose!(@ [$($done,)* $crate::lessons::prose::Passage::Text(|locale| $crate::i18n::td_string!(locale, $($key).+)),] $($rest)*)
    };
    (@ [$($done:expr,)*] formulas $($formula:path),+; $($rest:tt)*) => {
        $crate::prose!(@ [$($done,)* $crate::lessons::prose::Passage::Formulas(&[$($formula),+]),] $($rest)*)
    };
    (@ [$($done:expr,)*] verdict; $($rest:tt)*) => {
        $crate::prose!(@ [$($done,)* $crate::lessons::prose::Passage::Verdict,] $($rest)*)
    };
    ($($passages:tt)+) => { $crate::prose!(@ [] $($passages)+) };
}
