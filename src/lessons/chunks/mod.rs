//! Chunks: the sequence in pieces, products inside a piece, one state between pieces.

mod scenario;
mod steps;
mod view;

pub use scenario::{MOST_CHUNK, Scenario, TIMED_D, TIMED_N};
pub use steps::{Entry, Map, Row, Stage, Walk, chunk_sizes, rows, sweep};
pub use view::view;

use super::About;
use crate::i18n::*;
use crate::scenario::Kind;

pub(super) const ABOUT: About = About {
    name: |locale| td_string!(locale, chunks.name),
    input: Kind::Random,
    unit_keys: true,
    // The third row of the first chunk's solve: two rows are there to be used.
    opening: 5,
};
