//! Everything that a person can set, as one value that round-trips through the address.

pub mod address;
mod experiment;
mod in_force;
mod source;
mod walk;

use experiment::EXPERIMENT;
pub use source::{Given, LONGEST_FACTS, Source};

use crate::i18n::Locale;
pub use crate::inputs::Kind;
use crate::inputs::Scale;
use crate::knobs::{Correction, Draw, Knob, Knobs, Named, Query, QueryWriter, Value, find};
use crate::lessons::{LessonKnobs, experiments, guide};
use crate::names::{LANGUAGES, Language};
use crate::pages::Page;

/// Everything that is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// The open page.
    pub page: Page,
    /// The station of the page's guided walk, from 1; nothing in free play, and on a page without a walk.
    pub station: Option<u64>,
    /// The experiment whose question is asked; nothing where a reader plays without one.
    pub experiment: Option<&'static str>,
    /// Where queries, keys and values come from.
    pub source: Source,
    /// Whether keys are normalised; where it is not said, the page decides.
    pub norm: Option<bool>,
    /// What multiplies a query; where it is not said, what the input was made for.
    pub scale: Option<Scale>,
    /// The stop; where it is not said, the moment at which the page opens.
    pub t: Option<u64>,
    /// How fast the transport plays, in the page's own unit of work a second; where it is not said, the page decides.
    pub speed: Option<f64>,
    /// The language; where it is not said, the browser's.
    pub lang: Option<Locale>,
    /// Light or dark; where it is not said, the system's.
    pub theme: Option<Theme>,
    /// Whether the page is a frame in somebody else's: only the stage is shown, and what steps it.
    pub embed: bool,
    /// The knobs of each page.
    pub knobs: LessonKnobs,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

crate::named!(Theme { Light "light", Dark "dark" });

/// The key of the station. 0 is free play.
const STATION: &str = "stop";
/// The keys that are the same on every page and take it out of its guided walk.
const OF_PLAY: [&str; 6] = [EXPERIMENT, "input", "norm", "scale", "t", "speed"];

/// The slowest and the fastest that the transport plays.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.1..=1e6;

impl Scenario {
    /// A stop after all others, on any page: the last is then shown.
    pub const END: u64 = u32::MAX as u64;

    /// The keys of the query string that are the same on every page.
    pub const KEYS: [&'static str; 11] =
        ["page", STATION, EXPERIMENT, "input", "norm", "scale", "t", "speed", "lang", "theme", "embed"];

    /// Reads a query string; every value that had to be changed is noted, and nothing fails.
    pub fn read(text: &str) -> (Self, Vec<Correction>) {
        let mut query = Query::read(text);
        let page = query.choice("page", Page::default(), |p| p.slug().into(), Page::from_slug);
        let experiment = Self::read_experiment(&mut query, page);
        let source = Source::read(&mut query, page);
        let usual = Self { page, source: source.clone(), ..Self::default() };
        let norm = said(&mut query, "norm", usual.unit_keys(), ());
        let scale = one_of(&mut query, "scale", usual.scale().id());
        let t = said(&mut query, "t", 0, 0..=Self::END);
        let speed = said(&mut query, "speed", 1.0, SPEEDS);
        // The reader's own language and theme are in force, which are not known here.
        let lang = query.choice("lang", None, |_| String::new(), |tag| of_tag(tag).map(Some));
        let theme = one_of(&mut query, "theme", "");
        let embed = said(&mut query, "embed", false, ()).unwrap_or_default();
        let knobs = LessonKnobs::read(&mut query, page);
        let station = Self::read_station(&mut query, page);
        let scenario =
            Self { page, station, experiment, source, norm, scale, t, speed, lang, theme, embed, knobs };
        (scenario, query.into_corrections())
    }

    /// A link that sets nothing opens the guided walk, one that sets anything free play.
    fn read_station(query: &mut Query, page: Page) -> Option<u64> {
        let stations = guide(page).len() as u64;
        let plays = OF_PLAY.iter().chain(Given::KEYS).chain(LessonKnobs::keys(page));
        let is_set = plays.copied().any(|key| query.text(key).is_some());
        let opens = if is_set || stations == 0 { 0 } else { 1 };
        let station = said(query, STATION, opens, 0..=stations).unwrap_or(opens);
        if is_set && station > 0 {
            query.correct(STATION, &station.to_string(), "0".to_owned());
            return None;
        }
        (station > 0).then_some(station)
    }

    /// The query string, without its question mark: the page, then what differs from the defaults.
    pub fn write(&self) -> String {
        let mut query = QueryWriter::default();
        query.always("page", &self.page.slug());
        if let Some(station) = self.station {
            query.put(STATION, &station, &1);
            self.write_reader(&mut query);
            return query.finish();
        }
        self.write_experiment(&mut query);
        // Without this the link would open the guided walk.
        if !guide(self.page).is_empty() && !query.says_more_than_the_page() {
            query.always(STATION, &0);
        }
        self.write_reader(&mut query);
        query.finish()
    }

    /// All that is set in free play.
    fn write_play(&self, query: &mut QueryWriter) {
        self.source.write(query, self.page);
        for (key, value) in [
            ("norm", self.norm.map(|norm| norm.written())),
            ("scale", self.scale.map(|scale| scale.written())),
            ("t", self.t.map(|t| t.written())),
            ("speed", self.speed.map(|speed| speed.written())),
        ] {
            if let Some(value) = value {
                query.always(key, &value);
            }
        }
        self.knobs.write(query, self.page);
    }

    /// Language and theme, where a link names them, and whether it is for a frame.
    fn write_reader(&self, query: &mut QueryWriter) {
        if let Some(lang) = self.lang {
            query.always("lang", &Language::of(lang).tag);
        }
        if let Some(theme) = self.theme {
            query.always("theme", &theme.written());
        }
        query.put("embed", &self.embed.written(), &false.written());
    }

    /// Some setting of everything, for tests: on `page`, with a stop.
    pub fn draw(page: Page, draw: &mut Draw) -> Self {
        let maybe = |draw: &mut Draw| draw.one_of(&[true, false]);
        Self {
            page,
            station: None,
            experiment: draw
                .one_of(&[true, false])
                .then(|| experiments(page).first())
                .flatten()
                .map(|of| of.id),
            source: Source::draw(draw),
            norm: maybe(draw).then(|| bool::draw(&(), draw)),
            scale: maybe(draw).then(|| draw.one_of(<Scale as Named>::ALL)),
            t: Some(draw.whole(&(0..=Self::END))),
            speed: maybe(draw).then(|| draw.number(&SPEEDS)),
            lang: maybe(draw).then(|| draw.one_of(LANGUAGES).locale),
            theme: maybe(draw).then(|| draw.one_of(Theme::ALL)),
            embed: maybe(draw),
            knobs: LessonKnobs::draw(draw, page),
        }
    }

    /// The same with another page open, at the start of its guided walk. Stop and speed belong to the page that is left: free play
    /// opens at the moment that the page chooses.
    pub fn at_page(&self, page: Page) -> Self {
        Self { page, station: Self::opening(page), experiment: None, t: None, speed: None, ..self.clone() }
    }

    /// All of it but the stop.
    pub fn without_stop(&self) -> Self {
        Self { t: None, ..self.clone() }
    }

    /// Changes what is shown. Whoever turns a knob in the guided walk plays on from there.
    pub fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let shown = self.shown();
        let mut next = shown.clone();
        change(&mut next);
        if next != shown {
            // Another input is no longer what the question was about, unless the experiment has it itself.
            if next.experiment == shown.experiment
                && next.kind() != shown.kind()
                && next.variation().is_none()
            {
                next.experiment = None;
            }
            *self = Self { station: None, ..next };
        }
    }

    /// What a link said becomes what is set. The knobs of pages other than its own stay as they are, for a link does not
    /// tell them.
    pub fn take(&mut self, link: Self) {
        let mut knobs = self.knobs.clone();
        knobs.take(link.page, &link.knobs);
        *self = Self { knobs, ..link };
    }

    /// The open page becomes what it is when it opens by itself: the guided walk begins anew, and free play has its defaults. The knobs of other pages stay, and language and theme.
    pub fn reset(&mut self) {
        let station = self.station.and(Self::opening(self.page));
        self.take(Self {
            page: self.page,
            station,
            lang: self.lang,
            theme: self.theme,
            embed: self.embed,
            ..Self::default()
        });
    }

    /// The kind of input in hand.
    pub fn kind(&self) -> Kind {
        self.source.kind.unwrap_or(self.page.opens_with())
    }

    /// What multiplies a query here and now. The model of the sentences was trained with 1/√d; waves have what is usual beside softmax, and
    /// so have a reader's own arrays.
    pub fn scale(&self) -> Scale {
        let with_root = matches!(self.kind(), Kind::Sentence(_) | Kind::Waves | Kind::Tensors);
        let made_for = if with_root { Scale::InverseSqrt } else { Scale::One };
        self.scale.unwrap_or(made_for)
    }

    /// Whether keys are normalised here and now. A reader's own are as they are.
    pub fn unit_keys(&self) -> bool {
        self.norm.unwrap_or(self.page.unit_keys() && self.kind() != Kind::Tensors)
    }
}

/// The language of this BCP 47 tag, with its region or without.
fn of_tag(tag: &str) -> Option<Locale> {
    let own =
        |own: &str| own.split('-').next().into_iter().chain([own]).any(|own| own.eq_ignore_ascii_case(tag));
    LANGUAGES.iter().find(|language| own(language.tag)).map(|language| language.locale)
}

/// What the query string says of a key, where it says anything.
fn said<T: Value>(query: &mut Query, key: &'static str, default: T, range: T::Range) -> Option<T> {
    query.text(key).is_some().then(|| Knob { key, default, range }.read(query))
}

/// One of several things by name; nothing where the key is absent or names nothing, and `used` is then in force.
fn one_of<T: Named>(query: &mut Query, key: &'static str, used: &str) -> Option<T> {
    query.choice(key, None, |_| used.to_owned(), |id| find(id).map(Some))
}
