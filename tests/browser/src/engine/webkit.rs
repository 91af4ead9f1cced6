//! WebKitGTK, of which the tests see only what the WebDriver standard tells.

use std::fs;
use std::path::Path;

use fantoccini::error::CmdError;
use serde_json::{Value, json};
use url::Url;

use super::Engine;
use crate::profiles::Profile;
use crate::session::Session;

/// Noted in the tab, for the test to take: no driver tells it.
const NOTE: &str = r#"const note = (text) => {
    const before = JSON.parse(sessionStorage.getItem("errors") ?? "[]");
    sessionStorage.setItem("errors", JSON.stringify([...before, String(text)]));
};
// That sizes settle with the next frame is no error; other browsers write none of it.
const settles = (text) => String(text).startsWith("ResizeObserver loop");
addEventListener("error", (ev) => settles(ev.message) || note(ev.message ?? ev.target?.src), true);
addEventListener("unhandledrejection", (ev) => note(ev.reason));
const { error } = console;
console.error = (...all) => (note(all.join(" ")), error(...all));
"#;
const TAKE: &str = r#"const all = JSON.parse(sessionStorage.getItem("errors") ?? "[]");
sessionStorage.removeItem("errors");
return all"#;
const FILE: &str = "errors.js";

/// WebKitGTK in its smallest window.
pub struct WebKit(Session);

impl WebKit {
    /// Opens one.
    pub fn start(program: &Path, driver: &str) -> Self {
        let options = json!({ "binary": program, "args": ["--automation"] });
        Self(Session::start(driver, json!({ "webkitgtk:browserOptions": options })))
    }
}

/// A copy of the built page that notes its errors.
pub struct Noting(Profile);

impl Noting {
    /// Copies this folder.
    pub fn copy(dist: &Path) -> Self {
        let copy = Self(Profile::new());
        let script = format!("<head><script src=\"{FILE}\"></script>");
        for file in xtask::dist::files_in(dist).expect("the built page can be read") {
            let to = copy.folder().join(&file.name);
            fs::create_dir_all(to.parent().expect("a folder")).expect("the copy can be written");
            if file.name.ends_with(".html") {
                let html = fs::read_to_string(file.path).expect("a page can be read");
                fs::write(to, html.replacen("<head>", &script, 1)).expect("a page can be written");
            } else {
                fs::copy(file.path, to).expect("a file can be copied");
            }
        }
        fs::write(copy.folder().join(FILE), NOTE).expect("the copy can be written");
        xtask::dist::offline::write(copy.folder()).expect("the list of files can be written");
        copy
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.0.0
    }
}

impl Engine for WebKit {
    fn session(&self) -> &Session {
        &self.0
    }

    fn renew(&self, _: &Url) -> Result<(), CmdError> {
        self.0.fresh_tab()
    }

    fn show_on(&self, [width, height]: [u32; 2], _: f64, _: bool) {
        self.0.run(|client| client.set_window_size(width, height)).expect("the window has a size");
    }

    fn take_errors(&self) -> Vec<String> {
        serde_json::from_value(self.0.script(TAKE)).expect("a list of messages")
    }

    // A reader who saves data, and a folder for downloads, matter to none of its tests.
    fn save_downloads_in(&self, _: &Path) {}

    fn save_data(&self) {}

    fn slow_down(&self, _: f64) {
        beyond()
    }

    fn prefer(&self, _: &str, _: &str) {
        beyond()
    }

    fn put_on_paper(&self, _: bool) {
        beyond()
    }

    fn leave_room(&self, _: &str, _: Option<u32>) {
        beyond()
    }

    fn ahead(&self, _: &str) {
        beyond()
    }

    fn block(&self, _: &[&str]) {
        beyond()
    }

    fn disable_scripts(&self) {
        beyond()
    }

    fn allow_clipboard(&self) {
        beyond()
    }

    fn take_requests(&self) -> Vec<String> {
        beyond()
    }

    fn accessibility_tree(&self) -> Value {
        beyond()
    }
}

fn beyond() -> ! {
    panic!("WebKit's driver cannot do this: only the tests of `smoke` are for it")
}
