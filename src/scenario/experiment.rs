//! An experiment of the open page: its link sets all that it says nothing else of.

use super::Scenario;
use crate::knobs::{Query, QueryWriter};
use crate::lessons::experiment::find;
use crate::lessons::experiments;
use crate::pages::Page;

/// The key of the experiment.
pub(super) const EXPERIMENT: &str = "exp";

impl Scenario {
    /// An experiment sets all that the link is silent of.
    pub(super) fn read_experiment(query: &mut Query, page: Page) -> Option<&'static str> {
        let named = |id: &str| find(experiments(page), id).map(Some);
        let found = query.choice(EXPERIMENT, None, |_| String::new(), named)?;
        query.also(found.opens);
        Some(found.id)
    }

    /// All that is set in free play; where an experiment is open, what differs from it.
    pub(super) fn write_experiment(&self, query: &mut QueryWriter) {
        match self.experiment.and_then(|id| find(experiments(self.page), id)) {
            None => self.write_play(query),
            Some(experiment) => {
                query.always(EXPERIMENT, &experiment.id);
                let opened = Self::read(&format!("page={}&{}", self.page.slug(), experiment.opens)).0;
                let all = |of: &Self| {
                    let mut all = QueryWriter::of_all();
                    of.write_play(&mut all);
                    all
                };
                query.difference(all(self), &all(&opened));
            }
        }
    }

    /// Opens a variation of the experiment that is open, from 1; 0 is the experiment as it was asked. All of it is told.
    pub fn vary(&mut self, variation: usize) {
        let Some(link) = self.variations().nth(variation) else { return };
        let Self { lang, theme, .. } = *self;
        self.take(Self { lang, theme, t: Some(u64::from(u32::MAX)), ..Self::read(&link).0 });
    }

    /// Which variation of the open experiment this is, whatever the stop: 0 as it was asked.
    pub fn variation(&self) -> Option<usize> {
        let set = |of: &Self| Self { t: None, speed: None, lang: None, theme: None, ..of.clone() }.write();
        let here = set(self);
        self.variations().position(|link| set(&Self::read(&link).0) == here)
    }

    /// The links of the open experiment and its variations.
    fn variations(&self) -> impl Iterator<Item = String> + use<> {
        let slug = self.page.slug();
        let open = self.experiment.and_then(|id| find(experiments(self.page), id));
        open.into_iter().flat_map(move |experiment| {
            let asked = format!("page={slug}&{EXPERIMENT}={}", experiment.id);
            let varied = asked.clone();
            std::iter::once(asked)
                .chain(experiment.variations.iter().map(move |of| format!("{varied}&{}", of.sets)))
        })
    }

    /// Opens an experiment of the page, or ends the one that is open.
    pub fn open_experiment(&mut self, id: Option<&'static str>) {
        let Some(id) = id else {
            self.experiment = None;
            return;
        };
        let opened = Self::read(&format!("page={}&{EXPERIMENT}={id}", self.page.slug())).0;
        self.take(Self { lang: self.lang, theme: self.theme, ..opened });
    }
}
