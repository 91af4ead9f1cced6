//! Texts as the views use them: every text is one type, a signal of a string.
//!
//! A view made of closures is a new type for each text, and the compiler writes the code that renders it as often.

use leptos::prelude::*;

use crate::i18n::{Locale, use_i18n};

/// A text in the language in force: `text!(state.title)`; with values, `text!(state.place, t = t.get(), all = all.get())`,
/// which are read anew whenever one of the signals in them changes. Must be called where a component is made.
macro_rules! text {
    ($($key:ident).+) => {
        $crate::ui::text::constant(|locale| $crate::i18n::td_string!(locale, $($key).+))
    };
    ($($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::ui::text::changing(move |locale| $crate::i18n::td_string!(locale, $($key).+, $($name = $value),+).to_string())
    };
}

pub(crate) use text;

/// A text without values.
pub fn constant(text: fn(Locale) -> &'static str) -> Signal<String> {
    changing(move |locale| text(locale).to_owned())
}

/// A text that is made anew when the language changes, or when a signal changes that it reads.
pub fn changing(text: impl Fn(Locale) -> String + Send + Sync + 'static) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || text(i18n.get_locale()))
}
