//! The texts of `locales/`, in the language in force.

use leptos::prelude::*;

use crate::erased::Memo;
pub use crate::translations::{Locale, td_string};

/// The language in force, which the application knows.
///
/// (`leptos_i18n`'s own context would hold it a second time, and parse it from what browser, cookies and headers say: 25 KiB of
/// code for what the scenario has decided already.)
#[derive(Clone, Copy)]
pub struct I18n(Memo<Locale>);

impl I18n {
    /// The language; who asks is told when it changes.
    pub fn get_locale(self) -> Locale {
        self.0.get()
    }

    /// The language as it is now.
    pub fn get_locale_untracked(self) -> Locale {
        self.0.get_untracked()
    }
}

/// Makes this the language of all that the caller shows.
pub fn provide_i18n(locale: Memo<Locale>) {
    provide_context(I18n(locale));
}

/// The language of the page.
pub fn use_i18n() -> I18n {
    expect_context()
}

/// A text in the language in force: `t_string!(i18n, state.title)`, or with values, `t_string!(i18n, state.place, t = 1)`.
macro_rules! t_string {
    ($i18n:expr, $($text:tt)+) => { $crate::i18n::td_string!($i18n.get_locale(), $($text)+) };
}

pub(crate) use t_string;
