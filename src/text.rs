//! Texts as values: what a run says of itself, to be read in whichever language is in force when it is shown.

use std::sync::Arc;

use crate::i18n::Locale;

/// A text that is written out when its language is known.
#[derive(Clone)]
pub struct Text(Arc<dyn Fn(Locale) -> String + Send + Sync>);

impl Text {
    /// A text that depends on the language: usually made by [`say!`](crate::say).
    pub fn new(text: impl Fn(Locale) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(text))
    }

    /// The same in every language: a formula, a number.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(move |_| text.clone())
    }

    /// The text in this language.
    pub fn read(&self, locale: Locale) -> String {
        (self.0)(locale)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Text").field(&self.read(Locale::default())).finish()
    }
}

/// A [`Text`] from the locales: `say!(mask.says_free)`; with values, `say!(state.place, t = t, all = all)`.
#[macro_export]
macro_rules! say {
    ($($key:ident).+) => {
        $crate::text::Text::new(|locale| $crate::i18n::td_string!(locale, $($key).+).to_owned())
    };
    ($($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::text::Text::new(move |locale| $crate::i18n::td_string!(locale, $($key).+, $($name = $value.clone()),+).to_string())
    };
}
