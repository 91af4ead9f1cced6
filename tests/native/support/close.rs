//! Numbers held against those that were computed elsewhere.

/// Asserts that a number is this one, up to so much.
#[track_caller]
pub fn close(found: f64, expected: f64, digits: f64) {
    assert!((found - expected).abs() <= digits, "{found} instead of {expected}");
}

/// Asserts it of each of several numbers.
#[track_caller]
pub fn all_close(found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        close(*found, *expected, digits);
    }
}
