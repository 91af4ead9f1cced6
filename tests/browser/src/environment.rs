//! Reads the settings that `cargo xtask test` passes to these tests.

use std::env;
use std::path::PathBuf;

/// The built page and the programs that open it.
pub struct Environment {
    /// `DELTASCOPE_DIST`: the folder that `cargo xtask build` made.
    pub dist: PathBuf,
    /// `DELTASCOPE_CHROMIUM`: the browser's program.
    pub chromium: PathBuf,
    /// `DELTASCOPE_CHROMEDRIVER`: the program that drives it.
    pub chromedriver: PathBuf,
}

/// Where `cargo xtask test` has unpacked real hosts.
pub const HOSTS: &str = "DELTASCOPE_HOSTS";

/// Reads the three variables; `None` without the first, which is how these tests are skipped.
pub fn read() -> Option<Environment> {
    let dist = env::var_os("DELTASCOPE_DIST")?;
    let program = |name| match env::var_os(name) {
        Some(path) => PathBuf::from(path),
        None => panic!("DELTASCOPE_DIST is set, so {name} must be set too"),
    };
    Some(Environment {
        dist: dist.into(),
        chromium: program("DELTASCOPE_CHROMIUM"),
        chromedriver: program("DELTASCOPE_CHROMEDRIVER"),
    })
}
