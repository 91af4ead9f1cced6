//! A WebDriver session without the waiting: every command blocks until the browser has answered.

use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use url::{ParseError, Url};

/// How long one command may take.
const ANSWER: Duration = Duration::from_secs(30);

/// A browser with a profile of its own.
pub struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    /// Opens a browser of these capabilities.
    pub fn start(driver: &str, capabilities: Value) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        let Value::Object(capabilities) = capabilities else { panic!("capabilities are an object") };
        let client = runtime
            .block_on(ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(driver))
            .unwrap_or_else(|error| panic!("the browser did not start: {error}"));
        Self { runtime, client }
    }

    /// Runs one command to its end: `session.run(|client| client.back())`.
    pub fn run<'a, F: Future>(&'a self, command: impl FnOnce(&'a Client) -> F) -> F::Output {
        // A page that is stuck keeps the driver waiting for ever; the test should fail and say where.
        self.runtime
            .block_on(async { timeout(ANSWER, command(&self.client)).await })
            .expect("the browser answers")
    }

    /// Runs JavaScript in the page.
    pub fn script(&self, code: &str) -> Value {
        self.run(|client| client.execute(code, Vec::new()))
            .unwrap_or_else(|error| panic!("`{code}`: {error}"))
    }

    /// Opens a tab and closes all others.
    pub fn fresh_tab(&self) -> Result<(), CmdError> {
        self.run(async |client| {
            let old = client.windows().await?;
            let new = client.new_window(true).await?.handle;
            for tab in old {
                client.switch_to_window(tab).await?;
                client.close_window().await?;
            }
            client.switch_to_window(new).await
        })
    }

    /// Does something in a tab that is opened for it, and closed afterwards.
    pub fn in_another_tab(&self, there: impl FnOnce()) -> Result<(), CmdError> {
        let here = self.run(async |client| {
            let here = client.window().await?;
            client.switch_to_window(client.new_window(true).await?.handle).await?;
            Ok::<_, CmdError>(here)
        })?;
        there();
        self.run(async |client| {
            client.close_window().await?;
            client.switch_to_window(here).await
        })
    }

    /// Sends a command that a driver has beyond the WebDriver standard.
    pub fn own_command(&self, path: &'static str, body: Value) -> Result<Value, CmdError> {
        self.run(|client| client.issue_cmd(OwnCommand { path, body }))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.runtime.block_on(async { timeout(ANSWER, self.client.clone().close()).await }).ok();
    }
}

#[derive(Debug)]
struct OwnCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for OwnCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
