//! Tensors of the reader's own: is an implementation right, and if not, what is wrong with it?

mod bench;
mod check;
mod elsewhere;
mod files;
mod letters;
mod menu;
mod mistakes;
mod refused;
mod restored;
mod samples;
mod scenario;
mod taken;
mod verdict;
mod view;

pub use letters::meaning;
pub use restored::restore;
pub use scenario::Scenario;
pub use view::view;

/// It has no guided walk: what is handled here is the reader's own.
pub const GUIDE: &[super::Station] = &[];
