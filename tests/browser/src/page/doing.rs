//! The actions of a person with mouse and keyboard.

use std::cell::RefCell;
use std::path::Path;
use std::thread;
use std::time::Instant;

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions,
};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use serde_json::Value;

use super::{GLANCE, Page, selector};

/// The parts of its way at which something that is dragged is seen.
const DRAGGED: [f64; 4] = [0.25, 0.5, 0.75, 1.0];

/// Scrolls an element out from under the header, where it lies there.
const OUT: &str = "arguments[0].scrollIntoView({ block: 'nearest', behavior: 'instant' })";

impl Page {
    /// Clicks an element, which is scrolled out from under the header first where it lies there.
    pub fn click(&self, id: &str) {
        self.act(id, async |element, client| {
            client.execute(OUT, vec![serde_json::to_value(&element)?]).await?;
            element.click().await
        });
    }

    /// Moves the pointer over an element, which is scrolled out from under header and transport first.
    pub fn hover(&self, id: &str) {
        if self.by_finger {
            return self.tap(id, [0.5, 0.5]);
        }
        self.scroll_to(id);
        self.act(id, async |element, client| {
            client.perform_actions(MouseActions::new("mouse".to_owned()).then(move_to(element, 0.0))).await
        });
    }

    /// Clicks on a slider's track, at a part of its width from 0 to 1, once it is scrolled out from under header and transport.
    pub fn slide(&self, id: &str, part: f64) {
        if self.by_finger {
            return self.tap(id, [part.clamp(0.01, 0.99), 0.5]);
        }
        self.scroll_to(id);
        self.act(id, async |element, client| {
            let (_, _, width, _) = element.rectangle().await?;
            // A place is rounded to a whole pixel, and the last one is beside it.
            let mouse = MouseActions::new("mouse".to_owned())
                .then(move_to(element, (part - 0.5) * (width - 2.0)))
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            client.perform_actions(mouse).await
        });
    }

    /// Scrolls an element to the middle of the window, and waits until nothing moves any more: what comes into sight on the way may take
    /// its room late.
    pub fn scroll_to(&self, id: &str) {
        self.wait_until(&format!("there is a `{id}`"), |page| page.has(id));
        self.at_rest(&format!(
            "const it = document.querySelector('{}');
            it?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            return it?.getBoundingClientRect().y",
            selector(id)
        ));
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
        if self.by_finger {
            return self.drag_by_finger(id, by);
        }
        let from = self.place(id, [0.5, 0.5]);
        let mouse = MouseActions::new("mouse".to_owned()).then(move_to_point(from));
        let mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        let mouse = way(from, by).into_iter().fold(mouse, MouseActions::then);
        self.perform(mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT }));
    }

    /// Drags an element with a finger.
    pub fn drag_by_finger(&self, id: &str, by: [f64; 2]) {
        let from = self.place(id, [0.5, 0.5]);
        let finger = TouchActions::new("finger".to_owned()).then(move_to_point(from));
        let finger = finger.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        let finger = way(from, by).into_iter().fold(finger, TouchActions::then);
        self.perform(finger.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT }));
    }

    /// Moves the mouse to a place in the window.
    pub fn point(&self, at: [f64; 2]) {
        self.perform(MouseActions::new("mouse".to_owned()).then(move_to_point(at)));
    }

    fn perform(&self, actions: impl Into<Actions>) {
        self.session().run(|client| client.perform_actions(actions)).expect("it can be done");
    }

    /// Where these parts of an element's width and height are in the window, once it is scrolled to its middle where it is out of sight.
    fn place(&self, id: &str, [x, y]: [f64; 2]) -> [f64; 2] {
        self.wait_until(&format!("there is a `{id}`"), |page| page.has(id));
        let middle = "const { left, top, width, height } = it.getBoundingClientRect();
            if (!it.contains(document.elementFromPoint(left + width / 2, top + height / 2)))
                it.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })";
        let place = format!(
            "const it = document.querySelector('{}'); {middle}; const at = it.getBoundingClientRect();
            return [at.left + {x} * at.width, at.top + {y} * at.height]",
            selector(id)
        );
        serde_json::from_value(self.at_rest(&place)).expect("two numbers")
    }

    /// What a script gives once it gives the same some frames later: what has come into sight is laid out then, and moves nothing any more.
    pub fn at_rest(&self, script: &str) -> Value {
        let twice = format!(
            "const look = () => {{ {script} }}, first = look(), frame = () => new Promise(requestAnimationFrame);
            return (async () => {{
                for (let i = 0; i < {}; i += 1) await frame();
                return [first, look()];
            }})()",
            if self.by_finger { 4 } else { 1 } * self.browser.engine.frames()
        );
        let last = RefCell::new(Value::Null);
        self.wait_until("nothing moves", |page| {
            let looks = page.script(&twice);
            last.replace(looks[1].clone());
            looks[0] == looks[1]
        });
        last.into_inner()
    }

    /// Taps an element with a finger, at these parts of its width and height from 0 to 1.
    pub fn tap(&self, id: &str, part: [f64; 2]) {
        self.tap_at(self.place(id, part));
    }

    /// Taps a place in the window with a finger.
    pub fn tap_at(&self, at: [f64; 2]) {
        let finger = TouchActions::new("finger".to_owned())
            .then(move_to_point(at))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.perform(finger);
    }

    /// Chooses an option of a `<select>` by its value.
    pub fn select(&self, id: &str, value: &str) {
        self.act(id, async |element, client| {
            client.execute(OUT, vec![serde_json::to_value(&element)?]).await?;
            element.select_by_value(value).await
        });
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
        self.perform(stroke);
    }

    /// Acts on an element as soon as it is there; a view that is being replaced under our hands is tried again.
    fn act(&self, id: &str, action: impl AsyncFn(Element, Client) -> Result<(), CmdError>) {
        let deadline = Instant::now() + self.patience();
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

/// The places at which something that is dragged is seen.
fn way([x, y]: [f64; 2], by: [f64; 2]) -> [PointerAction; DRAGGED.len()] {
    DRAGGED.map(|part| move_to_point([x + part * by[0], y + part * by[1]]))
}

fn move_to_point([x, y]: [f64; 2]) -> PointerAction {
    PointerAction::MoveTo { duration: None, x, y }
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
