//! The browsers that the tests drive, and their drivers.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::process::{Process, process};
use crate::tools;

/// One of the browsers.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Chromium, with chromedriver.
    Chromium,
    /// Firefox, with geckodriver.
    Firefox,
    /// The small browser that comes with WebKitGTK, with its driver.
    WebKit,
}

/// A browser and the driver that belongs to it.
pub struct Browser {
    kind: Kind,
    program: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Tells the tests which browser to drive, and where it is.
    pub fn named(&self, tests: Process) -> Process {
        let (name, program, driver) = match self.kind {
            Kind::Chromium => ("chromium", "DELTASCOPE_CHROMIUM", "DELTASCOPE_CHROMEDRIVER"),
            Kind::Firefox => ("firefox", "DELTASCOPE_FIREFOX", "DELTASCOPE_GECKODRIVER"),
            Kind::WebKit => ("webkit", "DELTASCOPE_WEBKIT", "DELTASCOPE_WEBKITDRIVER"),
        };
        tests.env("DELTASCOPE_BROWSER", name).env(program, &self.program).env(driver, &self.driver)
    }
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

const FIREFOX: [&str; 4] = [
    "/usr/lib/firefox-esr/firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
];

/// Where systems keep the programs of libraries; WebKitGTK's are in a folder for each of its versions.
const LIBRARIES: [&str; 5] =
    ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec", "/usr/lib64", "/usr/lib"];

impl Kind {
    /// What apt installs.
    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium-headless-shell", "chromium-driver", "fonts-noto-cjk"],
            Self::Firefox => &["firefox-esr", "fonts-noto-cjk"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb", "xauth", "fonts-noto-cjk"],
        }
    }

    const fn how_to_install(self) -> &'static str {
        match self {
            Self::Chromium => {
                "\
the browser tests need Chromium (or Chrome) and chromedriver of the same version. Install them with
  Debian    apt-get install chromium-headless-shell chromium-driver fonts-noto-cjk
  Fedora    dnf install chromium chromedriver google-noto-sans-cjk-fonts
  macOS     brew install --cask google-chrome chromedriver
  Windows   winget install Google.Chrome Chromium.ChromeDriver
or name them in the variables CHROMIUM and CHROMEDRIVER; `cargo xtask test --no-browser` does without"
            }
            Self::Firefox => {
                "\
long mode needs Firefox. Install it with
  Debian    apt-get install firefox-esr fonts-noto-cjk
  Fedora    dnf install firefox google-noto-sans-cjk-fonts
  macOS     brew install --cask firefox
  Windows   winget install Mozilla.Firefox
or name it in the variable FIREFOX"
            }
            Self::WebKit => {
                "\
long mode needs WebKitGTK's driver, and xvfb where there is no screen. Install them with
  Debian    apt-get install webkit2gtk-driver xvfb xauth fonts-noto-cjk
or name the browser MiniBrowser and the driver in the variables WEBKIT and WEBKITDRIVER"
            }
        }
    }

    fn find(self) -> Option<Browser> {
        let named = |variable| env::var_os(variable).map(PathBuf::from);
        let first = |names: &[&str]| names.iter().find_map(|name| on_path(name));
        let (program, driver) = match self {
            Self::Chromium => (
                named("CHROMIUM").or_else(|| first(&CHROMIUM))?,
                named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?,
            ),
            // Its driver is one of the tools.
            Self::Firefox => (
                named("FIREFOX").or_else(|| first(&FIREFOX))?,
                named("GECKODRIVER").unwrap_or_else(|| tools::program("geckodriver")),
            ),
            Self::WebKit => (
                named("WEBKIT").or_else(mini_browser)?,
                named("WEBKITDRIVER").or_else(|| on_path("WebKitWebDriver"))?,
            ),
        };
        Some(Browser { kind: self, program, driver })
    }
}

/// Finds a browser, or installs it with apt where that is possible.
pub fn find_or_install(kind: Kind) -> Result<Browser> {
    if let Some(browser) = kind.find() {
        return Ok(browser);
    }
    if is_root() && process("apt-get").args(["--version"]).read().is_some() {
        println!("a browser or its driver is missing: apt installs them (1 to 3 minutes)");
        install_with_apt(kind.packages()).with_context(|| kind.how_to_install())?;
    }
    kind.find().with_context(|| kind.how_to_install())
}

/// Begins a command line that may open windows: on a screen of its own, where this machine shows none.
pub fn on_a_screen(program: &str) -> Process {
    let shown = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|variable| env::var_os(variable).is_some());
    if shown { process(program) } else { process("xvfb-run").args(["--auto-servernum", program]) }
}

/// WebKitGTK's own browser, of its newest version.
fn mini_browser() -> Option<PathBuf> {
    let folders = |library: &&str| fs::read_dir(Path::new(library)).into_iter().flatten().flatten();
    let is_webkit = |folder: &PathBuf| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"))
    };
    let mut found: Vec<PathBuf> = LIBRARIES
        .iter()
        .flat_map(folders)
        .map(|entry| entry.path())
        .filter(is_webkit)
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|program| program.is_file())
        .collect();
    found.sort();
    found.pop()
}

/// The program `name` in one of the folders of PATH; an absolute name is looked up as it is.
fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{}{}", name.trim_end_matches(".exe"), env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

fn is_root() -> bool {
    process("id").args(["-u"]).read().is_some_and(|id| id.trim() == "0")
}

fn install_with_apt(packages: &[&str]) -> Result<()> {
    process("apt-get").args(["update", "--quiet"]).run()?;
    process("apt-get")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}
