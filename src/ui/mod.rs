//! What pages are built from. Nothing here knows a rule or computes on tensors.

pub mod chart;
