//! Reads the errors in the page's console, and the addresses that the page requested.

use serde_json::Value;

use crate::session::Session;

/// Takes the errors that were written to the console since the last time.
pub fn take_errors(session: &Session) -> Vec<String> {
    let text = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
    session.take_log("browser").iter().filter(|entry| entry["level"] == "SEVERE").map(text).collect()
}

/// Takes the addresses that the page requested since the last time.
pub fn take_requests(session: &Session) -> Vec<String> {
    session.take_log("performance").iter().filter_map(requested_url).collect()
}

/// The address in a DevTools event, which chromedriver wraps as text in a log entry.
fn requested_url(entry: &Value) -> Option<String> {
    let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &event["message"];
    let sent = event["method"] == "Network.requestWillBeSent";
    sent.then(|| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
}
