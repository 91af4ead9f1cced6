//! Long mode: `cargo xtask test --long` tries far more than a change needs.

use std::env;

/// How often something is tried: so often in every run, and so often in long mode.
pub fn tries(usual: u64, long: u64) -> u64 {
    if env::var_os("DELTASCOPE_LONG").is_some() { long } else { usual }
}
