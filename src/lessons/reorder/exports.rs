//! What a reader takes along: the matrices of both orders.

use crate::lessons::exports::{Exports, ON_STAGE};

/// The matrices of both orders.
pub const EXPORTS: Exports =
    Exports { lanes: |_, _| vec![("reorder", String::new())], told: |_, _| None, others: &[ON_STAGE] };
