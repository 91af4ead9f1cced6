//! The browser that the tests drive, and its driver.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::process;

/// Chromium and the chromedriver that belongs to it.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// The driver's program.
    pub chromedriver: PathBuf,
}

/// The headless shell is the same engine without the windows and menus that a headless browser draws for nobody: it needs half the time.
/// (Debian's is named by its program: of the script in PATH chromedriver would end the script, and the browser would stay.)
const CHROMIUM: [&str; 8] = [
    "/usr/lib/chromium/chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

const HOW_TO_INSTALL: &str = "\
the browser tests need Chromium (or Chrome) and chromedriver of the same version. Install them with
  Debian    apt-get install chromium-headless-shell chromium-driver fonts-noto-cjk
  Fedora    dnf install chromium chromedriver google-noto-sans-cjk-fonts
  macOS     brew install --cask google-chrome chromedriver
  Windows   winget install Google.Chrome Chromium.ChromeDriver
or name them in the variables CHROMIUM and CHROMEDRIVER; `cargo xtask test --no-browser` does without";

/// Finds the browser, or installs it with apt where that is possible.
pub fn find_or_install() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    if is_root() && process("apt-get").args(["--version"]).read().is_some() {
        println!("Chromium or chromedriver is missing: apt installs them (1 to 3 minutes)");
        install_with_apt().context(HOW_TO_INSTALL)?;
    }
    find().context(HOW_TO_INSTALL)
}

fn find() -> Option<Browser> {
    let named = |variable| env::var_os(variable).map(PathBuf::from);
    Some(Browser {
        chromium: named("CHROMIUM").or_else(|| CHROMIUM.iter().find_map(|name| on_path(name)))?,
        chromedriver: named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?,
    })
}

/// The program `name` in one of the folders of PATH; an absolute name is looked up as it is.
fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{}{}", name.trim_end_matches(".exe"), env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

fn is_root() -> bool {
    process("id").args(["-u"]).read().is_some_and(|id| id.trim() == "0")
}

fn install_with_apt() -> Result<()> {
    process("apt-get").args(["update", "--quiet"]).run()?;
    process("apt-get")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(["chromium-headless-shell", "chromium-driver", "fonts-noto-cjk"])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}
