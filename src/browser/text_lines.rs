//! The lines of a text, as the page breaks it.

use super::property::Thing;

/// A line of a text, and where it is in the window.
pub struct Line {
    /// As it is shown.
    pub text: String,
    /// Its left edge, in pixels of the window.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// The lines of the text of a node.
pub fn lines(node: &Thing, text: &str) -> Vec<Line> {
    let range = Thing::global("document").call("createRange", &[]);
    let line = |text: String, at: &Thing| {
        let [left, top, width, height] = ["left", "top", "width", "height"].map(|side| at.number(side));
        Line { text, left, top, width, height }
    };
    range.call("selectNodeContents", &[node.value().clone()]);
    let rects = range.call("getClientRects", &[]).listed();
    let shown = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let [only] = rects.as_slice() {
        return vec![line(shown(text), only)];
    }
    // Places in a text of the browser are counted in units of UTF-16.
    let mut lines: Vec<Line> = Vec::new();
    let mut place = 0;
    for c in text.chars() {
        let [from, to] = [place, place + c.len_utf16()];
        place = to;
        range.call("setStart", &[node.value().clone(), from.into()]);
        range.call("setEnd", &[node.value().clone(), to.into()]);
        let Some(at) = range.call("getClientRects", &[]).listed().pop() else { continue };
        let next = line(c.to_string(), &at);
        match lines.last_mut() {
            Some(last) if (last.top - next.top).abs() < next.height / 2.0 => {
                last.width = next.left + next.width - last.left;
                last.text.push(c);
            }
            _ => lines.push(next),
        }
    }
    lines
        .into_iter()
        .map(|line| Line { text: shown(&line.text), ..line })
        .filter(|line| !line.text.is_empty())
        .collect()
}
