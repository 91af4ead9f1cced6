//! An experiment of the open page: its link sets all that it says nothing else of.

use super::{Kind, Scenario};
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
        let Some(link) = self.links().nth(variation) else { return };
        self.open_link(&link);
        self.t = Some(Self::END);
    }

    /// Which variation of the open experiment this is, whatever the stop: 0 as it was asked.
    pub fn variation(&self) -> Option<usize> {
        let here = self.all_set();
        self.variations().iter().position(|all| *all == here)
    }

    /// All that the open experiment sets as it was asked, and then each of its variations, as [`Scenario::all_set`] writes it.
    pub fn variations(&self) -> Vec<String> {
        self.links().map(|link| Self::read(&link).0.all_set()).collect()
    }

    /// All that is set in free play but the stop and the speed, and of random lists which of them it is: an experiment is about any.
    pub fn all_set(&self) -> String {
        let mut all = QueryWriter::of_all();
        let mut set = Self { t: None, speed: None, ..self.clone() };
        if set.kind() == Kind::Pairs {
            let any = Self::default().source.given;
            let given = &mut set.source.given;
            (given.seed, given.keys, given.n) = (any.seed, any.keys, any.n);
        }
        set.write_play(&mut all);
        all.finish()
    }

    /// Opens an experiment of the page, or ends the one that is open.
    pub fn open_experiment(&mut self, id: Option<&'static str>) {
        match id {
            Some(id) => self.open_link(&self.link_of(id)),
            None => self.experiment = None,
        }
    }

    /// The links of the open experiment and of its variations.
    fn links(&self) -> impl Iterator<Item = String> + use<> {
        let open = self.experiment.and_then(|id| find(experiments(self.page), id));
        let link = open.map(|experiment| self.link_of(experiment.id));
        let variations = open.map_or(&[][..], |experiment| experiment.variations);
        let varied = link.clone().unwrap_or_default();
        link.into_iter().chain(variations.iter().map(move |of| format!("{varied}&{}", of.sets)))
    }

    fn link_of(&self, id: &str) -> String {
        format!("page={}&{EXPERIMENT}={id}", self.page.slug())
    }

    /// What a link sets, in the reader's language and theme, and in the same frame.
    fn open_link(&mut self, link: &str) {
        let Self { lang, theme, embed, .. } = *self;
        self.take(Self { lang, theme, embed, ..Self::read(link).0 });
    }
}
