//! Where a reader is in a list that is read by scrolling: the entry at the line at which one reads.

use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element};

use super::media::is_one_column;

/// The line at which one reads, as a part of the window's height.
const LINE: f64 = 0.4;
/// After so many frames what was asked for has come.
const KEPT_FRAMES: u32 = 40;

/// Below what stays in sight of the header: of its one row at a desk, and of the lower of its two rows on a phone.
fn top_px() -> f64 {
    if is_one_column() { 52.0 } else { 62.0 }
}

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

/// Scrolls until an entry is at the line, if it is not there or its beginning is out of sight. Where the entries are not read one below
/// the other, the one that is shown comes to the top, with what stands below it.
pub fn bring(list: &Element, entry: usize) {
    let Some(place) = places(list).nth(entry) else { return };
    let by = match read(list) {
        Some(read) if read == entry && place.top() >= top_px() => return,
        // Its middle, so that the entry that is read then is this one wherever the page ends.
        Some(_) => (place.top() + place.bottom()) / 2.0 - line_px(),
        None => place.top() - top_px(),
    };
    window().scroll_by_with_x_and_y(0.0, by);
}

/// Brings the station in hand to the top, with its stage below it, where a phone has a matrix that the station marks under the bar at
/// the foot of the window: so it is at the first station, which has the title above it. Whether there was something to bring.
pub fn bring_into_sight() -> bool {
    let place =
        |selector: &str| document().query_selector(selector).ok()?.map(|it| it.get_bounding_client_rect());
    let (Some(station), Some(bar)) = (place(".walk > .now"), place(".stage-bar")) else { return false };
    let marked = document().query_selector_all(".lane:not(.away) [data-marked]").ok();
    let hidden = marked.is_some_and(|marked| {
        let mut places = (0..marked.length()).filter_map(|i| marked.item(i)?.dyn_into::<Element>().ok());
        places.any(|it| it.get_bounding_client_rect().bottom() > bar.top())
    });
    let by = station.top() - top_px();
    let brings = is_one_column() && hidden && by >= 1.0;
    if brings {
        window().scroll_by_with_x_and_y(0.0, by);
    }
    brings
}

/// Scrolls to the top of the page.
pub fn bring_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// What a reader holds on a stage, or has in focus there.
fn held() -> Option<Element> {
    document().active_element().filter(|element| matches!(element.closest(".stage"), Ok(Some(_))))
}

/// Keeps what a reader holds where it is in the window, while something comes above it in the frames that follow.
pub fn keep_what_is_held() {
    let Some(held) = held() else { return };
    let top = held.get_bounding_client_rect().top();
    follow(held, top, KEPT_FRAMES);
}

fn follow(held: Element, top: f64, frames: u32) {
    request_animation_frame(move || {
        let by = held.get_bounding_client_rect().top() - top;
        if held.is_connected() && by != 0.0 {
            window().scroll_by_with_x_and_y(0.0, by);
        }
        if frames > 1 {
            follow(held, top, frames - 1);
        }
    });
}

/// Scrolls until what a reader holds on a stage, or has in focus there, is at the line; to the top of the page where that is nothing.
pub fn bring_what_is_held() {
    // From the top, where the stage does not yet stay in the window: it then goes up as far as the page does.
    bring_top();
    let Some(held) = held() else { return };
    let place = held.get_bounding_client_rect();
    let by = (place.top() + place.bottom()) / 2.0 - line_px();
    window().scroll_by_with_x_and_y(0.0, by.max(0.0));
}
