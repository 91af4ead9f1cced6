//! Whose a key press is: the focused control's, or the page's.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// Whether a key of the browser or of the system is held too: Alt and ← go back in the history, Ctrl and Home scroll.
pub fn is_a_shortcut(ev: &KeyboardEvent) -> bool {
    ev.alt_key() || ev.ctrl_key() || ev.meta_key()
}

/// Whether the focused control does nothing with this key, so that the page may.
pub fn is_for_the_page(ev: &KeyboardEvent) -> bool {
    !is_a_shortcut(ev) && !ev.default_prevented() && !is_kept(&ev.key())
}

fn is_kept(key: &str) -> bool {
    let Some(focused) = document().active_element() else { return false };
    let kind = focused.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_).unwrap_or_default();
    keeps(&focused.tag_name(), &kind, key)
}

/// Whether a control needs this key: `tag` is its element in capitals, `kind` the type of an input.
fn keeps(tag: &str, kind: &str, key: &str) -> bool {
    let arrow = key.starts_with("Arrow");
    match (tag, kind) {
        ("INPUT", "range") => arrow || matches!(key, "Home" | "End" | "PageUp" | "PageDown"),
        ("INPUT", "checkbox") => key == " ",
        ("INPUT", "radio") => key == " " || arrow,
        ("INPUT", "file") | ("BUTTON" | "SUMMARY", _) => matches!(key, " " | "Enter"),
        ("A", _) => key == "Enter",
        // What can be typed into, and a list, which goes to the entry that begins with a letter.
        ("INPUT" | "SELECT" | "TEXTAREA", _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 10] =
        ["ArrowLeft", "ArrowUp", "Home", "End", "PageUp", "PageDown", " ", "Enter", "a", "?"];

    #[test]
    fn a_control_keeps_the_keys_that_it_needs_and_leaves_the_others_to_the_page() {
        let kept = |tag, kind| -> Vec<_> { KEYS.into_iter().filter(|key| keeps(tag, kind, key)).collect() };
        assert_eq!(kept("INPUT", "range"), KEYS[..6]);
        assert_eq!(kept("INPUT", "checkbox"), [" "]);
        assert_eq!(kept("INPUT", "radio"), ["ArrowLeft", "ArrowUp", " "]);
        for button in ["BUTTON", "SUMMARY"] {
            assert_eq!(kept(button, ""), [" ", "Enter"]);
        }
        assert_eq!(kept("A", ""), ["Enter"]);
        for (tag, kind) in [("INPUT", "text"), ("INPUT", "number"), ("SELECT", ""), ("TEXTAREA", "")] {
            assert_eq!(kept(tag, kind), KEYS, "{tag} {kind}");
        }
        // A matrix and a chart stop the keys that they need; no other reaches the page as theirs.
        for tag in ["CANVAS", "DIV", "BODY"] {
            assert_eq!(kept(tag, ""), [""; 0]);
        }
    }
}
