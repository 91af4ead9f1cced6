//! What this is, in ten seconds, and a path to each page.

mod scenario;
mod steps;
mod view;

pub use scenario::Scenario;
pub use view::view;

/// It has no guided walk.
pub const GUIDE: &[super::Station] = &[];
