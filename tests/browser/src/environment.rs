//! Reads the settings that `cargo xtask test` passes to these tests.

use std::env;
use std::path::PathBuf;

/// Which browser opens the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Chromium or Chrome, where no other is asked for.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK's own small browser, for the tests of `smoke` alone.
    WebKit,
}

impl Kind {
    /// Where the browser's program and the one that drives it are named.
    const fn variables(self) -> [&'static str; 2] {
        match self {
            Self::Chromium => ["DELTASCOPE_CHROMIUM", "DELTASCOPE_CHROMEDRIVER"],
            Self::Firefox => ["DELTASCOPE_FIREFOX", "DELTASCOPE_GECKODRIVER"],
            Self::WebKit => ["DELTASCOPE_WEBKIT", "DELTASCOPE_WEBKITDRIVER"],
        }
    }
}

/// The built page and the programs that open it.
pub struct Environment {
    /// `DELTASCOPE_DIST`: the folder that `cargo xtask build` made.
    pub dist: PathBuf,
    /// `DELTASCOPE_BROWSER`: `firefox`, `webkit`, or nothing.
    pub kind: Kind,
    /// `DELTASCOPE_PHONE`: what is seen at a desk is seen on a phone that is four times as slow, and done with a finger.
    pub phone: bool,
    /// The browser's program.
    pub browser: PathBuf,
    /// The program that drives it.
    pub driver: PathBuf,
}

/// Where `cargo xtask test` has unpacked real hosts.
pub const HOSTS: &str = "DELTASCOPE_HOSTS";

/// Reads the variables; `None` without `DELTASCOPE_DIST`, which is how these tests are skipped.
pub fn read() -> Option<Environment> {
    let dist = env::var_os("DELTASCOPE_DIST")?;
    let program = |name| match env::var_os(name) {
        Some(path) => PathBuf::from(path),
        None => panic!("DELTASCOPE_DIST is set, so {name} must be set too"),
    };
    let kind = match env::var("DELTASCOPE_BROWSER").as_deref() {
        Err(_) | Ok("" | "chromium") => Kind::Chromium,
        Ok("firefox") => Kind::Firefox,
        Ok("webkit") => Kind::WebKit,
        Ok(other) => panic!("nothing is known of the browser {other}"),
    };
    let [browser, driver] = kind.variables().map(program);
    let phone = env::var_os("DELTASCOPE_PHONE").is_some();
    Some(Environment { dist: dist.into(), kind, phone, browser, driver })
}
