//! A WebDriver session without the waiting: every command blocks until the browser has answered.

use std::path::Path;
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use url::{ParseError, Url};

use crate::environment::Environment;

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

/// How long one command may take.
const ANSWER: Duration = Duration::from_secs(30);

/// A browser with a profile of its own.
pub struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    /// Opens a browser, which keeps a log of what is requested where one is asked for.
    pub fn start(environment: &Environment, driver: &str, notes_requests: bool) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": environment.chromium,
                "args": FLAGS,
            },
            "goog:loggingPrefs": { "browser": "ALL", "performance": if notes_requests { "ALL" } else { "OFF" } },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("written as an object above") };
        let client = runtime
            .block_on(ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(driver))
            .unwrap_or_else(|error| panic!("the browser did not start: {error}"));
        Self { runtime, client }
    }

    /// Has the browser save downloads into this folder.
    pub fn save_downloads_in(&self, folder: &Path) {
        let saved = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", saved);
    }

    /// Makes the browser as one that was just started, once the page of this address has been visited: one empty tab without a past.
    pub fn renew(&self, visited: &Url) -> Result<(), CmdError> {
        self.run(async |client| {
            client.release_actions().await?;
            // A port may come again, and with it its origin. (What the service worker keeps goes too.)
            let origin = visited.origin().ascii_serialization();
            self.try_devtools(
                "Storage.clearDataForOrigin",
                json!({ "origin": origin, "storageTypes": "all" }),
            )
            .await?;
            self.try_devtools("Network.clearBrowserCache", json!({})).await?;
            self.try_devtools("Browser.resetPermissions", json!({})).await?;
            let old = client.windows().await?;
            let new = client.new_window(true).await?.handle;
            for tab in old {
                client.switch_to_window(tab).await?;
                client.close_window().await?;
            }
            client.switch_to_window(new).await?;
            // Whatever the old tabs have written.
            let log = Vendor { path: "se/log", body: json!({ "type": "browser" }) };
            client.issue_cmd(log).await.map(drop)
        })
    }

    /// Runs one command to its end: `session.run(|client| client.back())`.
    pub fn run<'a, F: Future>(&'a self, command: impl FnOnce(&'a Client) -> F) -> F::Output {
        // A page that is stuck keeps chromedriver waiting for ever; the test should fail and say where.
        self.runtime
            .block_on(async { timeout(ANSWER, command(&self.client)).await })
            .expect("the browser answers")
    }

    /// Runs JavaScript in the page; `arguments` holds what is passed.
    pub fn script(&self, code: &str, arguments: Vec<Value>) -> Value {
        self.run(|client| client.execute(code, arguments)).unwrap_or_else(|error| panic!("`{code}`: {error}"))
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.vendor("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    async fn try_devtools(&self, command: &str, parameters: Value) -> Result<(), CmdError> {
        let body = json!({ "cmd": command, "params": parameters });
        self.client.issue_cmd(Vendor { path: "goog/cdp/execute", body }).await.map(drop)
    }

    /// Takes the entries of one of the browser's logs.
    pub fn take_log(&self, kind: &str) -> Vec<Value> {
        match self.vendor("se/log", json!({ "type": kind })) {
            Value::Array(entries) => entries,
            other => panic!("the log `{kind}` is not a list: {other}"),
        }
    }

    fn vendor(&self, path: &'static str, body: Value) -> Value {
        let answer: Result<Value, CmdError> = self.run(|client| client.issue_cmd(Vendor { path, body }));
        answer.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.runtime.block_on(async { timeout(ANSWER, self.client.clone().close()).await }).ok();
    }
}

/// A command that chromedriver has beyond the WebDriver standard.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
