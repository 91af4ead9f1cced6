//! (QKᵀ)V = Q(KᵀV): both orders side by side, one multiply-add at a time.

mod scenario;
mod steps;
mod view;

pub use scenario::Scenario;
pub use steps::{Race, Sum};
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    name: |locale| td_string!(locale, reorder.name),
    input: Kind::Sentence(1),
    unit_keys: false,
    // Half of QKᵀ, and a few outer products of KᵀV.
    opening: 120,
};
