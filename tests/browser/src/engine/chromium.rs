//! Chromium, through the DevTools protocol.

use std::path::Path;

use fantoccini::error::CmdError;
use serde_json::{Value, json};
use url::Url;

use super::{Engine, Start};
use crate::session::Session;

/// Chromium's flags: no window, no messages, no host but this machine.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/// Chromium compiles no vector instructions for a processor without these.
const SCALAR: &str = "--js-flags=--no-enable-sse4-1";

/// chromedriver's own commands.
const DEVTOOLS: &str = "goog/cdp/execute";
const LOG: &str = "se/log";

/// Chromium, or its headless shell.
pub struct Chromium(Session);

impl Chromium {
    /// Opens one.
    pub fn start(program: &Path, driver: &str, with: Start) -> Self {
        let flags: Vec<&str> = FLAGS.into_iter().chain(with.scalar.then_some(SCALAR)).collect();
        Self(Session::start(
            driver,
            json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "binary": program, "args": flags },
                "goog:loggingPrefs": { "browser": "ALL", "performance": if with.notes_requests { "ALL" } else { "OFF" } },
            }),
        ))
    }

    fn devtools(&self, command: &str, parameters: Value) -> Value {
        let answer = self.try_devtools(command, parameters);
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn try_devtools(&self, command: &str, parameters: Value) -> Result<Value, CmdError> {
        self.0.own_command(DEVTOOLS, json!({ "cmd": command, "params": parameters }))
    }

    fn take_log(&self, kind: &str) -> Vec<Value> {
        match self.0.own_command(LOG, json!({ "type": kind })) {
            Ok(Value::Array(entries)) => entries,
            other => panic!("the log `{kind}` is not a list: {other:?}"),
        }
    }
}

impl Engine for Chromium {
    fn session(&self) -> &Session {
        &self.0
    }

    fn renew(&self, visited: &Url) -> Result<(), CmdError> {
        self.0.run(|client| client.release_actions())?;
        // A port may come again, and with it its origin. (What the service worker keeps goes too.)
        let kept = json!({ "origin": visited.origin().ascii_serialization(), "storageTypes": "all" });
        self.try_devtools("Storage.clearDataForOrigin", kept)?;
        self.try_devtools("Network.clearBrowserCache", json!({}))?;
        self.try_devtools("Browser.resetPermissions", json!({}))?;
        self.0.fresh_tab()?;
        // Whatever the old tab has written.
        self.0.own_command(LOG, json!({ "type": "browser" })).map(drop)
    }

    fn save_downloads_in(&self, folder: &Path) {
        self.devtools("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder }));
    }

    fn save_data(&self) {
        self.devtools("Emulation.setDataSaverOverride", json!({ "dataSaverEnabled": true }));
    }

    fn show_on(&self, [width, height]: [u32; 2], ratio: f64, touched: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": touched });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": touched }));
    }

    fn slow_down(&self, times: f64) {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times }));
    }

    fn prefer(&self, feature: &str, value: &str) {
        let features = json!([{ "name": feature, "value": value }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    fn put_on_paper(&self, on: bool) {
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": if on { "print" } else { "" } }));
    }

    fn leave_room(&self, origin: &str, bytes: Option<u32>) {
        let mut room = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            room["quotaSize"] = bytes.into();
        }
        self.devtools("Storage.overrideQuotaForOrigin", room);
    }

    fn ahead(&self, script: &str) {
        self.devtools("Page.enable", json!({}));
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    fn block(&self, addresses: &[&str]) {
        self.devtools("Network.enable", json!({}));
        self.devtools("Network.setBypassServiceWorker", json!({ "bypass": true }));
        self.devtools("Network.setBlockedURLs", json!({ "urls": addresses }));
    }

    fn disable_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    fn allow_clipboard(&self) {
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.devtools("Browser.grantPermissions", json!({ "permissions": permissions }));
    }

    fn take_errors(&self) -> Vec<String> {
        let text = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        self.take_log("browser").iter().filter(|entry| entry["level"] == "SEVERE").map(text).collect()
    }

    fn take_requests(&self) -> Vec<String> {
        self.take_log("performance").iter().filter_map(requested_url).collect()
    }

    fn accessibility_tree(&self) -> Value {
        self.devtools("Accessibility.enable", json!({}));
        self.devtools("Accessibility.getFullAXTree", json!({}))
    }
}

/// The address in a DevTools event, which chromedriver wraps as text in a log entry.
fn requested_url(entry: &Value) -> Option<String> {
    let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &event["message"];
    let sent = event["method"] == "Network.requestWillBeSent";
    sent.then(|| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
}
