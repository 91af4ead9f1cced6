//! v(kᵀq) = (vkᵀ)q: in two dimensions with letters and numbers, then summed over the tokens into S_t.

mod scenario;
mod steps;
mod view;

pub use scenario::{Letters, Scenario};
pub use steps::{Growth, Worked};
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    name: |locale| td_string!(locale, identity.name),
    input: Kind::Facts,
    unit_keys: true,
    // Enough tokens that there is something to see, and some yet to come.
    opening: 4,
};
