//! What a reader chooses for every page: language and theme. The browser remembers both; a link that names them wins.

use leptos::prelude::*;

use super::App;
use crate::browser::{page, storage};
use crate::erased::Memo;
use crate::i18n::Locale;
use crate::knobs::{Named, find};
use crate::names::{LANGUAGES, Language};
use crate::scenario::{Scenario, Theme};

/// Where the browser keeps the language, as a BCP 47 tag. The script that chooses the language before the page has started reads
/// it too, and the theme beside it.
const LANG: &str = "deltascope-lang";
/// Where the browser keeps the theme.
const THEME: &str = "deltascope-theme";

/// What the browser remembers of the reader's choice.
#[derive(Clone, Copy)]
pub struct Remembered {
    lang: RwSignal<Option<Locale>>,
    theme: RwSignal<Option<Theme>>,
}

impl Remembered {
    /// As it stands; nothing where the browser keeps nothing.
    pub fn read() -> Self {
        let lang = storage::read(LANG)
            .and_then(|tag| LANGUAGES.iter().find(|language| language.tag == tag))
            .map(|language| language.locale);
        let theme = storage::read(THEME).and_then(|id| find(&id));
        Self { lang: RwSignal::new(lang), theme: RwSignal::new(theme) }
    }

    /// The language of the scenario, or else this one, or else the browser's.
    pub(super) fn lang(self, scenario: RwSignal<Scenario>) -> Memo<Locale> {
        let browser = Language::preferred(&page::preferred_language()).locale;
        Memo::new(move || scenario.with(|s| s.lang).or_else(|| self.lang.get()).unwrap_or(browser))
    }

    /// The theme of the scenario, or else this one. A change of anything else leaves the colours alone: to ask a browser for them takes
    /// long.
    pub(super) fn theme(self, scenario: RwSignal<Scenario>) -> Memo<Option<Theme>> {
        Memo::new(move || scenario.with(|s| s.theme).or_else(|| self.theme.get()))
    }
}

impl App {
    /// The language in force: the link's, or the one that the reader once chose, or the browser's.
    pub fn lang(self) -> Memo<Locale> {
        self.remembered.lang(self.lasting)
    }

    /// The theme in force now, the system's where nobody has chosen one.
    pub(super) fn shown_theme(self) -> Theme {
        let usual = || if self.dark.get_untracked() { Theme::Dark } else { Theme::Light };
        self.theme.get_untracked().unwrap_or_else(usual)
    }

    /// The reader chooses a language. Once the browser remembers it, the address need not say it, and no link that the reader
    /// passes on forces it on others. Where the browser keeps nothing, the address does.
    pub(super) fn choose_lang(self, lang: Locale) {
        self.remembered.lang.set(Some(lang));
        let said = (!storage::write(LANG, Language::of(lang).tag)).then_some(lang);
        if self.set.with_untracked(|s| s.lang) != said {
            self.write(|s| s.lang = said);
        }
    }

    /// The reader chooses a theme, which is remembered in the same way.
    pub(super) fn choose_theme(self, theme: Theme) {
        self.remembered.theme.set(Some(theme));
        let said = (!storage::write(THEME, theme.id())).then_some(theme);
        if self.set.with_untracked(|s| s.theme) != said {
            self.write(|s| s.theme = said);
        }
    }
}
