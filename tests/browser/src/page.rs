//! The page in the words of a person: open, click, press, read.
//!
//! Elements are named by their `data-testid`. Whatever does something waits until its element is there; whatever
//! should become true is waited for with [`Page::wait_until`]. Nothing sleeps for a fixed time.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, thread};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use url::Url;
use xtask::server::Server;

use crate::console;
use crate::session::Session;
use crate::visit::Screen;

/// How long anything may take before it counts as not happening.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a state is looked at while waiting for it.
const GLANCE: Duration = Duration::from_millis(20);

/// The page, the browser it is in, and the server it came from.
pub struct Page {
    pub(crate) url: String,
    pub(crate) server: RefCell<Option<Server>>,
    pub(crate) session: Session,
    pub(crate) downloads: PathBuf,
}

/// Going somewhere.
impl Page {
    /// Opens the page with a query such as `?page=reorder&input=s1`.
    pub fn open(&self, query: &str) {
        let address = format!("{}{query}", self.url);
        self.session.run(|client| client.goto(&address)).expect("the page opens");
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.session.run(Client::refresh).expect("the page reloads");
    }

    /// Goes back in the browser's history.
    pub fn back(&self) {
        self.session.run(Client::back).expect("the browser goes back");
    }

    /// Goes forward in the browser's history.
    pub fn forward(&self) {
        self.session.run(Client::forward).expect("the browser goes forward");
    }

    /// Stops the server: from here on there is no network.
    pub fn go_offline(&self) {
        drop(self.server.take());
    }

    /// Gives the window the size of a screen.
    pub fn resize(&self, screen: Screen) {
        let (width, height, mobile) = match screen {
            Screen::Desktop => (1440, 900, false),
            Screen::Phone => (390, 844, true),
        };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile }));
    }

    /// Answers a media query as a person's settings would: `("prefers-color-scheme", "dark")`.
    pub fn prefer(&self, feature: &str, value: &str) {
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": feature, "value": value }] }),
        );
    }
}

/// Doing something.
impl Page {
    /// Clicks an element.
    pub fn click(&self, id: &str) {
        self.act(id, async |element, _| element.click().await);
    }

    /// Moves the pointer over an element.
    pub fn hover(&self, id: &str) {
        self.act(id, async |element, client| {
            client.perform_actions(MouseActions::new("mouse".to_owned()).then(move_to(element, 0.0))).await
        });
    }

    /// Clicks on a slider's track, at a part of its width from 0 to 1.
    pub fn slide(&self, id: &str, part: f64) {
        self.act(id, async |element, client| {
            let (_, _, width, _) = element.rectangle().await?;
            let mouse = MouseActions::new("mouse".to_owned())
                .then(move_to(element, (part - 0.5) * (width - 1.0)))
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            client.perform_actions(mouse).await
        });
    }

    /// Chooses an option of a `<select>` by its value.
    pub fn select(&self, id: &str, value: &str) {
        self.act(id, async |element, _| element.select_by_value(value).await);
    }

    /// Replaces the text of an input.
    pub fn type_into(&self, id: &str, text: &str) {
        self.act(id, async |element, _| {
            element.clear().await?;
            element.send_keys(text).await
        });
    }

    /// Presses and releases a key, wherever the focus is: `Key::Right`, or `' '`.
    pub fn press(&self, key: impl Into<char>) {
        let value = key.into();
        let stroke = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.session.run(|client| client.perform_actions(stroke)).expect("a key can be pressed");
    }

    /// Acts on an element as soon as it is there; a view that is being replaced under our hands is tried again.
    fn act(&self, id: &str, action: impl AsyncFn(Element, Client) -> Result<(), CmdError>) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = self.session.run(async |client| {
                let element = client.find(Locator::Css(&selector(id))).await?;
                action(element, client.clone()).await
            });
            match outcome {
                Ok(()) => return,
                Err(error) if !passing(&error) || Instant::now() > deadline => panic!("`{id}`: {error}"),
                Err(_) => thread::sleep(GLANCE),
            }
        }
    }
}

/// Reading.
impl Page {
    /// The visible text of an element, once it is there.
    pub fn text(&self, id: &str) -> String {
        let text = || self.script(&format!("return document.querySelector('{}')?.innerText", selector(id)));
        self.wait_until(&format!("there is a `{id}`"), |_| text().is_string());
        text().as_str().unwrap_or_default().to_owned()
    }

    /// The first number in an element's text: 1.2e-15 in "max difference 1.2e-15".
    pub fn number(&self, id: &str) -> f64 {
        let text = self.text(id);
        first_number(&text).unwrap_or_else(|| panic!("`{id}` says {text:?}, which holds no number"))
    }

    /// An attribute of an element, as it is now.
    pub fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let value = self
            .script(&format!("return document.querySelector('{}')?.getAttribute('{name}')", selector(id)));
        value.as_str().map(str::to_owned)
    }

    /// A property of an element, such as an input's `value`, as it is now.
    pub fn property(&self, id: &str, name: &str) -> Value {
        self.script(&format!("return document.querySelector('{}')?.{name}", selector(id)))
    }

    /// Whether there is such an element now.
    pub fn has(&self, id: &str) -> bool {
        self.script(&format!("return document.querySelector('{}') !== null", selector(id))) == true
    }

    /// The address in the browser's address bar.
    pub fn address(&self) -> Url {
        self.session.run(Client::current_url).expect("the page has an address")
    }

    /// The value of a key in the address's query.
    pub fn query(&self, key: &str) -> Option<String> {
        self.address().query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    /// The title of the browser's tab.
    pub fn title(&self) -> String {
        self.session.run(Client::title).expect("the page has a title")
    }

    /// Runs JavaScript, `return` included, and gives back what it returns; promises are waited for.
    pub fn script(&self, code: &str) -> Value {
        self.session.script(code, Vec::new())
    }

    /// Sends a command of Chromium's DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.session.devtools(command, parameters)
    }

    /// A picture of what the window shows, as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        self.session.run(Client::screenshot).expect("the page can be pictured")
    }

    /// The content of the downloaded file of this name, once it is complete.
    pub fn downloaded(&self, name: &str) -> String {
        let path = self.downloads.join(name);
        self.wait_until(&format!("{name} is downloaded"), |_| path.is_file());
        fs::read_to_string(path).expect("a downloaded file can be read")
    }

    /// The addresses that were requested since this was last asked.
    pub fn take_requests(&self) -> Vec<String> {
        console::take_requests(&self.session)
    }

    /// The errors that were written to the console since this was last asked; the visit forgives those.
    pub fn take_errors(&self) -> Vec<String> {
        console::take_errors(&self.session)
    }

    /// Waits until `state` holds; `what` completes "waited in vain until …".
    pub fn wait_until(&self, what: &str, state: impl Fn(&Self) -> bool) {
        self.wait_at_most(PATIENCE, what, state);
    }

    /// As [`Page::wait_until`], for what is known to take its time.
    pub fn wait_at_most(&self, patience: Duration, what: &str, state: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + patience;
        while !state(self) {
            assert!(Instant::now() < deadline, "waited in vain until {what}");
            thread::sleep(GLANCE);
        }
    }
}

fn selector(id: &str) -> String {
    format!(r#"[data-testid="{id}"]"#)
}

fn move_to(element: Element, x: f64) -> PointerAction {
    PointerAction::MoveToElement { element, duration: None, x, y: 0.0 }
}

/// Whether an error may be gone a moment later.
fn passing(error: &CmdError) -> bool {
    error.is_no_such_element()
        || error.is_stale_element_reference()
        || error.is_element_not_interactable()
        || matches!(error, CmdError::Standard(error) if error.error == ErrorStatus::ElementClickIntercepted)
}

fn first_number(text: &str) -> Option<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::first_number;

    #[test]
    fn numbers_are_found_among_words() {
        assert_eq!(first_number("max |left − right| = 1.2e-15"), Some(1.2e-15));
        assert_eq!(first_number("4096"), Some(4096.0));
        assert_eq!(first_number("exactly equal."), None);
    }
}
