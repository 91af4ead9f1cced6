//! What forbids the other order: the causal mask and softmax. And what repairs it: a running state, or chunks.

mod scenario;
mod steps;
mod view;

pub use scenario::{Scenario, Way};
pub use steps::Attempt;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    slug: "mask",
    name: |locale| td_string!(locale, mask.name),
    input: Kind::Sentence(1),
    unit_keys: false,
    opening: 0,
    view: view::view,
};
