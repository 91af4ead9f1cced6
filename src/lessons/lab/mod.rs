//! The timing lab as a page; its parts are in [`crate::lab`].

pub use crate::lab::{Scenario, view};
