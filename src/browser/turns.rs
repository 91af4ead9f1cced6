//! The first page is built unseen, in turns: each part is a task of its own, so that the browser answers in between. What arrives later
//! is built in turns too.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::page::next_task;

/// The class of a page that cannot be seen yet: `style/ui.css`.
const UNSEEN: &str = "unseen";

type Work = Box<dyn FnOnce()>;

thread_local! {
    /// The parts that wait.
    static WAITING: RefCell<VecDeque<Work>> = const { RefCell::new(VecDeque::new()) };
    /// Whether the page, or a part of it, is being built.
    static BUILDING: Cell<bool> = const { Cell::new(false) };
    /// What is to be done once the page is on the screen.
    static AFTERWARDS: RefCell<Vec<Work>> = const { RefCell::new(Vec::new()) };
}

/// Lets `make` build the page in an element that takes its place on the screen and cannot be seen yet. Once the page is whole, with all
/// parts that have waited for their turn, it takes the place of the text that the HTML file brought along: nothing is seen half done, and
/// nothing moves. The browser lays out each part in its turn too, which an element outside the document would put off to the end.
pub fn build(make: impl FnOnce(HtmlElement) + 'static) {
    // A document makes any element that it is asked for.
    let made = document().create_element("div").ok().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let (Some(page), Some(body)) = (made, document().body()) else { return };
    page.set_class_name(UNSEEN);
    if body.append_child(&page).is_err() {
        return;
    }
    BUILDING.set(true);
    let inside = page.clone();
    in_turn(move || make(inside));
    spawn_local(async move {
        take_turns().await;
        BUILDING.set(false);
        take_over(&page);
        AFTERWARDS.take().into_iter().for_each(|work| work());
    });
}

/// Makes a part of a page that is on the screen already, likewise in turns, and then does `done`.
pub fn build_part<T>(make: impl FnOnce() -> T, done: impl FnOnce() + 'static) -> T {
    if BUILDING.get() {
        let made = make();
        in_turn(done);
        return made;
    }
    BUILDING.set(true);
    let made = make();
    spawn_local(async move {
        // What was made has been put on the screen by now.
        BUILDING.set(false);
        take_turns().await;
        done();
        AFTERWARDS.take().into_iter().for_each(|work| work());
    });
    made
}

/// Does what waits, each in a task of its own.
async fn take_turns() {
    // What is done in a turn may ask for further ones, a moment after it, so each is looked for in the next task.
    loop {
        next_task().await;
        let Some(work) = WAITING.with_borrow_mut(VecDeque::pop_front) else { break };
        work();
    }
}

/// Whether the page, or a part of it, is being built.
pub fn building() -> bool {
    BUILDING.get()
}

/// Does a piece of work when its turn has come.
pub fn in_turn(work: impl FnOnce() + 'static) {
    WAITING.with_borrow_mut(|waiting| waiting.push_back(Box::new(work)));
}

/// Does a piece of work once the page that is being built is on the screen.
pub fn when_built(work: impl FnOnce() + 'static) {
    AFTERWARDS.with_borrow_mut(|afterwards| afterwards.push(Box::new(work)));
}

/// Shows the page where the text was.
fn take_over(page: &HtmlElement) {
    if let Some(text) = document().query_selector(".before").ok().flatten() {
        text.remove();
    }
    page.set_class_name("");
}
