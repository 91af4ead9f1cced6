//! Firefox, through the scripts of its own windows: geckodriver runs them in what Mozilla calls the chrome context.

use std::path::Path;

use fantoccini::error::CmdError;
use serde_json::{Value, json};
use url::Url;

use super::Engine;
use crate::session::Session;

/// Run once in the browser's window: notes what pages request and complain of, and keeps what is blocked from arriving.
const WATCH: &str = include_str!("firefox/watch.js");
/// Run in every tab: passes on what is written with `console.error`.
const LISTEN: &str = include_str!("firefox/listen.js");
/// Run in every tab: has a script run in each new window before those of its page.
const AHEAD: &str = include_str!("firefox/ahead.js");
const SHOW_ON: &str = include_str!("firefox/show_on.js");
const TAKE_ERRORS: &str = include_str!("firefox/take_errors.js");
const RELOAD: &str = include_str!("firefox/reload.js");
const RENEW: &str = include_str!("firefox/renew.js");

/// What Chromium tells of a reader who saves data; Firefox tells nothing.
const SAVES_DATA: &str = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })";

/// Firefox without a window.
pub struct Firefox(Session);

impl Firefox {
    /// Opens one.
    pub fn start(program: &Path, driver: &str) -> Self {
        let nowhere = |scheme: &str| (format!("network.proxy.{scheme}"), json!("127.0.0.1"));
        let mut settings: serde_json::Map<String, Value> = ["http", "ssl"].map(nowhere).into_iter().collect();
        settings.extend(
            [
                // No host but this machine: nothing listens where all else is sent.
                ("network.proxy.type", json!(1)),
                ("network.proxy.http_port", json!(9)),
                ("network.proxy.ssl_port", json!(9)),
                ("services.settings.server", json!("data:,#remote-settings-dummy/v1")),
                ("intl.accept_languages", json!("en-US")),
                ("intl.locale.requested", json!("en-US")),
                // What the browser says of itself is for its makers.
                ("browser.dom.window.dump.enabled", json!(false)),
                // Downloads are saved without a word.
                ("browser.download.folderList", json!(2)),
                ("browser.download.useDownloadDir", json!(true)),
                ("browser.download.alwaysOpenPanel", json!(false)),
                ("browser.download.always_ask_before_handling_new_types", json!(false)),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        let firefox = Self(Session::start(
            driver,
            json!({
                "browserName": "firefox",
                "moz:firefoxOptions": { "binary": program, "args": ["-headless"], "prefs": settings },
            }),
        ));
        firefox.window(WATCH, vec![LISTEN.into()]);
        firefox
    }

    /// Runs a script in the browser's window.
    fn window(&self, code: &str, arguments: Vec<Value>) -> Value {
        let answer = self.try_window(code, arguments);
        answer.unwrap_or_else(|error| panic!("in Firefox's window, `{code}`: {error}"))
    }

    fn try_window(&self, code: &str, arguments: Vec<Value>) -> Result<Value, CmdError> {
        let context = |name: &str| self.0.own_command("moz/context", json!({ "context": name }));
        context("chrome")?;
        let answer = self.0.run(|client| client.execute(code, arguments));
        context("content")?;
        answer
    }

    /// Sets a property of the tab in hand.
    fn set(&self, property: &str, value: Value) {
        let code = "gBrowser.selectedBrowser.browsingContext[arguments[0]] = arguments[1]";
        self.window(code, vec![property.into(), value]);
    }
}

impl Engine for Firefox {
    fn session(&self) -> &Session {
        &self.0
    }

    // What scripts of the driver set stays with them, unless they set it on the window.
    fn script(&self, code: &str) -> Value {
        self.0.script(&format!("const globalThis = window; {code}"))
    }

    fn renew(&self, visited: &Url) -> Result<(), CmdError> {
        self.0.run(|client| client.release_actions())?;
        self.0.fresh_tab()?;
        self.try_window(RENEW, vec![visited.origin().ascii_serialization().into()]).map(drop)
    }

    // The driver's own way passes over the service worker.
    fn reload(&self) -> Result<(), CmdError> {
        self.try_window(RELOAD, Vec::new()).map(drop)
    }

    fn save_downloads_in(&self, folder: &Path) {
        let code = "Services.prefs.setStringPref('browser.download.dir', arguments[0])";
        self.window(code, vec![folder.to_string_lossy().into()]);
    }

    fn save_data(&self) {
        self.ahead(SAVES_DATA);
    }

    fn show_on(&self, size: [u32; 2], ratio: f64, touched: bool) {
        self.window(SHOW_ON, vec![json!(size), ratio.into(), touched.into()]);
    }

    fn slow_down(&self, _: f64) {
        panic!("only Chromium computes as slowly as it is told to")
    }

    fn prefer(&self, feature: &str, value: &str) {
        let property = match feature {
            "prefers-color-scheme" => "prefersColorSchemeOverride",
            "prefers-reduced-motion" => "prefersReducedMotionOverride",
            "forced-colors" => "forcedColorsOverride",
            _ => panic!("nothing is known of {feature} in Firefox"),
        };
        self.set(property, value.into());
    }

    fn put_on_paper(&self, on: bool) {
        self.set("mediumOverride", if on { "print" } else { "" }.into());
    }

    fn leave_room(&self, _: &str, _: Option<u32>) {
        panic!("Firefox learns at its start how much room there is")
    }

    fn ahead(&self, script: &str) {
        let code = "deltascope.ahead(arguments[0])";
        self.window(code, vec![AHEAD.replace("SCRIPT", &json!(script).to_string()).into()]);
    }

    fn has_coarse_clock(&self) -> bool {
        true
    }

    fn frames(&self) -> u32 {
        6
    }

    fn block(&self, addresses: &[&str]) {
        self.window("deltascope.block(arguments[0])", vec![json!(addresses)]);
    }

    fn disable_scripts(&self) {
        self.set("allowJavascript", false.into());
    }

    fn allow_clipboard(&self) {
        self.window("Services.prefs.setBoolPref('dom.events.testing.asyncClipboard', true)", Vec::new());
    }

    fn take_errors(&self) -> Vec<String> {
        serde_json::from_value(self.window(TAKE_ERRORS, Vec::new())).expect("a list of messages")
    }

    fn take_requests(&self) -> Vec<String> {
        let code = "return deltascope.requests.splice(0)";
        serde_json::from_value(self.window(code, Vec::new())).expect("a list of addresses")
    }

    fn accessibility_tree(&self) -> Value {
        panic!("only Chromium tells what a screen reader is told")
    }
}
