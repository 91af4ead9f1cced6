//! The timing lab as a page; its parts are in [`crate::lab`].

pub use crate::lab::{Scenario, view};

/// It has no guided walk.
pub const GUIDE: &[super::Station] = &[];
