//! How the scale of the queries is written: nothing where it is 1, else 1/√d.

/// What stands behind a letter that is scaled.
pub fn over_root_d(scale: f64) -> &'static str {
    if scale == 1.0 { "" } else { "/√d" }
}

/// Q as a factor before a bracket: Q, or (Q/√d).
pub fn queries(scale: &str) -> String {
    if scale.is_empty() { "Q".to_owned() } else { format!("(Q{scale})") }
}
