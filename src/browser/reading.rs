//! Where a reader is in a list that is read by scrolling: the entry at the line at which one reads.

use leptos::prelude::window;
use web_sys::{DomRect, Element};

/// The line at which one reads, as a part of the window's height.
const LINE: f64 = 0.4;

/// Below the header, which stays in sight.
const TOP_PX: f64 = 62.0;

fn line_px() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0) * LINE
}

fn places(list: &Element) -> impl Iterator<Item = DomRect> {
    let entries = list.children();
    // An entry that is not laid out has no place.
    (0..entries.length()).filter_map(move |i| Some(entries.item(i)?.get_bounding_client_rect()))
}

/// The entry at the line; where the whole list lies below it the first, above it the last. Nothing where the entries are not read one
/// below the other: a phone shows one of them.
pub fn read(list: &Element) -> Option<usize> {
    let line = line_px();
    let places: Vec<_> = places(list).collect();
    if places.iter().any(|place| place.height() == 0.0) {
        return None;
    }
    Some(places.iter().rposition(|place| place.top() <= line).unwrap_or(0))
}

/// Scrolls until an entry is at the line, if it is not. Where the entries are not read one below the other, the one that is shown comes
/// to the top, with what stands below it.
pub fn bring(list: &Element, entry: usize) {
    let Some(place) = places(list).nth(entry) else { return };
    let by = match read(list) {
        Some(read) if read == entry => return,
        // Its middle, so that the entry that is read then is this one wherever the page ends.
        Some(_) => (place.top() + place.bottom()) / 2.0 - line_px(),
        None => place.top() - TOP_PX,
    };
    window().scroll_by_with_x_and_y(0.0, by);
}
