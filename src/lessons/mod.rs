//! The pages' contents: a folder for each, with the same files. The list of pages is `pages.toml`.
//!
//! `scenario.rs` says what can be set, `steps.rs` what there is to show, `guide.rs` where the guided walk stops, `view.rs` shows
//! what only this page has, and `mod.rs` names them. [`run`] is the trait by which the stage sees them, [`prose`]
//! the form of their texts.

pub mod cells;
pub mod experiment;
pub mod exports;
pub mod guide;
pub mod in_parts;
pub mod layer;
pub mod lockstep;
pub mod prose;
pub mod refusal;
pub mod run;
pub mod scaled;
#[cfg(test)]
mod told;
pub mod work;

pub use experiment::{Experiment, Measured, Variation};
pub use guide::{Mark, Station};

use lockstep::{Lockstep, Set};

use crate::knobs::{Draw, Knobs, Query, QueryWriter};
use crate::pages::Page;

macro_rules! lessons {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        $(pub mod $slug;)*

        /// The stations of a page's guided walk; none where it has no walk.
        pub const fn guide(page: Page) -> &'static [Station] {
            match page { $(Page::$page => $slug::GUIDE,)* }
        }

        /// The knobs of every page. A page keeps its own while another is open.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct LessonKnobs {
            $(#[doc = concat!("Of [`", stringify!($slug), "`].")] pub $slug: $slug::Scenario,)*
        }

        impl LessonKnobs {
            /// Reads the knobs of `page`; those of the others stand at their defaults.
            pub fn read(query: &mut Query, page: Page) -> Self {
                let mut knobs = Self::default();
                match page { $(Page::$page => knobs.$slug = Knobs::read(query, Default::default()),)* }
                knobs
            }

            /// Writes the knobs of `page`.
            pub fn write(&self, query: &mut QueryWriter, page: Page) {
                match page { $(Page::$page => self.$slug.write(query, &Default::default()),)* }
            }

            /// Takes over the knobs of `page` from another setting.
            pub fn take(&mut self, page: Page, from: &Self) {
                match page { $(Page::$page => self.$slug.clone_from(&from.$slug),)* }
            }

            /// Some setting of the knobs of `page`, for tests.
            pub fn draw(draw: &mut Draw, page: Page) -> Self {
                let mut knobs = Self::default();
                match page { $(Page::$page => knobs.$slug = Knobs::draw(draw),)* }
                knobs
            }

            /// The keys of `page` in the query string.
            pub const fn keys(page: Page) -> &'static [&'static str] {
                match page { $(Page::$page => <$slug::Scenario as Knobs>::KEYS,)* }
            }
        }
    };
}

for_each_page!(lessons);

macro_rules! lockstep_lessons {
    ($($slug:ident $page:ident;)*) => {
        /// The experiments of a page, in the order in which they are done; none where it has none.
        pub const fn experiments(page: Page) -> &'static [Experiment] {
            match page {
                $(Page::$page => $slug::EXPERIMENTS,)*
                _ => &[],
            }
        }

        /// The numbers that an experiment of a page ends with, as its run stands; none on a page without experiments.
        pub fn measured(page: Page, run: &Lockstep, id: &str) -> Vec<Measured> {
            match page {
                $(Page::$page => $slug::measured(run, id),)*
                _ => Vec::new(),
            }
        }

        impl LessonKnobs {
            /// Which rules run on a page in lock-step, and their gates; nothing where none do.
            pub const fn set(&self, page: Page) -> Option<&Set> {
                match page {
                    $(Page::$page => Some(&self.$slug.set),)*
                    _ => None,
                }
            }
        }
    };
}

for_each_lockstep_page!(lockstep_lessons);
