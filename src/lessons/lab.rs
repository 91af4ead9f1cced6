//! The timing lab as a page; what it is made of is in [`crate::lab`].

pub use crate::lab::{Scenario, view};

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About =
    About { name: |locale| td_string!(locale, lab.name), input: Kind::Random, unit_keys: true, opening: 0 };
