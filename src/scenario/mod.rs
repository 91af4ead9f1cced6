//! Everything that a person can set, as one value that round-trips through the query string.

mod query;
mod source;

pub use query::{Correction, Knobs, Query, QueryWriter};
pub use source::{Kind, Source};

use crate::lessons::{LessonKnobs, Page};

/// Everything that is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// The open page.
    pub page: Page,
    /// Where queries, keys and values come from.
    pub source: Source,
    /// Whether keys are normalised; where it is not said, the page decides.
    pub norm: Option<bool>,
    /// The step.
    pub t: u64,
    /// The language; where it is not said, the browser's.
    pub lang: Option<Lang>,
    /// Light or dark; where it is not said, the system's.
    pub theme: Option<Theme>,
    /// What each page has beside these.
    pub knobs: LessonKnobs,
}

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language of a browser that prefers `tag`.
    pub fn preferred(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its name in the query string and in the style sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Scenario {
    /// Reads a query string; every value that had to be changed is noted, and nothing fails.
    pub fn read(text: &str) -> (Self, Vec<Correction>) {
        let mut query = Query::read(text);
        let page = query.choice("page", Page::default(), |p| p.slug().into(), Page::from_slug);
        let source = Source::read(&mut query, page);
        let norm = query.text("norm").is_some().then(|| query.switch("norm", true));
        let t = query.integer("t", 0, 0..=u64::from(u32::MAX));
        let lang = one_of(&mut query, "lang", Lang::ALL, Lang::tag);
        let theme = one_of(&mut query, "theme", Theme::ALL, Theme::id);
        let knobs = LessonKnobs::read(&mut query, page);
        (Self { page, source, norm, t, lang, theme, knobs }, query.into_corrections())
    }

    /// The query string, without its question mark: the page, then what differs from the defaults.
    pub fn write(&self) -> String {
        let mut query = QueryWriter::default();
        query.always("page", &self.page.slug());
        self.source.write(&mut query, self.page);
        if let Some(norm) = self.norm {
            query.always("norm", &u8::from(norm));
        }
        query.put("t", &self.t, &0);
        if let Some(lang) = self.lang {
            query.always("lang", &lang.tag());
        }
        if let Some(theme) = self.theme {
            query.always("theme", &theme.id());
        }
        self.knobs.write(&mut query, self.page);
        query.finish()
    }

    /// The same with another page open. The step belongs to the page that is left: the new one opens at the moment it
    /// has chosen for its own input, and at its start on any other.
    pub fn at_page(&self, page: Page) -> Self {
        let t = if self.source.kind.is_none() { page.opening() } else { 0 };
        Self { page, t, ..self.clone() }
    }

    /// The kind of input in hand.
    pub fn kind(&self) -> Kind {
        self.source.kind.unwrap_or(self.page.default_input())
    }

    /// Whether keys are normalised here and now.
    pub fn unit_keys(&self) -> bool {
        self.norm.unwrap_or(self.page.unit_keys_by_default())
    }
}

/// Nothing where the key is absent or names nothing.
fn one_of<T: Copy, const N: usize>(
    query: &mut Query,
    key: &'static str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Option<T> {
    let find = |text: &str| all.into_iter().find(|x| name(*x).eq_ignore_ascii_case(text)).map(Some);
    query.choice(key, None, |_| String::from("—"), find)
}
