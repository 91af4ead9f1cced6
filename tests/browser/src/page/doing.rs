//! The actions of a person with mouse and keyboard.

use std::path::Path;
use std::thread;
use std::time::Instant;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::{GLANCE, PATIENCE, Page, selector};

/// The parts of its way at which something that is dragged is seen.
const DRAGGED: [f64; 4] = [0.25, 0.5, 0.75, 1.0];

impl Page {
    /// Clicks an element, which is scrolled out from under the header first where it lies there.
    pub fn click(&self, id: &str) {
        self.act(id, async |element, client| {
            let out = "arguments[0].scrollIntoView({ block: 'nearest', behavior: 'instant' })";
            client.execute(out, vec![serde_json::to_value(&element)?]).await?;
            element.click().await
        });
    }

    /// Moves the pointer over an element, which is scrolled out from under header and transport first.
    pub fn hover(&self, id: &str) {
        self.act(id, async |element, client| {
            let out = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            client.execute(out, vec![serde_json::to_value(&element)?]).await?;
            client.perform_actions(MouseActions::new("mouse".to_owned()).then(move_to(element, 0.0))).await
        });
    }

    /// Clicks on a slider's track, at a part of its width from 0 to 1, once it is scrolled out from under header and transport.
    pub fn slide(&self, id: &str, part: f64) {
        self.act(id, async |element, client| {
            let out = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            client.execute(out, vec![serde_json::to_value(&element)?]).await?;
            let (_, _, width, _) = element.rectangle().await?;
            let mouse = MouseActions::new("mouse".to_owned())
                .then(move_to(element, (part - 0.5) * (width - 1.0)))
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            client.perform_actions(mouse).await
        });
    }

    /// Sets a slider to a number, as its arrow keys would do in many steps.
    pub fn set_slider(&self, id: &str, to: f64) {
        self.act(id, async |element, client| {
            let set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))";
            client.execute(set, vec![serde_json::to_value(&element)?, to.into()]).await.map(drop)
        });
    }

    /// Drags an element with the mouse, by so many CSS pixels to the right and down, in several small movements.
    pub fn drag(&self, id: &str, by: [f64; 2]) {
        let [x, y] = self.place(id, [0.5, 0.5]);
        let mouse = |kind: &str, part: f64| {
            let at = [x + part * by[0], y + part * by[1]];
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.devtools("Input.dispatchMouseEvent", event);
        };
        mouse("mousePressed", 0.0);
        DRAGGED.iter().for_each(|part| mouse("mouseMoved", *part));
        mouse("mouseReleased", 1.0);
    }

    /// Drags an element with a finger.
    pub fn drag_by_finger(&self, id: &str, by: [f64; 2]) {
        let [x, y] = self.place(id, [0.5, 0.5]);
        let touch = |kind: &str, points: Value| {
            self.devtools("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
        };
        let at = |part: f64| json!([{ "x": x + part * by[0], "y": y + part * by[1] }]);
        touch("touchStart", at(0.0));
        DRAGGED.iter().for_each(|part| touch("touchMove", at(*part)));
        touch("touchEnd", json!([]));
    }

    /// Where these parts of an element's width and height are in the window, once it is scrolled to its middle where it is out of sight.
    fn place(&self, id: &str, [x, y]: [f64; 2]) -> [f64; 2] {
        self.wait_until(&format!("there is a `{id}`"), |page| page.has(id));
        let middle = "const { left, top, width, height } = it.getBoundingClientRect();
            if (!it.contains(document.elementFromPoint(left + width / 2, top + height / 2)))
                it.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })";
        let place = self.script(&format!(
            "const it = document.querySelector('{}'); {middle}; const at = it.getBoundingClientRect();
            return [at.left + {x} * at.width, at.top + {y} * at.height]",
            selector(id)
        ));
        serde_json::from_value(place).expect("two numbers")
    }

    /// Taps an element with a finger, at these parts of its width and height from 0 to 1.
    pub fn tap(&self, id: &str, part: [f64; 2]) {
        let [x, y] = self.place(id, part);
        let point = json!({ "x": x, "y": y });
        self.devtools("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": [point] }));
        self.devtools("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] }));
    }

    /// Chooses an option of a `<select>` by its value.
    pub fn select(&self, id: &str, value: &str) {
        self.act(id, async |element, _| element.select_by_value(value).await);
    }

    /// Chooses files in a file field, as a person does in the dialogue that the browser opens.
    pub fn choose_files(&self, id: &str, files: &[&Path]) {
        let files: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        self.act(id, async |element, _| element.send_keys(&files.join("\n")).await);
    }

    /// Replaces the text of an input.
    pub fn type_into(&self, id: &str, text: &str) {
        // WebDriver's own way to clear a field would leave it, and come back.
        let select = "arguments[0].focus(); arguments[0].select()";
        self.act(id, async |element, client| {
            let of = serde_json::to_value(&element)?;
            client.execute(select, vec![of]).await?;
            // Delete, so that the old text goes even where no new one comes.
            element.send_keys(&format!("\u{e017}{text}")).await
        });
    }

    /// Presses and releases a key, wherever the focus is: `Key::Right`, or `' '`.
    pub fn press(&self, key: impl Into<char>) {
        let value = key.into();
        let stroke = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.session().run(|client| client.perform_actions(stroke)).expect("a key can be pressed");
    }

    /// Acts on an element as soon as it is there; a view that is being replaced under our hands is tried again.
    fn act(&self, id: &str, action: impl AsyncFn(Element, Client) -> Result<(), CmdError>) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outcome = self.session().run(async |client| {
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
