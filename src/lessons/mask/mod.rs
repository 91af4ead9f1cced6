//! What forbids the other order: the causal mask and softmax. And what repairs it: a running state, or chunks.

mod scenario;
mod steps;
mod view;

pub use scenario::{Scenario, Way};
pub use steps::Attempt;
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    name: |locale| td_string!(locale, mask.name),
    input: Kind::Sentence(1),
    unit_keys: false,
    opening: 0,
};
