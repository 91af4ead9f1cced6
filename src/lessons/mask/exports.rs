//! What a reader takes along: the matrices of both sides.

use crate::lessons::exports::{Exports, ON_STAGE};

/// The matrices of both sides.
pub const EXPORTS: Exports =
    Exports { lanes: |_, _| vec![("mask", String::new())], told: |_, _| None, others: &[ON_STAGE] };
