//! The figures and the tables of the page: each has a button, from which it is taken along.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use super::page::when_idle;
use super::property::Thing;
use crate::io::write::Table;

/// What has a button in it.
const FIGURES: &str = "figure, .chart:not(figure *), .map-graph, .lane > .run";
/// What has it beside it: its own content is only its own, or is written anew at every step.
const BESIDE: &str = "table, .time-line > ol";
/// Says of an element that it has a button.
const HAS: &str = "data-takes";
/// The class of the buttons, and of what holds one beside a table.
const BUTTON: &str = "take";
const HOLDER: &str = "take-beside";
/// What takes the focus in a figure. The button of such a figure is next to it, and in nobody's way elsewhere.
const FOCUSED: &str = "canvas[tabindex], [role=slider]";
/// Around a menu, in pixels.
const GAP: f64 = 6.0;
/// What stands in the button: an arrow to a line.
const ARROW: &str =
    "<svg viewBox='0 0 24 24' aria-hidden='true'><path d='M12 4v11M7 10.5l5 5 5-5M5 20h14'/></svg>";

/// What is taken along.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The figure or the table.
    pub element: Thing,
    /// The button that was pressed.
    pub button: Thing,
    /// Whether it is a table.
    pub is_table: bool,
    /// What it is called on the page.
    pub title: String,
    /// Its name for a file.
    pub id: String,
}

/// Names a button by what is taken.
type Label = dyn Fn(&str) -> String;

/// What watches over the buttons. They stay as long as it is there.
pub struct Buttons {
    main: Thing,
    label: Rc<Label>,
    _watches: Thing,
    _heard: [Closure<dyn FnMut(JsValue)>; 3],
}

impl Buttons {
    /// Gives a button to every figure and every table of the page, and to those that come later. `label` names a button by what is
    /// taken, `chosen` hears of the one that is pressed.
    pub fn new(label: impl Fn(&str) -> String + 'static, chosen: impl Fn(Taken) + 'static) -> Self {
        let main = Thing::global("document").ask("querySelector", "#main");
        let label: Rc<Label> = Rc::new(label);
        // A step of a stage changes many places: they are looked through once, when the browser is at rest.
        let due = Rc::new(Cell::new(false));
        let come = Closure::<dyn FnMut(JsValue)>::new({
            let (main, label) = (main.clone(), label.clone());
            move |_| {
                if due.replace(true) {
                    return;
                }
                let (main, label, due) = (main.clone(), label.clone(), due.clone());
                when_idle(move || {
                    due.set(false);
                    give(&main, &*label);
                });
            }
        });
        let press = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let button = Thing::from(&event).get("target").ask("closest", &format!(".{BUTTON}"));
            if button.is_there() {
                chosen(taken(button));
            }
        });
        let focus = Closure::<dyn FnMut(JsValue)>::new({
            let (main, label) = (main.clone(), label.clone());
            move |event: JsValue| put_in_reach(&main, &Thing::from(&event).get("target"), &*label)
        });
        for (event, heard) in [("click", &press), ("focusin", &focus)] {
            main.call("addEventListener", &[event.into(), heard.as_ref().clone()]);
        }
        let watches = Thing::global("MutationObserver").made(&[come.as_ref().clone()]);
        let what = Thing::from(&js_sys::Object::new());
        what.set("childList", true);
        what.set("subtree", true);
        watches.call("observe", &[main.value().clone(), what.value().clone()]);
        give(&main, &*label);
        Self { main, label, _watches: watches, _heard: [come, press, focus] }
    }

    /// Names all buttons anew.
    pub fn name_anew(&self) {
        for element in self.main.ask("querySelectorAll", &format!("[{HAS}]")).listed() {
            name(&element, &*self.label);
        }
    }
}

/// Gives a button to every figure and every table that has none yet.
fn give(main: &Thing, label: &Label) {
    // A table that has gone leaves its button behind.
    for holder in main.ask("querySelectorAll", &format!(".{HOLDER}")).listed() {
        if !beside(&holder).is_there() {
            holder.call("remove", &[]);
        }
    }
    for figure in main.ask("querySelectorAll", &format!(":is({FIGURES}):not([{HAS}])")).listed() {
        give_button(&figure, &figure, label);
    }
    for table in main.ask("querySelectorAll", &format!(":is({BESIDE}):not([{HAS}])")).listed() {
        let holder = Thing::global("document").ask("createElement", "div");
        holder.set("className", HOLDER);
        standing(&table).call("before", &[holder.value().clone()]);
        give_button(&table, &holder, label);
    }
}

/// The button of a figure or a table.
fn button_of(element: &Thing) -> Thing {
    let own = element.ask("querySelector", &format!(":scope > .{BUTTON}"));
    if own.is_there() {
        own
    } else {
        standing(element).get("previousElementSibling").get("firstElementChild")
    }
}

/// Makes a button for an element, in the element that holds it.
fn give_button(element: &Thing, holder: &Thing, label: &Label) {
    let button = Thing::global("document").ask("createElement", "button");
    button.set("type", "button");
    button.set("className", BUTTON);
    button.set("innerHTML", ARROW);
    let id = id(element);
    let testid = if id.is_empty() { BUTTON.to_owned() } else { format!("{BUTTON}-{id}") };
    button.call("setAttribute", &["data-testid".into(), testid.into()]);
    button.call("setAttribute", &["aria-haspopup".into(), "dialog".into()]);
    let focused = element.ask("querySelector", FOCUSED).is_there();
    button.set("tabIndex", if focused { -1.0 } else { 0.0 });
    // That of a lane comes before all that is in it.
    let way = if holder.text("className") == "run" { "prepend" } else { "append" };
    holder.call(way, &[button.value().clone()]);
    element.call("setAttribute", &[HAS.into(), "".into()]);
    name(element, label);
}

/// What stands where a table does: the part of the page that scrolls it, or itself.
fn standing(table: &Thing) -> Thing {
    let scrolls = table.ask("closest", ".scroll");
    if scrolls.is_there() { scrolls } else { table.clone() }
}

/// What a holder stands beside.
fn beside(holder: &Thing) -> Thing {
    let next = holder.get("nextElementSibling");
    let is_it = next.ask("matches", BESIDE).value().is_truthy();
    if is_it { next } else { next.ask("querySelector", ":scope > table") }
}

/// Names the button of an element by what that is called now.
fn name(element: &Thing, label: &Label) {
    let (button, label) = (button_of(element), label(&title(element)));
    let is_ours = button.text("className") == BUTTON;
    if is_ours && button.text("ariaLabel") != label {
        button.set("ariaLabel", label.as_str());
        button.set("title", label);
    }
}

/// Whoever is in a figure comes to its button next; who is not passes it by.
fn put_in_reach(main: &Thing, at: &Thing, label: &Label) {
    let here = at.ask("closest", &format!("[{HAS}]"));
    if here.is_there() {
        name(&here, label);
    }
    for button in main.ask("querySelectorAll", &format!(".{BUTTON}")).listed() {
        let figure = button.get("parentElement");
        if figure.ask("querySelector", FOCUSED).is_there() {
            button.set("tabIndex", if figure == here { 0.0 } else { -1.0 });
        }
    }
}

/// What a button takes along.
fn taken(button: Thing) -> Taken {
    let holder = button.get("parentElement");
    let element = match holder.text("className").as_str() {
        HOLDER => beside(&holder),
        // The button of a lane stands at its head.
        "run" => holder.get("parentElement"),
        _ => holder,
    };
    let is_table = element.text("localName") == "table";
    Taken { is_table, title: title(&element), id: file_name(&element), element, button }
}

/// What an element is called, on it or in it; else what the part of the page is called in which it stands.
fn title(element: &Thing) -> String {
    let shown = |of: &Thing| of.text("textContent").split_whitespace().collect::<Vec<_>>().join(" ");
    let labelled = element.ask("querySelector", "canvas[aria-label], svg[aria-label]");
    let lane = element.ask("closest", ".lane").ask("querySelector", "h2");
    let heading = match element.text("className").as_str() {
        "run" | "lane" => lane,
        _ => Thing::default(),
    };
    let caption = element.ask("querySelector", "caption, figcaption");
    let named = element.ask("closest", "[aria-labelledby]").ask("getAttribute", "aria-labelledby").as_text();
    let named = Thing::global("document").ask("getElementById", &named);
    let section =
        element.ask("closest", "section, details, .part, article").ask("querySelector", "h2, h3, summary");
    [
        shown(&heading),
        element.text("ariaLabel"),
        labelled.text("ariaLabel"),
        shown(&caption),
        shown(&named),
        shown(&section),
    ]
    .into_iter()
    .find(|title| !title.is_empty())
    .unwrap_or_default()
}

/// The id for tests of an element or of what is in it, which names a file; nothing where there is none.
fn id(element: &Thing) -> String {
    let of = |it: &Thing| it.ask("getAttribute", "data-testid").as_text();
    let inside = element.ask("querySelector", ":is(canvas, svg, dl, ol)[data-testid]");
    [of(element), of(&inside)].into_iter().find(|id| !id.is_empty()).unwrap_or_default()
}

/// The name of a file: of which lane, and what.
fn file_name(element: &Thing) -> String {
    let lane = element.ask("closest", "[data-testid^=lane-]").ask("getAttribute", "data-testid").as_text();
    let (lane, own) = (lane.trim_start_matches("lane-"), id(element));
    let own = own.trim_start_matches("lane-");
    let parts = [lane, own].into_iter().filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = parts.collect();
    parts.dedup();
    if parts.is_empty() { "figure".to_owned() } else { parts.join("-") }
}

/// The cells of a table, as they are shown. One that spans several stands in the first of them.
pub fn cells(table: &Thing) -> Table {
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    for (at, row) in table.get("rows").listed().into_iter().enumerate() {
        for cell in row.get("cells").listed() {
            let text = cell.text("innerText");
            // Spaces between digits are others, and stay.
            let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let [wide, high] = ["colSpan", "rowSpan"].map(|span| cell.number(span).max(1.0) as usize);
            // What spans rows from above has taken its places.
            rows.resize(rows.len().max(at + high), Vec::new());
            let from = rows[at].iter().position(Option::is_none).unwrap_or(rows[at].len());
            for (down, row) in rows[at..at + high].iter_mut().enumerate() {
                row.resize(row.len().max(from + wide), None);
                for (right, place) in row[from..from + wide].iter_mut().enumerate() {
                    *place = Some(if (down, right) == (0, 0) { text.clone() } else { String::new() });
                }
            }
        }
    }
    let first = table.get("rows").listed().into_iter().next().unwrap_or_default();
    // The corner of a table may be no name.
    let names =
        first.ask("closest", "thead").is_there() || !first.ask("querySelector", "td:not(:empty)").is_there();
    Table {
        names,
        rows: rows.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect(),
    }
}

/// Opens a menu beside the button that opens it, or below it where there is no room, within the window, and goes to its first entry.
pub fn open_below(menu: &Thing, button: &Thing) {
    menu.call("showPopover", &[]);
    let (at, own) = (button.call("getBoundingClientRect", &[]), menu.call("getBoundingClientRect", &[]));
    let root = Thing::global("document").get("documentElement");
    let within = |place: f64, side: f64, most: f64| place.min(most - side - GAP).max(GAP);
    let (wide, high) = (root.number("clientWidth"), root.number("clientHeight"));
    let beside = at.number("right") + GAP;
    let (left, top) = if beside + own.number("width") + GAP <= wide {
        (beside, at.number("top"))
    } else {
        (at.number("right") - own.number("width"), at.number("bottom") + GAP)
    };
    let (left, top) = (within(left, own.number("width"), wide), within(top, own.number("height"), high));
    let style = menu.get("style");
    style.set("left", format!("{left}px"));
    style.set("top", format!("{top}px"));
    menu.ask("querySelector", "button").call("focus", &[]);
}
