//! What this is, in ten seconds, and a path to each page.

mod scenario;
mod steps;
mod view;

pub use scenario::Scenario;
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About =
    About { name: |locale| td_string!(locale, start.name), input: Kind::Facts, unit_keys: true, opening: 0 };
