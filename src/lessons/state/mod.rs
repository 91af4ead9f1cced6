//! One stream, several rules in lock-step: what each of them keeps in S.

mod scenario;
mod steps;
mod view;

pub use scenario::{Gate, Scenario};
pub use steps::{Lockstep, Recall, Track};
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    name: |locale| td_string!(locale, state.name),
    input: Kind::Facts,
    unit_keys: true,
    // The end of the fifth token, the first that overwrites.
    opening: 30,
};
