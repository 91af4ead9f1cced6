//! The guided walk of a page: the station that is taken decides what is shown.

use super::{Kind, Scenario, Source};
use crate::lessons::{LessonKnobs, Station, guide};
use crate::pages::Page;

impl Scenario {
    /// The station at which a page opens.
    pub(super) fn opening(page: Page) -> Option<u64> {
        (!guide(page).is_empty()).then_some(1)
    }

    /// The station of the guided walk that is taken.
    fn at_station(&self) -> Option<&'static Station> {
        let place = self.station.and_then(|station| station.checked_sub(1))?;
        guide(self.page).get(place as usize)
    }

    /// The stop that the page shows: at a station of its guided walk that of the station.
    pub fn stop(&self) -> Option<u64> {
        self.at_station().map_or(self.t, |station| Some(station.t))
    }

    /// What the page shows: at a station of its guided walk the three facts, and all else as the station sets it; in free play this.
    pub fn shown(&self) -> Self {
        let Some(station) = self.at_station() else { return self.clone() };
        let mut knobs = self.knobs.clone();
        knobs.take(self.page, &LessonKnobs::default());
        (station.set)(&mut knobs);
        let source = Source { kind: Some(Kind::Three), ..Source::default() };
        let Self { page, station: at, lang, theme, embed, .. } = *self;
        let t = Some(station.t);
        Self {
            page,
            station: at,
            experiment: None,
            source,
            norm: None,
            scale: None,
            t,
            speed: None,
            lang,
            theme,
            embed,
            knobs,
        }
    }

    /// Leaves the guided walk. Its end goes on in free play with all that it shows, unless a reader has set something here before; who
    /// skips the rest of it comes to what is set.
    pub fn leave(&mut self) {
        let at_end = self.station == Some(guide(self.page).len() as u64);
        let mut usual = self.knobs.clone();
        usual.take(self.page, &LessonKnobs::default());
        let is_set = self.knobs != usual
            || self.source != Source::default()
            || self.norm.is_some()
            || self.scale.is_some();
        if at_end && !is_set {
            *self = self.shown();
        }
        self.station = None;
    }
}
